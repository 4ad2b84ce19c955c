# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# When a guest with two vnodes goes down and up by mem-set, each node of the machine has what it had, to the page.
# rig: mem=3072 nodes=2 kernel=numa limit=600 xen=dom0_max_vcpus=1;dom0_nodes=0
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=900 tier=all

. ./nodes.sh
. ./vnodes.sh

create_with_vnodes u "$(args)" 384 128
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
inside0=$(node_kb u 0) inside1=$(node_kb u 1)

for mib in 384 512 320 448 512; do
	mem_set u $mib
	check_size u $mib
	less=$(((512 - mib) * 1024))
	check_equal "at $mib MiB Xen counts less by that" $((on0 + on1 - $(pnode_kb u 0) - $(pnode_kb u 1))) "$less"
	# What each node has lost, on the machine and in the guest.
	check_equal "at $mib MiB node 0 of the guest and of the machine have lost the same" \
		$((inside0 - $(node_kb u 0))) $((on0 - $(pnode_kb u 0)))
done
check_pnodes u "$on0" "$on1" "back at 512 MiB"
check_equal "node 0 of the guest is what it was" "$(node_kb u 0)" "$inside0"
check_equal "node 1 of the guest is what it was" "$(node_kb u 1)" "$inside1"

# Each node gives a share in proportion to its size, in superpages.
mem_set u 384
check_size u 384
check_equal "a quarter of node 0 is gone" $((on0 - $(pnode_kb u 0))) $((384 * 256))
mem_set u 512
check_size u 512
check_pnodes u "$on0" "$on1" "in the end"
