# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# With the stock driver, a guest with two vnodes that goes down and up does not return to the nodes where it was.
# rig: mem=3072 nodes=2 kernel=numa+numa-stock limit=600 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all only=named

. ./nodes.sh
. ./vnodes.sh

create_with_vnodes u pvh 320 192
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
mem_set u 384
wait_for_size u 384 || rig_error "the stock driver does not come to 384 MiB"
mem_set u 512
wait_for_size u 512 || rig_error "the stock driver does not come to 512 MiB"
note "on the machine's nodes: $on0 and $on1 KiB before, $(pnode_kb u 0) and $(pnode_kb u 1) after"
check_compare "by so much it has drifted" $(($(pnode_kb u 0) - on0)) -ne 0
