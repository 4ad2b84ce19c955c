# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# An administrator offlines a memory block in which a page is pinned: mm tries for ever, holding the device hotplug lock.
# Targets are still followed, as far as there are page frames, and growth goes on when the attempt is given up.
# rig: mem=3584 limit=500 guest=memhp_default_state=online_movable;xen_initial_balloon=0
# case pvh: args=pvh
# case pv: args=pv tier=all
# case hvm: args=hvm image=hvm limit=700 tier=all

# A worker that waits for the lock, to grow or to remove blocks, notices no target meanwhile.

MEMORY=/sys/devices/system/memory
first_movable() { guest u "for b in $MEMORY/memory*; do case \$(cat \$b/valid_zones) in Movable*) echo \$b; break ;; esac; done"; }
# A write to this file retries the lock until it is free, or a signal arrives.
lock_is_held() { ! guest u "timeout 2 sh -c 'echo online >$MEMORY/memory0/state'" >/dev/null; }

create u "$(args)" 256 2048
check_size u 256
mem_set u 1024
check_size u 1024
pinned=$(guest u "pin 740 4096 100000 >/tmp/pinned 2>&1 & echo \$! >/tmp/pin; while [ ! -s /tmp/pinned ]; do sleep 1; done; cat /tmp/pinned")
check_compare "pages are pinned" "$pinned" -ge 180
block=$(first_movable)
[ -n "$block" ] || rig_error "no memory block is movable"
guest u "sh -c 'echo offline >$block/state' >/dev/null 2>&1 & echo \$! >/tmp/offline"
wait_until 30 lock_is_held || rig_error "$block went offline: $(guest u "cat $block/state")"

mem_set u 600
check_size u 600
mem_set u 1024
check_size u 1024
mem_set u 2048
wait_until 60 in_state u waiting/growth-failed
check_equal "growth waits, and says why" "$(state_and_reason u)" waiting/growth-failed
mem_set u 500
check_size u 500
# After ten seconds blocks are due for removal.
sleep 20
check_equal "it is not stuck" "$(state_and_reason u)" idle/none
mem_set u 560
check_size u 560
check_equal "the lock was held all the time" "$(lock_is_held && echo held)" held

guest u "kill -9 \$(cat /tmp/offline)"
mem_set u 2048
check_size u 2048
guest u "kill \$(cat /tmp/pin)"
mem_set u 256
if [ "$(args)" = hvm ]; then
	# The device model keeps the MiB that holds the lists of its AHCI controller mapped for good. Page frames there that
	# the balloon takes are the domain's no longer, but Xen gets their memory back, and stops counting it, only when the
	# mapping goes.
	want=$(($(wanted_kb u 256) - $(offset_kb u)))
	wait_until 60 is_at_kb u $want || check_failed "u is at 256 MiB" "$(current_kb u) KiB, $(state_and_reason u)"
	kept=$(($(xen_kb u) - want - $(expected_xen_minus_guest_kb u)))
	check_compare "KiB that the device model keeps" $kept -ge 0
	check_compare "KiB that the device model keeps" $kept -le 1024
else
	check_size u 256
fi
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
