# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# memory=128 maxmem=8192: boots, as it is and with a balloon of all it may ever have.
# rig: mem=2048 limit=240 kernel=ours+ours+stock

. ./memory-map.sh

mem_numbers() { guest "$1" "cat /proc/meminfo" | sed -n 's/^\(MemTotal\|MemFree\): */\1 /p' | tr '\n' ' '; }

KERNEL=/boot/vmlinuz-other create stock pv 128 8192
note "stock: $(mem_numbers stock)"
stock=$(memtotal_kb stock)
xl destroy stock

create auto pv 128 8192
note "auto: $(mem_numbers auto)"
not_less_than_stock auto "$stock"
as_planned auto
mem_set auto 512
reaches auto 512
mem_set auto 128
reaches auto 128
xl destroy auto

WORDS=xen_initial_balloon=all create all pv 128 8192
note "all: $(mem_numbers all)"
is "all: the log says that the memmap does not fit" \
	"$(guest all "dmesg | grep -c 'the memmap for 8257536 KiB does not fit into 131072 KiB'")" 1
as_planned all
