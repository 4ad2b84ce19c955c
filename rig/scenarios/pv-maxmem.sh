# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest goes up to its maxmem with xl mem-set, and back by its own target_kb.
# rig: mem=2048 limit=120

. ./sizes.sh
check_up_and_down pv
