# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a scenario that says everything holds, but stops before its end.
# expect: ERROR

check_passed "before"
exit 0
