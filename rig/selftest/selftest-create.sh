# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: xl create fails.
# expect: ERROR

create u pv 128 128 'kernel="/boot/no-such-kernel"'
check_passed "not reached"
