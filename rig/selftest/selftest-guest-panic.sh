# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a guest panics, though every check holds.
# expect: CRASH

create u pv 128 128
xenstore-write "$(home u)/data/rig/run" "1 echo c >/proc/sysrq-trigger"
gone() { ! alive u; }
until_true 30 gone
ok "the guest is gone"
