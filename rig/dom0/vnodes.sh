# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A toolstack that steers vnodes by what it writes to Xenstore. Read by scenarios.

FEATURE=control/feature-balloon-vnode

# offer_vnodes NAME: offers the keys of vnodes to a guest, as a toolstack does, so that it may answer
offer_vnodes() {
	xenstore-write "$(domain_path "$1")/$FEATURE" ""
	xenstore-chmod "$(domain_path "$1")/$FEATURE" n0 "b$(id_of "$1")"
}
withdraw_vnodes() { xenstore-rm "$(domain_path "$1")/$FEATURE"; }
vnodes_taken() { [ "$(xenstore-read "$(domain_path "$1")/$FEATURE" 2>/dev/null)" = 1 ]; }

# set_vnodes NAME VNODE KIND KB ...: sets any number of keys in one transaction. KIND is balloon or max.
set_vnodes() {
	local name=$1 list="" key
	shift
	while [ $# -gt 0 ]; do
		key=target-balloon-size
		[ "$2" = balloon ] || key=static-max
		list="$list $(domain_path "$name")/memory/vnode$1/$key $3"
		shift 3
	done
	# Numbers may be negative.
	# shellcheck disable=SC2086
	xenstore-write -- $list
}

# vnode_told NAME VNODE NODE: what the guest reports of a vnode; interface_told NAME: which interface it reports to follow
vnode_told() { xenstore-read "$(domain_path "$1")/data/balloon/vnode$2/$3" 2>/dev/null; }
interface_told() { xenstore-read "$(domain_path "$1")/data/balloon/interface" 2>/dev/null; }
follows() { [ "$(interface_told "$1")" = "$2" ]; }

vnode_is_at() { [ "$(vnode_told "$1" "$2" current-balloon-size)/$(vnode_told "$1" "$2" reason)" = "$3/$4" ]; }

# check_vnode NAME VNODE KB REASON [SECONDS]: the balloon of the vnode comes to that size, as the guest reports it
check_vnode() {
	wait_until "${5:-60}" vnode_is_at "$1" "$2" "$3" "$4" || true
	check_equal "vnode $2 of $1: size of the balloon, and reason" \
		"$(vnode_told "$1" "$2" current-balloon-size)/$(vnode_told "$1" "$2" reason)" "$3/$4"
}

check_interface() { # NAME WORD
	wait_until 20 follows "$1" "$2" || true
	check_equal "$1 goes by $2" "$(interface_told "$1")" "$2"
}

# create_with_vnodes NAME TYPE MIB...: a guest with vnodes of these sizes, each with a CPU, on the machine's nodes in turn.
# With MAXMEM=MIB in front, a PV guest may have more.
create_with_vnodes() {
	local name=$1 type=$2 all=0 n=0 mib list=""
	shift 2
	for mib; do
		list="$list $mib@$((n % 2)):$n"
		all=$((all + mib)) n=$((n + 1))
	done
	VNUMA=${list# } create "$name" "$type" $all "${MAXMEM:-$all}"
	[ "$(in_domain "$name" "cat /sys/devices/system/node/online")" = "0-$((n - 1))" ] ||
		rig_error "the guest $name has not $n nodes"
}

# check_pnodes NAME KB0 KB1 WHAT: it has KB0 and KB1 on the machine's nodes, to the page
check_pnodes() {
	check_equal "$4: on the machine's node 0" "$(pnode_kb "$1" 0)" "$2"
	check_equal "$4: on the machine's node 1" "$(pnode_kb "$1" 1)" "$3"
}

# free_mib PNODE: what Xen has free on a node of the machine
free_mib() { xl info -n | awk -v node="$1:" '/^numa_info/ { on = 1 } on && $1 == node { print $3 }'; }

# fill_pnode NAME PNODE LEFT_MIB: starts a guest that takes all that is free there, but for LEFT_MIB
fill_pnode() {
	local mib
	mib=$(($(free_mib "$2") - $3))
	[ "$mib" -gt 64 ] || rig_error "there are $mib MiB to be taken of node $2"
	create "$1" pv "$mib" "$mib" "cpus=\"node:$2\""
}

# check_offer_ignored NAME KB0 KB1: a guest of 512 MiB with vnodes of these sizes does not take an offer to be steered by
# vnode, and follows memory/target as before
check_offer_ignored() {
	check_size "$1" 512
	set_vnodes "$1" 0 max "$2" 0 balloon 65536 1 max "$3" 1 balloon 65536
	offer_vnodes "$1"
	mem_set "$1" 384
	check_size "$1" 384
	mem_set "$1" 512
	check_size "$1" 512
	check_equal "the offer is not taken" "$(xenstore-read "$(domain_path "$1")/$FEATURE")" ""
}

# start_daemon OPTION...: starts balloon-vnoded as process DAEMON; end_daemon SIGNAL: ends it, with its status in ENDED
start_daemon() {
	balloon-vnoded -f "$@" >>/tmp/vnoded.log 2>&1 &
	DAEMON=$!
	wait_until 20 grep -q ready /tmp/vnoded.log || rig_error "balloon-vnoded: $(tail -n 1 /tmp/vnoded.log)"
}
end_daemon() {
	kill -s "$1" $DAEMON
	wait $DAEMON
	ENDED=$?
	mv /tmp/vnoded.log "/tmp/vnoded.$(now)"
}
