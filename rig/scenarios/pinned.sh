# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# An unprivileged process pins a page in every 8 MiB: memory blocks cannot be removed then, but that is all. mm would try to
# move such a page until a signal arrives, holding locks that others need.
# rig: mem=4096 limit=700
# case pvh: args=pvh
# case pv: args=pv guest=memhp_default_state=online_movable;xen_initial_balloon=0 tier=all
# case hvm: args=hvm image=hvm limit=900 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }

create u "$(args)" 256 2048 "shadow_memory=24"
check_size u 256
blocks=$(memory_blocks u)
mem_set u 2048
check_size u 2048
pinned=$(guest u "pin 1500 8192 100000 >/tmp/pinned 2>&1 & echo \$! >/tmp/pin; while [ ! -s /tmp/pinned ]; do sleep 1; done; cat /tmp/pinned")
check_compare "pages are pinned" "$pinned" -ge 180

mem_set u 256
check_size u 256
# After ten seconds blocks are due for removal.
guest u "echo 0 >$STATS"
sleep 40
check_equal "it is not stuck" "$(state_and_reason u)" idle/none
check_compare "each block is tried a few times, and not over and over" "$(stat_of shrink_steps)" -le 120
check_compare "there were attempts in vain" "$(stat_of removal_failures)" -ge 1
check_compare "of these, at one block" "$(stat_of most_removal_failures)" -le 3
check_compare "the log says which blocks stay" "$(guest u "dmesg | grep -c 'stays for now'")" -ge 1
check_compare "blocks stay" "$(memory_blocks u)" -gt $((blocks + 2))
# Others get the hotplug lock, and targets are followed.
check_equal "the hotplug lock is free" "$(guest u "echo online >/sys/devices/system/memory/memory0/state 2>/dev/null; echo free")" free
mem_set u 300
check_size u 300
mem_set u 256
check_size u 256

# Each move down is a reason to try again, and a block that failed is left alone for longer each time.
for _ in 1 2 3 4 5; do
	mem_set u 320
	wait_for_size u 320 || check_failed "up to 320 MiB" "$(current_kb u)"
	mem_set u 256
	wait_for_size u 256 || check_failed "down to 256 MiB" "$(current_kb u)"
	sleep 12
done
check_compare "attempts at one block, with five more occasions" "$(stat_of most_removal_failures)" -le 5

guest u "kill \$(cat /tmp/pin)"
mem_set u 2048
check_size u 2048
mem_set u 256
check_size u 256
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
