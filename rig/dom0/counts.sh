# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What is counted, and what becomes of it when Xen stops short. Read by scenarios.

# Everything that is counted, in one line.
counts() { # NAME
	echo "xen=$(xen_kb "$1") current=$(current_kb "$1") total=$(memtotal_kb "$1")" \
		"low=$(attribute "$1" info/low_kb) high=$(attribute "$1" info/high_kb)"
}

short() { # NAME
	local name=$1 fault=/sys/kernel/debug/fail_xen_extents i
	mem_set "$name" 320
	arrives "$name" 320 120
	before=$(counts "$name")
	# The last page alone may be refused ten times in a row, and is not to take minutes for that.
	guest "$name" "echo 1 >$XENMEM/max_schedule_delay"
	# Seven times in ten, a thousand times at most, without a stack dump for each.
	guest "$name" "echo 0 >$fault/verbose; echo 70 >$fault/probability; echo 1000 >$fault/times" ||
		broken "no fault injection in $name"
	for i in 1 2 3; do
		mem_set "$name" 448
		arrives "$name" 448 120 ||
			not_ok "$name up, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
		mem_set "$name" 320
		arrives "$name" 320 120 ||
			not_ok "$name down, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
	done
	guest "$name" "echo 0 >$fault/probability; echo 32 >$XENMEM/max_schedule_delay"
	holds "$name: Xen stopped short" "$(guest "$name" "cat $fault/times")" -lt 990
	is "$name: all counts are as before" "$(counts "$name")" "$before"
	is "$name is content" "$(standing "$name")" idle/none
}
