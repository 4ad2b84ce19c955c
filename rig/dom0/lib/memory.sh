# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# How much memory a domain has, by its own count and by Xen's.

XENMEM=/sys/devices/system/xen_memory/xen_memory0

attribute() { in_domain "$1" "cat $XENMEM/$2"; }
current_kb() { attribute "$1" info/current_kb; }
target_kb() { attribute "$1" target_kb; }
meminfo_kb() { # NAME WORD
	local kb
	kb=$(in_domain "$1" "sed -n 's/^$2: *\([0-9]*\) kB/\1/p' /proc/meminfo")
	[ -n "$kb" ] || rig_error "no $2 from $1"
	echo "$kb"
}
memtotal_kb() { meminfo_kb "$1" MemTotal; }
vmstat() { in_domain "$1" "sed -n 's/^$2 //p' /proc/vmstat"; } # NAME WORD
# Number of memory blocks of the domain's kernel.
memory_blocks() { in_domain "$1" "ls /sys/devices/system/memory | grep -c '^memory[0-9]'"; }
# What each memory block of a guest holds, and so why it cannot be removed.
note_memory_kinds() { guest "$1" "frames kinds" | while read -r line; do note "$line"; done; }

# Xen's count in KiB, exact where xl rounds to MiB.
xen_kb() { domstat "$(id_of "$1")" | cut -d' ' -f2; }

xen_mib() {
	local name=$1
	[ "$name" = dom0 ] && name=Domain-0
	xl list "$name" 2>/dev/null | awk -v larger="$LARGER" 'NR == 2 { print $3 - larger }'
}

# The current difference between Xen's count and the guest's.
xen_minus_guest_kb() { echo $(($(xen_kb "$1") - $(current_kb "$1"))); }
