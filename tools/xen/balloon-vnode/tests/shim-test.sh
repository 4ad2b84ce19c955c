#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests of xl-vnuma and what it preloads, on an xl that is none (fake-xl.c). KTAP.
#
#   shim-test.sh DIRECTORY    where xl-vnuma and its library are, and tests/fake-xl

O=$(realpath "$1")
. "$(dirname "$0")/../../common/ktap.sh"
export XL=$O/tests/fake-xl
unset XL_VNUMA_LIBRARY XL_VNUMA_PV FAKE_NO_STORE FAKE_REFUSES

vnuma() { "$O/xl-vnuma" "$@" 2>&1; }

# ---- PVH ----

is "by itself it fails" "$("$XL" pvh 2)" "populate nodes=2 ranges=0
init_acpi_config failed"
# What goes past the end of a table ends xl.
for nodes in 1 2 3 4 8 32; do
	out=$(LD_PRELOAD=libc_malloc_debug.so.0 MALLOC_CHECK_=3 vnuma pvh $nodes)
	is "pvh: $nodes nodes are built" $? 0
	has "pvh: $nodes nodes: the distances fit" "$out" "^room for $((nodes * nodes)) of $((nodes * nodes)) distances$" "^getvnuma $nodes$"
done
out=$(vnuma pvh 2)
has "pvh: where its nodes are is noted" "$out" '^rm /tool/balloon-vnode/7$' '^write /tool/balloon-vnode/7/0/pnode=0$' \
	'^write /tool/balloon-vnode/7/1/pnode=1$' '^write /tool/balloon-vnode/7/uuid=abababab-abab-abab-abab-abababababab$'
is "pvh: without Xenstore it is built all the same" "$(FAKE_NO_STORE=1 vnuma pvh 2 >/dev/null; echo $?)" 0
is "pvh: without nodes" "$(vnuma pvh 0)" "populate nodes=0 ranges=0"
is "an answer of no nodes is left alone" "$(vnuma other)" "-1 Operation not supported"

# ---- PV ----

out=$(vnuma --pv '384@0:0-2 128@1:3' pv 131072 4)
is "pv: built" $? 0
has "pv: nodes are set, and placed" "$out" '^setvnuma dom7 nodes=2 ranges=2 vcpus=4$' '^range 0: 0-0x18000000$' \
	'^range 1: 0x18000000-0x20000000$' '^distances 10 20 20 10$' '^vcpus 0 0 0 1$' '^pnodes 0 1$' \
	'^populate nodes=2 ranges=2$' '^nodes 2$'
has "pv: where they are is noted" "$out" '^write /tool/balloon-vnode/7/1/pnode=1$'
has "pv: --pv=" "$(vnuma --pv='512@1' pv 131072 1)" '^pnodes 1$'
is "pv: without nodes" "$(vnuma pv 131072 4)" "populate nodes=0 ranges=0
nodes 0"
is "pv: what is in the environment is not meant" "$(XL_VNUMA_PV=512@0 vnuma pv 131072 1 | tail -n 1)" "nodes 0"
has "pv: nodes of another size" "$(vnuma --pv '384@0 64@1' pv 131072 4)" \
	'^xl-vnuma: error: nodes of 448 MiB, in a domain of 512: make memory= and maxmem= their sum$' '^failed: Invalid'
lacks "pv: nodes of another size: nothing is built" "$(vnuma --pv '384@0 64@1' pv 131072 4)" populate
has "pv: not nodes" "$(vnuma --pv '384@x' pv 131072 4)" "^xl-vnuma: error: '384@x' is not MIB@PNODE"
has "pv: Xen refuses" "$(FAKE_REFUSES=1 vnuma --pv '512@9' pv 131072 4)" \
	"^xl-vnuma: error: Xen does not take the nodes \\(Invalid argument\\); are there such pnodes\\? See 'xl info -n'$"

# ---- a guest that reboots ----

is "by itself it has another size than its nodes" "$("$XL" reboot pvh 384 128)" "0 memory=102400 maxmem=921600"
is "reboot: pvh: what its nodes had" "$(vnuma reboot pvh 384 128)" "0 memory=524288 maxmem=524288"
is "reboot: pvh: without nodes" "$(vnuma reboot pvh)" "0 memory=102400 maxmem=921600"
is "reboot: pv: what its nodes had" "$(vnuma --pv '384@0 64@1' reboot pv)" "0 memory=458752 maxmem=458752"
is "reboot: pv: without nodes" "$(vnuma reboot pv)" "0 memory=102400 maxmem=921600"
is "reboot: libxl fails" "$(FAKE_REFUSES=1 vnuma reboot pvh 384)" "-3 memory=102400 maxmem=921600"

# ---- versions, and programs that are not xl ----

out=$(XL=$O/tests/fake-xl-other vnuma pvh 2)
is "another version is refused" $? 1
is "another version is refused, in a line" "$out" \
	"xl-vnuma: error: this xl is not of Xen 4.17; use xl, or build xl-vnuma for its version"
is "other programs are left alone" "$(XL=/bin/echo vnuma one "two three")" "one two three"

# ---- the wrapper ----

is "--help" "$(vnuma --help | head -n 1 | cut -c 1-16)" "usage: xl-vnuma "
fails "nothing to do" 2 "no command for xl; see --help" vnuma
fails "--pv without anything" 2 "--pv needs nodes" vnuma --pv 512@0
fails "no library" 1 "there is no libxl-vnuma-4.17.so .*XL_VNUMA_LIBRARY" env XL_VNUMA_LIBRARY=/nonexistent "$O/xl-vnuma" list
fails "no xl" 1 "there is no '/nonexistent'" env XL=/nonexistent "$O/xl-vnuma" list
mkdir -p "$tmp/sbin" "$tmp/lib/xen-balloon"
cp "$O/xl-vnuma" "$tmp/sbin"
cp "$O"/libxl-vnuma-4.17.so "$tmp/lib/xen-balloon"
is "where it is installed" "$("$tmp/sbin/xl-vnuma" pvh 2 2>&1 | grep -c '^room for 4 of 4')" 1

finish
