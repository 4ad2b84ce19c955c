# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A move is steady: it begins at once, never stands still, never goes back, and leaves the rest of the guest alone.
# rig: mem=2560 limit=240 smp=2 xen=dom0_max_vcpus=1;dom0_vcpus_pin
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm tier=all

. ./watched.sh

TYPE=$(args)
STATS=/sys/kernel/debug/xen-balloon/stats

# check_steady MIB NAME [MS [PAGES]]: how the move looks to a toolstack
check_steady() {
	check_move "$1" "$2"
	# Toolstacks expect 100 MB/s averaged over 3 s, and the first page within 100 ms. An instruction takes 4 ns here, and
	# those of dom0, which watches, count too: several times the time of real hardware, yet the limits are the same.
	check_compare "$2: pages in a second, in the worst 3 s" "$(move_value low_pps)" -ge "${4:-24415}"
	check_compare "$2: ms to the first page" "$(move_value first_ms)" -le 100
	# qmemman looks for progress in each interval of 0.1 to 1 s, libxl (freeing memory) in each of 30 s.
	check_compare "$2: ms without progress" "$(move_value gap_ms)" -le ${3:-500}
}

create u "$TYPE" 256 1280 'cpus="1"'
check_size u 256
# Page frames that were not known at boot are hot-added first, a memory block at a time.
check_steady 1280 "growth" 1000
check_steady 256 "down"
note "ranges of 2 MiB ballooned, in part, page frames in these: $(guest u "frames ranges")"
check_steady 1280 "up"

# Most of its memory is in use, then half of that is freed again, in pieces of less than a superpage. The kernel must not
# make superpages of them in the background, for which there is time while Xen is slow.
guest u "echo 0 >/proc/sys/vm/compaction_proactiveness; mount -o remount,size=1100m /tmp; cd /tmp
	awk 'BEGIN { s = sprintf(\"%1044480s\", \"\"); for (i = 0; i < 900; i++) { printf \"%s\", s >\"f\" i; close(\"f\" i) } }'
	rm f*[02468]"
check_equal "MiB of it are in use" "$(guest u "du -m /tmp | cut -f1")" 449
guest u "echo 0 >$STATS"
stalls=$(vmstat u compact_stall)
scans=$(vmstat u pgscan_direct)
# Xen takes about 78 us for a single page of an HVM domain, and 40 us for one of PVH: nearly all of the time when memory
# moves page by page.
least=24415
[ "$TYPE" != hvm ] || least=10000
check_steady 768 "down, fragmented" 500 $least
check_equal "no process was killed for it" "$(vmstat u oom_kill)" 0
check_equal "memory was not compacted for it" "$(vmstat u compact_stall)" "$stalls"
check_equal "and nothing reclaimed that is in use" "$(vmstat u pgscan_direct)" "$scans"
# No superpages were left, or all of this would test nothing.
check_compare "it went page by page" "$(guest u "sed -n 's/^inflated_superpages //p' $STATS")" -lt 250
note "ranges of 2 MiB ballooned, in part, page frames in these: $(guest u "frames ranges")"
