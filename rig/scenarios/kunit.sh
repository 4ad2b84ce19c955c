# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The driver's own tests in the kernel pass: how sizes are read, and page frames that other drivers borrow.
# rig: mem=2048 limit=240 kernel=driver+debug guest=kunit.enable=1
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1500 tier=all

create u "$(args)" 256 384
for suite in text lend; do
	results=/sys/kernel/debug/kunit/xen-balloon-$suite/results
	check_equal "$suite: tests that did not pass" "$(guest u "grep -E '^ *not ok|# SKIP' $results | head -n 20")" ""
	totals=$(guest u "sed -n 's/^# Totals: //p' $results")
	note "$suite: $totals"
	check_compare "$suite: tests that passed" "$(echo "$totals" | sed -n 's/.*pass:\([0-9]*\) .*/\1/p')" -gt 4
done
# The tests have left everything as it was.
check_size u 256
check_equal "state and reason" "$(state_and_reason u)" idle/none
check_no_leaks u
