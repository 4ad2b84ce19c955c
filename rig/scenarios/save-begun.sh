# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The guest grows while it is being saved already but runs still: what memory it got meanwhile is in the image. Only
# PVH: of a PV guest the toolstack saves what its p2m list had when it began, see the administrator's guide.
# rig: mem=3072 dom0_mem=1024M limit=300 guest=xen_initial_balloon=0

. ./saved.sh

shutdown_node() { echo "$(home u)/control/shutdown"; }
is_asked() { [ "$(xenstore-read "$(shutdown_node)" 2>/dev/null)" = suspend ]; }

# begin_save MIB: until the toolstack asks the guest to suspend. That does not hear of it for a while, but of a new
# target. The image is for a domain of that size.
begin_save() {
	xl pause u
	mem_set u "$1"
	xl save u /tmp/saved >/tmp/save.log 2>&1 &
	saver=$!
	until_true 20 is_asked || broken "xl save does not ask: $(cat /tmp/save.log)"
	xenstore-write "$(shutdown_node)" ""
	xl unpause u
}

end_save() {
	xenstore-write "$(shutdown_node)" suspend
	wait $saver || broken "xl save: $(cat /tmp/save.log)"
}

create u pvh 128 384
reaches u 128
begin_save 384
reaches u 384
end_save
come_back u
reaches u 384
is "Xen counts more by the same constant" "$(apart u)" "$(apart_kb u)"
mem_set u 128
reaches u 128
