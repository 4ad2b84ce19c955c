# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest without vNUMA is vnode 0: balloon sizes steer all of it, alike for each type; memory/target does before and after.
# rig: mem=2048 limit=300
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=500 tier=all

. ./vnodes.sh

create u "$(args)" 256 512
mem_set u 256
check_size u 256
full=524288
check_equal "without an offer nothing is said of vnodes" "$(interface_told u)$(vnode_told u 0 reason)" ""

# The offer moves nothing, and neither does a key with the current size.
offer_vnodes u
wait_until 20 vnodes_taken u || check_failed "the offer is taken"
check_interface u target
check_equal "it is what it was" "$(current_kb u)" $((262144 - $(offset_kb u)))
told=$(vnode_told u 0 current-balloon-size)
check_equal "and reports what is missing" "$told" $((full - $(xenstore-read "$(domain_path u)/memory/target")))
set_vnodes u 0 max $full 0 balloon "$told"
check_interface u vnode
check_vnode u 0 "$told" none
check_equal "and is what it was" "$(current_kb u)" $((262144 - $(offset_kb u)))

# Down and up, by Xen's count.
before=$(xen_kb u)
set_vnodes u 0 balloon $((told + 65536))
check_vnode u 0 $((told + 65536)) none
check_equal "Xen counts less by that" "$(xen_kb u)" $((before - 65536))
set_vnodes u 0 balloon "$told"
check_vnode u 0 "$told" none
check_equal "and as much as before" "$(xen_kb u)" "$before"

# memory/target does not count. A target of the user's does, until the next key.
xenstore-write "$(domain_path u)/memory/target" 229376
guest u "echo $((245760 - $(offset_kb u))) >$XENMEM/target_kb"
wait_until 60 is_at_kb u $((245760 - $(offset_kb u)))
check_equal "a user's target is followed" "$(current_kb u)" $((245760 - $(offset_kb u)))
set_vnodes u 0 balloon "$told"
check_vnode u 0 "$told" none
check_equal "until there is a key" "$(xen_kb u)" "$before"

# Text that is no number of KiB is ignored, and keys of a vnode that does not exist are not read. Each is waited for: of two
# that come at once the guest reads only the second.
is_ignored() { guest u "dmesg | grep -q 'xen:balloon: Ignoring memory/vnode0: \"$1'"; }
for nonsense in nonsense -5 0x4000 64M 99999999999999999999; do
	set_vnodes u 0 balloon $nonsense 7 balloon 0
	wait_until 30 is_ignored $nonsense || check_failed "the log has a line for $nonsense"
done
check_vnode u 0 "$told" none
check_equal "nonsense is ignored" "$(xen_kb u)" "$before"

# A balloon larger than all memory; then a target above what Xen allows.
set_vnodes u 0 balloon $((full * 2))
wait_until 60 in_state u waiting/guest-memory || in_state u idle/floor || check_failed "it goes as low as it may"
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
set_vnodes u 0 balloon 0
wait_until 60 in_state u waiting/ceiling
check_equal "above the limit: state and reason" "$(state_and_reason u)" waiting/ceiling
check_equal "and for the vnode" "$(vnode_told u 0 reason)" ceiling

# Withdrawn: memory/target counts again.
withdraw_vnodes u
check_interface u target
wait_for_size u 224 || check_failed "memory/target is followed again" "$(current_kb u)"
mem_set u 256
check_size u 256
