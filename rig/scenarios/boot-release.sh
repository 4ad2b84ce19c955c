# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PVH or HVM guest boots as fast whatever its maxmem, even when pages are cleared on allocation: memory past the initial
# balloon is given back before it can be touched.
# rig: mem=3072 limit=400
# case plain: args=pvh guest=init_on_alloc=0 only=named
# case init_on_alloc: args=pvh guest=init_on_alloc=1;init_on_free=1 tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 mem=4096 limit=2500 tier=all
# case hvm: args=hvm guest=init_on_alloc=1;init_on_free=1 image=hvm limit=700 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats

log() { cat "/var/log/xen/console/guest-$1.log"; }
up_ms() { log "$1" | sed -n 's/.*GUEST-UP \([0-9]*\)\.\([0-9]*\).*/\1\20/p'; }

# check_released NAME MIB: before the kernel uses any memory, it releases as much as Xen would have to populate beyond what
# the guest may have. With less, Xen would keep taking back zero pages until the worker runs.
check_released() {
	check_equal "$1: released early at boot" "$(log "$1" | sed -n 's/.*xen: \(gave back.*\)/\1/p' | tr -d '\r')" \
		"gave back $(($2 * 1024)) of $(($2 * 1024)) KiB that were not populated, and 0 KiB to follow"
}

# Pages that the worker took from the page allocator: less than two superpages, by which those of firmware and toolstack
# vary.
check_left_to_worker() {
	check_equal "$1 is settled" "$(state_and_reason "$1")" idle/none
	check_compare "$1: pages that the page allocator had to give" \
		"$(guest "$1" "sed -n 's/^inflated_pages //p' $STATS")" -lt 1024
	check_equal "$1: all of it in one go" "$(log "$1" | grep -c 'Waiting for initial ballooning')" 0
}

create full "$(args)" 256 256
check_equal "nothing to give back with maxmem=256" "$(log full | grep -c 'xen: gave back')" 0
xl destroy full

# The baseline is populated on demand too, because clearing such memory takes Xen time as well.
create alone "$(args)" 256 264
check_size alone 256
check_released alone 8
alone=$(up_ms alone)
free=$(meminfo_kb alone MemFree)
xl destroy alone

# All memory has a memmap.
create near "$(args)" 256 1024
check_size near 256
check_released near 768
check_left_to_worker near
check_compare "near: boots in less than twice the time ($(up_ms near) ms, and $alone ms with maxmem=264)" \
	"$(up_ms near)" -lt $((2 * alone))
mem_set near 1024
check_size near 1024
mem_set near 256
check_size near 256
xl destroy near

# The target rises while Xen still has to populate memory past the initial balloon: there is so much of it that it is
# released in the background.
check_asked_soon() {
	# Where its memory may extend beyond 4 GiB, an HVM kernel sets 64 MiB aside for 32-bit devices.
	local soon=128
	[ "$(args)" != hvm ] || soon=192
	create soon "$(args)" $soon 65536
	mem_set soon 1024
	check_size soon 1024
	mem_set soon $soon
	check_size soon $soon
	check_equal "soon: nothing was in the way" "$(log soon | grep -c 'not reached')" 0
	xl destroy soon
}
# Until then Xen takes back zero pages, and KASAN's shadow is zero: such a guest does not come up.
[ -n "$LARGER" ] || check_asked_soon

# A memmap for 256 MiB, and growth beyond that, across the hole below 4 GiB.
create far "$(args)" 256 8192
check_size far 256
check_released far $((8192 - 256))
check_left_to_worker far
check_compare "far: boots in less than twice the time ($(up_ms far) ms, and $alone ms with maxmem=264)" \
	"$(up_ms far)" -lt $((2 * alone))
check_compare "far: what is left to growth" \
	"$(log far | sed -n 's/.*, and \([0-9]*\) KiB left to growth.*/\1/p')" -gt $((6 * 1048576))
note "MemFree with maxmem=264: $free kB, with maxmem=8192:" \
	"$(meminfo_kb far MemFree) kB"
mem_set far 1536
check_size far 1536
mem_set far 256
check_size far 256
