# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A target that cannot be reached costs nothing, and is reached when the obstacle is gone.
# rig: mem=2560 limit=400
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm tier=all
# case hvm-kasan: args=hvm:180 kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1800 tier=all

# TYPE[:MS]: milliseconds of CPU a minute that the wait may cost. With KASAN each instruction counts for three.
MOST_MS=$(args | cut -s -d: -f2)
MOST_MS=${MOST_MS:-60}

STATS=/sys/kernel/debug/xen-balloon/stats
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
waits_for() { in_state u "waiting/$1"; }

# For a minute: no more steps than the retry rule allows, 20 ms of the driver's own time, and 0.1 % of the CPU at most by
# Xen's clock. A free page that turns up meanwhile is a success, and resets the rule. How long Xen takes for it is not the
# driver's: for each hypercall of an HVM domain that releases memory, it waits for the device model.
check_costs_nothing() { # WHY
	wait_until 30 waits_for "$1" || check_failed "it waits: $1" "$(attribute u info/state) $(attribute u info/reason)"
	guest u "echo 0 > $STATS"
	before=$(domstat -c "$ID_u")
	sleep 60
	after=$(domstat -c "$ID_u")
	check_equal "$1: it still waits" "$(state_and_reason u)" "waiting/$1"
	# Each once: what is noted is what was judged.
	steps=$(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of idle_steps)))
	hypercalls=$(stat_of hypercalls) step_ns=$(stat_of step_ns) xen_ns=$(stat_of xen_ns) gave=$(stat_of inflated_pages)
	check_compare "$1: steps in a minute" "$steps" -le 20
	check_compare "$1: hypercalls in a minute" "$hypercalls" -le 40
	# Xen takes 41 us for each single page that a PVH or HVM domain releases.
	check_compare "$1: nanoseconds in steps in a minute, but for pages that it gave" \
		$((step_ns - 50000 * gave)) -le 60000000
	check_compare "$1: nanoseconds in steps in a minute, outside Xen" \
		$((step_ns - xen_ns)) -le 20000000
	note "$1: $steps steps took $step_ns ns, $xen_ns of them in Xen, and gave $gave pages;" \
		"the guest had $(((after - before) / 1000000)) ms of CPU in a minute, and $idle ms with its target reached"
	check_compare "$1: CPU beyond that of an idle guest" $(((after - before) / 1000000 - idle)) -le "$MOST_MS"
}

create u "$(args | cut -d: -f1)" 256 1024
check_size u 256
before=$(domstat -c "$ID_u")
sleep 60
idle=$((($(domstat -c "$ID_u") - before) / 1000000))

# The target is above what Xen permits.
xenstore-write "$(domain_path u)/memory/target" "$(wanted_kb u 1024)"
check_costs_nothing ceiling
# xl allows 1 MiB above the target.
check_compare "it is where Xen stops it, in MiB" "$(xen_mib u)" -le 257
mem_max u 1024
wait_for_size u 1024 33 || check_failed "it goes on when the limit is gone" "$(xen_kb u)"
check_size u 1024
mem_set u 256
check_size u 256

# Xen permits it, but has no memory: another guest, which never runs, has it all.
free=$(xl info free_memory)
cat >/tmp/filler.cfg <<-END
	name="filler"
	type="pv"
	kernel="/boot/vmlinuz"
	memory=$((free - 200))
	vcpus=1
END
xl create -p /tmp/filler.cfg >/tmp/filler.log 2>&1 || rig_error "xl create filler: $(tail -n 1 /tmp/filler.log)"
mem_set u 1024
check_costs_nothing xen-refused
check_compare "it has taken what there was, in MiB" "$(xen_mib u)" -gt 300
xl destroy filler
wait_for_size u 1024 33 || check_failed "it goes on when Xen has memory" "$(xen_kb u)"
check_size u 1024

# The guest needs its memory itself.
why=$(guest u "mount -o remount,size=1000m /tmp && dd if=/dev/zero of=/tmp/full bs=1M count=700") ||
	rig_error "the guest cannot fill its memory: $why"
mem_set u 256
check_costs_nothing guest-memory
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
guest u "rm /tmp/full"
wait_for_size u 256 33 || check_failed "it goes on when the guest has memory" "$(xen_kb u)"
check_size u 256
