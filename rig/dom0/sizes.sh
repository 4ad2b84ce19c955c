# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Each type of guest within its maxmem, and past it. Read by scenarios.

# check_up_and_down TYPE: to maxmem with xl mem-set, and back by the guest's own target_kb
check_up_and_down() {
	create u "$1" 256 1024
	check_size u 256
	before=$(memtotal_kb u)
	mem_set u 1024
	check_equal "xl mem-set accepts 1024" $? 0
	check_size u 1024
	guest u "echo $((262144 - $(offset_kb u))) > $XENMEM/target_kb"
	check_equal "target_kb accepts 256 MiB" $? 0
	check_size u 256
	# A PV guest keeps the memmap and the page tables that growth has made: 80 bytes per 4 KiB, 1/51.
	check_compare "MemTotal is what it was, but for the memmap" "$(memtotal_kb u)" -ge $((before - 768 * 1024 / 50))
	check_equal "state" "$(attribute u info/state)" idle
	check_equal "reason" "$(attribute u info/reason)" none
}

# check_growth TYPE: past the maxmem that the guest was started with, back, and up again
check_growth() {
	create u "$1" 256 512
	mem_set u 768
	check_equal "xl refuses 768 of 512" $? 1
	mem_max u 1024
	mem_set u 1024
	check_equal "xl mem-set accepts 1024" $? 0
	check_size u 1024
	mem_set u 256
	check_size u 256
	check_equal "state" "$(attribute u info/state)" idle
	mem_set u 1024
	check_size u 1024
}
