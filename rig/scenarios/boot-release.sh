# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PVH or HVM guest boots as fast whatever its maxmem, also when pages are cleared on allocation: what it will
# not have is given back before anybody can touch it.
# rig: mem=3072 limit=400
# case plain: to=pvh guest=init_on_alloc=0 only=named
# case init_on_alloc: to=pvh guest=init_on_alloc=1;init_on_free=1
# case hvm: to=hvm guest=init_on_alloc=1;init_on_free=1 image=hvm limit=700 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats

log() { cat "/var/log/xen/console/guest-$1.log"; }
up_ms() { log "$1" | sed -n 's/.*GUEST-UP \([0-9]*\)\.\([0-9]*\).*/\1\20/p'; }

# Pages that the worker took out of the page allocator: what firmware and the toolstack's pages make
# uncertain, less than two blocks.
left_to_worker() {
	is "$1 is settled" "$(standing "$1")" idle/none
	holds "$1: pages that the page allocator had to give" \
		"$(guest "$1" "sed -n 's/^inflated_pages //p' $STATS")" -lt 1024
	is "$1: all of it in one go" "$(log "$1" | grep -c 'Waiting for initial ballooning')" 0
}

create full "$(arg to)" 256 256
is "nothing to give back with maxmem=256" "$(log full | grep -c 'xen: gave back')" 0
xl destroy full

# The yardstick is populated on demand as well: clearing such memory costs Xen something too.
create alone "$(arg to)" 256 264
reaches alone 256
alone=$(up_ms alone)
free=$(meminfo_kb alone MemFree)
xl destroy alone

# Page structures for all of it.
create near "$(arg to)" 256 1024
reaches near 256
left_to_worker near
holds "near: boots in less than twice the time ($(up_ms near) ms, and $alone ms with maxmem=264)" \
	"$(up_ms near)" -lt $((2 * alone))
mem_set near 1024
reaches near 1024
mem_set near 256
reaches near 256
xl destroy near

# Asked for more while Xen still counts on what is past the initial balloon.
# Where memory may lie beyond 4 GiB an HVM kernel sets 64 MiB aside for devices of 32 bits.
soon=128
[ "$(arg to)" != hvm ] || soon=192
create soon "$(arg to)" $soon 65536
mem_set soon 1024
reaches soon 1024
mem_set soon $soon
reaches soon $soon
is "soon: nothing was in the way" "$(log soon | grep -c 'not reached')" 0
xl destroy soon

# Page structures for 256 MiB, beyond it growth, across the hole below 4 GiB.
create far "$(arg to)" 256 8192
reaches far 256
left_to_worker far
holds "far: boots in less than twice the time ($(up_ms far) ms, and $alone ms with maxmem=264)" \
	"$(up_ms far)" -lt $((2 * alone))
holds "far: what is left to growth" \
	"$(log far | sed -n 's/.*, and \([0-9]*\) KiB left to growth.*/\1/p')" -gt $((6 * 1048576))
note "MemFree with maxmem=264: $free kB, with maxmem=8192:" \
	"$(meminfo_kb far MemFree) kB"
mem_set far 1536
reaches far 1536
mem_set far 256
reaches far 256
