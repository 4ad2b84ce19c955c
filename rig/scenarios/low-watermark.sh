# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with memory on both sides of 4 GiB and no ZONE_MOVABLE gives all that can be reclaimed, and no step that gives
# memory to Xen leaves a zone below its low watermark.
# rig: mem=6144 limit=900
# case pvh: args=pvh tier=all
# case pv: args=pv tier=all
# case hvm: args=hvm image=hvm limit=1200 tier=all

# A driver that looks at zones only where there is ZONE_MOVABLE takes pages down to the min watermark.

. ./zones.sh

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
as_low_as_it_can() { in_state u waiting/guest-memory || in_state u idle/floor; }

create u "$(args)" 4608 4608
check_size u 4608
note "zones: $(guest u "awk '$ZONES' /proc/zoneinfo" | tr '\n' ';')"
# About 190 MiB of directory entries for files that do not exist can be reclaimed. The watermarks and the reserves for lower
# zones are some 60 MiB here: with less than that to reclaim, the guest would have enough free memory all the time.
for part in 1 2 3 4 5 6 7 8 9 10; do
	guest u "i=0; while [ \$i -lt 100000 ]; do [ -e /sys/none-$part-\$i ]; i=\$((i + 1)); done" >/dev/null
done
before=$(meminfo_kb u SReclaimable)
check_compare "there is memory to reclaim, in KiB" "$before" -ge 150000
guest u "echo 0 >$STATS"

mem_set u 64
wait_until 240 as_low_as_it_can || check_failed "it goes as low as it can" "$(state_and_reason u) $(current_kb u)"
check_zones "as low as it can"
check_compare "memory was reclaimed, in KiB" $((before - $(meminfo_kb u SReclaimable))) -ge 20000
check_compare "steps were made" "$(stat_of inflate_steps)" -ge 20
check_equal "steps that gave pages of a zone below its low watermark" "$(stat_of low_zones)" 0
note "$(stat_of inflated_superpages) superpages, $(stat_of inflated_pages) pages in $(stat_of inflate_steps) steps, refused $(stat_of refused)"

mem_set u 2048
check_size u 2048
check_zones "at 2048 MiB"
