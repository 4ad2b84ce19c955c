# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest that repeatedly grows past its E820 and comes back reuses the addresses of removed memory blocks. It reuses Xen's
# tables for them too: xl gives a guest of this size 5 MiB for such tables, and 512 MiB at new addresses may take 1 MiB each
# time. Blocks that are needed again soon stay twice as long the next time. The case of an hour goes up and down twenty
# times, and pauses long enough after each that its blocks do not.
# rig: mem=2560 limit=700
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=900 tier=all
# case twenty: args=pvh limit=3000 tier=all

times=5 pause=0 free=0
[ "$(arg case)" != twenty ] || times=20 pause=62

end_of_ram() { guest u "sed -n 's/^\([0-9a-f]*\)-\([0-9a-f]*\) : System RAM/\2/p' /proc/iomem | tail -n 1"; }
# Two blocks may stay: one that holds the kernel's own memory, and one whose removal would leave a hole in a zone.
is_back() { [ "$(memory_blocks u)" -le $((blocks + 2)) ]; }

create u "$(args)" 512 512
check_size u 512
blocks=$(memory_blocks u)
for i in $(seq $times); do
	mem_max u 1024
	mem_set u 1024
	wait_for_size u 1024 || { check_failed "up, $i" "$(state_and_reason u)"; break; }
	[ "$i" != 1 ] || first=$(end_of_ram)
	last=$(end_of_ram)
	mem_set u 512
	wait_for_size u 512 || { check_failed "down, $i" "$(state_and_reason u)"; break; }
	[ "$i" != 1 ] || free=$(xl info free_memory)
	[ "$i" -lt $times ] || [ $pause -gt 0 ] || break
	wait_until 120 is_back || { check_failed "its blocks have gone, $i" "$(memory_blocks u) of $blocks"; break; }
	sleep $pause
done
check_equal "where RAM ends when it has grown, the last time and the first" "$last" "$first"
check_compare "Xen's free memory, MiB, $free after the first time" "$(xl info free_memory)" -ge $((free - 1))
check_size u 512
[ $pause = 0 ] || check_compare "its blocks, $blocks at first" "$(memory_blocks u)" -le $((blocks + 2))
