# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The zones of a guest's memory. Read by scenarios.

# For each zone: name, free pages, low watermark without the temporary boost for fragmentation. Pages on the lists of each
# CPU count as free: a zone is left with its low watermark to the page, and the process that reads this moves some pages to
# those lists.
ZONES='function zone() { if (managed) print z, free, low; managed = free = boost = 0 }
	/^Node/ { zone(); z = $4 } $1 == "pages" && $2 == "free" { free += $3 } $1 == "boost" { boost = $2 }
	$1 == "low" { low = $2 - boost } $1 == "managed" { managed = $2 } $1 == "count:" { free += $2 } END { zone() }'

# check_zones WHEN: the zones that the kernel needs have their low watermark free
check_zones() {
	local zone free low
	guest u "awk '$ZONES' /proc/zoneinfo" >/tmp/zones
	while read -r zone free low; do
		[ "$zone" = Movable ] || check_compare "$1: $zone has its low watermark free" "$free" -ge "$low"
	done </tmp/zones
	check_equal "$1: no process was killed" "$(vmstat u oom_kill)" 0
}
