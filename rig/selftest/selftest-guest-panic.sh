# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a guest panics, though every check holds.
# expect: CRASH

create u pv 128 128
xenstore-write "$(domain_path u)/data/rig/run" "1 echo c >/proc/sysrq-trigger"
gone() { ! alive u; }
wait_until 30 gone
check_passed "the guest is gone"
