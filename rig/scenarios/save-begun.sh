# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The guest grows while it is being saved already but runs still: what memory it got meanwhile is in the image, or it
# cannot be saved yet and goes on.
# rig: mem=3584 dom0_mem=1024M limit=400
# case pvh: to=pvh:384 guest=xen_initial_balloon=0
# case hvm: to=hvm:384 guest=xen_initial_balloon=0 image=hvm tier=all
# case pv: to=pv:384 tier=all
# case pv-grows: to=pv:384 guest=xen_initial_balloon=0 only=named
# case pv-far: to=pv:640:refused dom0_mem=1536M tier=all

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

IFS=: read -r TYPE SIZE SAVE <<-END
	$(arg to)
END

create u "$TYPE" 128 "$SIZE"
reaches u 128
begin_save "$SIZE"
reaches u "$SIZE" 60
# A PV guest sees to it that what comes soon will be seen. This is more than it takes to be soon.
if [ "$SAVE" = refused ]; then
	xenstore-write "$(shutdown_node)" suspend
	wait $saver && not_ok "a save that would lose memory is refused" "$(tail -n 1 /tmp/save.log)"
	until_true 20 answers u
	is "the guest says why" "$(guest u "dmesg | grep -c 'balloon: Suspend refused'")" 1
	# Nothing has come since.
	xl save u /tmp/saved >/tmp/save.log 2>&1 || broken "xl save, again: $(cat /tmp/save.log)"
else
	end_save
fi
come_back u
reaches u "$SIZE"
is "Xen counts more by the same constant" "$(apart u)" "$(apart_kb u)"
mem_set u 128
reaches u 128
