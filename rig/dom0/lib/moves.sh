# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Moving a domain to a size, and waiting until it is there.

mem_set() { # NAME MIB
	local name=$1
	[ "$name" = dom0 ] && name=Domain-0
	xl mem-set "$name" "$(($2 + LARGER))m" >/tmp/memset 2>&1
}

mem_max() { # NAME MIB
	xl mem-max "$1" "$(($2 + LARGER))m" || rig_error "xl mem-max"
}

is_at_kb() { [ "$(current_kb "$1")" = "$2" ]; }

# wait_for_size NAME MIB [SECONDS]: true when the domain comes to that size, by Xen's count and by its own
wait_for_size() {
	local want=$(($(wanted_kb "$1" "$2") - $(offset_kb "$1")))
	domstat -w "$(id_of "$1")" $((want + $(expected_xen_minus_guest_kb "$1"))) "${3:-60}" && wait_until 5 is_at_kb "$1" $want
}

# state_and_reason NAME: STATE/REASON
state_and_reason() { echo "$(attribute "$1" info/state)/$(attribute "$1" info/reason)"; }
in_state() { [ "$(state_and_reason "$1")" = "$2" ]; } # NAME STATE/REASON

# is_quiet NAME: it has stopped for now; a domain that has to keep a memmap may do so above its target
is_quiet() { [ "$(attribute "$1" info/state)" = idle ] || [ "$(attribute "$1" info/reason)" = guest-memory ]; }

# check_size NAME MIB [SECONDS]: the domain comes to that size, by every count
check_size() {
	if wait_for_size "$@"; then
		check_passed "$1 is at $2 MiB"
	else
		check_failed "$1 is at $2 MiB" \
			"current $(current_kb "$1") KiB, by Xen $(xen_kb "$1"), target $(target_kb "$1"), state $(attribute "$1" info/state) ($(attribute "$1" info/reason))"
	fi
	check_equal "xl list says $2 MiB for $1" "$(xen_mib "$1")" "$(listed_mib "$1" "$2")"
}
