# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# NAME: a sentence that says what holds, for rig/run --list.
# rig: mem=2048 limit=240
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=400 tier=all

# rig/README.md has all keys and words. A guest of the type that the case names, with memory=256 maxmem=512:
create u "$(args)" 256 512
check_size u 256

# Up, by the toolstack. A status, a text and a number; each check has a name that says what holds.
mem_set u 512
check_equal "xl mem-set accepts 512" $? 0
check_size u 512
wait_until 10 in_state u idle/none
check_equal "state and reason" "$(state_and_reason u)" idle/none
check_compare "the guest's own count, in KiB" "$(current_kb u)" -gt 262144

# Down, by the guest itself: a command that runs in it, and waiting without a result.
guest u "echo $((262144 - $(offset_kb u))) >$XENMEM/target_kb" || check_failed "target_kb accepts 256 MiB"
wait_for_size u 256 || check_failed "it comes back" "$(state_and_reason u), $(current_kb u) KiB"
check_size u 256
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
check_equal "Xen counts more by the usual constant" "$(xen_minus_guest_kb u)" "$(expected_xen_minus_guest_kb u)"

# Something that only the rig can get wrong, a condition of the scenario's own, and a line for the reader.
xl mem-max u 640m || rig_error "xl mem-max"
is_allowed() { [ "$(attribute u max_kb)" -gt 600000 ]; }
if wait_until 10 is_allowed; then
	check_passed "max_kb follows xl mem-max"
else
	check_failed "max_kb follows xl mem-max" "$(attribute u max_kb)"
fi
note "$(memory_blocks u) memory blocks, MemTotal $(memtotal_kb u) KiB"
