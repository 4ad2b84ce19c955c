# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# balloon-monitor in dom0: its JSON, its table and its screen, before, during and after moves.
# rig: mem=2048 limit=400

# Empty for guests whose driver says nothing under data/balloon.
DRIVER_SAYS=yes

# of_json KEY: its values in samples of one domain, one per line
of_json() { sed 's/[,{]/\n/g' | sed -n "s/^\"$1\":\"\{0,1\}\([^]\"}]*\).*/\1/p"; }

# shown NAME KEY: its current value
shown() {
	balloon-monitor --json "$(id_of "$1")" | of_json "$2" | tail -n 1
}

# check_shown NAME MIB: everything that is shown of a domain that has reached MIB
check_shown() {
	check_equal "$1: xen_kb is what Xen counts" "$(shown "$1" xen_kb)" "$(xen_kb "$1")"
	check_equal "$1: target_kb" "$(shown "$1" target_kb)" $(($2 * 1024))
	check_equal "$1: static_max_kb" "$(shown "$1" static_max_kb)" 524288
	eval "check_equal '$1: in the table' \"\$(balloon-monitor -b $1 |
		awk 'NR == 3 { print \$1, \$2, \$3, \$5, \$6, \$8 }')\" \"\$ID_$1 $1 $1 $2 $2 512\""
	[ -z "$DRIVER_SAYS" ] || check_driver_says "$1" $(($2 * 1024))
}

# check_driver_says NAME KB: the guest's driver publishes that it has nothing to do
check_driver_says() {
	wait_until 5 says_idle "$1"
	check_equal "$1: state and reason" "$(shown "$1" state)/$(shown "$1" reason)" idle/none
	check_equal "$1: guest_kb, in the count of the target" "$(shown "$1" guest_kb)" "$2"
	check_compare "$1: floor_kb" "$(shown "$1" floor_kb)" -gt 0
}

says_idle() { [ "$(shown "$1" state)" = idle ]; }

# screen KEYS: the output to a terminal
screen() { TERM=vt100 terminal 80x24 "$1" balloon-monitor -d 0.2; }

check_has() { # NAME FILE PATTERN
	if grep -qE -e "$3" "$2"; then
		check_passed "$1"
	else
		check_failed "$1" "no '$3' in: $(tr -dc ' -~' <"$2" | tail -c 1500)"
	fi
}

# check_moving NAME FROM_MIB TO_MIB: the move is seen under way
check_moving() {
	local sign=+ job screen_job
	[ "$3" -gt "$2" ] || sign=-
	balloon-monitor --json -n 50 -d 0.1 "$1" >/tmp/samples &
	job=$!
	screen "wait wait wait wait wait wait wait wait wait wait q" >/tmp/screen &
	screen_job=$!
	sleep 1
	mem_set "$1" "$3"
	check_size "$1" "$3"
	wait $job
	check_equal "$1: exit status" $? 0
	wait $screen_job
	check_equal "$1: exit status of the screen" $? 0
	check_equal "$1: a line for each sample" "$(wc -l </tmp/samples)" 50
	check_has "$1: the screen shows where it was" /tmp/screen "$1.* $2 "
	check_has "$1: the screen shows that it moves" /tmp/screen "\\${sign}[0-9]"
	of_json xen_kb </tmp/samples >/tmp/kb
	of_json rate_kb </tmp/samples >/tmp/rates
	check_compare "$1: samples on the way" "$(uniq /tmp/kb | wc -l)" -gt 2
	check_equal "$1: the first sample has no rate" "$(head -n 1 /tmp/rates)" null
	check_equal "$1: it moves one way" "$(sed -n '/^[1-9]/p;/^-/p' /tmp/rates | sed 's/^[1-9].*/+/;s/^-.*/-/' | sort -u)" "$sign"
	check_equal "$1: and stops" "$(tail -n 1 /tmp/rates)" 0
	check_shown "$1" "$3"
}

create pv pv 128 512
create pvh pvh 128 512
check_size pv 128
check_size pvh 128
check_shown pv 128
check_shown pvh 128
check_equal "dom0: type" "$(shown dom0 type)" pv
check_equal "dom0: name" "$(shown dom0 name)" Domain-0
check_equal "dom0: xen_kb" "$(shown dom0 xen_kb)" "$(xen_kb dom0)"
check_equal "host: free memory" $(($(balloon-monitor --json | of_json free_kb) / 1024)) "$(xl info free_memory)"
check_equal "host: memory" $(($(balloon-monitor --json | of_json total_kb) / 1024)) "$(xl info total_memory)"
check_equal "host: domains" "$(balloon-monitor --json absent 2>/dev/null | of_json domains | head -n 1)" 3
screen "wait h h s s r q" >/tmp/screen
check_equal "screen: exit status" $? 0
check_has "screen: the host" /tmp/screen "host: [0-9]+ MiB, free: [0-9]+, claimed: 0, domains: 3"
check_has "screen: dom0" /tmp/screen "Domain-0 "
check_has "screen: the PV guest" /tmp/screen "pv.* 128 "
check_has "screen: the PVH guest" /tmp/screen "pvh.* 128 "

check_moving pv 128 512
check_moving pv 512 128
check_moving pvh 128 512

# Text that guests may write to Xenstore does not reach the terminal unfiltered. The guest's driver must not tidy up.
xl pause pv
xenstore-write -R "$(domain_path pv)/data/balloon/state" "$(printf '\033[2J\007\233')"
xenstore-write -R "$(domain_path pv)/data/balloon/floor" 0x1000
xenstore-write -R "$(domain_path pv)/data/balloon/current" 99999999999999999999
balloon-monitor -b >/tmp/table
check_equal "no control characters" "$(tr -d '\n -~' </tmp/table | wc -c)" 0
check_equal "nonsense is not shown" "$(shown pv floor_kb)/$(shown pv guest_kb)" null/null
xl unpause pv

xl pause pvh
balloon-monitor -b >/tmp/table
check_has "a paused guest" /tmp/table "pvh .*paused"
xl destroy pvh
check_equal "a guest that is gone" "$(balloon-monitor -b | grep -c pvh)" 0
balloon-monitor -b pvh >/dev/null 2>&1
check_equal "a guest that is gone: exit status" $? 3

# This comes last: nothing works without xenstored.
kill -9 "$(cat /run/xenstored.pid)"
timeout 30 balloon-monitor -b >/tmp/table
check_equal "without Xenstore: exit status" $? 0
check_has "without Xenstore: it says so" /tmp/table "^Xenstore is missing"
# shellcheck disable=SC2154
check_has "without Xenstore: the guest" /tmp/table "^ *$ID_pv - +pv .* 128 "
