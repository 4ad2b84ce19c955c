# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The demo of "make run VNUMA=1": each of a guest's two nodes is steered alone, and an unmodified xl steers both.
# rig: mem=3072 nodes=2 kernel=numa limit=600 xen=dom0_max_vcpus=1;dom0_nodes=0

. ./nodes.sh
. ./vnodes.sh

# look: sends what Xen counts on both nodes, for the plot, and sets $ON0 and $ON1 to it
look() {
	local up
	up=$(now)
	ON0=$(pnode_kb u 0) ON1=$(pnode_kb u 1)
	send_line "POINT $up n0 $ON0"
	send_line "POINT $up n1 $ON1"
}

# check_demo_nodes HOW MIB0 MIB1 COMMAND...: after the command, the nodes have MIB0 and MIB1 less than all of their memory
check_demo_nodes() {
	local how=$1 want0=$((ALL0 - $2 * 1024)) want1=$((ALL1 - $3 * 1024)) from0 from1 start end
	shift 3
	look
	from0=$ON0 from1=$ON1 start=$(now)
	end=$((${start%.*} + 60))
	send_line "MOVE node0 $from0 $want0 $how"
	"$@" >/dev/null 2>&1 || check_failed "$* was refused"
	while look; do
		send_line "AT node0 $ON0 $want0 $(now)"
		[ "$ON0 $ON1" != "$want0 $want1" ] || break
		[ "$(now | cut -d. -f1)" -lt $end ] || break
	done
	send_line "DONE node0 $from0 $ON0 $want0 $start $(now)"
	send_line "MOVE node1 $from1 $want1 $how"
	send_line "DONE node1 $from1 $ON1 $want1 $start $(now)"
	check_equal "$how: node 0" "$ON0" "$want0"
	check_equal "$how: node 1" "$ON1" "$want1"
}

create_with_vnodes u pv 384 128
send_line "DOMAIN n0 node0"
send_line "DOMAIN n1 node1"
look
ALL0=$ON0 ALL1=$ON1
check_demo_nodes "mem-set 384" 96 32 mem_set u 384
check_demo_nodes "mem-set 512" 0 0 mem_set u 512

balloon-vnoded -f >/tmp/vnoded.log 2>&1 &
check_interface u vnode
check_demo_nodes "set 0=256" 128 0 balloon-vnode set u 0=256
check_demo_nodes "set 1=64" 128 64 balloon-vnode set u 1=64
check_demo_nodes "set 0=-64 1=+64" 192 0 balloon-vnode set u 0=-64 1=+64
check_demo_nodes "mem-set 512" 0 0 mem_set u 512
kill $!
