# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A move of the guest u, of TYPE, watched by what Xen counts. Read by scenarios.

# watched MIB NAME: as a toolstack does it; it arrives, and on the shortest way
watched() {
	line=$(move to "$ID_u" "$TYPE" $(($1 * 1024)) $(($1 * 1024 - $(offset_kb u) + $(apart_kb u))) 0 60)
	note "$2: $line"
	is "$2: it arrives" "$(of left)" 0
	# T6: libxl gives up on a domain whose memory grows while it waits for less.
	is "$2: samples that went the wrong way" "$(of back)" 0
}

# of KEY: what rig/tools/move.c says of the last one
of() { echo "$line" | tr ' ' '\n' | sed -n "s/^$1=\([0-9]*\).*/\1/p"; }
