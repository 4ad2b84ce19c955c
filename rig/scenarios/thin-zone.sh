# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Growth by next to nothing opens a zone with 2 MiB in it. Even then, a process that takes nearly all memory for a minute
# survives, kswapd hardly runs, and the watermarks that mm computes are in proportion to the memory of the zones.
# rig: mem=2560 limit=700
# case pvh: args=pvh tier=all
# case pv: args=pv tier=all

# mm computes the watermarks when a block goes online, before any memory in it is populated. So the last block does not count
# until the next one goes online, or vm.min_free_kbytes is written.

ZONES='/^Node/ { z = $4; boost = 0 } $1 == "boost" { boost = $2 } $1 == "min" { min = $2 - boost }
	$1 == "managed" && $2 > 0 { print z, min, $2 }'
zones() { guest u "awk '$ZONES' /proc/zoneinfo"; }
# Zones whose min watermark differs by more than 2 pages from their share of all.
out_of_proportion() {
	zones | awk '{ z[NR] = $1; min[NR] = $2; has[NR] = $3; mins += $2; all += $3 }
		END { for (i = 1; i <= NR; i++) { off = min[i] - mins * has[i] / all; if (off > 2 || off < -2) print z[i] } }'
}
kswapd_ticks() { guest u "cut -d' ' -f15 /proc/\$(grep -l kswapd0 /proc/[0-9]*/comm | cut -d/ -f3)/stat"; }
check_hog() { # WHEN
	local before mib
	mib=$(($(meminfo_kb u MemAvailable) / 1024 - 16))
	before=$(kswapd_ticks)
	check_equal "$1: a process with $mib MiB lives" "$(guest u "hog $mib 256 60 2>&1 | cut -d' ' -f2")" pages
	check_compare "$1: hundredths of a second of kswapd in that minute" $(($(kswapd_ticks) - before)) -le 300
	check_equal "$1: no process was killed" "$(vmstat u oom_kill)" 0
}

create u "$(args)" 512 512
check_size u 512
note "512 MiB: $(zones | tr '\n' ';')"
for mib in 514 640; do
	mem_max u $mib
	mem_set u $mib
	check_size u $mib
	note "$mib MiB: $(zones | tr '\n' ';')"
	check_hog "$mib MiB"
done
guest u "cat /proc/sys/vm/min_free_kbytes >/tmp/m; cat /tmp/m >/proc/sys/vm/min_free_kbytes"
note "written: $(zones | tr '\n' ';')"
check_equal "written: zones out of proportion" "$(out_of_proportion | tr '\n' ' ')" ""
check_hog "written"
