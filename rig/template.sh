# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A sentence that says what holds, for rig/run --list.
# rig: mem=2048 limit=240
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=400 tier=all

# Every word that is for all scenarios is used here, or named in a comment; rig/README.md says what each does, and which
# other words are in files that a scenario reads itself. Keep what you need, and delete the rest.

# A guest of the type that the case names, with memory=256 maxmem=512, and what guest= adds to its command line. create is
# start, which does not wait, and then waiting: start u pvh 256 512; wait_until 60 is_up u
create u "$(args)" 256 512
check_size u 256
# VNUMA="128@0:0 128@1:1" create u ... starts a guest with virtual NUMA nodes, of which nodes_kb, vnuma_line and xl_create
# are parts: see rig/README.md.
note "case $(arg case), more for the guest's command line: $(arg guest)"
# create and start use boot_lines to give the guest its kernel; finish is called after the last line.

# Up, by the toolstack. Checks of a status, a text and a number; the name of each says what holds.
began=$(now)
mem_set u 512
check_equal "xl mem-set accepts 512" $? 0
check_size u 512
wait_until 10 in_state u idle/none
check_equal "state and reason" "$(state_and_reason u)" idle/none
check_compare "the guest's own count, in KiB" "$(current_kb u)" -gt 262144

# The counts of the toolstack, Xen and the guest. They differ by constants: those of the type, of a disk, of a video card,
# and of missing ACPI tables. check_size compares all of them.
check_equal "the target of the guest" "$(target_kb u)" $(($(wanted_kb u 512) - $(offset_kb u)))
check_equal "xl list" "$(xen_mib u)" "$(listed_mib u 512)"
check_equal "Xen counts more by the usual constant" "$(xen_minus_guest_kb u)" "$(expected_xen_minus_guest_kb u)"
check_equal "what Xen counts" "$(xen_kb u)" "$(counted_kb u "$(wanted_kb u 512)")"
note "Xen: $(xen_kb u) KiB, of these disk $(disk_kb u), card $(card_kb u) with memory of $(video_kb u), no tables $(no_acpi_kb u)"

# Down, by the guest itself: a command that runs in it, and a wait without a result.
guest u "echo $(($(wanted_kb u 256) - $(offset_kb u))) >$XENMEM/target_kb" || check_failed "target_kb accepts 256 MiB"
wait_for_size u 256 || check_failed "it comes back" "$(state_and_reason u), $(current_kb u) KiB"
check_size u 256
wait_until 10 is_quiet u || check_failed "it has nothing more to do" "$(state_and_reason u)"
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
# At an exact size: wait_until 60 is_at_kb u 262144

# An error that only the rig can make, a condition of the scenario's own, and a line for the reader.
mem_max u 640
is_allowed() { [ "$(attribute u max_kb)" -gt 600000 ]; }
if wait_until 10 is_allowed; then
	check_passed "max_kb follows xl mem-max"
else
	check_failed "max_kb follows xl mem-max" "$(attribute u max_kb)"
fi
note "$(memory_blocks u) memory blocks, MemTotal $(memtotal_kb u) KiB, MemFree $(meminfo_kb u MemFree) KiB"
note_memory_kinds u

# The same commands for guests and for dom0; what the host knows; and a check that is not for every configuration. A scenario
# that is not for this configuration at all begins with: skip_scenario "there is no hap"
in_domain dom0 "test -d $XENMEM" || rig_error "dom0 has no driver"
note "the toolstack's target is $(xenstore-read "$(domain_path u)/memory/target") KiB; the guest's own is another one now"
if in_domain u "test -e /sys/kernel/debug/kmemleak"; then
	check_no_leaks u
else
	check_skipped "u: memory that nothing points to" "no kmemleak in this kernel"
fi

# Values instead of results, as with beside=stock, where the stock kernel runs the scenario first: a baseline judges nothing,
# and ends with "baseline && return".
record_value down_and_up_seconds $(($(now | cut -d. -f1) - ${began%.*}))
baseline || send_line "# the stock kernel took: $(stock_value down_and_up_seconds)"

# The end of a guest. After expect_panic "sysrq triggered crash", its panic would be no crash. splats prints lines of the
# guests' logs that no good run has; finish looks at them too.
xl destroy u || rig_error "xl destroy $(id_of u)"
is_gone() { ! alive u; }
wait_until 10 is_gone || check_failed "the guest is gone" "$(xl list | tail -n 1)"
check_equal "no log has a splat" "$(splats)" ""
