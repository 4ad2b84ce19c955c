# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PVH guest goes up to its maxmem with xl mem-set, and back by its own target_kb.
# rig: mem=2048 limit=240

create u pvh 256 1024
reaches u 256
before=$(memtotal_kb u)
mem_set u 1024
is "xl mem-set accepts 1024" $? 0
reaches u 1024
guest u "echo $((262144 - $(offset_kb u))) > $XENMEM/target_kb"
is "target_kb accepts 256 MiB" $? 0
reaches u 256
is "MemTotal is what it was" "$(memtotal_kb u)" "$before"
is "state" "$(attribute u info/state)" idle
is "reason" "$(attribute u info/reason)" none
