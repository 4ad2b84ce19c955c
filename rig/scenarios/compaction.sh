# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory is compacted by hand without a pause while memory blocks on both sides of the hole below 4 GiB are removed.
# rig: mem=6144 limit=600 guest=xen_initial_balloon=0
# case pvh: args=pvh/2/2048/1 tier=all
# case pv: args=pv/2/2048/2 tier=all
# case hvm: args=hvm/2/2048/2 image=hvm tier=all
# case pvh-4352: args=pvh/2/4352/2//2 guest=memhp_default_state=online_movable;xen_initial_balloon=0 limit=1800 tier=all
# case pvh-long: args=pvh/5/2048/2//2 guest=memhp_default_state=online_movable;xen_initial_balloon=0 limit=1800 tier=all
# case pvh-hard: args=pvh/1/1280/2/2 limit=3600 tier=all
# case pvh-hours: args=pvh/40/2048/2/4 smp=4 limit=18000 only=named

# Compaction uses the end of a zone as it was before blocks were removed. A driver that does not wait for it frees the memmap
# that it reads: a page fault in pageblock_skip_persistent(), after 27 s.

# args=TYPE/ROUNDS/MIB/LOOPS[/CPUS[/LEFT]]. With CPUS the guest has that many, a process fragments its memory, and hugetlb
# pages are requested, if there are any. The emulator interrupts a guest that has interrupts off (verdict EMULATOR): one with
# four CPUs after two minutes, and sooner if these are not all on one of the machine. One block on each side of the hole
# stays, and LEFT are those that may: one more, if slabs can come to lie on hot-added memory. With many blocks, or in many
# rounds, they lie on any number of them by chance, so that there memory is online as movable, with no slabs.
IFS=/ read -r TYPE ROUNDS HIGH LOOPS CPUS LEFT <<-END
	$(args)
END
LEFT=${LEFT:-3}

compact() { guest u "rm -f /tmp/stop; for i in \$(seq $LOOPS); do (while [ ! -e /tmp/stop ]; do echo 1 >/proc/sys/vm/compact_memory; done) >/dev/null 2>&1 </dev/null & done"; }
stands() { note "round $round: $(current_kb u) KiB, target $(target_kb u), $(state_and_reason u), $(memory_blocks u) memory blocks"; }
few_blocks() { [ "$(memory_blocks u)" -le $((at_boot + LEFT)) ]; }

# A page that compaction holds at the last attempt looks like one that cannot be migrated: its block stays until the next
# move.
go_on_without() {
	guest u "touch /tmp/stop"
	mem_set u 288
	wait_for_size u 288 30 && mem_set u 256 && wait_for_size u 256 30 && wait_until 240 few_blocks && return
	stands
	note_memory_kinds u
	return 1
}

# Single pages are allocated and freed all over the memory, and huge ones are requested.
check_fragmenting() {
	guest u "hog 48 4 1000000 >/dev/null 2>&1 & echo 4 2>/dev/null >/proc/sys/vm/nr_hugepages; true"
	check_equal "a process fragments memory" "$(guest u "pidof hog >/dev/null && echo yes")" yes
}

create u "$TYPE" 256 "$HIGH" "vcpus=${CPUS:-2}"
check_size u 256
[ -z "$CPUS" ] || check_fragmenting
at_boot=$(memory_blocks u)
removed=0
for round in $(seq "$ROUNDS"); do
	mem_set u "$HIGH"
	wait_for_size u "$HIGH" 30 || { stands; break; }
	high=$(memory_blocks u)
	compact
	mem_set u 256
	wait_for_size u 256 120 || { stands; break; }
	# A PV guest keeps its memmap.
	if [ "$TYPE" != pv ]; then
		# A page may be in use at the wrong moment: its block stays for that round. Blocks that are needed again soon
		# stay twice as long the next time, up to 160 s in the fifth round.
		wait_until 240 few_blocks || { stands; [ -n "$CPUS" ] || go_on_without || break; }
	fi
	guest u "touch /tmp/stop"
	removed=$((removed + high - $(memory_blocks u)))
	note "round $round: of $high memory blocks $(memory_blocks u) are left, $at_boot were there at boot"
done
if alive u; then
	check_passed "the guest lives"
	check_size u 256
	if [ -n "$CPUS" ]; then
		check_compare "memory blocks go all the same" "$removed" -ge $((ROUNDS * 4))
		check_equal "no process was killed" "$(vmstat u oom_kill)" 0
	elif [ "$TYPE" != pv ]; then
		check_compare "its memory blocks are gone" "$(memory_blocks u)" -le $((at_boot + LEFT))
		check_compare "in each round" "$removed" -ge $((ROUNDS * (HIGH / 128 - at_boot - LEFT)))
	fi
	check_compare "memory was compacted meanwhile" "$(vmstat u compact_free_scanned)" -gt 0
else
	check_failed "the guest lives" "$(grep -h -m 2 -E 'BUG:|RIP: 0010' /var/log/xen/console/guest-u.log | tr '\n' ' ')"
fi
