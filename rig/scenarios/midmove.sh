# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The target changes in the middle of a move, and a guest is destroyed in the middle of a move.
# rig: mem=2560 limit=240 guest=trace_event=xen_balloon
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=400 tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1500 tier=all

# Prints "N of M" from the trace: M times the target turned round while the guest was moving, and at most N steps went the
# old way after that. Without a turn, a step may overshoot the new target.
# shellcheck disable=SC2016
TURNS='
	{ for (i = 2; i <= NF; i++) if ($i ~ /^xen_balloon_/) break }
	$i == "xen_balloon_target:" {
		way = $(i + 4) < $(i + 2) ? "inflate" : "deflate"
		turned = last != "" && last != way
		turns += turned
		wrong = 0
	}
	$i == "xen_balloon_step:" && $(i + 1) ~ /^(in|de)flate$/ {
		last = $(i + 1)
		if (turned && last != way && ++wrong > most)
			most = wrong
	}
	END { print most + 0, "of", turns + 0 }'

check_midway() { # NAME
	local i kb
	# A fast guest sometimes arrives before it is turned round.
	for i in 1 2 3 4 5 6; do
		mem_set "$1" 1024
		wait_until 20 above "$1" 400 || check_failed "$1 sets out"
		mem_set "$1" 256
		wait_until 20 below "$1" 900 || check_failed "$1 turns round"
		mem_set "$1" 640
	done
	check_size "$1" 640
	turns=$(guest "$1" "awk '$TURNS' /sys/kernel/tracing/trace")
	check_compare "$1 was turned round" "${turns##* }" -ge 4
	# Only the step that was under way.
	check_compare "$1: steps on the old way after that, at most" "${turns%% *}" -le 1
	check_equal "$1 has no frame too many or too few, but for memory blocks of 128 MiB that growth adds and removes" \
		$((($(current_kb "$1") + $(attribute "$1" info/low_kb) - frames) % 131072)) 0
}
above() { [ "$(xen_mib "$1")" -gt "$2" ]; }
below() { [ "$(xen_mib "$1")" -lt "$2" ]; }

came_back() { [ "$(xl info free_memory)" = "$before" ]; }

before=$(xl info free_memory)
create u "$(args)" 256 1024
frames=$(($(current_kb u) + $(attribute u info/low_kb)))
check_midway u
mem_set u 1024
wait_until 20 above u 700
xl destroy u
wait_until 20 came_back
check_equal "all memory of a guest destroyed in mid-move is free again" "$(xl info free_memory)" "$before"
# The next guest finds a toolstack and a Xen that work.
create v "$(args)" 128 256
mem_set v 256
check_size v 256
