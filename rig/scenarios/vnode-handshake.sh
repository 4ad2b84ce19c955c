# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The keys of vnodes count only while toolstack and guest have agreed that they do.
# Offers are absent, read-only, late, removed, and made again; keys are removed; the guest is saved.
# rig: mem=3072 dom0_mem=1024M limit=400
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=700 tier=all

. ./vnodes.sh
. ./saved.sh

create u "$(args)" 256 512
mem_set u 256
check_size u 256
balloon=$((524288 - $(xenstore-read "$(domain_path u)/memory/target")))
node=$(domain_path u)/$FEATURE

# check_target_counts: what was written before has changed nothing; the guest sees writes in their order
check_target_counts() {
	mem_set u 264
	check_size u 264
	mem_set u 256
	check_size u 256
}

# Keys alone are ignored.
set_vnodes u 0 max 524288 0 balloon $((balloon + 32768))
check_target_counts

# So are they when the guest cannot say that it follows them.
xenstore-write "$node" ""
xenstore-chmod "$node" n0 "r$ID_u"
check_target_counts
check_equal "it is not taken" "$(xenstore-read "$node")" ""

# Made writable, the offer is taken, keys and all: the guest notices a change of permissions.
xenstore-chmod "$node" n0 "b$ID_u"
wait_until 20 vnodes_taken u || check_failed "a late offer is taken"
check_vnode u 0 $((balloon + 32768)) none
check_interface u vnode

# The offer is made again, by a toolstack that has restarted.
offer_vnodes u
wait_until 20 vnodes_taken u || check_failed "it is taken again"
check_interface u vnode
check_vnode u 0 $((balloon + 32768)) none

# When the last key goes, the guest follows memory/target; when one comes, the keys.
xenstore-rm "$(domain_path u)/memory/vnode0/target-balloon-size"
check_interface u target
check_size u 256
set_vnodes u 0 balloon $((balloon + 16384))
check_interface u vnode
check_vnode u 0 $((balloon + 16384)) none

# The guest itself withdraws.
guest u "xenstore-rm $FEATURE"
check_interface u target
check_size u 256

# Withdrawn in the middle of a move: the guest goes back.
offer_vnodes u
check_interface u vnode
set_vnodes u 0 balloon 524288
withdraw_vnodes u
check_interface u target
check_size u 256

# Without memory/target the keys are enough.
set_vnodes u 0 balloon "$balloon"
offer_vnodes u
check_interface u vnode
check_vnode u 0 "$balloon" none
target=$(xenstore-read "$(domain_path u)/memory/target")
xenstore-rm "$(domain_path u)/memory/target"
set_vnodes u 0 balloon $((balloon + 32768))
check_vnode u 0 $((balloon + 32768)) none
xenstore-write "$(domain_path u)/memory/target" "$target"
set_vnodes u 0 balloon "$balloon"
check_vnode u 0 "$balloon" none

# After a restore, the new host has made no offer.
xl save u /tmp/saved >/tmp/save 2>&1 || rig_error "xl save: $(tail -n 1 /tmp/save)"
restore_guest u
check_size u 256
mem_set u 300
check_size u 300
check_interface u target
check_equal "there is nothing to be taken" "$(xenstore-read "$(domain_path u)/$FEATURE" 2>/dev/null)" ""
