# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest without vNUMA is steered by balloon size from the host, by balloon-vnoded --whole and an unmodified xl.
# rig: mem=2048 limit=400 tier=all
# case pv: args=pv
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=700

. ./vnodes.sh

start_daemon --whole
create u "$(args)" 256 512
check_interface u vnode
mem_set u 256
check_size u 256
key() { xenstore-read "$(domain_path u)/memory/vnode0/target-balloon-size"; }
check_equal "dom0 is left alone" "$(xenstore-read /local/domain/0/control/feature-balloon-vnode 2>/dev/null || echo none)" none

# The balloon is the amount that the guest lacks, whatever part of its memory the type hides.
full=$(xen_kb u) balloon=$(key)
mem_set u 384
check_size u 384
check_equal "mem-set 384: the balloon" $((balloon - $(key))) 131072
check_equal "by Xen's count" $(($(xen_kb u) - full)) 131072
balloon-vnode set u 0=-64
check_equal "balloon-vnode set" $? 0
balloon-vnode wait u 60
check_equal "balloon-vnode wait" $? 0
check_equal "by Xen's count: 64 MiB less" $(($(xen_kb u) - full)) 65536
check_equal "memory/target is its sum" "$(xenstore-read "$(domain_path u)/memory/target")" $((524288 - $(key)))
check_equal "balloon-vnode list" "$(balloon-vnode list u | awk '$3 == "agreed" { print $4 }')" 0

# Larger than it was created: growth.
xl mem-max u 640m
mem_set u 640
check_size u 640
check_equal "mem-set 640: no balloon" "$(key)" 0
mem_set u 256
check_size u 256
check_equal "and back" "$(xen_kb u)" "$full"

end_daemon TERM
check_equal "SIGTERM: it ends" "$ENDED" 0
check_interface u target
mem_set u 320
check_size u 320

# A daemon that leaves such domains alone still steers one to which an administrator has made the offer.
start_daemon
balloon-vnode offer u
check_equal "balloon-vnode offer" $? 0
check_interface u vnode
mem_set u 384
check_size u 384
end_daemon TERM
check_interface u target
start_daemon
check_interface u vnode
mem_set u 320
check_size u 320
balloon-vnode withdraw u
check_interface u target
mem_set u 256
check_size u 256
end_daemon TERM
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
