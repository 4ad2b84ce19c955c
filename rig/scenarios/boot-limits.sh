# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A large maxmem lowers none of the limits that the kernel derives from its memory at boot (threads, files, watermarks).
# As the guide says, only the watermarks follow when the memory grows.
# rig: mem=5632 limit=400 xen=bootscrub=0
# case pvh: args=pvh tier=all
# case pv: args=pv tier=all

LIMITS="kernel/threads-max fs/file-max fs/epoll/max_user_watches user/max_inotify_watches net/ipv4/tcp_max_orphans vm/min_free_kbytes"
limits() { guest "$1" "cd /proc/sys && cat $LIMITS" | tr '\n' ' '; }

# check_not_below NAME VALUES OTHERS: each value of one list is at least 97 per cent of that of the other
check_not_below() {
	local name=$1 n=1 file value other
	for file in $LIMITS; do
		value=$(echo "$2" | cut -d' ' -f$n) other=$(echo "$3" | cut -d' ' -f$n)
		check_compare "$name: ${file##*/}: $value, in per cent of $other" $((value * 100 / other)) -ge 97
		n=$((n + 1))
	done
}

create s "$(args)" 256 256
small=$(limits s)
xl destroy s
create u "$(args)" 256 4096
boot=$(limits u)
check_not_below "256 MiB and maxmem=4096, beside 256 MiB" "$boot" "$small"
mem_set u 4096
check_size u 4096 120
grown=$(limits u)
xl destroy u
create l "$(args)" 4096 4096
large=$(limits l)
xl destroy l
note "$LIMITS"
note "born with 256 MiB: $small; grown to 4096 MiB: $grown; born with 4096 MiB: $large"
check_equal "grown: what is fixed at boot" "${grown% * }" "${boot% * }"
LIMITS=vm/min_free_kbytes
check_not_below "grown, beside 4096 MiB" "$(echo "$grown" | cut -d' ' -f6)" "$(echo "$large" | cut -d' ' -f6)"
CMDLINE=xen_initial_balloon=all create a "$(args)" 256 4096
LIMITS="kernel/threads-max fs/file-max"
note "with xen_initial_balloon=all, threads-max file-max: $(limits a)"
