# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PVH guest goes up to its maxmem with xl mem-set, and back by its own target_kb.
# rig: mem=2048 limit=240

. ./sizes.sh
check_up_and_down pvh
