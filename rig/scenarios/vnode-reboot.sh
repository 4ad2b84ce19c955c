# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with virtual nodes that was ballooned reboots by itself, and has its nodes and its memory again.
# rig: mem=3072 nodes=2 kernel=numa limit=500 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case pv: args=pv config=on_reboot="restart"
# case pvh: args=pvh config=on_reboot="restart"

# Before, libxl refused nodes that did not add up to what the guest had when it rebooted, with the old domain gone already.

. ./nodes.sh
. ./vnodes.sh

create_with_vnodes u "$(args)" 384 128
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
mem_set u 384
check_size u 384

is_another() { id=$(xl domid u 2>/dev/null) && [ "$id" != "$ID_u" ]; }
guest u "(sleep 1; reboot -f) >/dev/null 2>&1 &"
wait_until 90 is_another || rig_error "no other domain u: $(tail -n 2 /var/log/xen/xl-u.log 2>/dev/null)"
ID_u=$(xl domid u)
wait_until 180 is_up u || rig_error "u does not come up again"
check_equal "its nodes" "$(in_domain u "cat /sys/devices/system/node/online")" 0-1
check_size u 512
check_pnodes u "$on0" "$on1" "rebooted"
mem_set u 384
check_size u 384
