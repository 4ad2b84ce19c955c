# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Growth and its reverse are refused at each point where they can be: nothing is lost, the reason is shown, and when the
# refusals end the domain goes on.
# rig: mem=2560 limit=500 kernel=driver+debug
# case pv: args=pv/256
# case pvh: args=pvh/256 only=named
# case pvh-own: args=pvh/256 guest=memory_hotplug.memmap_on_memory=force tier=all
# case hvm-kasan: args=hvm/512 guest=memhp_default_state=online_movable kernel=driver+kasan image=hvm config=acpi=0 limit=1500 tier=all

# args=TYPE/MIB: the guest's initial size. KASAN takes 235 MiB of a guest for itself, and at 512 MiB much is free. That would
# be in the added blocks, from which the balloon takes last: with KASAN they are onlined movable, which is taken first.
IFS=/ read -r TYPE LOW <<-END
	$(args)
END
HIGH=$((LOW + 512)) MAX=$((LOW + 644))

INJECT=/sys/kernel/debug/notifier-error-inject/memory/actions
ALLOC=/sys/kernel/debug/fail_page_alloc
online() { guest u "cat /sys/devices/system/memory/memory*/state | grep -c online"; }
all_online() { [ "$(online)" = "$(memory_blocks u)" ]; }
online_are() { [ "$(online)" = "$1" ]; }
fewer_online() { [ "$(online)" -lt "$1" ]; }
# All page frames, in KiB. Both counts change when a block is removed meanwhile: then they are read again.
frames_kb() {
	guest u "cd /sys/devices/system/xen_memory/xen_memory0/info; while :; do a=\$(cat low_kb) b=\$(cat current_kb)
		[ \$a = \$(cat low_kb) ] && [ \$(cat state) = idle -o \$(cat state) = waiting ] && break; done; echo \$((a + b))"
}
refuse() { guest u "echo $2 >$INJECT/$1/error" || rig_error "no fault injection in u"; }

create u "$TYPE" "$LOW" "$MAX"
check_size u "$LOW"
before=$(memory_blocks u)
frames=$(frames_kb)

# A notifier refuses that a block goes online. That block has been added, and no other is.
refuse MEM_GOING_ONLINE -12
mem_set u "$HIGH"
wait_until 30 in_state u waiting/growth-failed
check_equal "online refused: state and reason" "$(state_and_reason u)" waiting/growth-failed
sleep 10
check_equal "online refused: blocks added in vain" $(($(memory_blocks u) - before)) 1
# It may hold its own memmap already.
own=0
case "$(arg guest)" in *memmap_on_memory*) own=4096 ;; esac
check_equal "online refused: page frames" "$(frames_kb)" $((frames + own))
refuse MEM_GOING_ONLINE 0
wait_for_size u "$HIGH" 60 || check_failed "it goes on when nothing is refused" "$(current_kb u)"
case "$(arg guest)" in
*online_movable*)
	check_equal "added in vain at first: blocks are movable" \
		"$(guest u "grep -l Movable /sys/devices/system/memory/memory*/valid_zones | wc -l")" $(($(memory_blocks u) - before))
	;;
esac

# Xen has no memory for the memmap that a block is to hold itself.
if [ $own != 0 ]; then
	mem_set u $((HIGH - 128))
	check_size u $((HIGH - 128))
	guest u "cd /sys/kernel/debug/fail_xen_extents; echo 0 >verbose; echo 1000000 >times; echo 100 >probability" ||
		rig_error "no fault injection in u"
	have=$(memory_blocks u)
	mem_set u "$MAX"
	wait_until 30 in_state u waiting/xen-refused
	check_equal "memmap refused: state and reason" "$(state_and_reason u)" waiting/xen-refused
	check_equal "memmap refused: blocks added" $(($(memory_blocks u) - have)) 0
	guest u "echo 0 >/sys/kernel/debug/fail_xen_extents/probability"
	wait_for_size u "$MAX" 60 || check_failed "it goes on when Xen gives" "$(current_kb u)"
fi

# The same on the way back.
refuse MEM_GOING_OFFLINE -16
mem_set u "$LOW"
check_size u "$LOW"
high=$(online)
frames=$(frames_kb)
sleep 15
# While mm tries to offline a block, it is neither online nor offline.
wait_until 10 online_are "$high" || true
check_equal "offline refused: the blocks are online still" "$(online)" "$high"
check_equal "offline refused: state and reason" "$(state_and_reason u)" idle/none
check_equal "offline refused: page frames" "$(frames_kb)" "$frames"
refuse MEM_GOING_OFFLINE 0
mem_set u $((LOW + 64))
check_size u $((LOW + 64))
mem_set u "$LOW"
check_size u "$LOW"
# A block that was refused three times is left alone for 40 s, and no block is removed before the domain has been quiet for
# 10 to 20 s.
wait_until 80 fewer_online "$high" || {
	check_failed "blocks are removed when nothing is refused" "$(online) of $high"
	note_memory_kinds u
}

# No large page can be allocated: the memmap is made of small ones, and memory moves by pages.
guest u "echo 0 >$ALLOC/verbose; echo 9 >$ALLOC/min-order; echo 100 >$ALLOC/probability; echo 1000000 >$ALLOC/times" ||
	rig_error "no fault injection in u"
mem_set u "$HIGH"
wait_for_size u "$HIGH" 120 || check_failed "up without large pages" "$(attribute u info/state) $(attribute u info/reason)"
mem_set u "$LOW"
wait_for_size u "$LOW" 120 || check_failed "down without large pages" "$(attribute u info/state) $(attribute u info/reason)"
guest u "echo 0 >$ALLOC/probability"

mem_set u "$HIGH"
check_size u "$HIGH"
mem_set u "$LOW"
check_size u "$LOW"
# An offline block still has its own memmap, until the domain has been quiet for long enough.
wait_until 120 all_online || check_failed "no block is left offline" "$(online) of $(memory_blocks u)"
# Removal is tried again meanwhile: a block may be offline for the moment.
odd_kb() { echo $((($(frames_kb) - frames) % 131072)); }
frames_fit() { [ "$(odd_kb)" = 0 ]; }
wait_until 60 frames_fit || true
check_equal "page frames, but for blocks of 128 MiB" "$(odd_kb)" 0
check_no_leaks u
