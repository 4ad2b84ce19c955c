# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# After twenty times up and down, nothing is lost and nothing is counted twice.
# rig: mem=2048 limit=300 tier=all
# case pv: args=pv
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=400 tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1800 tier=all
# case dom0: args=dom0

. ./counts.sh

check_rounds() { # NAME LOW HIGH
	local name=$1 low=$2 high=$3 i
	mem_set "$name" "$low"
	wait_for_size "$name" "$low"
	at_low=$(counts "$name")
	mem_set "$name" "$high"
	wait_for_size "$name" "$high"
	at_high=$(counts "$name")
	for i in $(seq 20); do
		mem_set "$name" "$low"
		wait_for_size "$name" "$low" || check_failed "$name down, round $i"
		mem_set "$name" "$high"
		wait_for_size "$name" "$high" || check_failed "$name up, round $i"
	done
	check_equal "$name: all counts at $high MiB are as before" "$(counts "$name")" "$at_high"
	check_equal "$name: Xen counts as much as the guest, but for a constant" \
		$(($(xen_kb "$name") - $(current_kb "$name"))) "$(expected_xen_minus_guest_kb "$name")"
	mem_set "$name" "$low"
	wait_for_size "$name" "$low"
	check_equal "$name: all counts at $low MiB are as before" "$(counts "$name")" "$at_low"
}

if [ "$(args)" = dom0 ]; then
	check_rounds dom0 448 576
else
	create u "$(args)" 256 448
	check_rounds u 192 448
fi
