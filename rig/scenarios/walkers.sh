# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Tools that walk page frames cope with those in the balloon, and with those that come and go: every reader gets to its end,
# a frame in the balloon is not taken offline, and a dump made by the host has what the guest has.
# rig: mem=3584 dom0_mem=1024M limit=900 kernel=debian
# case pvh: args=pvh only=named
# case pv: args=pv only=named
# case hvm: args=hvm image=hvm limit=1500 only=named

MEMORY=/sys/devices/system/memory

# The readers; their status is 0 when all got to the end.
READERS='cat /proc/kpageflags /proc/kpagecount /proc/kpagecgroup /proc/pagetypeinfo /proc/buddyinfo /proc/zoneinfo >/dev/null &&
	frames kcore >/tmp/kcore'
check_walk() { # WHEN
	check_equal "$1: readers get to their end" "$(guest u "$READERS && echo all")" all
	check_compare "$1: MiB in /proc/kcore" "$(guest u "cat /tmp/kcore")" -ge "$(($(memtotal_kb u) / 1024))"
	check_equal "$1: OFFLINE by kpageflags are the balloon's, in KiB" "$(($(guest u "frames balloon") * 4))" \
		"$(($(attribute u info/low_kb) + $(attribute u info/high_kb)))"
}
# offline soft|hard ADDRESS
offline() { guest u "echo $2 >$MEMORY/$1_offline_page 2>/dev/null && echo done || echo refused"; }

export CMDLINE=xen_initial_balloon=0
create u "$(args)" 256 1500
check_size u 256
check_walk "at its start"
mem_set u 1500
check_size u 1500 120
mem_set u 900
check_size u 900 120
check_walk "half of it in the balloon"

guest u "(while [ ! -e /tmp/stop ]; do $READERS || echo \$? >>/tmp/failed; echo . >>/tmp/rounds; done) >/dev/null 2>&1 &"
for mib in 1500 300 1200 300; do
	mem_set u $mib
	check_size u $mib 120
done
guest u "touch /tmp/stop"
check_equal "while it moves: none has failed" "$(guest u "cat /tmp/failed 2>/dev/null")" ""
check_compare "while it moves: rounds" "$(guest u "grep -c . /tmp/rounds")" -ge 1
check_walk "back"

mem_set u 500
check_size u 500 120
mem_set u 300
check_size u 300 120
before=$(current_kb u)
page=$(guest u "frames address")
note "a page frame in the balloon is at $page"
check_equal "a frame in the balloon: soft offline" "$(offline soft "$page")" refused
check_equal "a frame in the balloon: hard offline" "$(offline hard "$page")" refused
check_equal "it is where it was" "$(current_kb u)" "$before"
check_equal "Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$(expected_xen_minus_guest_kb u)"
mem_set u 900
check_size u 900 120
mem_set u 300
check_size u 300 120

xl dump-core u /tmp/core >/tmp/dump.log 2>&1 || check_failed "dump-core" "$(tail -n 2 /tmp/dump.log | tr '\n' ' ')"
check_equal "the dump has the memory of the guest, in KiB" "$(($(frames dump /tmp/core) * 4))" "$(xen_kb u)"
