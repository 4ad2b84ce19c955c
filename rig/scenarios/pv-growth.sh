# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest goes past the maxmem that it was started with, after xl mem-max, and back.
# rig: mem=2048 limit=120

create u pv 256 512
mem_set u 768
is "xl refuses 768 of 512" $? 1
xl mem-max u 1024m || broken "xl mem-max"
mem_set u 1024
is "xl mem-set accepts 1024" $? 0
reaches u 1024
mem_set u 256
reaches u 256
# Page structures of the grown blocks stay: 2 MiB for each 128 MiB, and page tables.
is "state" "$(attribute u info/state)" idle
mem_set u 1024
reaches u 1024
