# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A PV guest whose E820 has its first hole very low has to move nearly all of its memory. Where that leaves too little for
# page tables, its last message says so.
# rig: mem=3072 limit=300
# case at-96M: args=96 tier=all
# case at-64M: args=64 tier=all
# case at-48M: args=48 tier=all

. ./memory-map.sh

first=$(args)
map="0-${first}M:1 ${first}M-$((first + 1))M:2 $((first + 1))M-2048M:5 4G-5632M:1"
if [ "$first" -ge 64 ]; then
	E820=$map create u pv 1024 2048
	check_memory_plan u
	for mib in 1500 300 1024; do
		mem_set u $mib
		check_size u $mib 90
		check_memory_plan u
	done
else
	expect_panic "alloc_p2m_page: Failed to allocate"
	E820=$map start u pv 1024 2048
	over() { ! alive u; }
	wait_until 90 over || check_failed "it ends" "$(xl list | tail -n 1)"
	check_equal "it says how little memory it had" "$(grep -c '97[0-9] MiB lie where the E820 has no RAM, and move later; early boot has 4[0-9] MiB' /var/log/xen/console/guest-u.log)" 1
fi
