# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Xen stops short most of the time, both ways: nothing is lost, and the target is reached all the same.
# rig: mem=2048 limit=300 kernel=ours+debug

. ./counts.sh
create pv pv 384 512
short pv
xl destroy pv
create pvh pvh 384 512
short pvh
