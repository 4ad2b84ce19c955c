# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A vnode whose node of the machine is full waits, says why, and goes on by itself; the other does not wait.
# Where only an amount was asked for, memory comes from elsewhere.
# rig: mem=3072 nodes=2 kernel=numa limit=900 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case place-pv: args=place:pv
# case place-pvh: args=place:pvh
# case place-hvm: args=place:hvm image=hvm limit=1200
# case amount-pv: args=amount:pv
# case amount-pvh: args=amount:pvh
# case amount-hvm: args=amount:hvm image=hvm limit=1200

. ./nodes.sh
. ./vnodes.sh

args=$(args)
create_with_vnodes u "${args#*:}" 320 192
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
mem_set u 256
check_size u 256
fill_pnode h 1 16

case ${args%:*} in
place)
	set_vnodes u 0 max 327680 0 balloon 163840 1 max 196608 1 balloon 98304
	offer_vnodes u
	check_interface u vnode
	# This reaches Xen, but not the guest.
	mem_set u 512
	set_vnodes u 0 balloon 0 1 balloon 0
	check_vnode u 0 0 none
	check_equal "vnode 0 has all of its memory" "$(pnode_kb u 0)" "$on0"
	wait_until 60 [ "$(vnode_told u 1 reason)" = xen-refused ] || true
	check_equal "vnode 1 waits" "$(vnode_told u 1 reason)" xen-refused
	check_equal "state and reason of the domain" "$(state_and_reason u)" waiting/xen-refused
	xl destroy h
	check_vnode u 1 0 none 90
	check_pnodes u "$on0" "$on1" "with memory there"
	;;
amount)
	mem_set u 512
	check_size u 512
	check_compare "the machine's node 0 has more of it" "$(pnode_kb u 0)" -gt "$on0"
	check_equal "it is all there" $(($(pnode_kb u 0) + $(pnode_kb u 1))) $((on0 + on1))
	;;
esac
