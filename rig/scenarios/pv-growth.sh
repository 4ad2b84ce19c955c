# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest grows past the maxmem that it was started with, after xl mem-max, and comes back.
# rig: mem=2048 limit=120

. ./sizes.sh
check_growth pv
