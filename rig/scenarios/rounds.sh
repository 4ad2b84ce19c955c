# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Twenty times up and down: nothing is lost and nothing is counted twice.
# rig: mem=2048 limit=300 tier=all
# case pv: to=pv
# case pvh: to=pvh
# case hvm: to=hvm image=hvm limit=400 tier=all
# case dom0: to=dom0

. ./counts.sh

rounds() { # NAME LOW HIGH
	local name=$1 low=$2 high=$3 i
	mem_set "$name" "$low"
	arrives "$name" "$low"
	at_low=$(counts "$name")
	mem_set "$name" "$high"
	arrives "$name" "$high"
	at_high=$(counts "$name")
	for i in $(seq 20); do
		mem_set "$name" "$low"
		arrives "$name" "$low" || not_ok "$name down, round $i"
		mem_set "$name" "$high"
		arrives "$name" "$high" || not_ok "$name up, round $i"
	done
	is "$name: all counts at $high MiB are as before" "$(counts "$name")" "$at_high"
	is "$name: Xen counts as much as the guest, but for a constant" \
		$(($(xen_kb "$name") - $(current_kb "$name"))) "$(apart_kb "$name")"
	mem_set "$name" "$low"
	arrives "$name" "$low"
	is "$name: all counts at $low MiB are as before" "$(counts "$name")" "$at_low"
}

if [ "$(arg to)" = dom0 ]; then
	rounds dom0 448 576
else
	create u "$(arg to)" 256 448
	rounds u 192 448
fi
