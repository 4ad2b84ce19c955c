# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# control/feature-balloon appears when the guest is at its target, and not before: xapi's squeezed measures at that moment,
# once for the life of the domain, by how much Xen counts more than the target.
# rig: mem=2560 limit=400
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm tier=all

# The node is the guest's own, as xapi makes it. The target takes the worker a while: it is below what the guest boots with.
PAUSED=1 start u "$(args)" 512 768
xenstore-write "$(domain_path u)/control/feature-balloon" 0
xenstore-chmod "$(domain_path u)/control/feature-balloon" "n$ID_u"
xenstore-write "$(domain_path u)/memory/target" $((200 * 1024))
xl unpause u || rig_error "xl unpause"
offered() { [ "$(xenstore-read "$(domain_path u)/control/feature-balloon")" = 1 ]; }
wait_until 100 offered || rig_error "control/feature-balloon is not written: $(xenstore-read "$(domain_path u)/control/feature-balloon")"
measured=$(($(xen_kb u) - 200 * 1024))
wait_until 60 is_up u
check_size u 200
check_equal "what was measured is what it is" "$measured" $(($(xen_kb u) - 200 * 1024))
check_equal "and what it ought to be" "$measured" $(($(expected_xen_minus_guest_kb u) - $(offset_kb u)))

# It still holds 20 moves later, and every size is met to the page.
for i in $(seq 10); do
	for mib in $((200 + i * 7)) 500; do
		mem_set u $mib
		wait_for_size u $mib || check_failed "it arrives at $mib, $i" "$(current_kb u)"
		[ $(($(xen_kb u) - mib * 1024)) = "$measured" ] || check_failed "the same offset at $mib, $i" $(($(xen_kb u) - mib * 1024))
	done
done
check_size u 500
check_equal "in the end it is the same" $(($(xen_kb u) - 500 * 1024)) "$measured"
