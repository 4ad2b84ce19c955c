# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory below maxmem is given more by balloon-vnode before it is up: Xen has that ready, and it can touch all.
# rig: mem=2048 limit=400 tier=all
# case pvh: args=pvh

. ./vnodes.sh

PAUSED=1 start u "$(args)" 256 512
balloon-vnode offer u
check_equal "balloon-vnode offer" $? 0
balloon-vnode set u 0=448
check_equal "balloon-vnode set" $? 0
check_equal "memory/target" "$(xenstore-read "$(domain_path u)/memory/target")" 458752
check_compare "Xen has that much ready, KiB" "$(xen_kb u)" -ge 458752
xl unpause u
wait_until 120 is_up u || rig_error "the guest does not come up"
check_interface u vnode
balloon-vnode wait u 120
check_equal "balloon-vnode wait" $? 0
# Not zeroes: Xen takes pages of zeroes back when it has nothing ready.
guest u "mkdir -p /t && mount -t tmpfs -o size=400m t /t && tr '\\0' x </dev/zero | head -c 300000000 >/t/x" >/dev/null
check_equal "300,000,000 bytes are written" "$(guest u "wc -c </t/x")" 300000000
alive u
check_equal "the guest lives" $? 0
