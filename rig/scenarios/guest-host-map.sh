# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest with the machine's own E820 keeps the hole for devices free, and balloons around it.
# rig: mem=8192 dom0_mem=512M limit=300 xen=bootscrub=0 kernel=driver+driver+stock tier=all

. ./memory-map.sh

KERNEL=/boot/vmlinuz-other create stock pv 3072 4096 'e820_host=1'
stock=$(memtotal_kb stock)
xl destroy stock

create u pv 3072 4096 'e820_host=1'
check_memtotal_not_below_stock u "$stock"
check_memory_plan u
check_equal "the hole is free" "$(outside_ram u)" ''
remapped=$(guest u "dmesg | sed -n 's/.*Remapped \([0-9]*\) page(s)/\1/p'")
check_compare "memory was moved out of the hole" "$remapped" -gt 262144
mem_set u 4096
check_size u 4096
check_memory_plan u
check_equal "the hole is free with all memory" "$(outside_ram u)" ''
mem_max u 4608
mem_set u 4608
check_size u 4608
check_equal "the hole is free after growth" "$(outside_ram u)" ''
mem_set u 1024
check_size u 1024
