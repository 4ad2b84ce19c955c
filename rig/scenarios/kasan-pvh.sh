# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PVH guest with KASAN and lockdep: up and down, growth, and Xen stopping short, without a report.
# rig: mem=2048 limit=400 kernel=ours+kasan

. ./counts.sh
create pvh pvh 384 512
short pvh
xl mem-max pvh 768m || broken "xl mem-max"
mem_set pvh 768
reaches pvh 768 120
mem_set pvh 384
reaches pvh 384 120
