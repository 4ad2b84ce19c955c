# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest is saved and restored with memory in the balloon, and on its way down and up. Afterwards it goes on as if nothing
# had happened.
# rig: mem=3072 dom0_mem=1024M limit=400
# case pv: args=pv
# case pvh: args=pvh guest=xen_initial_balloon=0
# case hvm: args=hvm image=hvm limit=700 tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 mem=3584 dom0_mem=1536M limit=1800 tier=all
# case hvm-growth: args=hvm guest=xen_initial_balloon=0 image=hvm limit=700 tier=all

. ./saved.sh

# check_restored NAME: saves and restores it, and it knows its size as before
check_restored() {
	xl save "$1" /tmp/saved >/tmp/save.log 2>&1 || rig_error "xl save $1: $(tail -n 1 /tmp/save.log)"
	restore_guest "$1"
	wait_until 10 host_knows "$1"
	check_equal "$1 tells its new home where it stands" "$(told "$1" current)" \
		$(($(current_kb "$1") + $(offset_kb "$1")))
}
told() { xenstore-read "$(domain_path "$1")/data/balloon/$2" 2>/dev/null; }
# Once it has settled.
host_knows() { [ "$(told "$1" state)" = idle ] && [ "$(told "$1" current)" = "$(xenstore-read "$(domain_path "$1")/memory/target")" ]; }
above() { [ "$(xen_mib "$1")" -gt "$2" ]; }
below() { [ "$(xen_mib "$1")" -lt "$2" ]; }

create u "$(args)" 128 384
check_size u 128
difference=$(xen_minus_guest_kb u)
check_equal "Xen counts more by a constant" "$difference" "$(expected_xen_minus_guest_kb u)"

check_restored u
check_size u 128
# Memory above the highest page frame that the toolstack sees at the start of a save is not saved. For a PV guest it goes by
# the p2m list.
highest=$(domstat -g "$ID_u")
mem_set u 384
check_size u 384
[ "$(args)" = pv ] || check_equal "a save begun before the move would have seen all of it" "$(domstat -g "$ID_u")" "$highest"
check_restored u
check_size u 384
mem_set u 128
wait_until 20 below u 350
check_restored u
check_size u 128
mem_set u 384
wait_until 20 above u 160
check_restored u
check_size u 384
mem_set u 192
check_size u 192

# The user's own target is above the toolstack's: that would be too much for the restored guest.
xl mem-set u $((384 + LARGER)) || rig_error "xl mem-set"
wait_for_size u 384
xenstore-write "$(domain_path u)/memory/target" "$(wanted_kb u 256)"
wait_for_size u 256
guest u "echo $(($(wanted_kb u 384) - $(offset_kb u))) >$XENMEM/target_kb"
wait_until 20 above u 380 || check_failed "it goes up to the user's target" "$(xen_mib u) MiB, $(state_and_reason u)"
# Before, nothing woke the driver when it was not saved after all: it stayed where the save had taken it.
xl save -c u /tmp/saved >/tmp/save.log 2>&1 || rig_error "xl save -c u: $(tail -n 1 /tmp/save.log)"
rm /tmp/saved
wait_until 60 answers u || rig_error "u does not answer after xl save -c"
wait_until 30 above u 380 && check_passed "a checkpoint taken, it goes back to the user's target" ||
	check_failed "a checkpoint taken, it goes back to the user's target" "$(xen_mib u) MiB, $(state_and_reason u)"
check_restored u
check_size u 256
check_equal "Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$difference"
