# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest that may have more than 4 GiB is saved and restored: as it booted, after it was large, with memory blocks removed,
# and while it has memory above 4 GiB.
# rig: mem=8192 dom0_mem=1024M limit=900 xen=bootscrub=0
# case pvh: args=pvh tier=all
# case pvh-pod: args=pvh tier=all
# case pv: args=pv tier=all
# case pvh-growth: args=pvh guest=xen_initial_balloon=0 tier=all
# case pv-growth: args=pv guest=xen_initial_balloon=0 tier=all
# case hvm: args=hvm image=hvm limit=1500 tier=all

. ./saved.sh

# In MiB. A PV guest keeps the page tables and memmap of all memory that it has had.
low=256

# check_restored WHAT MIB: saves through a filter, as there is no room here for 4 GiB of zeros, and restores
check_restored() {
	local gpfn
	mkfifo /tmp/pipe
	sparse /tmp/saved </tmp/pipe >/tmp/size &
	gpfn=$(domstat -g "$ID_u")
	xl save u /tmp/pipe >/tmp/save.log 2>&1 || rig_error "$1: xl save: $(grep -v '^xc: progress' /tmp/save.log | tail -n 1)"
	wait $!
	rm /tmp/pipe
	# The toolstack writes 8 bytes for each page frame up to the highest, populated or not.
	check_compare "$1: MiB of the image" $(($(cat /tmp/size) >> 20)) -le $(($2 * 101 / 100 + 8 + gpfn * 8 / 1048576))
	restore_guest u
	check_size u "$2"
	check_equal "$1: Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$difference"
}
# A save is refused for ten seconds after memory was added: it might miss some.
check_moves() { # MIB
	mem_set u "$1"
	check_size u "$1" 240
	sleep 11
}

# Before, what Xen had yet to populate was populated in order to be saved, and Xen killed the guest for that.
if [ "$(arg case)" = pvh-pod ]; then
	low=128
	create u pvh $low 65536
	difference=$(expected_xen_minus_guest_kb u)
	check_compare "of the maximum is returned in the background, in KiB" \
		"$(sed -n 's/.*populated, and \([0-9]*\) KiB to follow.*/\1/p' /var/log/xen/console/guest-u.log)" -ge 30000000
	check_restored "as it was born" $low
	check_moves 1500
	check_moves $low
	check_restored "and after it was large" $low
	return
fi

create u "$(args)" $low 5120
check_size u $low
difference=$(xen_minus_guest_kb u)
check_restored "as it was born" $low
check_moves 4500
check_moves $low
check_restored "after it was large" $low
check_moves 3000
check_moves 1500
check_restored "with blocks gone" 1500
check_moves 4200
guest u "dd if=/dev/urandom of=/tmp/x bs=1M count=30 2>/dev/null; md5sum /tmp/x >/tmp/sum"
check_restored "while it is large" 4200
check_equal "what it has kept" "$(guest u "md5sum -c /tmp/sum 2>&1 && rm /tmp/x")" "/tmp/x: OK"
check_moves 5120
check_moves $low
check_equal "in the end" "$(state_and_reason u)" idle/none
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
