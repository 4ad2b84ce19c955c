# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest whose kernel knows no nodes, in a domain that has vnodes, takes no offer and is moved as a whole.
# rig: mem=3072 nodes=2 kernel=numa+driver limit=500 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case pv: args=pv
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=800

. ./nodes.sh
. ./vnodes.sh

VNUMA="384@0:0 128@1:1" create u "$(args)" 512 512
check_offer_ignored u 393216 131072
check_equal "and nothing is said of vnodes" "$(interface_told u)$(vnode_told u 0 reason)" ""
