# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A target beyond the maximum is refused by xl; forced into Xenstore, it does no harm.
# rig: mem=2048 limit=200

check_beyond_max() { # NAME
	local offset
	offset=$(offset_kb "$1")
	mem_set "$1" 512
	check_size "$1" 512
	! mem_set "$1" 1024
	check_equal "xl refuses 1024 MiB for $1" $? 0

	xenstore-write "$(domain_path "$1")/memory/target" 1048576
	wait_until 20 waits_at_ceiling "$1"
	check_equal "$1 waits" "$(attribute "$1" info/state)" waiting
	check_equal "$1 says why" "$(attribute "$1" info/reason)" ceiling
	# Xen allows 1 MiB more than the toolstack gave.
	check_equal "$1 took what Xen allows" "$(current_kb "$1")" "$(attribute "$1" max_kb)"
	check_compare "$1 took no more than that" "$(xen_kb "$1")" -le $((513 * 1024 + offset))

	mem_set "$1" 256
	check_size "$1" 256
	check_equal "$1 is content" "$(state_and_reason "$1")" idle/none

	xenstore-write "$(domain_path "$1")/memory/target" nonsense
	xenstore-write "$(domain_path "$1")/memory/target" -5
	xenstore-write "$(domain_path "$1")/memory/target" 99999999999999999999999
	check_equal "$1 ignores nonsense" "$(target_kb "$1")" $((262144 - offset))
	mem_set "$1" 300
	check_size "$1" 300
}

waits_at_ceiling() { [ "$(attribute "$1" info/reason)" = ceiling ] && [ "$(current_kb "$1")" = "$(attribute "$1" max_kb)" ]; }

create pv pv 256 512
check_beyond_max pv
xl destroy pv
create pvh pvh 256 512
check_beyond_max pvh
