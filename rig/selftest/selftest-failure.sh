# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a check that does not hold.
# expect: FAILURE

ok "this one holds"
is "this one does not" 1 2
