# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The driver's own tests in the kernel: how sizes are read, and page frames that other drivers borrow.
# rig: mem=2048 limit=240 kernel=ours+debug guest=kunit.enable=1
# case pv: to=pv tier=all
# case pvh: to=pvh
# case hvm-kasan: to=hvm kernel=ours+kasan image=hvm config=acpi=0 limit=1500 tier=all

create u "$(arg to)" 256 384
for suite in text lend; do
	results=/sys/kernel/debug/kunit/xen-balloon-$suite/results
	is "$suite: tests that did not pass" "$(guest u "grep -E '^ *not ok|# SKIP' $results | head -n 20")" ""
	totals=$(guest u "sed -n 's/^# Totals: //p' $results")
	note "$suite: $totals"
	holds "$suite: tests that passed" "$(echo "$totals" | sed -n 's/.*pass:\([0-9]*\) .*/\1/p')" -gt 4
done
# The tests have left everything as it was.
reaches u 256
is "state and reason" "$(standing u)" idle/none
no_leaks u
