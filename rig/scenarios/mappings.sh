# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory of other domains is mapped while the balloon is empty, full and moving; the mappings have page frames of their own.
# rig: mem=2048 limit=300

. ./mappings.sh
check_mappings pv pv
check_mappings pvh pvh
