# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# An HVM guest that has grown past the maximum it was created with loses no memory to its device model, which keeps video
# memory and option ROMs there: not when the video card is found again, and not when it is restored with a device model that
# counts from another maximum.
# rig: mem=3584 dom0_mem=1536M limit=700 image=hvm tier=all

. ./saved.sh

data_sum() { guest u "md5sum </tmp/data"; }
check_intact() { check_equal "$1: its data is intact" "$(data_sum)" "$SUM"; }

# To find out how large the video memory is, the kernel takes it out of the address space, and puts it back.
rescan() {
	guest u 'grep -l ^0x03 /sys/bus/pci/devices/*/class | while read -r class; do echo 1 >"${class%/class}/remove"; done
	! grep -l ^0x03 /sys/bus/pci/devices/*/class && echo 1 >/sys/bus/pci/rescan &&
	grep -l ^0x03 /sys/bus/pci/devices/*/class'
}

create u hvm 256 400 'vga="stdvga"' videoram=32
mem_max u 1024
mem_set u 512
check_size u 512
guest u "mount -o remount,size=100% /tmp
	yes intact | head -c $(($(meminfo_kb u MemAvailable) - 24576))k >/tmp/data" || check_failed "the guest fills its memory"
SUM=$(data_sum)
check_compare "it has data to lose" "$(guest u "stat -c %s /tmp/data")" -gt $((350 << 20))
rescan
check_equal "the video card is found again" $? 0
check_intact "after the video card was found again"

# check_save_refused WHERE TIMES: by the guest, for the device model's sake, for the so-many-th time
check_save_refused() {
	xl save u /tmp/saved >/tmp/save.log 2>&1
	check_compare "xl save fails when a restore would put video memory into $1" $? -ne 0
	check_equal "its log says why, $2 in all" "$(guest u "dmesg | grep -c 'balloon: Suspend refused: .* the device model'")" "$2"
}
check_save() { # WHEN MIB
	xl save u /tmp/saved >/tmp/save.log 2>&1
	check_equal "$1 xl save does it" $? 0
	restore_guest u
	check_size u "$2"
}

# This maximum lies in the first added memory block, which begins at 512 MiB.
mem_max u 560
check_save_refused "the guest's" 1
mem_max u 1024
check_save "with another maximum" 512
check_intact "restored"
rescan
check_equal "the video card is found again after the restore" $? 0
check_intact "after the video card was found yet again"
mem_set u 256
guest u "rm /tmp/data"
check_size u 256

# Nor below the one that the guest was started with: what it had then is its RAM, populated or not.
mem_max u 300
check_save_refused "RAM of the start" 2
mem_max u 400
check_save "with the maximum of the start" 256
