# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# In a guest that is out of memory, when Xen has no more, a process is killed as soon as with the stock driver: asking the
# balloon first does not delay that.
# rig: mem=2560 limit=600 kernel=driver+driver+stock
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all

# Runs a process that wants more than there is until it is killed: prints pages that it touched, and hundredths of a second.
fill() { # NAME
	guest "$1" "p=\$(sed -n 's/^pgfault //p' /proc/vmstat); s=\$(cut -d' ' -f1 /proc/uptime)
		hog 400 1024 60 >/dev/null 2>&1
		echo \$((\$(sed -n 's/^pgfault //p' /proc/vmstat) - p)) \$(cut -d' ' -f1 /proc/uptime) \$s" |
		awk '{ printf "%d %d\n", $1, ($2 - $3) * 100 }'
}
check_kill() { # NAME WHAT MORE: so many pages may be touched beyond what stock's touches
	local pages time
	# shellcheck disable=SC2046 # two numbers
	set -- "$1" "$2" "$3" $(fill "$1")
	pages=$4 time=$5
	note "$2: $pages pages in $time hundredths of a second"
	check_equal "$2: a process is killed" "$(vmstat "$1" oom_kill)" "$((${kills:-0} + 1))"
	check_compare "$2: pages until then, beside stock's $stock" "$pages" -le $((stock + $3))
}

KERNEL=/boot/vmlinuz-other create stock "$(args)" 256 256
stock=$(fill stock)
note "stock: pages and hundredths of a second: $stock"
stock=${stock% *}
check_compare "stock: a process is killed" "$(vmstat stock oom_kill)" -ge 1
xl destroy stock

create u "$(args)" 256 256
check_kill u "without a reserve" 2560
guest u "echo 320M >/sys/module/xen_balloon/parameters/oom_reserve"
# libxl allows 1 MiB more than it is told.
kills=1
check_kill u "with a reserve that Xen does not have" $((2560 + 256))
check_size u 256
