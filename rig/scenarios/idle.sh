# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The balloon wakes no CPU of a guest that has been at its target for a while: in a minute none of its work items is queued
# or run, and none of their timers expires. Until then, memory blocks are removed when the guest has been quiet, and the host
# is told.
# rig: mem=2560 limit=400
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=900 tier=all

TRACE=/sys/kernel/tracing
# All work items of drivers/xen/balloon*; each is a delayed work, queued by its timer.
WORKS='worker_work|xenstore_publish|pod_work_fn'

trace_begin() {
	guest u "cd $TRACE; echo 0 >tracing_on; echo >trace; echo 1 >events/workqueue/workqueue_queue_work/enable
		echo 1 >events/workqueue/workqueue_execute_start/enable; echo 1 >events/xen_balloon/enable; echo 1 >tracing_on"
}
# The number of lines that the trace has of the balloon: its work items, and the driver's own events.
trace_end() { guest u "cd $TRACE; echo 0 >tracing_on; grep -cE 'function=($WORKS)|: xen_balloon_' trace"; }

create u "$(args)" 256 512
check_size u 256
check_equal "works of the driver have these names" \
	"$(guest u "grep -cE ' ($WORKS)\$' /proc/kallsyms")" 3
trace_begin
mem_set u 512
check_size u 512
check_compare "on its way: works and steps" "$(trace_end)" -gt 4
mem_set u 256
check_size u 256
sleep 60
trace_begin
sleep 60
check_equal "at its target for a minute: works and steps" "$(trace_end)" 0
