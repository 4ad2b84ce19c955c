# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest shares pages and dom0 maps them, while the balloon of dom0 is empty, full, and moving. Then the other way round, so
# that a guest's balloon is asked too. Read by the scenarios mappings*.sh.

SHARED=200

share_from_guest() { # NAME
	# The agent in the guest waits until its standard error is closed everywhere.
	guest "$1" "mapuser share 0 $SHARED >/tmp/refs 2>/tmp/refs.err & while [ ! -s /tmp/refs ]; do sleep 0.1; done; cat /tmp/refs"
}

check_map_in_dom0() { # NAME WHEN
	check_equal "dom0 maps $SHARED pages of $1, its balloon $2" \
		"$(mapuser map "$(id_of "$1")" $refs 2>&1)" "$SHARED pages"
}

check_map_in_guest() { # NAME WHEN
	check_equal "$1 maps $SHARED pages of dom0, its balloon $2" \
		"$(guest "$1" "mapuser map 0 $dom0_refs")" "$SHARED pages"
}

check_mappings() { # NAME TYPE
	local round
	create "$1" "$2" 256 512 "vcpus=${VCPUS:-1}"
	refs=$(share_from_guest "$1")
	[ "$(echo "$refs" | wc -w)" = $SHARED ] || rig_error "$1 cannot share pages: $refs"
	rm -f /tmp/dom0_refs
	mapuser share "$(id_of "$1")" $SHARED >/tmp/dom0_refs &
	sharer=$!
	wait_until 10 test -s /tmp/dom0_refs || rig_error "dom0 cannot share pages"
	dom0_refs=$(cat /tmp/dom0_refs)

	# dom0's balloon is empty.
	check_map_in_dom0 "$1" "as it was"
	mem_set dom0 400
	check_size dom0 400
	check_map_in_dom0 "$1" full
	mem_set dom0 512
	for round in 1 2 3; do
		check_map_in_dom0 "$1" "moving up, $round"
	done
	check_size dom0 512
	mem_set dom0 440
	for round in 1 2 3; do
		check_map_in_dom0 "$1" "moving down, $round"
	done
	mem_set dom0 512
	check_size dom0 512

	check_map_in_guest "$1" full
	mem_set "$1" 512
	for round in 1 2 3; do
		check_map_in_guest "$1" "moving up, $round"
	done
	check_size "$1" 512
	check_map_in_guest "$1" empty
	mem_set "$1" 256
	for round in 1 2 3; do
		check_map_in_guest "$1" "moving down, $round"
	done
	check_size "$1" 256
	kill $sharer
	# Further checks of the scenario.
	! command -v check_after_mapping >/dev/null || check_after_mapping "$1"
	xl destroy "$1"
}
