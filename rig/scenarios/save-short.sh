# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest that cannot come down to its target is not saved, as it could not be restored: it lives on, and says why.
# rig: mem=2560 dom0_mem=768M limit=400
# case pvh: args=pvh
# case pv: args=pv tier=all
# case hvm: args=hvm image=hvm tier=all

. ./saved.sh

create u "$(args)" 256 512
# Two thirds of its memory are in use, for good.
guest u "mount -o remount,size=220m /tmp; dd if=/dev/zero of=/tmp/data bs=1M count=130 2>/dev/null"
mem_set u 80
wait_until 30 in_state u waiting/guest-memory || check_failed "u waits for guest-memory" "$(state_and_reason u)"
current=$(current_kb u)

xl save u /tmp/saved >/tmp/save.log 2>&1
check_compare "xl save fails" $? -ne 0
if alive u; then
	check_passed "the guest is there"
	check_equal "it answers" "$(guest u "echo yes")" yes
	check_equal "its log says why, once" "$(guest u "dmesg | grep -c 'balloon: Suspend refused: .* KiB above the target'")" 1
	check_equal "its data is there" "$(guest u "stat -c %s /tmp/data")" $((130 << 20))
	check_compare "it gave away no more than it had to" "$(current_kb u)" -le "$current"

	# As the log tells the administrator to do.
	mem_set u 256
	check_size u 256
	guest u "rm /tmp/data"
	xl save u /tmp/saved >/tmp/save.log 2>&1
	check_equal "then xl save does it" $? 0
	restore_guest u
	check_size u 256
else
	check_failed "the guest is there" "$(tail -n 1 /tmp/save.log)"
fi
