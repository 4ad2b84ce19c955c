# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 boots with a part of the machine, loses nothing to holes in the map, and expands.
# Where a hole begins so low, the initial RAM disk and the p2m list lie in it, and stock does not boot.
# rig: beside=stock limit=240 xen=bootscrub=0
# case 256m-of-1g: mem=1024 dom0_mem=256M to=800
# case 256m-of-4g: mem=4096 dom0_mem=256M to=3500 tier=all
# case 1g-of-2g-smp2: mem=2048 dom0_mem=1024M smp=2 to=1800 tier=all
# case 3g-of-4g: mem=4096 dom0_mem=3072M to=3800 only=named
# case 3g-of-8g: mem=8192 dom0_mem=3072M to=4096 tier=all
# case initrd-in-hole: mem=2048 dom0_mem=512M machine=max-ram-below-4g=68M to=1024
# case 48m-below-hole: mem=2048 dom0_mem=512M machine=max-ram-below-4g=48M to=1024 tier=all
# case 2g-max-3g-of-8g: mem=8192 dom0_mem=2048M,max:3072M to=3072 tier=all

. ./memory-map.sh

measured memtotal_kb "$(memtotal_kb dom0)"
yardstick && return

not_less_than_stock dom0 "$(stock memtotal_kb)"
as_planned dom0
is "dom0: all System RAM is RAM of the machine" "$(outside_ram dom0)" ''

before=$(memtotal_kb dom0)
mib=$(xen_mib dom0)
mem_set dom0 "$(arg to)"
reaches dom0 "$(arg to)"
as_planned dom0
is "dom0: all System RAM is RAM of the machine, expanded" "$(outside_ram dom0)" ''
mem_set dom0 "$mib"
reaches dom0 "$mib"
holds "MemTotal has come back, but for page structures" "$(memtotal_kb dom0)" -ge \
	$((before - ($(arg to) - mib) * 1024 / 50))
