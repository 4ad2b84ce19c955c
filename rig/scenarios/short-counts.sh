# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Xen stops short most of the time, both ways: nothing is lost, and the target is reached all the same.
# rig: mem=2048 limit=300 kernel=ours+debug
# case pv: to=pv
# case pvh: to=pvh
# case hvm: to=hvm image=hvm limit=500 tier=all
# case hvm-kasan: to=hvm kernel=ours+kasan image=hvm config=acpi=0 limit=1500 tier=all

. ./counts.sh
create u "$(arg to)" 384 512
short u
no_leaks u
