# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory blocks are not added and removed each time a load comes and goes, and a trip up and down sends at most two uevents
# for each block that is added or removed: udev runs rules for each uevent, and kdump reloads its kernel.
# rig: mem=6144 limit=900
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
uevents() { guest u "cat /sys/kernel/uevent_seqnum"; }
# In HVM keyboard and mouse are found a second after user space has begun. Their drivers are bound after they are listed.
devices_are_there() { [ "$(args)" != hvm ] || guest u "grep -q keyboard /proc/bus/input/devices && grep -q Mouse /proc/bus/input/devices"; }
uevents_rest() {
	local seen=$before
	before=$(uevents)
	[ -n "$seen" ] && [ "$before" = "$seen" ]
}
is_back() { [ "$(memory_blocks u)" -le $((blocks + 2)) ]; }

create u "$(args)" 256 4096 "shadow_memory=40"
check_size u 256
blocks=$(memory_blocks u)
before=
{ wait_until 60 devices_are_there && wait_until 60 uevents_rest; } || check_failed "the devices that were there at boot are found" "$before uevents"
mem_set u 4096
check_size u 4096
added=$(($(memory_blocks u) - blocks))
mem_set u 256
check_size u 256
wait_until 60 is_back
removed=$((added + blocks - $(memory_blocks u)))
check_compare "a trip up and down: blocks added" $added -ge 20
# mm sends one when a block is added, put online, put offline and removed.
check_compare "a trip up and down: uevents, for $added blocks added and $removed removed" $(($(uevents) - before)) -le $((2 * (added + removed)))

guest u "echo 0 >$STATS"
for i in $(seq 12); do
	mem_set u 1200
	wait_for_size u 1200 || check_failed "up, $i" "$(state_and_reason u)"
	mem_set u 900
	wait_for_size u 900 || check_failed "down, $i" "$(state_and_reason u)"
	sleep 15
done
per_block=$((128 * 256))
note "12 swings: $(($(stat_of grown_pages) / per_block)) blocks added, $(($(stat_of shrunk_pages) / per_block)) removed"
# The first growth to that size, and what the first ten quiet seconds cost.
check_compare "swings: blocks added" $(($(stat_of grown_pages) / per_block)) -le 12
check_compare "swings: blocks removed" $(($(stat_of shrunk_pages) / per_block)) -le 4
