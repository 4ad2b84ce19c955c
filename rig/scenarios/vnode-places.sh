# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Keys of a vnode move memory of the machine's node that it is on, however the nodes of guest and machine are numbered.
# rig: mem=3072 nodes=2 kernel=numa limit=700 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case turned-pv: args=pv:128@1:1+256@0:0
# case turned-pvh: args=pvh:128@1:1+256@0:0
# case turned-hvm: args=hvm:128@1:1+256@0:0 image=hvm limit=1000
# case three-pv: args=pv:192@1:1+128@0:0+64@1:2
# case three-pvh: args=pvh:192@1:1+128@0:0+64@1:2
# case three-hvm: args=hvm:192@1:1+128@0:0+64@1:2 image=hvm limit=1000
# case four-pv: args=pv:64@0:0+128@1:1+96@1:2+160@0:3
# case four-pvh: args=pvh:64@0:0+128@1:1+96@1:2+160@0:3
# case one-hvm: args=hvm:256@1:0 image=hvm
# case eight-pv: args=pv:64@0:0+48@1:1+64@1:2+48@0:3+48@0:4+64@1:5+48@1:6+64@0:7
# case eight-pvh: args=pvh:64@0:0+48@1:1+64@1:2+48@0:3+48@0:4+64@1:5+48@1:6+64@0:7 limit=1000
# case four-hvm: args=hvm:64@0:0+128@1:1+96@1:2+160@0:3 image=hvm limit=1600

. ./nodes.sh
. ./vnodes.sh

args=$(args)
VNUMA=$(echo "${args#*:}" | tr + " ")
all=0 n=0
for word in $VNUMA; do
	all=$((all + ${word%%@*}))
done
create u "${args%%:*}" $all $all
check_size u $all

for word in $VNUMA; do
	set_vnodes u $n max $((${word%%@*} * 1024)) $n balloon 0
	n=$((n + 1))
done
offer_vnodes u
check_interface u vnode
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)

# Each vnode alone, by a different amount.
n=0
for word in $VNUMA; do
	pnode=${word#*@} pnode=${pnode%:*}
	less=$(((n + 1) * 4096))
	set_vnodes u $n balloon $less
	check_vnode u $n $less none
	check_pnodes u $((on0 - (1 - pnode) * less)) $((on1 - pnode * less)) "$((less / 1024)) MiB of vnode $n"
	set_vnodes u $n balloon 0
	check_vnode u $n 0 none
	check_pnodes u "$on0" "$on1" "vnode $n is full again"
	n=$((n + 1))
done
