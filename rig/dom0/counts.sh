# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# All counts of a domain, and whether they stay true when Xen stops short. Read by scenarios.

# Everything that is counted, in one line.
counts() { # NAME
	echo "xen=$(xen_kb "$1") current=$(current_kb "$1") total=$(memtotal_kb "$1")" \
		"low=$(attribute "$1" info/low_kb) high=$(attribute "$1" info/high_kb)"
}

check_short_counts() { # NAME
	local name=$1 fault=/sys/kernel/debug/fail_xen_extents i
	mem_set "$name" 320
	wait_for_size "$name" 320 120
	before=$(counts "$name")
	# The last page alone may be refused ten times in a row: that must not take minutes.
	guest "$name" "echo 1 >$XENMEM/max_schedule_delay"
	# Seven times in ten, a thousand times at most, without a stack dump for each.
	guest "$name" "echo 0 >$fault/verbose; echo 70 >$fault/probability; echo 1000 >$fault/times" ||
		rig_error "no fault injection in $name"
	for i in 1 2 3; do
		mem_set "$name" 448
		wait_for_size "$name" 448 120 ||
			check_failed "$name up, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
		mem_set "$name" 320
		wait_for_size "$name" 320 120 ||
			check_failed "$name down, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
	done
	guest "$name" "echo 0 >$fault/probability; echo 32 >$XENMEM/max_schedule_delay"
	check_compare "$name: Xen stopped short" "$(guest "$name" "cat $fault/times")" -lt 990
	check_equal "$name: all counts are as before" "$(counts "$name")" "$before"
	check_equal "$name is content" "$(state_and_reason "$name")" idle/none
}
