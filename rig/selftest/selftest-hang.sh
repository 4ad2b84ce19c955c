# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a scenario that does not end.
# rig: limit=5
# expect: TIMEOUT

check_passed "before"
while :; do :; done
