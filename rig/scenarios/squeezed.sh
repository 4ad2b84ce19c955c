# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# xapi's squeezed takes the appearance of control/feature-balloon for the moment to measure by how much Xen counts more
# than its target, once and for the life of the domain. So it has to appear at the target, and not before. (T21)
# rig: mem=2560 limit=400
# case pv: to=pv
# case pvh: to=pvh tier=all
# case hvm: to=hvm image=hvm tier=all

# The guest's own node, as xapi makes it. A target that takes the worker a while: it is less than the guest boots with.
PAUSED=1 start u "$(arg to)" 512 768
xenstore-write "$(home u)/control/feature-balloon" 0
xenstore-chmod "$(home u)/control/feature-balloon" "n$ID_u"
xenstore-write "$(home u)/memory/target" $((200 * 1024))
xl unpause u || broken "xl unpause"
offered() { [ "$(xenstore-read "$(home u)/control/feature-balloon")" = 1 ]; }
until_true 100 offered || broken "control/feature-balloon is not written: $(xenstore-read "$(home u)/control/feature-balloon")"
measured=$(($(xen_kb u) - 200 * 1024))
until_true 60 is_up u
reaches u 200
is "what was measured is what it is" "$measured" $(($(xen_kb u) - 200 * 1024))
is "and what it ought to be" "$measured" $(($(apart_kb u) - $(offset_kb u)))

# It holds 20 moves later, and every size is met to the page.
for i in $(seq 10); do
	for mib in $((200 + i * 7)) 500; do
		mem_set u $mib
		arrives u $mib || not_ok "it arrives at $mib, $i" "$(current_kb u)"
		[ $(($(xen_kb u) - mib * 1024)) = "$measured" ] || not_ok "the same offset at $mib, $i" $(($(xen_kb u) - mib * 1024))
	done
done
reaches u 500
is "in the end it is the same" $(($(xen_kb u) - 500 * 1024)) "$measured"
