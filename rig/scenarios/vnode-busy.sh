# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A vnode whose memory is in use gives what it can, and the other reaches its target. No process is killed for it.
# A kernel that does not know the vnodes takes no offer.
# rig: mem=3072 nodes=2 kernel=numa limit=600 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case pv: args=pv
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=900
# case off: args=off

. ./nodes.sh
. ./vnodes.sh

# Node 0 has 320 MiB, of which 192 are taken.
hog_has_it() { [ "$(node_file u 0 meminfo | sed -n 's/.* MemFree: *\([0-9]*\) kB$/\1/p')" -lt 131072 ]; }

case $(args) in
pv | pvh | hvm)
	create_with_vnodes u "$(args)" 320 192
	check_size u 512
	set_vnodes u 0 max 327680 0 balloon 0 1 max 196608 1 balloon 0
	offer_vnodes u
	check_interface u vnode
	# CPU 0 has its memory on node 0.
	guest u "(taskset 1 hog 192 1024 120 >/dev/null 2>&1) &"
	wait_until 60 hog_has_it || rig_error "no process takes the memory of node 0"
	set_vnodes u 0 balloon 294912 1 balloon 65536
	check_vnode u 1 65536 none
	wait_until 60 in_state u waiting/guest-memory || true
	check_equal "vnode 0 waits" "$(vnode_told u 0 reason)" guest-memory
	check_equal "no process was killed" "$(vmstat u oom_kill)" 0
	set_vnodes u 0 balloon 0 1 balloon 0
	check_vnode u 0 0 none
	check_vnode u 1 0 none
	;;
off)
	CMDLINE=numa=off VNUMA="320@0:0 192@1:1" create u pvh 512 512
	check_offer_ignored u 327680 196608
	;;
esac
