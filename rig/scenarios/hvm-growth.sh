# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# An HVM guest grows past the maxmem that it was started with, after xl mem-max, and comes back.
# rig: mem=2048 limit=400 image=hvm tier=all

. ./sizes.sh
check_growth hvm
