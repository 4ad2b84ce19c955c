# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A vnode gets memory from its node of the machine even when that has none left but what Xen keeps for DMA.
# rig: mem=3072 nodes=2 kernel=numa limit=900 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case keys: args=keys
# case amount: args=amount
# case hvm: args=keys:hvm image=hvm limit=1200

. ./nodes.sh
. ./vnodes.sh

IFS=: read -r by type <<-END
	$(args)
END
create_with_vnodes u "${type:-pv}" 320 192
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
if [ "$by" = keys ]; then
	set_vnodes u 0 max 327680 0 balloon 65536 1 max 196608 1 balloon 0
	offer_vnodes u
	check_interface u vnode
	check_vnode u 0 65536 none
else
	mem_set u 384
	check_size u 384
fi
# Node 0 then has only what Xen keeps for DMA left: a guest that is bound to it gets nothing there.
fill_pnode h 0 160
check_equal "on node 0 there is nothing but what Xen keeps for DMA" "$(pnode_kb h 0)" 0
note "free on node 0: $(free_mib 0) MiB, on node 1: $(free_mib 1)"
if [ "$by" = keys ]; then
	set_vnodes u 0 balloon 0
	check_vnode u 0 0 none
else
	mem_set u 512
	check_size u 512
fi
check_pnodes u "$on0" "$on1" "it is all there"
