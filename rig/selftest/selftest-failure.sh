# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a check that does not hold.
# expect: FAILURE

check_passed "this one holds"
check_equal "this one does not" 1 2
