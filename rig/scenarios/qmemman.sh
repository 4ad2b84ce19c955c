# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What Qubes' qmemman does to a guest with memory hotplug: for each size it sets Xen's limit 1 MiB above, what may be
# populated on demand, a target 16 MiB below, and static-max to the size, also when that is less than the guest has. It
# rewrites the target at any time, and takes a guest for stuck whose memory does not change. (T11 to T14)
# rig: mem=4096 limit=400
# case pv: to=pv tier=all
# case pvh: to=pvh
# case hvm: to=hvm image=hvm limit=700 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
# sized MIB: the same calls in the same order as SystemState.mem_set()
sized() {
	move max "$ID_u" $((($1 + 1) * 1024)) || broken "setmaxmem $1"
	[ "$(arg to)" = pv ] || move pod "$ID_u" $(($1 * 1024)) || broken "set_target_mem $1"
	xenstore-write "$(home u)/memory/target" $((($1 - 16) * 1024))
	xenstore-write "$(home u)/memory/static-max" $(($1 * 1024))
}
# comes_to MIB: there, and content; the guest has 16 MiB less than MIB
comes_to() {
	arrives u $(($1 - 16)) 60 || not_ok "sized $1: it arrives" "$(standing u) $(current_kb u)"
	until_true 5 in_state u idle/none
	is "sized $1: state and reason" "$(standing u)" idle/none
	is "sized $1: Xen counts more by the same constant" "$(apart u)" "$apart"
}

create u "$(arg to)" 400 400 "shadow_memory=12"
xenstore-write "$(home u)/memory/hotplug-max" $((2048 * 1024))
reaches u 400
apart=$(apart u)

for mib in 700 2000 1200 500 2000 300; do
	sized $mib
	comes_to $mib
done
# What is left to do is to take out empty blocks, ten seconds after.
guest u "echo 0 >$STATS"
sleep 20
holds "at rest nothing moves but what such a block had on it: steps in 20 seconds" \
	"$(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of grow_steps)))" -le 2
holds "and nothing is tried again: steps that found nothing to do in 20 seconds" "$(stat_of idle_steps)" -le 3

# It changes its mind in the middle of a move, and has the target written down to what the guest has (inhibit_balloon_up).
moving() { [ "$(xen_mib u)" -gt 330 ]; }
for i in 1 2 3; do
	sized 1800
	until_true 10 moving || not_ok "it moves, $i" "$(standing u)"
	xenstore-write "$(home u)/memory/target" "$(xen_kb u)"
	until_true 10 in_state u idle/none
	is "held where it is, $i" "$(standing u)" idle/none
	sized 300
	comes_to 300
done
is "nobody was killed" "$(vmstat u oom_kill)" 0
is "nothing in its log but that it was told" "$(guest u "dmesg | grep -c 'xen:balloon: .*\(not reached\|Ignoring\)'")" 0
