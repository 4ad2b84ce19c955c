# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with two CPUs is out of memory when its target rises: the worker and the OOM notifier populate superpages at the
# same time, and neither undoes what the other does. PV: they once recorded page tables in the same place.
# rig: mem=3072 smp=2 limit=600
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
relief_pages() { guest u "sed -n 's/^relief_pages //p' $STATS"; }
gets_relief() { [ "$(relief_pages)" -gt $((before + 4096)) ]; }
no_hog() { guest u "! pidof hog >/dev/null"; }

# Memory past the initial balloon would have to be hot-added first, which takes memory.
export CMDLINE=xen_initial_balloon=all
create u "$(args)" 256 1536 'vcpus=2' 'cpus="all"'
check_size u 256
guest u "echo 4096M >/sys/module/xen_balloon/parameters/oom_reserve; echo 0 >$STATS"
for i in $(seq 5); do
	before=$(relief_pages)
	mem_max u 1536
	# Pages are written to all the time: one that is not mapped would kill the guest.
	guest u "for n in 1 2 3; do hog 420 1024 12 >/dev/null 2>&1 & done"
	wait_until 30 gets_relief || check_failed "round $i: it gets memory as it is out of it" "$(current_kb u) $(state_and_reason u)"
	mem_set u 1536
	wait_for_size u 1536 60 || check_failed "round $i: up" "$(xen_kb u) $(state_and_reason u)"
	wait_until 60 no_hog
	mem_set u 256
	wait_for_size u 256 90 || check_failed "round $i: down" "$(xen_kb u) $(state_and_reason u)"
done
note "relief: $(relief_pages) pages"
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
mem_set u 1536
check_size u 1536
check_equal "memory can be written to" "$(guest u "hog 1200 1024 10 2>&1 | cut -d' ' -f2")" pages
mem_set u 256
check_size u 256
