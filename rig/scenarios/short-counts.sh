# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Xen stops short every other time, both ways: nothing is lost, and the target is reached all the same.
# rig: mem=3072 dom0_mem=1G limit=400 kernel=debug

fault=/sys/kernel/debug/fail_xen_extents

short() { # NAME
	local name=$1 i
	mem_set "$name" 320
	arrives "$name" 320 120
	before="$(xen_kb "$name") $(current_kb "$name") $(memtotal_kb "$name") $(attribute "$name" info/low_kb)"
	# Seven times in ten, without a stack dump for each.
	guest "$name" "echo 0 > $fault/verbose; echo 70 > $fault/probability; echo -1 > $fault/times" >/dev/null ||
		broken "no fault injection in $name"
	for i in 1 2 3; do
		mem_set "$name" 448
		arrives "$name" 448 120 || not_ok "$name up, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
		mem_set "$name" 320
		arrives "$name" 320 120 || not_ok "$name down, round $i" "$(attribute "$name" info/state) $(attribute "$name" info/reason)"
	done
	guest "$name" "echo 0 > $fault/probability"
	is "$name: all counts are as before" \
		"$(xen_kb "$name") $(current_kb "$name") $(memtotal_kb "$name") $(attribute "$name" info/low_kb)" "$before"
	is "$name is content" "$(attribute "$name" info/state)/$(attribute "$name" info/reason)" idle/none
}

create pv pv 384 512
short pv
xl destroy pv
create pvh pvh 384 512
short pvh
