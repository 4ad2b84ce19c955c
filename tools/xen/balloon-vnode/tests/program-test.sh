#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests of both programs as a whole, on a host that does not exist (fake.c). KTAP.
#
#   program-test.sh DIRECTORY    where balloon-vnode-fake and balloon-vnoded-fake are

O=$(realpath "$1")
top=$(realpath "$(dirname "$0")/..")
. "$top/../common/ktap.sh"
# Where the daemon has its lock.
# shellcheck disable=SC2154 # from ktap.sh
cd "$tmp" || exit
export FAKE_HOST=$tmp/host
unset FAKE_NO_XEN FAKE_NO_STORE FAKE_NO_LIST

vnode() { "$O/balloon-vnode-fake" "$@" 2>&1; }
node() { sed -n "s,^/local/domain/$1=,,p" "$FAKE_HOST/store"; }
uuid() { echo "00000000-0000-4000-8000-00000000000$1"; }

# put ID KEY=VALUE...: what someone else writes
put() {
	local id=$1 pair
	shift
	for pair; do
		sed -i "\\,^/local/domain/$id/${pair%%=*}=,d" "$FAKE_HOST/store"
		echo "/local/domain/$id/$pair" >>"$FAKE_HOST/store"
	done
}

# dom0, a guest with two nodes, one without any, one with two that is called like it
host() {
	local id
	rm -rf "$FAKE_HOST"
	mkdir -p "$FAKE_HOST"
	: >"$FAKE_HOST/store"
	printf '%s\n' "0 $(uuid 0)" "5 $(uuid 5) 262144 262144" "6 $(uuid 6)" "7 $(uuid 7) 131072 131072" >"$FAKE_HOST/domains"
	for id in 0 5 6 7; do
		put $id "domid=$id" "name=d$id" "vm=/vm/$(uuid $id)" memory/target=524288 memory/static-max=524288
	done
	put 7 memory/target=262144 memory/static-max=262144 name=web
}

# ---- list ----

host
out=$(vnode list)
is "list: exit status" $? 0
has "list" "$out" '^ +ID NAME +STATE +VNODE' '^ +0 d0 +no-nodes$' '^ +5 d5 +not-asked +0 +- +256 +- +- +- -$' '^ +7 web +not-asked +1 '
is "list: one" "$(vnode list web | wc -l)" 3
is "list: by id" "$(vnode list 5 | wc -l)" 3
printf '%s\n' '(XEN) Domain 5 (total: 131072):' '(XEN)     Node 0: 65536' '(XEN)     Node 1: 65536' \
	'(XEN)        0: pnode   0,' '(XEN)        1: pnode   1,' >"$FAKE_HOST/console"
has "list --count" "$(vnode list --count 5)" ' NOW  COUNTED REASON$' ' 1 +1 +256 +- +- +- +256 -$'
{ yes '(d5) something' | head -n 100000; cat "$FAKE_HOST/console"; } >"$FAKE_HOST/longer"
mv "$FAKE_HOST/longer" "$FAKE_HOST/console"
has "list --count: a long console, with the answer at its end" "$(vnode list --count 5)" ' 1 +1 +256 +- +- +- +256 -$'
fails "list: no such domain" 3 "no domain 'nix'; 'xl list' shows what there is$" vnode list nix
put 5 name=web
fails "list: two of that name" 3 "domains 5 and 7 are called 'web'; use the id$" vnode list web
fails "list: a full disk" 1 "cannot write: No space left" sh -c "'$O/balloon-vnode-fake' list 2>&1 >/dev/full"

# ---- changes ----

host
fails "set before an offer" 4 "domain 5 is not steered by node; run 'balloon-vnode offer 5' first$" vnode set 5 0=128
before=$(cat "$FAKE_HOST/store")
is "and nothing has changed" "$(cat "$FAKE_HOST/store")" "$before"
is "offer" "$(vnode offer 5; echo $?)" 0
is "offered" "$(node 5/control/feature-balloon-vnode; node 5/memory/vnode1/static-max; node 5/memory/vnode1/target-balloon-size)" "
262144
0"
out=$(vnode set 5 0=128)
is "set" $? 0
has "set: a guest that has not agreed" "$out" '^balloon-vnode: note: the guest of domain 5 has not agreed'
put 5 control/feature-balloon-vnode=1
is "set: without a word" "$(vnode set d5 1=+0k 0=-28)" ""
is "set: the balloon" "$(node 5/memory/vnode0/target-balloon-size)" $((156 * 1024))
is "set: the total" "$(node 5/memory/target)" $(((100 + 256) * 1024))
is "set: Xen's limit" "$(tail -n 1 "$FAKE_HOST/limits")" "5 $(((100 + 256 + 1) * 1024))"
is "set: what Xen populates on demand" "$(tail -n 1 "$FAKE_HOST/pods")" "5 $(((100 + 256 + 1) * 1024))"
is "balloon" "$(vnode balloon 5 0=0 1=64; node 5/memory/target)" $(((256 + 192) * 1024))
is "max" "$(vnode max 5 1=512; node 5/memory/static-max; node 5/memory/vnode1/target-balloon-size)" "$((768 * 1024))
$(((512 - 192) * 1024))"
before=$(cat "$FAKE_HOST/store" "$FAKE_HOST/limits")
fails "too much" 4 "vnode 0 of domain 5 can have memory of 0 to 262144 KiB, not 307200; 'balloon-vnode max'" vnode set 5 1=1 0=300
fails "no such vnode" 4 "domain 5 has no vnode 2, only 0 to 1" vnode set 5 2=1
fails "no size" 2 "'0=x' has no size" vnode set 5 0=x
fails "no nodes" 4 "domain 0 has no size that can be steered" vnode set 0 0=1
fails "not offered" 4 "domain 6 is not steered by node; run 'balloon-vnode offer 6'" vnode set 6 0=1
fails "no such domain" 3 "no domain '99'" vnode set 99 0=1
is "what is refused changes nothing" "$(cat "$FAKE_HOST/store" "$FAKE_HOST/limits")" "$before"
is "withdraw" "$(vnode withdraw 5; echo $?; node 5/memory/vnode1/target-balloon-size; node 5/control/feature-balloon-vnode)" 0
is "withdraw: the maxima stay" "$(node 5/memory/vnode0/static-max; node 5/memory/vnode1/static-max)" "262144
$((512 * 1024))"
is "offer all" "$(vnode offer all; echo $?; node 5/memory/vnode1/static-max; node 7/memory/vnode1/static-max)" "0
$((512 * 1024))
131072"
is "withdraw all" "$(vnode withdraw all; grep -c 'target-balloon-size\|feature-balloon' "$FAKE_HOST/store")" 0
sed -i '\,^/local/domain/5/memory/target=,d' "$FAKE_HOST/store"
out=$(vnode offer all)
is "offer all: one refuses" $? 4
has "offer all: one refuses, the other is offered" "$out; $(grep -c 'target-balloon-size' "$FAKE_HOST/store")" '^balloon-vnode: error: domain 5 has no memory/target .*; 2$'
vnode withdraw all
sed -i '\,^/local/domain/[57]/memory/target=,d' "$FAKE_HOST/store"
out=$(vnode offer all)
is "offer all: both refuse" "$(sed -n 's/.*error: domain \([0-9]*\) has no memory.target.*/\1/p' <<<"$out" | xargs)" "5 7"
put 5 memory/target=524288
put 7 memory/target=262144
sed -i '\,^/local/domain/5/domid=,d' "$FAKE_HOST/store"
fails "a domain that is going" 3 "domain 5 is not in Xenstore" vnode offer 5

# A vnode without memory

host
sed -i 's/^5 .*/5 '"$(uuid 5)"' 262144 -1/' "$FAKE_HOST/domains"
put 5 memory/static-max=262144 memory/target=262144 control/feature-balloon-vnode=1
is "an empty vnode: offer" "$(vnode offer 5; node 5/memory/vnode1/static-max; node 5/memory/vnode1/target-balloon-size)" "0
0"
fails "an empty vnode: set" 4 "vnode 1 of domain 5 was built without memory, and can have none$" vnode set 5 1=64
fails "an empty vnode: max" 4 "vnode 1 of domain 5 was built without memory, and can have none$" vnode max 5 1=64
fails "an empty vnode: balloon" 4 "vnode 1 of domain 5 can have a balloon of 0 to 0 KiB" vnode balloon 5 1=64
is "an empty vnode: nothing" "$(vnode set 5 0=128 1=0; vnode balloon 5 1=0; node 5/memory/target)" 131072
put 5 data/balloon/vnode0/current-balloon-size=131072 data/balloon/vnode1/current-balloon-size=0
is "an empty vnode: wait" "$(vnode wait 5 0; echo $?)" 0
has "an empty vnode: list" "$(vnode list 5)" '^ +5 d5 +agreed +1 +- +0 +0 +0 +0 -$'

# ---- wait ----

host
fails "wait: not offered" 5 "domain 5 is not steered by node; run 'balloon-vnode offer 5'$" vnode wait 5 0
vnode offer 5
fails "wait: not agreed" 5 "has not agreed" vnode wait 5 0
put 5 control/feature-balloon-vnode=1 data/balloon/vnode0/current-balloon-size=0 data/balloon/vnode1/current-balloon-size=0
is "wait: it is there" "$(vnode wait 5; echo $?)" 0
vnode set 5 0=128
put 5 data/balloon/vnode0/current-balloon-size=65536 data/balloon/vnode0/reason=guest-memory
fails "wait: the time is over" 5 "vnode 0: balloon 65536 of 131072 KiB \(guest-memory\)" vnode wait 5 0
rm "$FAKE_HOST/reads"
fails "wait: a guest that writes without a pause" 5 "is not there yet" env FAKE_FLOOD=1 "$O/balloon-vnode-fake" wait 5 1
reads=$(cut -d ' ' -f 2 "$FAKE_HOST/reads")
is "wait: it is looked at 20 times a second at most, not after each event" "$([ "$reads" -lt 1000 ] || echo "$reads reads")" ""
put 5 data/balloon/floor=131072
is "set: as low as the floor" "$(vnode set 5 0=64 1=64)" ""
has "set: the sum is below the floor" "$(vnode set 5 0=32 1=64; echo "status $?")" \
	'^balloon-vnode: note: the nodes of domain 5 are to have 98304 KiB in all, and its guest says that it stays at 131072 KiB$' '^status 0$'
is "set: below the floor: it is written" "$(node 5/memory/vnode0/target-balloon-size; node 5/memory/target)" "229376
98304"
put 5 data/balloon/vnode0/current-balloon-size=196608 data/balloon/vnode0/reason=floor data/balloon/vnode1/current-balloon-size=196608
fails "wait: the guest stays at its floor" 5 "there yet: vnode 0: balloon 196608 of 229376 KiB \(floor\); see" vnode wait 5 0
has "list: the guest stays at its floor" "$(vnode list 5)" '^ +5 d5 +agreed +0 .* 224 +192 floor$' '^ +5 d5 +agreed +1 .* 192 +192 -$'
fails "wait: no nodes" 4 "no size that can be steered" vnode wait 0 0

# ---- a domain without virtual nodes ----

host
put 6 memory/static-max=540672 memory/target=262144 memory/videoram=16384
has "whole: it is vnode 0" "$(vnode list 6)" '^ +6 d6 +not-asked +0 +- +512 '
is "whole: all are not meant" "$(vnode offer all; node 6/memory/vnode0/static-max)" ""
is "whole: offered" "$(vnode offer 6; echo $?; node 6/memory/vnode0/static-max; node 6/memory/vnode0/target-balloon-size)" "0
524288
262144"
put 6 control/feature-balloon-vnode=1
is "whole: set" "$(vnode set 6 0=200; node 6/memory/vnode0/target-balloon-size; node 6/memory/target)" "319488
204800"
is "whole: max" "$(vnode max 6 0=640; node 6/memory/static-max; node 6/memory/vnode0/target-balloon-size)" "671744
450560"
is "whole: withdrawn with all" "$(vnode withdraw all; grep -c '^/local/domain/6/memory/vnode' "$FAKE_HOST/store"; node 6/memory/target)" "0
204800"

# ---- what can be missing ----

host
fails "no Xen" 1 "cannot talk to Xen .*as root" env FAKE_NO_XEN=1 "$O/balloon-vnode-fake" list
fails "not in dom0" 1 "Xen does not list domains" env FAKE_NO_LIST=1 "$O/balloon-vnode-fake" list
fails "no Xenstore" 1 "cannot connect to Xenstore .*xenstored" env FAKE_NO_STORE=1 "$O/balloon-vnode-fake" list
is "--help" "$(vnode --help | head -n 1 | cut -c 1-20)" "usage: balloon-vnode"
fails "nothing to do" 2 "nothing to do; see --help" vnode
fails "daemon: an option" 2 "'--polite' is not an option; see --help" "$O/balloon-vnoded-fake" --polite
fails "daemon: no Xen" 1 "cannot talk to Xen" env FAKE_NO_XEN=1 "$O/balloon-vnoded-fake" -f
fails "daemon: no Xen, in the background" 1 "cannot talk to Xen" env FAKE_NO_XEN=1 "$O/balloon-vnoded-fake"
is "daemon: --help" "$("$O/balloon-vnoded-fake" --help | head -n 1)" "usage: balloon-vnoded [OPTION]..."

# ---- the daemon: it says when it is ready, and a signal ends it ----

for signal in TERM INT HUP QUIT; do
	host
	mkfifo "$tmp/said.$signal"
	# A shell has those in the background ignore SIGINT and SIGQUIT.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$O/balloon-vnoded-fake" -f 2>"$tmp/said.$signal" &
	pid=$!
	exec 3<"$tmp/said.$signal"
	said=''
	while read -r line <&3; do
		said+=$line$'\n'
		[[ $line != *ready* ]] || break
	done
	has "daemon: says what it does" "$said" '^balloon-vnoded: domain 5: offered 0=0k 1=0k$' '^balloon-vnoded: ready$'
	is "daemon: has offered" "$(node 5/memory/vnode1/static-max)" 262144
	kill -$signal $pid
	wait $pid
	is "daemon: SIG$signal is a good end" $? 0
	has "daemon: says so" "$(cat <&3)" '^balloon-vnoded: domain 5: withdrawn$' '^balloon-vnoded: ended'
	exec 3<&-
	is "daemon: has withdrawn" "$(grep -c 'target-balloon-size\|feature-balloon' "$FAKE_HOST/store")" 0
done

# ---- one daemon on a host, however the last one ended ----

host
start() { # FILE: starts a daemon, as process $pid, that says to the file what it does
	"$O/balloon-vnoded-fake" -f 2>"$1" &
	pid=$!
	for _ in $(seq 600); do
		! grep -q ready "$1" || return
		sleep 0.1
	done
}
start first
fails "two daemons: the second is refused" 1 "another balloon-vnoded runs, process $pid; end it first$" "$O/balloon-vnoded-fake" -f
fails "two daemons: in the background" 1 "another balloon-vnoded runs, process $pid; end it first$" "$O/balloon-vnoded-fake"
is "two daemons: the first goes on" "$(kill -0 $pid; echo $?; node 5/memory/vnode1/target-balloon-size)" "0
0"
{ kill -KILL $pid; wait $pid; } 2>/dev/null
start second
has "one was killed: another starts" "$(cat second)" '^balloon-vnoded: ready$'
kill $pid
wait $pid
is "and ends" $? 0

# ---- the manuals ----

# Only where there is something to format it with.
for page in $(command -v man >/dev/null && echo balloon-vnode balloon-vnoded xl-vnuma); do
	is "$page.8: can be formatted" "$(LC_ALL=C man --warnings -l -Tutf8 "$top/$page.8" 2>&1 >/dev/null)" ""
done
has "balloon-vnode.8 has every command" "$(for c in list set balloon max offer withdraw wait; do
	grep -qE "^\\.BR? $c" "$top/balloon-vnode.8" && echo "$c"; done | wc -l)" '^7$'
has "balloon-vnoded.8 has every option" "$(for o in foreground policy strict help; do
	grep -qE -- "\\\\-\\\\-$o" "$top/balloon-vnoded.8" && echo "$o"; done | wc -l)" '^4$'

finish
