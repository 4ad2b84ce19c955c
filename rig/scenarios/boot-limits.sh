# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What the kernel derives from its memory at boot (threads, files, watermarks): maxmem alone costs nothing of it, and what
# follows the memory when it grows is what the guide says: the watermarks.
# rig: mem=5632 limit=400 xen=bootscrub=0
# case pvh: to=pvh tier=all
# case pv: to=pv tier=all

LIMITS="kernel/threads-max fs/file-max fs/epoll/max_user_watches user/max_inotify_watches net/ipv4/tcp_max_orphans vm/min_free_kbytes"
limits() { guest "$1" "cd /proc/sys && cat $LIMITS" | tr '\n' ' '; }

# not_below NAME OURS OTHERS: each of one list, as a part of that of the other
not_below() {
	local name=$1 n=1 file ours other
	for file in $LIMITS; do
		ours=$(echo "$2" | cut -d' ' -f$n) other=$(echo "$3" | cut -d' ' -f$n)
		holds "$name: ${file##*/}: $ours, in per cent of $other" $((ours * 100 / other)) -ge 97
		n=$((n + 1))
	done
}

create s "$(arg to)" 256 256
small=$(limits s)
xl destroy s
create u "$(arg to)" 256 4096
boot=$(limits u)
not_below "256 MiB and maxmem=4096, beside 256 MiB" "$boot" "$small"
mem_set u 4096
reaches u 4096 120
grown=$(limits u)
xl destroy u
create l "$(arg to)" 4096 4096
large=$(limits l)
xl destroy l
note "$LIMITS"
note "born with 256 MiB: $small; grown to 4096 MiB: $grown; born with 4096 MiB: $large"
is "grown: what is fixed at boot" "${grown% * }" "${boot% * }"
LIMITS=vm/min_free_kbytes
not_below "grown, beside 4096 MiB" "$(echo "$grown" | cut -d' ' -f6)" "$(echo "$large" | cut -d' ' -f6)"
WORDS=xen_initial_balloon=all create a "$(arg to)" 256 4096
LIMITS="kernel/threads-max fs/file-max"
note "with xen_initial_balloon=all, threads-max file-max: $(limits a)"
