# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What every type of guest has to do within its maxmem, and past it. Read by scenarios.

# up_and_down TYPE: to maxmem with xl mem-set, and back by the guest's own target_kb
up_and_down() {
	create u "$1" 256 1024
	reaches u 256
	before=$(memtotal_kb u)
	mem_set u 1024
	is "xl mem-set accepts 1024" $? 0
	reaches u 1024
	guest u "echo $((262144 - $(offset_kb u))) > $XENMEM/target_kb"
	is "target_kb accepts 256 MiB" $? 0
	reaches u 256
	# A PV guest keeps the page structures and tables that growth has made: 80 bytes for 4 KiB, 1/51.
	holds "MemTotal is what it was, but for page structures" "$(memtotal_kb u)" -ge $((before - 768 * 1024 / 50))
	is "state" "$(attribute u info/state)" idle
	is "reason" "$(attribute u info/reason)" none
}

# growth TYPE: past the maxmem that the guest was started with, back, and up again
growth() {
	create u "$1" 256 512
	mem_set u 768
	is "xl refuses 768 of 512" $? 1
	xl mem-max u 1024m || broken "xl mem-max"
	mem_set u 1024
	is "xl mem-set accepts 1024" $? 0
	reaches u 1024
	mem_set u 256
	reaches u 256
	is "state" "$(attribute u info/state)" idle
	mem_set u 1024
	reaches u 1024
}
