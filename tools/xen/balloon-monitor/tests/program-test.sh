#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests of the program as a whole, on a host that does not exist (fake.c). KTAP.
#
#   program-test.sh DIRECTORY    where balloon-monitor-fake and terminal are

O=$1
. "$(dirname "$0")/../../common/ktap.sh"
export FAKE_HOST=$tmp/host TERM=vt100
unset FAKE_ERRNO

monitor() { "$O/balloon-monitor-fake" "$@" 2>&1; }
screen() { # SIZE KEYS ARGUMENT...
	local size=$1 keys=$2
	shift 2
	timeout 60 "$O/terminal" "$size" "$keys" "$O/balloon-monitor-fake" "$@" 2>&1
}

node() { # ID NAME VALUE
	mkdir -p "$FAKE_HOST/store/local/domain/$1/$(dirname "$2")"
	printf %b "$3" >"$FAKE_HOST/store/local/domain/$1/$2"
}

domain() { # ID NAME KB
	node "$1" name "$2"
	node "$1" memory/target "$3"
	node "$1" memory/static-max 524288
}

# dom0, a PV guest that waits, a PVH guest without a driver of ours, an HVM guest that is paused
host() {
	rm -rf "$FAKE_HOST"
	mkdir -p "$FAKE_HOST"
	printf '%s\n' "0 20 131072 4294967295 0" "1 20 65536 65792 0" "2 22 65536 65792 1" \
		"3 a 131072 131328 1ff" >"$FAKE_HOST/domains"
	domain 0 Domain-0 524288
	domain 1 web 131072
	node 1 data/balloon/state waiting
	node 1 data/balloon/reason guest-memory
	node 1 data/balloon/current 262144
	node 1 data/balloon/floor 65536
	domain 2 mail 262144
	domain 3 win 524288
}

# ---- what it says of the host ----

host
out=$(monitor -b)
is "batch: exit status" $? 0
has "batch: a waiting guest" "$out" '^ +1 web +pv +\[.*\] +256 +128 +64 +512 waiting +guest-memory +-$'
has "batch: a guest that says nothing" "$out" '^ +2 mail +pvh +\[.*\] +256 +256 +- +512 - +- +-$'
has "batch: a paused HVM guest" "$out" '^ +3 win +hvm +.* paused +- +-$'
has "batch: the host" "$out" '^[0-9-]+ [0-9:]+  host: 2048 MiB, free: 900, claimed: 0, domains: 4$'
is "batch is what a pipe gets" "$(monitor | sed 1d)" "$(sed 1d <<<"$out")"
is "batch: two blocks, with a rate in the second" \
	"$(monitor -n 2 -d 0.1 | grep -c '^$') $(monitor -n 2 -d 0.1 | grep -c ' 0$')" "1 4"
is "batch: reversed" "$(monitor -s id -r | awk 'NR > 2 { print $1 }' | paste -sd ' ')" "3 2 1 0"
is "batch: two of them" "$(monitor web 3 | awk 'NR > 2 { print $1 }' | paste -sd ' ')" "1 3"
start=${EPOCHREALTIME/./}
monitor -n 4 -d 0.4 >/dev/null
took=$(((${EPOCHREALTIME/./} - start) / 1000))
is "batch: waits between two" "$((took >= 1200 && took < 5000))" 1
fails "a domain that is not there" 3 "no domain 'absent'; 'xl list'" monitor web absent
fails "a full disk" 1 "cannot write: No space left" sh -c "'$O/balloon-monitor-fake' --json 2>&1 >/dev/full"

out=$(monitor --json)
has "json: the guest" "$out" '"id":1,"name":"web","type":"pv","run":"up","xen_kb":262144,"limit_kb":263168,"claimed_kb":0,"target_kb":131072,"static_max_kb":524288,"guest_kb":262144,"floor_kb":65536,"state":"waiting","reason":"guest-memory","interface":null,"rate_kb":null,"vnodes":\[\]'
is "json: a line each" "$(monitor --json -n 3 -d 0.1 | wc -l)" 3
man=$(dirname "$0")/../balloon-monitor.8
is "json: the manual names every field" "$(
	monitor --json | grep -oE '"[a-z_]+":' | tr -d '":' | sort -u | while read -r field; do
		grep -qE "(^|[ ,])$field([ ,	]|$)" "$man" || echo "$field"
	done
)" ""
# Only where there is something to read it with.
if command -v python3 >/dev/null; then
	node 1 name 'a"b\\\x1b[2J\xff\xc3\xa4\n'
	is "json: can be read, whatever the name" \
		"$(monitor --json | python3 -c 'import json, sys; print(ascii(json.load(sys.stdin)["domains"][1]["name"]))')" \
		"'a\"b\\\\\\x1b[2J\\ufffd\\xe4\\n'"
fi

# ---- virtual nodes ----

host
node 1 data/balloon/interface vnode
node 1 memory/vnode0/static-max 131072
node 1 memory/vnode0/target-balloon-size 65536
node 1 data/balloon/vnode0/current-balloon-size 32768
node 1 data/balloon/vnode0/reason guest-memory
node 1 data/balloon/vnode1/current-balloon-size 1024
node 1 data/balloon/vnode3/current-balloon-size 7
out=$(monitor -b)
has "nodes: in the table" "$out" '^ +vnode 0 +\[.*\] +96 +64 +128 +guest-memory +$' '^ +vnode 1 +\[.*\] +- +- +- +- +$'
lacks "nodes: none behind one that is not there" "$out" 'vnode [23]'
has "nodes: in the JSON" "$(monitor --json web)" '"interface":"vnode","rate_kb":null,"vnodes":\[\{"vnode":0,"static_max_kb":131072,"target_balloon_kb":65536,"current_balloon_kb":32768,"reason":"guest-memory"\},\{"vnode":1,'
has "nodes: on the screen" "$(screen 80x24 q)" 'vnode 0' 'vnode 1'
is "nodes: their fields are in the manual" "$(
	monitor --json | grep -oE '"[a-z_]+":' | tr -d '":' | sort -u | while read -r field; do
		grep -qE "(^|[ ,])$field([ ,	]|$)" "$man" || echo "$field"
	done
)" ""
for i in {0..40}; do node 1 "data/balloon/vnode$i/current-balloon-size" 7; done
is "nodes: 32 at most" "$(monitor -b | grep -c 'vnode ')" 32

# ---- Prometheus ----

host
out=$(monitor --prometheus)
is "prometheus: exit status" $? 0
has "prometheus" "$out" '^xen_host_free_bytes 943718400$' '^xen_domain_target_bytes\{domid="1",name="web"\} 134217728$' \
	'^xen_domain_balloon_reason\{domid="1",name="web",reason="guest-memory"\} 1$'
is "prometheus: every line is one of a metric or a comment" "$(grep -vcE '^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^{}]*\})? [0-9]+)$' <<<"$out")" 0
is "prometheus: the lines of a metric are together" \
	"$(grep -v '^#' <<<"$out" | sed 's/[{ ].*//' | uniq | sort | uniq -d)" ""
fails "prometheus: twice" 2 "--prometheus is one sample; leave out --count" monitor --prometheus -n 2
# What the driver's header has becomes a label; nothing else does.
words=$(sed -n 's/^XEN_BALLOON_\(STATE\|REASON\)(XEN_BALLOON_[A-Z_]*, "\([a-z-]*\)".*/\1 \2/p' \
	"$(dirname "$0")/../../../../drivers/xen/balloon/words.h" | tr '[:upper:]' '[:lower:]')
is "prometheus: every word of the driver is known" "$(
	while read -r key word; do
		node 1 "data/balloon/$key" "$word"
		monitor --prometheus | grep -q ",$key=\"$word\"} 1$" || echo "$word"
	done <<<"$words"
	[ "$(wc -l <<<"$words")" -gt 10 ] || echo "no words in words.h"
)" ""
node 1 data/balloon/state idling
node 1 data/balloon/reason because
has "prometheus: no word that is not the driver's" "$(monitor --prometheus)" ',state="other"} 1$' ',reason="other"} 1$'

# ---- what guests may write ----

host

host
node 1 name '\x1b[2J\x1b[31mroot# \n\r\t\x9b1m'
node 1 data/balloon/state '\x1b]0;x\a'
node 1 data/balloon/reason '\xe2\x80\xaeno'
node 1 data/balloon/current '-1'
node 1 data/balloon/floor '99999999999999999999'
node 1 memory/target 12x
node 1 memory/static-max ''
out=$(monitor -b)
is "no control characters" "$(LC_ALL=C tr -d '\n -~' <<<"$out" | wc -c)" 0
has "garbage is '-'" "$out" '^ +1 \?\[2J.* 256 +- +- +- '
lacks "no control characters of theirs on the screen" "$(screen 80x24 q)" $'\x1b''(\[31m|\]0;x)'
node 1 name "$(head -c 4096 /dev/zero | tr '\0' n)"
is "a long name is cut" "$(monitor -b 1 | awk 'NR == 3 { print length($2), length($0) }')" \
	"$(host; monitor -b 1 | awk 'NR == 3 { print 24, length($0) }')"

# ---- what can be missing ----

host
rm -rf "$FAKE_HOST/store"
out=$(monitor -b)
is "without Xenstore: exit status" $? 0
has "without Xenstore: says so, and what Xen says" "$out" '^Xenstore is missing' '^ +1 - +pv .* 256 +- +- +- - +- +-$'
has "without Xenstore: json" "$(monitor --json)" '"xenstore":false' '"name":null'
host
: >"$FAKE_HOST/store/hangup"
has "the connection is lost" "$(monitor -b)" '^Xenstore is missing' '^ +1 - +pv .* 256 '
rm "$FAKE_HOST/store/hangup"
: >"$FAKE_HOST/store/stuck"
has "xenstored is stuck" "$(monitor -b)" '^Xenstore is missing' '^ +1 - +pv .* 256 '
host
: >"$FAKE_HOST/store/slow"
# A tenth of a second for each domain.
seq 0 29 | sed 's/$/ 20 25600 25600 0/' >"$FAKE_HOST/domains"
has "xenstored is slow: all are read" "$(monitor --json)" '"xenstore":true'
seq 0 199 | sed 's/$/ 20 25600 25600 0/' >"$FAKE_HOST/domains"
has "xenstored is slow: not without end" "$(monitor --json)" '"xenstore":false'
host
echo "fails 1" >"$FAKE_HOST/domains"
fails "not in dom0" 1 "Xen refuses to tell .*; run it in dom0" monitor
fails "not in dom0, with a screen" 1 "Xen refuses to tell .*; run it in dom0" screen 80x24 wait
rm "$FAKE_HOST/domains"
fails "no Xen" 1 "there is no Xen .*run it in dom0 of a machine that Xen runs on" monitor
fails "no rights" 1 "no right to talk to Xen .*as root" env FAKE_ERRNO=13 "$O/balloon-monitor-fake"
fails "unknown option" 2 "'-x' is not an option; see --help" monitor -x

host
seq 0 300 | sed 's/$/ 20 25600 25600 0/' >"$FAKE_HOST/domains"
is "301 domains" "$(monitor --json | grep -o '"id":' | wc -l)" 301
: >"$FAKE_HOST/domains"
is "no domain at all" "$(monitor | wc -l)" 2

# ---- the screen ----

host
out=$(screen 80x24 q)
is "screen: q" $? 0
has "screen: rows" "$out" 'web ' 'guest-memory' 'HAS TARGET' 'domains: 4' 'order: id'
out=$(screen 80x24 "s s r q")
is "screen: sort and reverse" $? 0
has "screen: says the order" "$out" 'current' 'reversed'
has "screen: help" "$(screen 80x24 "h q")" 'distance to the target'
is "screen: -n" "$(screen 80x24 wait -n 2 -d 0.1 >/dev/null; echo $?)" 0
for size in 40x10 20x5 10x3 4x2 1x1 250x60; do
	is "screen: $size" "$(screen $size "down up h h s q" >/dev/null; echo $?)" 0
done
out=$(screen 80x24 "40x10 wait 120x30 1x1 80x24 q")
is "screen: new sizes" $? 0
has "screen: columns come with the width" "$out" 'FLOOR'
is "screen: the terminal goes" "$(screen 80x24 "wait hangup" >/dev/null; echo $?)" 125
is "screen: the terminal goes, and that is no signal" \
	"$(timeout 20 "$O/terminal" 80x24 "wait hangup" sh -c "trap '' HUP; exec '$O/balloon-monitor-fake' -d 5" >/dev/null; echo $?)" 0
(
	sleep 0.6
	sed -i 2d "$FAKE_HOST/domains"
	echo "9 20 1024 1024 0" >>"$FAKE_HOST/domains"
	domain 9 newcomer 4096
	rm -rf "$FAKE_HOST/store/local/domain/1"
) &
has "screen: a domain comes, and moves nothing" "$(screen 80x24 "wait wait wait wait q" -d 0.2)" newcomer
wait
(
	sleep 0.6
	sed -i 's/65536/70000/' "$FAKE_HOST/domains"
) &
has "screen: a rate" "$(screen 80x24 "wait wait wait q" -d 0.2)" '\+[0-9]+'
wait
host
(
	sleep 0.6
	mv "$FAKE_HOST/store" "$FAKE_HOST/away"
	sleep 0.6
	mv "$FAKE_HOST/away" "$FAKE_HOST/store"
) &
is "screen: Xenstore goes and comes back" "$(screen 80x24 "wait wait wait wait q" -d 0.2 >/dev/null; echo $?)" 0
wait
host
: >"$FAKE_HOST/store/stuck"
(
	sleep 2
	rm "$FAKE_HOST/store/stuck"
) &
has "screen: xenstored is stuck, and comes back" \
	"$(screen 80x24 "wait wait wait wait wait wait wait wait wait wait q" -d 0.2)" 'Xenstore is missing' 'guest-memory'
wait
(
	sleep 0.6
	echo "fails 5" >"$FAKE_HOST/domains"
) &
out=$(screen 80x24 "wait wait wait wait wait" -d 0.2)
is "screen: Xen stops answering" $? 1
has "screen: and it says why" "$out" 'Xen does not tell: .*xl dmesg'
wait
host
seq 0 99 | sed 's/$/ 20 25600 25600 0/' >"$FAKE_HOST/domains"
has "screen: scrolls" "$(screen 80x10 "down down up q")" '1-7 of 100' '2-8' '3-9'
has "screen: scrolls a page" "$(TERM=linux screen 80x10 "next q")" '1-7 of 100' '8-14 of 100'
fails "TERM=dumb" 1 "'dumb' cannot place the cursor; use --batch" env TERM=dumb "$O/terminal" 80x24 wait "$O/balloon-monitor-fake"
fails "an unknown TERM" 1 "'no-such' is not known here; use --batch" env TERM=no-such "$O/terminal" 80x24 wait "$O/balloon-monitor-fake"
fails "no keys" 1 "standard input is not a terminal .*--batch" "$O/terminal" 80x24 wait sh -c "'$O/balloon-monitor-fake' </dev/null"
for term in linux xterm-256color; do
	is "screen: TERM=$term" "$(TERM=$term screen 80x24 "h h s q" >/dev/null; echo $?)" 0
done

finish
