# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A process without privileges pins a page in every 8 MiB: memory blocks cannot be removed then, and that is all. mm would
# try to move such a page until a signal arrives, with the locks held that others need.
# rig: mem=4096 limit=500
# case pvh: args=pvh
# case pv: args=pv guest=memhp_default_state=online_movable;xen_initial_balloon=0 tier=all
# case hvm: args=hvm image=hvm limit=700 tier=all

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
# Ten seconds later blocks are to be removed.
guest u "echo 0 >$STATS"
sleep 40
check_equal "it is not stuck" "$(state_and_reason u)" idle/none
check_compare "each block is tried a few times, and not over and over" "$(stat_of shrink_steps)" -le 60
check_compare "blocks stay" "$(memory_blocks u)" -gt $((blocks + 2))
# Others get the hotplug lock, and targets are followed.
check_equal "the hotplug lock is free" "$(guest u "echo online >/sys/devices/system/memory/memory0/state 2>/dev/null; echo free")" free
mem_set u 300
check_size u 300
mem_set u 256
check_size u 256

guest u "kill \$(cat /tmp/pin)"
mem_set u 2048
check_size u 2048
mem_set u 256
check_size u 256
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
