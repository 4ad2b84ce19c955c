# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# In a PV guest with vNUMA and maxmem above memory, what the table leaves out is growth, and no part of a vnode until then.
# rig: mem=3072 nodes=2 kernel=numa limit=500 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all

# A driver that counts the page frames of the initial balloon as a part of the last vnode has it wait for them for ever.

. ./nodes.sh
. ./vnodes.sh

MAXMEM=768 create_with_vnodes u pv 384 128
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
check_compare "there is an initial balloon, in KiB" "$(attribute u info/low_kb)" -ge 65536
check_vnode u 0 0 none
check_vnode u 1 0 none

set_vnodes u 0 max 393216 0 balloon 0 1 max 131072 1 balloon 0
offer_vnodes u
check_interface u vnode
check_vnode u 1 0 none
check_pnodes u "$on0" "$on1" "the offer moves nothing"
set_vnodes u 0 balloon 65536
check_vnode u 0 65536 none
check_vnode u 1 0 none
check_pnodes u $((on0 - 65536)) "$on1" "what vnode 0 gives vnode 1 does not take"
set_vnodes u 0 balloon 0
check_vnode u 0 0 none
check_pnodes u "$on0" "$on1" "and back"

# A larger maximum of vnode 1.
mem_max u 640
set_vnodes u 1 max 262144 1 balloon 131072
check_vnode u 1 131072 none
check_pnodes u "$on0" "$on1" "a larger maximum moves nothing"
set_vnodes u 1 balloon 0
check_vnode u 1 0 none 120
check_pnodes u "$on0" $((on1 + 131072)) "vnode 1 has grown"

# A balloon that is larger than its vnode: the vnode goes as low as it can.
set_vnodes u 1 balloon 524288
as_low_as_it_can() { [ "$(vnode_told u 1 reason)" = floor ] || [ "$(vnode_told u 1 reason)" = guest-memory ]; }
wait_until 60 as_low_as_it_can || check_failed "vnode 1 says why it is not where it should be" "$(vnode_told u 1 reason)"
check_equal "vnode 0 is as it was" "$(pnode_kb u 0)" "$on0"
check_compare "vnode 1 has gone down" "$(pnode_kb u 1)" -lt $((on1 + 131072))
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
set_vnodes u 1 balloon 0
check_vnode u 1 0 none 120
check_pnodes u "$on0" $((on1 + 131072)) "and back again"
