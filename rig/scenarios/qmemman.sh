# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory hotplug goes to each size that Qubes' qmemman gives it. For each, qmemman sets Xen's limit to 1 MiB
# above it, the PoD target, a target 16 MiB below it, and static-max to the size, even when that is less than the guest has.
# It rewrites the target at any time, and takes a guest for stuck when its memory does not change.
# rig: mem=4096 limit=400
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=700 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
# sized MIB: the same calls in the same order as SystemState.mem_set()
sized() {
	move max "$ID_u" $((($1 + 1) * 1024)) || rig_error "setmaxmem $1"
	[ "$(args)" = pv ] || move pod "$ID_u" $(($1 * 1024)) || rig_error "set_target_mem $1"
	xenstore-write "$(domain_path u)/memory/target" $((($1 - 16) * 1024))
	xenstore-write "$(domain_path u)/memory/static-max" $(($1 * 1024))
}
# check_comes_to MIB: the guest arrives, 16 MiB below MIB, and has nothing to do
check_comes_to() {
	wait_for_size u $(($1 - 16)) 60 || check_failed "sized $1: it arrives" "$(state_and_reason u) $(current_kb u)"
	wait_until 5 in_state u idle/none
	check_equal "sized $1: state and reason" "$(state_and_reason u)" idle/none
	check_equal "sized $1: Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$difference"
}

create u "$(args)" 400 400 "shadow_memory=12"
xenstore-write "$(domain_path u)/memory/hotplug-max" $((2048 * 1024))
check_size u 400
difference=$(xen_minus_guest_kb u)

for mib in 700 2000 1200 500 2000 300; do
	sized $mib
	check_comes_to $mib
done
# All that is left to do is to remove unpopulated memory blocks, ten seconds later.
guest u "echo 0 >$STATS"
sleep 20
check_compare "at rest nothing moves but what such a block had on it: steps in 20 seconds" \
	"$(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of grow_steps)))" -le 2
check_compare "and nothing is tried again: steps that found nothing to do in 20 seconds" "$(stat_of idle_steps)" -le 3

# qmemman changes its mind in the middle of a move, and lowers the target to what the guest has (inhibit_balloon_up).
moving() { [ "$(xen_mib u)" -gt 330 ]; }
for i in 1 2 3; do
	sized 1800
	wait_until 10 moving || check_failed "it moves, $i" "$(state_and_reason u)"
	xenstore-write "$(domain_path u)/memory/target" "$(xen_kb u)"
	wait_until 10 in_state u idle/none
	check_equal "held where it is, $i" "$(state_and_reason u)" idle/none
	sized 300
	check_comes_to 300
done
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
check_equal "targets that its log calls not reached or ignored" "$(guest u "dmesg | grep -c 'xen:balloon: .*\(not reached\|Ignoring\)'")" 0
