# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: dom0 panics.
# expect: CRASH

check_passed "before"
echo c >/proc/sysrq-trigger
sleep 100
