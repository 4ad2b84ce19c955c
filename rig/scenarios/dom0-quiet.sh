# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 with a fixed size does nothing until it gets a target; and it works at its floor.
# rig: mem=2048 dom0_mem=512M,max:512M limit=120

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { sed -n "s/^$1 //p" $STATS; }

# No step is taken or tried.
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
check_equal "dom0 is at 512 MiB" "$(xen_kb dom0)" 524288
check_equal "by its own count" "$(current_kb dom0)" 524288
check_equal "state and reason" "$(state_and_reason dom0)" idle/none
check_equal "steps that moved something" $(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of grow_steps))) 0
echo 0 >$STATS
sleep 20
check_equal "steps in 20 s" $(($(stat_of idle_steps) + $(stat_of inflate_steps))) 0

# The sum that squeezed uses.
sum() { echo $(($(attribute dom0 info/current_kb) + $(attribute dom0 info/low_kb) + $(attribute dom0 info/high_kb))); }
sum=$(sum)

# dom0 has had no target so far. The first one is followed.
check_equal "there is no target yet" "$(xenstore-read /local/domain/0/memory/target 2>&1 | grep -c "couldn't read")" 1
mem_set dom0 448
check_size dom0 448
check_equal "the host can read where dom0 stands" "$(xenstore-read /local/domain/0/data/balloon/state)" idle
check_equal "and that it can be asked" "$(xenstore-read /local/domain/0/control/feature-balloon)" 1
check_equal "current, low and high add up to the same" "$(sum)" "$sum"

# As low as it goes. Either the floor or memory in use stops it: the reason says which, and dom0 works.
echo "$(attribute dom0 min_kb)" >$XENMEM/target_kb
wait_until 30 in_state dom0 waiting/guest-memory || in_state dom0 idle/none || in_state dom0 idle/floor ||
	check_failed "dom0 settles" "$(attribute dom0 info/state) $(attribute dom0 info/reason)"
note "floor $(attribute dom0 min_kb), at $(current_kb dom0): $(attribute dom0 info/state) $(attribute dom0 info/reason)"
check_equal "dom0 works at its floor" "$(xl list | grep -c Domain-0)" 1
check_equal "no process was killed" "$(vmstat dom0 oom_kill)" 0
mem_set dom0 512
check_size dom0 512
check_equal "current, low and high add up to the same" "$(sum)" "$sum"
