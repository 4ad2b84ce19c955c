# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Growth without the memory for page tables or for a memmap does not begin, says why, and goes on later.
# mm itself does not check whether it gets page tables for a memory block.
# rig: mem=2560 limit=500 guest=xen_initial_balloon=0
# case pv: args=pv kernel=driver+debug tier=all
# case pvh: args=pvh kernel=driver+debug tier=all
# case pv-little: args=pv tier=all
# case pvh-little: args=pvh tier=all

# A driver that begins without them kills the guest: a page fault in phys_pte_init() or phys_pmd_init().

ALLOC=/sys/kernel/debug/fail_page_alloc

# fail_worker PERCENT: fails that share of the worker's allocations, and none that user space needs. A workqueue thread that
# starts later inherits the flag from kthreadd.
fail_worker() {
	guest u "cd $ALLOC && echo 0 >verbose && echo N >ignore-gfp-wait && echo 0 >min-order && echo Y >task-filter && echo 1000000 >times &&
		for t in /proc/[0-9]*; do case \$(cat \$t/comm 2>/dev/null) in kworker/u* | kthreadd) echo 1 >\$t/make-it-fail ;; esac; done
		echo $1 >$ALLOC/probability" || rig_error "no fault injection in u"
}
check_fails() { # PERCENT
	fail_worker "$1"
	mem_set u 768
	wait_until 60 in_state u waiting/growth-failed
	check_equal "$1 % of allocations fail: state and reason" "$(state_and_reason u)" waiting/growth-failed
	check_equal "$1 % of allocations fail: memory blocks" "$(memory_blocks u)" "$before"
}
# fill KIB: writes data to /tmp until no more than KIB are free
fill() {
	guest u "mount -o remount,size=2000m /tmp
		while [ \$(awk '/^MemFree/ { print \$2 }' /proc/meminfo) -gt $1 ]; do dd if=/dev/zero bs=64k count=2 2>/dev/null >>/tmp/data; done"
}

is_quiet_or_waits() { is_quiet u || in_state u waiting/growth-failed; }

case $(arg case) in
*-little)
	create u "$(args)" 128 1024
	check_size u 128
	fill 4096
	note "free $(meminfo_kb u MemFree), available $(meminfo_kb u MemAvailable) KiB"
	before=$(memory_blocks u)
	mem_set u 1024
	# A PVH guest needs few tables, and may find the memory for its memmap.
	if [ "$(args)" = pv ]; then
		wait_until 60 in_state u waiting/growth-failed
		check_equal "4 MiB are free: state and reason" "$(state_and_reason u)" waiting/growth-failed
		check_equal "4 MiB are free: memory blocks" "$(memory_blocks u)" "$before"
	else
		wait_until 60 is_quiet_or_waits
		note "4 MiB are free: $(state_and_reason u), $(current_kb u) KiB"
	fi
	guest u "rm /tmp/data"
	check_size u 1024 90
	check_equal "no process was killed" "$(vmstat u oom_kill)" 0
	;;
*)
	create u "$(args)" 256 900
	check_size u 256
	before=$(memory_blocks u)
	check_fails 100
	# A PVH guest needs few tables: enough allocations in a row may succeed.
	[ "$(args)" != pv ] || check_fails 20
	guest u "echo 0 >$ALLOC/probability"
	check_size u 768 90
	mem_set u 256
	check_size u 256
	check_no_leaks u
	;;
esac
