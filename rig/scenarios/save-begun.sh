# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The guest grows while it is being saved but still runs: memory added meanwhile is in the image, or the save is refused for
# now and the guest goes on.
# rig: mem=3584 dom0_mem=1024M limit=400
# case pvh: args=pvh:384 guest=xen_initial_balloon=0
# case hvm: args=hvm:384 guest=xen_initial_balloon=0 image=hvm tier=all
# case hvm-kasan: args=hvm:384 kernel=driver+kasan image=hvm config=acpi=0 larger=256 mem=3584 dom0_mem=1536M limit=1500 tier=all
# case pv: args=pv:384 tier=all
# case pv-grows: args=pv:384 guest=xen_initial_balloon=0 only=named
# case pv-far: args=pv:640:refused dom0_mem=1536M tier=all

. ./saved.sh

shutdown_node() { echo "$(domain_path u)/control/shutdown"; }
is_asked() { [ "$(xenstore-read "$(shutdown_node)" 2>/dev/null)" = suspend ]; }

# begin_save MIB: starts a save, up to the toolstack's request to suspend. The guest does not see that for a while, but it
# sees a new target. The image is for a domain of that size.
begin_save() {
	xl pause u
	mem_set u "$1"
	xl save u /tmp/saved >/tmp/save.log 2>&1 &
	saver=$!
	wait_until 20 is_asked || rig_error "xl save does not ask: $(cat /tmp/save.log)"
	xenstore-write "$(shutdown_node)" ""
	xl unpause u
}

end_save() {
	xenstore-write "$(shutdown_node)" suspend
	wait $saver || rig_error "xl save: $(cat /tmp/save.log)"
}

IFS=: read -r TYPE SIZE SAVE <<-END
	$(args)
END

create u "$TYPE" 128 "$SIZE"
check_size u 128
begin_save "$SIZE"
check_size u "$SIZE" 60
# A PV guest prepares a save for memory that is added soon. This is more than it prepares for.
if [ "$SAVE" = refused ]; then
	xenstore-write "$(shutdown_node)" suspend
	wait $saver && check_failed "a save that would lose memory is refused" "$(tail -n 1 /tmp/save.log)"
	wait_until 20 answers u
	check_equal "the guest says why" "$(guest u "dmesg | grep -c 'balloon: Suspend refused'")" 1
	# No memory has been added since.
	xl save u /tmp/saved >/tmp/save.log 2>&1 || rig_error "xl save, again: $(cat /tmp/save.log)"
else
	end_save
fi
restore_guest u
check_size u "$SIZE"
check_equal "Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$(expected_xen_minus_guest_kb u)"
mem_set u 128
check_size u 128
