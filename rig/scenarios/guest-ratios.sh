# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# PV guests with maxmem up to 40 times memory boot, have no less MemTotal than stock, and go to maxmem and back.
# rig: mem=8192 dom0_mem=512M limit=400 xen=bootscrub=0 smp=2 kernel=driver+driver+stock tier=all
# case 1: only=named
# case 2: only=named
# case 4: only=named
# case 10: only=named
# case 40:

. ./memory-map.sh

ratio=$(arg case)
max=$((128 * ratio))
KERNEL=/boot/vmlinuz-other create stock pv 128 $max "vcpus=2"
stock=$(memtotal_kb stock)
xl destroy stock

create u pv 128 $max "vcpus=2"
check_memtotal_not_below_stock u "$stock"
check_memory_plan u
before=$(memtotal_kb u)
mem_set u $max
check_size u $max 120
check_memory_plan u

# Added memory blocks stay, and so do their memmap and page tables: 80 bytes per 4 KiB, 1/51.
cost=$(((max - 128) * 1024 / 50))
mem_set u 128
if [ $ratio -le 10 ]; then
	check_size u 128 120
	check_compare "MemTotal has come back, but for the memmap" "$(memtotal_kb u)" -ge $((before - cost))
else
	# That is more than 128 MiB can pay for.
	waiting() { [ "$(attribute u info/state) $(attribute u info/reason)" = "waiting guest-memory" ]; }
	wait_until 120 waiting
	check_equal "state and reason say why it does not come back" \
		"$(attribute u info/state) $(attribute u info/reason)" "waiting guest-memory"
	check_compare "it has come back, but for the memmap" "$(current_kb u)" -le $((131072 + cost))
fi
