# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Guests with NUMA nodes. Read by scenarios whose machine has nodes=2.

# create_with_nodes NAME MEMORY_MIB WORD...: a PV guest with two CPUs and two vnodes, which the words of set_vnuma describe
create_with_nodes() {
	local name=$1 memory=$2
	shift 2
	PAUSED=1 start "$name" pv "$memory" "$memory" vcpus=2
	set_vnuma "$(id_of "$name")" 2 2 "$@" || rig_error "set_vnuma $*"
	xl unpause "$name" || rig_error "xl unpause $name"
	wait_until 120 is_up "$name" || rig_error "the guest $name does not come up"
}

# node_file NAME NODE FILE: a file of a node in sysfs, as the domain's kernel has it; nothing without such a node
node_file() { in_domain "$1" "cat /sys/devices/system/node/node$2/$3 2>/dev/null"; }

node_kb() { node_file "$1" "$2" meminfo | sed -n 's/.* MemTotal: *\([0-9]*\) kB$/\1/p'; }
node_cpus() { node_file "$1" "$2" cpulist; }
node_distances() { node_file "$1" "$2" distance; }

# pnode_report NAME: what Xen prints of the domain, "NODE PAGES" per line; nothing while the report is incomplete
pnode_report() {
	xl dmesg | tr -d '\r' | awk -v domain="$(id_of "$1")" '
		/Domain [0-9]+ \(total: / { on = $3 == domain; if (on) { left = $5 + 0; lines = "" } next }
		on && $2 == "Node" { left -= $4; lines = lines ($3 + 0) " " $4 "\n"; if (!left) done = lines }
		END { printf "%s", done }'
}
pnodes_reported() { [ -n "$(pnode_report "$1")" ]; }

# pnode_kb NAME NODE: what a domain has on a node of the machine, as Xen reports it on its console
pnode_kb() {
	xl dmesg -c >/dev/null
	xl debug-keys u
	wait_until 20 pnodes_reported "$1" || rig_error "Xen does not report where the memory of $1 is"
	pnode_report "$1" | awk -v node="$2" '$1 == node { pages = $2 } END { print pages * 4 }'
}
