# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Xen stops short most of the time, both ways: nothing is lost, and the target is still reached.
# rig: mem=2048 limit=300 kernel=driver+debug
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=500 tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1500 tier=all

. ./counts.sh
create u "$(args)" 384 512
check_short_counts u
check_no_leaks u
