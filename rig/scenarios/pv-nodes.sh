# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest has the NUMA nodes that Xen has for it; without a valid table, or with numa=off, it has one.
# rig: mem=3072 nodes=2 kernel=numa limit=240 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case two: args=two
# case turned: args=turned
# case beyond: args=beyond
# case larger: args=larger
# case distances: args=distances
# case off: args=off
# case none: args=none
# case overlap: args=overlap
# case dom0: args=dom0

. ./nodes.sh

# log_has NAME PATTERN: whether the domain's log has such a line
log_has() { in_domain "$1" "dmesg | grep 'xen: $2'" >/dev/null; }

# check_two NAME KB0 KB1 CPU0 CPU1: two nodes, with these CPUs and, less what the kernel has reserved, that memory
check_two() {
	check_equal "two nodes" "$(in_domain "$1" "cat /sys/devices/system/node/online")" 0-1
	check_equal "the CPU of node 0" "$(node_cpus "$1" 0)" "$4"
	check_equal "the CPU of node 1" "$(node_cpus "$1" 1)" "$5"
	check_compare "memory of node 0, at most" "$(node_kb "$1" 0)" -le "$2"
	check_compare "memory of node 0, at least" "$(node_kb "$1" 0)" -ge $(($2 - 49152))
	check_compare "memory of node 1, at most" "$(node_kb "$1" 1)" -le "$3"
	check_compare "memory of node 1, at least" "$(node_kb "$1" 1)" -ge $(($3 - 49152))
	log_has "$1" "NUMA nodes as in the vNUMA table of Xen: 2" && check_passed "the log says so" || check_failed "the log says so"
}

# check_one NAME [REASON]: one node, with both CPUs if it is a guest, and the line in the log that says why
check_one() {
	check_equal "one node" "$(in_domain "$1" "cat /sys/devices/system/node/online")" 0
	[ -n "$2" ] || return 0
	check_equal "it has both CPUs" "$(node_cpus "$1" 0)" 0-1
	log_has "$1" "One NUMA node: $2" && check_passed "the log says why" || check_failed "the log says why"
}

case $(args) in
two)
	# Not 20, which is Linux's default without a table.
	create_with_nodes u 512 0-384@0 384-512@1 cpu:1@1 far:35
	check_two u $((384 * 1024)) $((128 * 1024)) 0 1
	check_equal "distances" "$(node_distances u 1)" "35 10"
	note "on the machine's nodes: $(pnode_kb u 0) and $(pnode_kb u 1) KiB"
	check_equal "Xen counts all of it" $(($(pnode_kb u 0) + $(pnode_kb u 1))) "$(xen_kb u)"
	check_size u 512
	mem_set u 400
	check_size u 400
	mem_set u 512
	check_size u 512
	;;
turned)
	# Ranges in any order, CPU 0 in vnode 1: a PV guest keeps the numbers of its nodes.
	create_with_nodes u 512 384-512@1 128-384@0 0-128@0 cpu:0@1 cpu:1@0
	check_two u $((384 * 1024)) $((128 * 1024)) 1 0
	;;
beyond)
	# Node 1 begins with the second half; the rest of the memory is in no range.
	create_with_nodes u 512 0-256@0 256-300@1 cpu:1@1
	check_two u $((256 * 1024)) $((256 * 1024)) 0 1
	log_has u ".* KiB of RAM are not in the vNUMA table" && check_passed "the log says so" || check_failed "the log says so"
	;;
larger)
	# Node 1 has half a GiB more in the table than the guest has in its E820.
	create_with_nodes u 512 0-384@0 384-1024@1 cpu:1@1
	check_two u $((384 * 1024)) $((128 * 1024)) 0 1
	mem_set u 400
	check_size u 400
	mem_set u 512
	check_size u 512
	;;
distances)
	create_with_nodes u 512 0-384@0 384-512@1 cpu:1@1 far:7
	check_two u $((384 * 1024)) $((128 * 1024)) 0 1
	check_equal "default distances" "$(node_distances u 1)" "20 10"
	log_has u "The distances in the vNUMA table of Xen make no sense" && check_passed "the log says so" || check_failed "the log says so"
	;;
off)
	CMDLINE="numa=off"
	create_with_nodes u 512 0-384@0 384-512@1 cpu:1@1
	check_one u "numa=off"
	;;
none)
	create u pv 512 512 vcpus=2
	check_one u "the domain has no vNUMA"
	;;
overlap)
	create_with_nodes u 512 0-384@0 380-512@1 cpu:1@1
	check_one u "the vNUMA table of Xen has ranges of memory that overlap"
	;;
dom0)
	check_one dom0
	;;
esac
