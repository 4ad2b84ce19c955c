# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Each vnode goes to the target that it is given and leaves the other alone.
# Memory goes from one to the other at a constant total; a vnode grows past the size that it was created with.
# rig: mem=3072 nodes=2 kernel=numa limit=700 xen=dom0_max_vcpus=1;dom0_nodes=0
# case pv: args=pv
# case pvh: args=pvh tier=all
# case pvh-movable: args=pvh guest=memhp_default_state=online_movable tier=all
# case hvm: args=hvm image=hvm limit=1000 tier=all

. ./nodes.sh
. ./vnodes.sh

blocks_of_node() { guest "$1" "ls -d /sys/devices/system/node/node$2/memory[0-9]* | wc -l"; } # NAME NODE

MIB0=384 MIB1=128
create_with_vnodes u "$(args)" $MIB0 $MIB1
check_size u 512
on0=$(pnode_kb u 0) on1=$(pnode_kb u 1) inside0=$(node_kb u 0)

# A guest with vnodes reports them even before the host asks.
check_vnode u 0 0 none
check_vnode u 1 0 none
set_vnodes u 0 max $((MIB0 * 1024)) 0 balloon 0 1 max $((MIB1 * 1024)) 1 balloon 0
offer_vnodes u
check_interface u vnode
check_pnodes u "$on0" "$on1" "the offer moves nothing"

set_vnodes u 0 balloon 65536
check_vnode u 0 65536 none
check_pnodes u $((on0 - 65536)) "$on1" "64 MiB of vnode 0"
check_equal "MemTotal of node 0 says so" "$(node_kb u 0)" $((inside0 - 65536))
# The target of each vnode by debugfs, and the last that it was given by the trace, in KiB.
debugfs_targets() { guest u "sed -n 's/.* vnode \([01]\) .*target_kb \([0-9]*\) .*/\1 \2/p' /sys/kernel/debug/xen-balloon/nodes" | paste -sd ';'; }
traced_targets() {
	guest u "awk '/xen_balloon_target:/ { kb[\$NF] = \$(NF - 3) * 4 }
		END { for (n = 0; n < 2; n++) print n, kb[n] }' /sys/kernel/tracing/trace" | paste -sd ';'
}
guest u "echo 1 >/sys/kernel/tracing/events/xen_balloon/enable"
set_vnodes u 0 balloon 0
check_vnode u 0 0 none
check_pnodes u "$on0" "$on1" "and back"
full=$(debugfs_targets)
check_equal "the trace has the target of each node" "$(traced_targets)" "$full"

set_vnodes u 1 balloon 32768
check_vnode u 1 32768 none
check_pnodes u "$on0" $((on1 - 32768)) "32 MiB of vnode 1"

# From one to the other. Xen allows 1 MiB more than the sum, so memory has to go before other memory can come. mem-set
# reaches Xen, but not the guest.
mem_set u 480
guest u "echo 0 >/sys/kernel/debug/xen-balloon/stats"
set_vnodes u 0 balloon 32768 1 balloon 0
check_vnode u 0 32768 none
check_vnode u 1 0 none
check_pnodes u $((on0 - 32768)) "$on1" "from vnode 0 to vnode 1"
check_equal "nothing was refused" "$(guest u "sed -n 's/^refused //p' /sys/kernel/debug/xen-balloon/stats")" 0

# More than Xen allows.
set_vnodes u 0 balloon 0
told_ceiling() { [ "$(vnode_told u 0 reason)" = ceiling ]; }
wait_until 60 told_ceiling || true
check_equal "vnode 0 waits" "$(vnode_told u 0 reason)" ceiling
check_equal "vnode 1 does not" "$(vnode_told u 1 reason)" none
mem_set u 512
set_vnodes u 0 balloon 32768
check_vnode u 0 32768 none

# A missing key: the vnode stays where it is, instead of going to 0.
set_vnodes u 1 balloon 16384
check_vnode u 1 16384 none
xenstore-rm "$(domain_path u)/memory/vnode1/target-balloon-size"
set_vnodes u 0 balloon 0
check_vnode u 0 0 none
check_vnode u 1 16384 none
check_pnodes u "$on0" $((on1 - 16384)) "a vnode without a key stays"
check_equal "the log says so" "$(guest u "dmesg | grep -c 'memory/vnode1: no target-balloon-size'")" 1
set_vnodes u 1 balloon 0
check_vnode u 1 0 none

# memory/target and mem-set do not count until the toolstack withdraws.
xenstore-write "$(domain_path u)/memory/target" 393216
set_vnodes u 0 balloon 4096
check_vnode u 0 4096 none
check_pnodes u $((on0 - 4096)) "$on1" "memory/target does not count"
set_vnodes u 0 balloon 0
check_vnode u 0 0 none
withdraw_vnodes u
check_interface u target
check_size u 384
mem_set u 512
check_size u 512
check_pnodes u "$on0" "$on1" "and back by mem-set"

# Growth of one vnode.
offer_vnodes u
check_interface u vnode
blocks=$(memory_blocks u)
blocks1=$(blocks_of_node u 1)
mem_max u 640
set_vnodes u 1 max $(((MIB1 + 128) * 1024)) 1 balloon 131072
check_vnode u 1 131072 none
check_pnodes u "$on0" "$on1" "a larger maximum moves nothing"
set_vnodes u 1 balloon 0
check_vnode u 1 0 none 120
check_compare "memory blocks were added" "$(memory_blocks u)" -gt "$blocks"
check_equal "all of them to node 1" $(($(blocks_of_node u 1) - blocks1)) $(($(memory_blocks u) - blocks))
check_equal "vnode 0 is as it was" "$(pnode_kb u 0)" "$on0"
check_equal "vnode 1 has grown where it is" "$(pnode_kb u 1)" $((on1 + 131072))

# And back.
set_vnodes u 1 balloon 131072
check_vnode u 1 131072 none
check_pnodes u "$on0" "$on1" "what had grown is given back"
# A movable block holds nothing of the kernel's, so it can be removed.
case "$(arg guest)" in
*online_movable*)
	blocks_are_gone() { [ "$(memory_blocks u)" = "$blocks" ]; }
	wait_until 120 blocks_are_gone || check_failed "the memory blocks of node 1 are removed" "$(memory_blocks u), and $blocks before"
	check_equal "node 1 has as many as before" "$(blocks_of_node u 1)" "$blocks1"
	check_pnodes u "$on0" "$on1" "the memory blocks are removed"
	;;
esac
