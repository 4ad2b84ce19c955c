# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# How the toolstack, Xen and the guest count the same size: the constants between them, and the target that libxl sets.

# The constant by which a guest counts less than the toolstack: PVH has no memory in 0xa0000-0xfffff, and Linux does not
# count page 0. HVM has firmware in two more pages, 0x9f000 and the last below 4 GiB, and when it starts from a disk also in
# the page below that last one.
offset_kb() {
	local type
	eval "type=\$TYPE_$1"
	case $type in
	pvh) echo 388 ;;
	hvm) echo $((396 + $(disk_kb "$1"))) ;;
	*) echo 0 ;;
	esac
}

# Xen's count exceeds the guest's by the pages that the guest does not see as memory: that offset, and for PVH 16 special
# pages of the toolstack's. HVM has no memory in 0xa0000-0xbffff, but 27 pages of the toolstack's and of firmware (11 fewer
# without ACPI tables), and those of a video card: its memory, and 64 KiB of ROM.
expected_xen_minus_guest_kb() {
	local type
	eval "type=\$TYPE_$1"
	case $type in
	pvh) echo $((388 + 64 + $(nodes_kb "$1"))) ;;
	hvm) echo $(($(offset_kb "$1") - 128 + 108 - $(no_acpi_kb "$1") + $(card_kb "$1"))) ;;
	*) echo 0 ;;
	esac
}
disk_kb() {
	if grep -q '^hdtype=' "/tmp/$1.cfg"; then
		echo 4
	else
		echo 0
	fi
}
# ACPI tables of a PVH guest with virtual nodes take one more page.
nodes_kb() {
	if grep -q '^vnuma=' "/tmp/$1.cfg"; then
		echo 4
	else
		echo 0
	fi
}
no_acpi_kb() {
	if grep -q '^acpi=0' "/tmp/$1.cfg"; then
		echo 44
	else
		echo 0
	fi
}
card_kb() {
	if grep -v none "/tmp/$1.cfg" | grep -q '^vga='; then
		echo $(($(video_kb "$1") + 64))
	else
		echo 0
	fi
}

# Memory that the toolstack keeps for a video card, and leaves out of a target but not of static-max.
video_kb() { xenstore-read "$(domain_path "$1")/memory/videoram" 2>/dev/null || echo 0; }

# wanted_kb NAME MIB: the target that libxl sets for a request for MIB. For an HVM guest that it has just built or restored,
# memory/target is up to 1 MiB less or more: libxl__get_targetmem_fudge().
wanted_kb() {
	local type target kb=$((($2 + LARGER) * 1024))
	eval "type=\$TYPE_$1"
	if [ "$type" = hvm ]; then
		kb=$((kb - $(video_kb "$1")))
		target=$(xenstore-read "$(domain_path "$1")/memory/target")
		[ $((target - kb)) -gt 1024 ] || [ $((kb - target)) -gt 1024 ] || kb=$target
	fi
	echo "$kb"
}

# counted_kb NAME KB: what Xen counts of a guest that is at that target of the toolstack's
counted_kb() { echo $(($2 - $(offset_kb "$1") + $(expected_xen_minus_guest_kb "$1"))); }

# listed_mib NAME MIB: the figure of xl list at that size, which it rounds down. For an HVM guest without a video card, Xen
# counts less than the toolstack.
listed_mib() {
	echo $(($(counted_kb "$1" "$(wanted_kb "$1" "$2")") / 1024 - LARGER))
}
