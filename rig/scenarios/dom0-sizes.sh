# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 boots with a part of the machine's memory, loses nothing to holes in the E820, and expands.
# Where a hole begins very low, the initial RAM disk and the p2m list lie in it, and stock does not boot.
# rig: beside=stock limit=240 xen=bootscrub=0
# case 256m-of-1g: mem=1024 dom0_mem=256M args=800
# case 256m-of-4g: mem=4096 dom0_mem=256M args=3500 tier=all
# case 1g-of-2g-smp2: mem=2048 dom0_mem=1024M smp=2 args=1800 tier=all
# case 3g-of-4g: mem=4096 dom0_mem=3072M args=3800 only=named
# case 3g-of-8g: mem=8192 dom0_mem=3072M args=4096 tier=all
# case initrd-in-hole: mem=2048 dom0_mem=512M machine=max-ram-below-4g=68M args=1024 tier=all
# case 48m-below-hole: mem=2048 dom0_mem=512M machine=max-ram-below-4g=48M args=1024 tier=all
# case 2g-max-3g-of-8g: mem=8192 dom0_mem=2048M,max:3072M args=3072 tier=all

. ./memory-map.sh

record_value memtotal_kb "$(memtotal_kb dom0)"
baseline && return

check_memtotal_not_below_stock dom0 "$(stock_value memtotal_kb)"
check_memory_plan dom0
check_equal "dom0: all System RAM is RAM of the machine" "$(outside_ram dom0)" ''

before=$(memtotal_kb dom0)
mib=$(xen_mib dom0)
mem_set dom0 "$(args)"
check_size dom0 "$(args)"
check_memory_plan dom0
check_equal "dom0: all System RAM is RAM of the machine, expanded" "$(outside_ram dom0)" ''
mem_set dom0 "$mib"
check_size dom0 "$mib"
check_compare "MemTotal has come back, but for the memmap" "$(memtotal_kb dom0)" -ge \
	$((before - ($(args) - mib) * 1024 / 50))
