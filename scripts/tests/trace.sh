# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The programs of the rig that count hypercalls in a trace, and mappings in page tables.

for h in tracecount npt; do
	gcc -O2 -Wall -Werror -I "$XENROOT/usr/include" -o "$tmp/$h" "$TOP/rig/tools/$h.c" || not_ok "rig/tools/$h.c compiles" ""
done

# Numbers of 32 and of 64 bits, as they are in memory.
le32() {
	local v
	for v; do
		printf "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((v & 255)) $((v >> 8 & 255)) $((v >> 16 & 255)) $((v >> 24 & 255)))"
	done
}
le64() { le32 $(($1 & 0xffffffff)) $(($1 >> 32)); }

# event TSC EVENT WORD...: a record of xentrace
event() {
	local tsc=$1 number=$2
	shift 2
	le32 $((0x80000000 | $# << 28 | number)) "$tsc" 0 "$@"
}
on_cpu() { le32 0x2001f003 "$1" 0; }
counted() { "$tmp/tracecount" "$tmp/trace" | tr ' ' '\n' | sed -n "s/^$1=//p"; }

{
	on_cpu 1
	event 10 0x20100d 12
	event 20 0x20100d 14
	event 25 0x20100d 13
	event 26 0x20200e 1
	event 30 0x10f005 7 0 $((9 << 16 | 5)) 0
	event 40 0x10f005 8 0 5 0
	on_cpu 0
	event 50 0x20100d 12
	on_cpu 1
	event 60 0x10f004 1 0 2 0 0 $((9 << 16))
	event 70 0x10f004 1 0 0xffffffff 0xffffffff 1 0
} >"$tmp/trace"
same "tracecount: hypercalls, of one CPU only" "$(counted hypercalls) $(counted memory_op) $(counted update_va_mapping)" "3 1 1"
same "tracecount: what is inside a multicall is counted apart" "$(counted multicall) $(counted mmu_update) $(counted sub_mmu_update)" "1 0 1"
same "tracecount: extents by order" "$(counted extents_0) $(counted extents_9) $(counted pages_down)" "1 1 513"
same "tracecount: entries with memory, and no others" "$(counted p2m_9) $(counted p2m_0) $(counted pages_p2m)" "1 0 512"
{
	on_cpu 1
	# Made, broken off for an interrupt of the guest's, made again.
	event 1000 0x81102 0x81 0 0
	event 1001 0x82012 12
	event 1002 0x10f005 1 0 5 0
	event 5000 0x82004 32 0
	event 5010 0x81001
	event 25010 0x81102 0x81 0 0
	event 25011 0x82012 24
	event 25100 0x81001
	event 45100 0x81102 0x81 0 0
	event 45101 0x82012 12
	event 45102 0x10f005 2 0 5 0
	event 46100 0x81001
	# Another one soon after, and the next after some work, although there was an interrupt at the end.
	event 50000 0x81102 0x81 0 0
	event 50001 0x82012 12
	event 50002 0x10f005 3 0 5 0
	event 50003 0x82004 32 0
	event 51000 0x81001
	event 2051000 0x81102 0x81 0 0
	event 2051001 0x82012 12
	event 2051002 0x10f005 4 0 5 0
	event 2052000 0x81001
	# Broken off for Xen's own sake, with an interrupt of the host's before it is made again.
	event 2052100 0x81102 0x60 0 0
	event 2052200 0x81001
	event 2054200 0x81102 0x81 0 0
	event 2054201 0x82012 12
	event 2054202 0x10f005 5 0 5 0
	event 2055200 0x81001
	# One that only asks.
	event 2057200 0x81102 0x81 0 0
	event 2057201 0x82012 12
	event 2058200 0x81001
	event 2060000 0x81102 0x78 0 0
	event 2120000 0x81001
	le32 $((0x80000000 | 0x20100d | 1 << 28)) 1
} >"$tmp/trace"
same "tracecount: a hypercall that Xen broke off is no other one" "$(counted memory_op) $(counted continued)" "6 2"
same "tracecount: time in Xen, without that of halting; a torn record" "$(counted vmmcall_ns) $(counted other_ns)" "9100 100"

# at OFFSET VALUE: an entry of a page table
at() { le64 "$2" | dd of="$tmp/ram" bs=8 seek=$(($1 / 8)) conv=notrunc status=none; }
# A root at 0 of the tables, which begin at this offset in the file and this address for the machine.
tables() { # OFFSET ADDRESS
	at $(($1 + 0x1000)) $(($2 + 0x2000 | 1))
	at $(($1 + 0x2000)) $(($2 + 0x3000 | 1))
	at $(($1 + 0x2008)) $((0x40000000 | 0x81))
	at $(($1 + 0x3000)) $(($2 + 0x4000 | 1))
	at $(($1 + 0x3008)) $((0x200000 | 0x81))
	at $(($1 + 0x3010)) $((0x400000 | 0x80))
	at $(($1 + 0x4000)) $((0x5000 | 1))
	at $(($1 + 0x4008)) $((0x6000 | 0x81))
}
rm -f "$tmp/ram"
truncate -s 32K "$tmp/ram"
tables 0 0
same "npt counts mappings by size, and only those that are there" "$("$tmp/npt" "$tmp/ram" 0x1000)" "g1=1 m2=1 k4=2"
same "npt says when an address is no page table" "$("$tmp/npt" "$tmp/ram" 0x9000 2>&1)" \
	"npt: 0x9000 is not in the machine's RAM: not a page table"
rm -f "$tmp/ram"
truncate -s 3G "$tmp/ram"
tables $((2 << 30)) $((4 << 30))
same "npt finds what is above 4 GiB on a large machine" "$("$tmp/npt" "$tmp/ram" 0x100001000)" "g1=1 m2=1 k4=2"
rm -f "$tmp/ram"
