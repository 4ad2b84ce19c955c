# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory=128 maxmem=8192 boots, by default and with an initial balloon of all that it may ever have.
# rig: mem=2048 limit=240 kernel=driver+driver+stock

. ./memory-map.sh

mem_numbers() { guest "$1" "cat /proc/meminfo" | sed -n 's/^\(MemTotal\|MemFree\): */\1 /p' | tr '\n' ' '; }

KERNEL=/boot/vmlinuz-other create stock pv 128 8192
note "stock: $(mem_numbers stock)"
stock=$(memtotal_kb stock)
xl destroy stock

create auto pv 128 8192
note "auto: $(mem_numbers auto)"
check_memtotal_not_below_stock auto "$stock"
check_memory_plan auto
mem_set auto 512
check_size auto 512
mem_set auto 128
check_size auto 128
xl destroy auto

CMDLINE=xen_initial_balloon=all create all pv 128 8192
note "all: $(mem_numbers all)"
check_equal "all: the log says that the memmap does not fit" \
	"$(guest all "dmesg | grep -c 'the memmap for 8257536 KiB does not fit into 131072 KiB'")" 1
check_memory_plan all
