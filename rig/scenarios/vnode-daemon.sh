# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# With balloon-vnoded, an unmodified xl steers vnodes: mem-set and mem-max become sizes of nodes, by either policy.
# It can be killed at any moment; when SIGTERM ends it, guests follow memory/target again. A guest that lies harms no other.
# rig: mem=3072 nodes=2 kernel=numa limit=1200 xen=dom0_max_vcpus=1;dom0_nodes=0 tier=all
# case follows-pv: args=follows:pv
# case follows-pvh: args=follows:pvh
# case follows-hvm: args=follows:hvm image=hvm limit=1500
# case strict: args=strict:pv
# case killed: args=killed:pv
# case race: args=race:pv
# case race-video: args=race:hvm image=hvm config=videoram=64 limit=1500
# case by-hand: args=by-hand:pv
# case host-free: args=host-free:pv
# case liar: args=liar:pv
# case gone: args=gone:pv

. ./nodes.sh
. ./vnodes.sh

args=$(args)
TYPE=${args#*:}

# key VNODE: its balloon, by the key; keys_kb NAME: what the keys let its nodes have in all
key() { xenstore-read "$(domain_path u)/memory/vnode$1/target-balloon-size" 2>/dev/null; }
keys_kb() {
	local path
	path=$(domain_path u)/memory
	echo $(($(xenstore-read "$path/vnode0/static-max") + $(xenstore-read "$path/vnode1/static-max") - $(key 0) - $(key 1)))
}
target_kb_told() { xenstore-read "$(domain_path u)/memory/target" 2>/dev/null; }
keys_fit() { [ "$(keys_kb 2>/dev/null)" = "$(target_kb_told)" ]; }
balloons_are() { [ "$(key 0) $(key 1)" = "$1 $2" ]; }
limit_kb() { echo $(($(target_kb_told) + $(video_kb u) + 1024)); }
max_kb() { domstat "$ID_u" | awk '{ print $3 }'; }

case ${args%:*} in
follows)
	start_daemon
	create_with_vnodes u "$TYPE" 384 128
	check_interface u vnode
	on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
	check_equal "the offer moves nothing" "$(key 0) $(key 1)" "0 0"
	mem_set u 384
	check_size u 384
	check_pnodes u $((on0 - 98304)) $((on1 - 32768)) "mem-set 384: in proportion"
	check_equal "the keys say so" "$(key 0) $(key 1)" "98304 32768"
	balloon-vnode set u 0=-32 1=+32
	check_equal "balloon-vnode set" $? 0
	balloon-vnode wait u 60
	check_equal "balloon-vnode wait" $? 0
	check_pnodes u $((on0 - 131072)) "$on1" "from one to the other"
	mem_set u 512
	check_size u 512
	check_pnodes u "$on0" "$on1" "mem-set 512"
	xl mem-max u 640m
	wait_until 20 balloons_are 98304 32768 || true
	check_equal "mem-max 640: a larger maximum of each moves nothing" "$(key 0) $(key 1)" "98304 32768"
	check_size u 512
	mem_set u 640
	check_size u 640
	check_pnodes u $((on0 + 98304)) $((on1 + 32768)) "mem-set 640: each has grown where it is"
	# The last column but one is what Xen has counted, in MiB.
	check_equal "balloon-vnode list --count" "$(balloon-vnode list --count u | awk '/agreed/ { print $4, $(NF - 1) }' | paste -sd ';')" \
		"0 $(($(pnode_kb u 0) / 1024));1 $(($(pnode_kb u 1) / 1024))"
	check_equal "balloon-monitor has both nodes" "$(balloon-monitor --json u | grep -o '"vnode":' | wc -l)" 2
	for n in 0 1; do
		check_equal "and --prometheus: lines for vnode $n" "$(balloon-monitor --prometheus u | grep -c "^xen_vnode_.*vnode=\"$n\"")" 4
	done
	xl save u /tmp/saved >/tmp/save 2>&1 && check_failed "xl save is refused" || check_passed "xl save is refused"
	mem_set u 512
	check_size u 512
	end_daemon TERM
	check_equal "ended by SIGTERM" "$ENDED" 0
	check_interface u target
	check_equal "no keys are left" "$(key 0)$(key 1)" ""
	mem_set u 448
	check_size u 448
	;;
strict)
	start_daemon --strict
	create_with_vnodes u "$TYPE" 384 128
	check_interface u vnode
	no_target() { [ -z "$(target_kb_told)" ]; }
	wait_until 20 no_target || true
	check_equal "memory/target is gone" "$(target_kb_told)" ""
	balloon-vnode set u 0=256
	check_vnode u 0 131072 none
	check_vnode u 1 0 none
	end_daemon TERM
	check_interface u target
	check_equal "memory/target is back" "$(target_kb_told)" 393216
	mem_set u 512
	check_size u 512
	;;
killed)
	create_with_vnodes u "$TYPE" 384 128
	on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
	for mib in 256 512 320 480 256 512; do
		start_daemon
		wait_until 30 keys_fit || true
		check_equal "started: the keys fit memory/target" "$(keys_kb)" "$(target_kb_told)"
		mem_set u $mib
		# Killed somewhere in the middle: before the keys are written, after that, or while the guest moves.
		end_daemon KILL
	done
	# Killed while it makes its first offers, or between them and the answer. Before each, another daemon has withdrawn.
	for reads in 0 2 8 32; do
		start_daemon
		end_daemon TERM
		check_interface u target
		balloon-vnoded -f >>/tmp/vnoded.log 2>&1 &
		DAEMON=$!
		for _ in $(seq $reads); do xenstore-read "$(domain_path u)/memory/target" >/dev/null; done
		end_daemon KILL
		start_daemon
		wait_until 30 keys_fit || true
		check_equal "killed after $reads reads, and started again: the keys fit memory/target" "$(keys_kb)" "$(target_kb_told)"
		check_interface u vnode
		end_daemon KILL
	done
	# Killed while sizes that it has to follow change.
	for more in 544 512; do
		start_daemon
		xl mem-max u ${more}m
		end_daemon KILL
	done
	# Killed while it withdraws.
	start_daemon
	wait_until 30 keys_fit || true
	kill -s TERM $DAEMON
	end_daemon KILL
	mem_set u 512
	start_daemon
	check_size u 512
	check_pnodes u "$on0" "$on1" "in the end"
	end_daemon TERM
	check_interface u target
	;;
race)
	start_daemon
	create_with_vnodes u "$TYPE" 384 128
	check_interface u vnode
	(for i in $(seq 50); do xl mem-set u $((400 + i)) >>/tmp/xl.log 2>&1 || echo "mem-set $i: $?"; done >/tmp/sets.failed; touch /tmp/sets) &
	for i in $(seq 50); do
		balloon-vnode set u 0=$((250 + i)) 1=$((60 + i)) >>/tmp/vnode.log 2>&1 || echo "set $i: $?"
	done >/tmp/vnode.failed
	wait_until 300 test -e /tmp/sets || rig_error "50 mem-sets take too long"
	check_equal "each mem-set succeeded" "$(cat /tmp/sets.failed)" ""
	check_equal "each balloon-vnode set succeeded" "$(cat /tmp/vnode.failed)" ""
	note "last words: $(tail -n 1 /tmp/xl.log) / $(tail -n 1 /tmp/vnode.log)"
	wait_until 30 keys_fit || true
	check_equal "the keys add up to memory/target" "$(keys_kb)" "$(target_kb_told)"
	check_equal "what Xen allows is that, video memory and 1 MiB" "$(max_kb)" "$(limit_kb)"
	check_size u $((($(target_kb_told) + $(video_kb u)) / 1024))
	balloon-vnode wait u 30
	check_equal "each node has its size" $? 0
	end_daemon TERM
	;;
host-free)
	create_with_vnodes u "$TYPE" 384 128
	start_daemon --policy host-free
	check_interface u vnode
	on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
	note "free: $(free_mib 0) and $(free_mib 1) MiB"
	# dom0 is on node 0, which has less free memory for that reason.
	mem_set u 448
	check_size u 448
	check_pnodes u $((on0 - 65536)) "$on1" "down: from where least is free"
	balloon-vnode set u 1=64
	check_size u 384
	check_pnodes u $((on0 - 65536)) $((on1 - 65536)) "64 MiB less of vnode 1"
	# Node 0 has hardly more free than the 64 MiB that the policy does not count. Only a vnode gets what Xen keeps for
	# DMA.
	left=$(($(free_mib 0) - 68))
	VNUMA="$left@0:0" create h pv $left $left
	note "free: $(free_mib 0) and $(free_mib 1) MiB"
	mem_set u 432
	check_size u 432
	check_compare "up: hardly any from where little is free, KiB" $(($(pnode_kb u 0) - on0 + 65536)) -le 8192
	check_compare "up: the rest from where there is more, KiB" $(($(pnode_kb u 1) - on1 + 65536)) -ge 40960
	xl destroy h
	mem_set u 512
	check_size u 512
	check_pnodes u "$on0" "$on1" "up again"
	end_daemon TERM
	;;
by-hand)
	# All commands, and no daemon.
	create_with_vnodes u "$TYPE" 384 128
	on0=$(pnode_kb u 0) on1=$(pnode_kb u 1)
	balloon-vnode balloon u 0=64 2>/tmp/refused && check_failed "a domain that was not asked is refused"
	check_equal "and it says what to do" "$(grep -c "'balloon-vnode offer $ID_u'" /tmp/refused)" 1
	balloon-vnode offer u
	check_equal "offer" $? 0
	check_interface u vnode
	balloon-vnode balloon u 0=64 1=32
	check_equal "balloon" $? 0
	balloon-vnode wait u 60
	check_equal "wait" $? 0
	check_pnodes u $((on0 - 65536)) $((on1 - 32768)) "balloons of 64 and 32 MiB"
	balloon-vnode max u 1=+64
	check_equal "max" $? 0
	balloon-vnode wait u 60
	check_equal "a larger maximum of vnode 1 moves nothing: wait" $? 0
	check_pnodes u $((on0 - 65536)) $((on1 - 32768)) "a larger maximum"
	check_equal "static-max is the sum" "$(xenstore-read "$(domain_path u)/memory/static-max")" 589824
	balloon-vnode set u 0=384 1=192
	balloon-vnode wait u 120
	check_equal "set, to the maxima: wait" $? 0
	check_pnodes u "$on0" $((on1 + 65536)) "vnode 1 has grown"
	check_equal "what Xen allows" "$(max_kb)" "$(limit_kb)"
	balloon-vnode set u 0=999 2>/tmp/refused && check_failed "more than the maximum is refused"
	check_equal "and it says what to do: max" "$(grep -c "'balloon-vnode max'" /tmp/refused)" 1
	balloon-vnode withdraw u
	check_equal "withdraw" $? 0
	check_interface u target
	balloon-vnode offer u
	check_interface u vnode
	balloon-vnode wait u 60
	check_equal "offered again: wait" $? 0
	check_equal "the maximum of vnode 1 has stayed" "$(xenstore-read "$(domain_path u)/memory/vnode1/static-max")" 196608
	check_pnodes u "$on0" $((on1 + 65536)) "offered again: nothing moves"
	balloon-vnode withdraw u
	check_interface u target
	mem_set u 512
	check_size u 512
	;;
liar)
	start_daemon
	create_with_vnodes u "$TYPE" 256 128
	create_with_vnodes v pv 128 64
	check_interface u vnode
	check_interface v vnode
	# A guest may not write its own keys.
	guest u "xenstore-write memory/vnode0/target-balloon-size 4096" >/dev/null
	check_compare "a guest cannot write its keys" $? -ne 0
	guest u "xenstore-write memory/vnode0/more 1" >/dev/null
	check_compare "nor make others" $? -ne 0
	guest u "xenstore-write $(domain_path v)/memory/vnode0/target-balloon-size 4096" >/dev/null
	check_compare "nor write those of others" $? -ne 0
	# As many and as large as xenstored lets a guest have: 1,000 nodes, and 2 KiB each, names of children included.
	for dir in vnode0 vnode1 vnode2 vnode3; do
		guest u "seq 300 | sed 's,.*,data/balloon/$dir/junk& &,' | xargs -n 20 xenstore-write" >/dev/null 2>&1
		check_compare "nodes that it has made under $dir" "$(xenstore-ls "$(domain_path u)/data/balloon/$dir" | grep -c junk)" -ge 150
	done
	guest u "xenstore-write data/balloon/vnode0/current-balloon-size 99999999999999; xenstore-write data/balloon/vnode1/reason \"\$(seq 500 | tr '\n' ' ')\"" >/dev/null
	guest u "(while :; do xenstore-write $FEATURE x; xenstore-write $FEATURE 1; done) >/dev/null 2>&1 &"
	mem_set v 160
	check_size v 160
	balloon-vnode wait v 30
	check_equal "the other guest is served" $? 0
	check_equal "and listed" "$(balloon-vnode list v | grep -c agreed)" 2
	kill -0 $DAEMON
	check_equal "the daemon lives" $? 0
	xl destroy u
	mem_set v 192
	check_size v 192
	end_daemon TERM
	check_equal "and ends" "$ENDED" 0
	;;
gone)
	start_daemon
	for pause in 0 1 2 3 4 6 8 12 16 24 32 48; do
		VNUMA="96@0:0 64@1:1" start u "$TYPE" 160 160
		# Each read takes a tenth of a second: the guest is destroyed around the offer, the keys, and the answer.
		for _ in $(seq $pause); do xenstore-read "$(domain_path u)/memory/vnode0/static-max" >/dev/null 2>&1; done
		(xl mem-set u 128 >/dev/null 2>&1) &
		xl destroy u
		wait $!
		is_gone() { ! xenstore-read "$(domain_path u)" >/dev/null 2>&1; }
		wait_until 20 is_gone || true
		check_equal "nothing is left of it" "$(xenstore-ls "$(domain_path u)" 2>/dev/null)" ""
	done
	create_with_vnodes u "$TYPE" 96 64
	check_interface u vnode
	check_equal "notes are only of domains that exist" "$(xenstore-ls /tool/balloon-vnode | grep -c '^[0-9]')" 1
	end_daemon TERM
	;;
esac
