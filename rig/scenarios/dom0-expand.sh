# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 is booted with less than the machine has, expanded, and taken back.
# rig: mem=2048 dom0_mem=512M limit=120

reaches dom0 512
before=$(memtotal_kb dom0)
mem_set dom0 1024
is "xl mem-set accepts 1024" $? 0
reaches dom0 1024
echo 524288 >$XENMEM/target_kb
# shellcheck disable=SC2320 # the kernel's answer to what is written
is "target_kb accepts 524288" $? 0
reaches dom0 512
is "MemTotal is what it was" "$(memtotal_kb dom0)" "$before"
is "state" "$(attribute dom0 info/state)" idle
