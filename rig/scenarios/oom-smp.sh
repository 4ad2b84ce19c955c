# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest with two CPUs is out of memory while it moves up: the worker and the OOM notifier populate superpages at the
# same time, and neither undoes what the other does. PV: they once noted page tables in the same place.
# rig: mem=2560 smp=2 limit=600
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
relief_pages() { guest u "sed -n 's/^relief_pages //p' $STATS"; }

# Memory past the initial balloon would have to be hot-added first, which takes memory.
export CMDLINE=xen_initial_balloon=all
create u "$(args)" 256 1024 'vcpus=2' 'cpus="all"'
check_size u 256
guest u "echo 512M >/sys/module/xen_balloon/parameters/oom_reserve; echo 0 >$STATS"
together=0
for i in $(seq 12); do
	before=$(relief_pages)
	# Its memory is written to all the time, and what it has written is looked at: a page that is not there is its end.
	guest u "hog 700 1024 6 >/tmp/hog.$i 2>&1 &"
	xl mem-set u 1024
	guest u "wait; while killall -0 hog 2>/dev/null; do sleep 0.2; done; cat /tmp/hog.$i" >/tmp/hog
	note "$i: $(cut -d' ' -f2 /tmp/hog), relief of $(($(relief_pages) - before)) pages, at $(current_kb u) KiB"
	[ "$(relief_pages)" = "$before" ] || together=$((together + 1))
	wait_for_size u 1024 60 || check_failed "up, $i" "$(xen_kb u) $(state_and_reason u)"
	mem_set u 256
	wait_for_size u 256 90 || check_failed "down, $i" "$(xen_kb u) $(state_and_reason u)"
done
check_compare "moves up during which it got memory as it was out of it" $together -ge 3
check_equal "it is alive, and every page it has can be written to" "$(guest u "dd if=/dev/zero of=/dev/shm/x bs=1M count=64 2>&1 | grep -c '64+0 records out'; rm -f /dev/shm/x")" 1
check_size u 256
