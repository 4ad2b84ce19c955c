# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# PV guests with E820s that no toolstack makes: holes, disorder, things in the way, too little RAM.
# rig: mem=3072 limit=200
# case holes:
# case disorder: tier=all
# case nvs: tier=all
# case nvs-two: tier=all
# case initrd: tier=all
# case little: tier=all
# case far: tier=all
# case mem: tier=all
# case memmap: tier=all
# case pieces: tier=all
# case kernel: tier=all

. ./memory-map.sh

remapped() { guest u "dmesg | sed -n 's/.*xen: Remapped \([0-9]*\) page(s)/\1/p'"; }
log() { guest u "dmesg | grep -E '$1' | cut -d']' -f2-"; }

# check_in_order KIB_AT_BOOT PAGES_REMAPPED: the guest's memory is where the E820 has RAM
check_in_order() {
	check_memory_plan u
	check_equal "no memory is lost" "$(current_kb u)" "$1"
	check_equal "pages moved out of holes" "$(remapped)" "$2"
	mem_set u 1024
	check_size u 1024
	check_memory_plan u
	mem_set u 256
	check_size u 256
}

case $(arg case) in
holes)
	E820="0-100M:1 100M-101M:2 101M-200M:1 210M-1040M:1" create u pv 512 1024
	check_in_order 524288 $((11 * 256))
	;;
disorder)
	# Entries in reverse order, one inside another, empty, not on page boundaries, and RAM where there is a device.
	E820="0x80000000-0x90000000:2 600M-1100M:1 610M-610M:1 0x1f400800-0x1f401900:2 0-700M:1 10M-20M:1 0x12345000-0x12346000:3 650M-660M:5" \
		create u pv 512 1024
	# The reserved area touches two pages, the ACPI tables one.
	check_in_order 524288 3
	;;
nvs)
	# The kernel is loaded at 16 MiB.
	E820="0-20M:1 0x1400800-0x1411000:4 0x1411000-1100M:1" create u pv 512 1024
	check_in_order 524288 0
	check_equal "the NVS area is elsewhere" "$(log 'Remapped [0-9]+ non-RAM')" " Remapped 17 non-RAM page(s)"
	;;
nvs-two)
	E820="0-20M:1 0x1400800-0x1411000:4 0x1411000-22M:1 22M-0x1604000:4 0x1604000-1100M:1" create u pv 512 1024
	check_in_order 524288 0
	check_equal "both NVS areas are elsewhere" "$(log 'Remapped [0-9]+ non-RAM')" " Remapped 21 non-RAM page(s)"
	;;
initrd)
	# The initrd follows the kernel, and the p2m list follows the initrd.
	E820="0-36M:1 40M-1100M:1" create u pv 512 1024
	check_in_order 524288 $((4 * 256))
	log 'moved from'
	check_compare "something was moved" "$(log 'moved from' | grep -c moved)" -ge 1
	;;
little)
	# The E820 has no RAM for half of the memory: that half goes back to Xen, and returns as growth.
	E820="0-256M:1" create u pv 512 1024
	check_equal "xl's target is the whole" "$(target_kb u)" 524288
	check_size u 512
	check_equal "it was released" "$(log 'Released')" " xen: Released 65536 page(s)"
	mem_set u 1024
	check_size u 1024
	;;
far)
	# A guest stays below 512 GiB, unless told that it need not.
	E820="0-512M:1 600G-601G:1" create u pv 512 1024
	check_memory_plan u
	check_equal "nothing is used beyond 512 GiB" "$(attribute u info/low_kb)" 0
	xl destroy u
	E820="0-512M:1 600G-601G:1" CMDLINE="xen_512gb_limit=0 xen_initial_balloon=all" create v pv 512 1024
	check_memory_plan v
	check_equal "without the limit there is a balloon" "$(attribute v info/low_kb)" 1048576
	mem_set v 1024
	check_size v 1024
	mem_set v 256
	check_size v 256
	;;
mem)
	# Memory that mem= hides from the kernel stays the domain's.
	CMDLINE=mem=300M create u pv 512 1024
	check_compare "System RAM ends at or below mem=" $((0x$(iomem u | tail -n 1 | cut -d' ' -f2))) -lt $((300 << 20))
	check_equal "no memory is lost" "$(current_kb u)" 524288
	check_equal "Xen counts as much" "$(xen_kb u)" 524288
	mem_set u 448
	check_size u 448
	mem_set u 512
	check_size u 512
	;;
memmap)
	# memmap= takes a page out of where displaced memory moves to, and 8 MiB out of the extra memory: no more is lost than that.
	E820="0-100M:1 110M-1040M:1" CMDLINE="memmap=4K\$514M,8M\$700M" create u pv 512 1024
	check_size u 512
	check_memory_plan u
	check_equal "pages moved out of holes" "$(remapped)" $((10 * 256 - 1))
	# The balloon has 1022 MiB less a page.
	mem_set u 1020
	check_size u 1020
	check_equal "state" "$(state_and_reason u)" idle/none
	mem_set u 256
	check_size u 256
	;;
pieces)
	# More pieces of RAM than there can be reservations so early: the rest is not used, and the kernel says so.
	pieces=0-256M:1
	for i in $(seq 257 2 505); do
		pieces="$pieces ${i}M-$((i + 1))M:1"
	done
	E820="$pieces 600M-1100M:1" create u pv 256 512
	check_equal "its log says what is not used" "$(log 'in too many pieces')" \
		" xen: the RAM of the E820 is in too many pieces, using none beyond 0x1c100000"
	check_memory_plan u
	check_equal "96 pieces are extra memory" "$(attribute u info/low_kb)" $((96 * 1024))
	mem_set u 340
	check_size u 340
	;;
kernel)
	# The kernel itself lies in a hole, and cannot be moved.
	gone() { ! alive u; }
	E820="0-20M:1 20M-21M:2 21M-1100M:1" start u pv 512 1024
	wait_until 60 gone || check_failed "the guest is gone"
	check_equal "its console says why" "$(grep -c 'Xen hypervisor allocated kernel memory conflicts with E820 map' \
		/var/log/xen/console/guest-u.log)" 1
	# This panic was expected.
	rm /var/log/xen/console/guest-u.log
	;;
esac
