# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The hole for devices begins where Xen has put something for dom0: it moves, or dom0 says why not.
# rig: beside=stock limit=120 xen=bootscrub=0 mem=2048 dom0_mem=512M to=1024
# case initrd: machine=max-ram-below-4g=48M
# case low-memory: machine=max-ram-below-4g=68M

. ./memory-map.sh

measured memtotal_kb "$(memtotal_kb dom0)"
yardstick && return

not_less_than_stock dom0 "$(stock memtotal_kb)"
as_planned dom0
is "dom0: all System RAM is RAM of the machine" "$(outside_ram dom0)" ''
mem_set dom0 "$(arg to)"
reaches dom0 "$(arg to)"
