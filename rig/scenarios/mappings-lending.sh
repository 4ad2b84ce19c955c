# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The same as mappings, but the balloon lends the page frames; for a PVH guest also before it is initialised.
# rig: mem=2048 limit=300 kernel=lending

. ./mappings.sh
mappings pv pv
mappings pvh pvh
