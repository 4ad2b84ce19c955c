# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A process without privileges pins a page in every 8 MiB: memory blocks cannot be removed then, and that is all. mm would
# try to move such a page until a signal arrives, with the locks held that others need.
# rig: mem=4096 limit=500
# case pvh: to=pvh
# case pv: to=pv guest=memhp_default_state=online_movable;xen_initial_balloon=0 tier=all
# case hvm: to=hvm image=hvm limit=700 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }

create u "$(arg to)" 256 2048 "shadow_memory=24"
reaches u 256
blocks=$(memory_blocks u)
mem_set u 2048
reaches u 2048
pinned=$(guest u "pin 1500 8192 100000 >/tmp/pinned 2>&1 & echo \$! >/tmp/pin; while [ ! -s /tmp/pinned ]; do sleep 1; done; cat /tmp/pinned")
holds "pages are pinned" "$pinned" -ge 180

mem_set u 256
reaches u 256
# Ten seconds later blocks are to be removed.
guest u "echo 0 >$STATS"
sleep 40
is "it is not stuck" "$(standing u)" idle/none
holds "each block is tried a few times, and not over and over" "$(stat_of shrink_steps)" -le 60
holds "blocks stay" "$(memory_blocks u)" -gt $((blocks + 2))
# Others get the hotplug lock, and targets are followed.
is "the hotplug lock is free" "$(guest u "echo online >/sys/devices/system/memory/memory0/state 2>/dev/null; echo free")" free
mem_set u 300
reaches u 300
mem_set u 256
reaches u 256

guest u "kill \$(cat /tmp/pin)"
mem_set u 2048
reaches u 2048
mem_set u 256
reaches u 256
is "nobody was killed" "$(vmstat u oom_kill)" 0
