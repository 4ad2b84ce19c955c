# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A move of the guest u, of TYPE, watched by what Xen counts. Read by scenarios.

# check_move MIB NAME: moves the guest as a toolstack does; it arrives, the shortest way
check_move() {
	line=$(move to "$ID_u" "$TYPE" $(($1 * 1024)) "$(counted_kb u $(($1 * 1024)))" 0 60)
	note "$2: $line"
	check_equal "$2: it arrives" "$(move_value left)" 0
	# libxl gives up on a domain whose memory grows while it waits for less.
	check_equal "$2: samples that went the wrong way" "$(move_value back)" 0
}

# move_value KEY: the value of KEY for the last move, as rig/tools/move reports it
move_value() { echo "$line" | tr ' ' '\n' | sed -n "s/^$1=\([0-9]*\).*/\1/p"; }
