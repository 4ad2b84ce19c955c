# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 on a machine with UEFI boots, reads its ACPI tables, loses nothing to the holes in the E820, and expands.
# The E820 is in many pieces, with ACPI tables and memory of the firmware between the RAM that starts at 8 MiB.
# rig: mem=2048 dom0_mem=512M,max:1536M limit=300 firmware=uefi kernel=debian
# case dom0: only=named

. ./memory-map.sh

note "$(xl dmesg | grep -c 'ACPI NVS\|ACPI data\|reserved') pieces of the map are not RAM; $(iomem dom0 | grep -c .) are RAM of dom0"
xl dmesg | grep -A 40 'EFI RAM map' | head -n 40
check_compare "Xen was started by UEFI" "$(xl dmesg | grep -c 'EFI RAM map')" -ge 1
check_compare "the firmware keeps memory below 16 MiB for itself" "$(xl dmesg | grep -cE '^\(XEN\)  \[0000000000[0-9a-f]{6}, .*\((ACPI NVS|reserved)\)')" -ge 1
check_memory_plan dom0
check_equal "all System RAM is RAM of the machine" "$(outside_ram dom0)" ''
# The bytes of a table add up to 0. FACS has no checksum.
wrong_tables() {
	for table in /sys/firmware/acpi/tables/[A-Z]*; do
		[ -f "$table" ] && [ "${table##*/}" != FACS ] || continue
		od -An -v -tu1 "$table" | awk -v t="${table##*/}" '{ for (i = 1; i <= NF; i++) sum += $i } END { if (sum % 256) print t }'
	done
}
check_compare "ACPI tables" "$(find /sys/firmware/acpi/tables -maxdepth 1 -type f | wc -l)" -ge 4
check_equal "ACPI tables that are not what the firmware wrote" "$(wrong_tables)" ''
for mib in 1400 400 512; do
	mem_set dom0 $mib
	check_size dom0 $mib
	check_memory_plan dom0
	check_equal "all System RAM is RAM of the machine, at $mib" "$(outside_ram dom0)" ''
done
check_equal "ACPI tables that are not what the firmware wrote, in the end" "$(wrong_tables)" ''
