# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# However large its maxmem, a guest boots as it would without it, grows as far as it may, and comes back.
# rig: dom0_mem=768M kernel=driver+driver+stock xen=bootscrub=0;dom0_max_vcpus=1 smp=2 limit=900
# case pv-96: args=pv:96:4096:4096 mem=6144 tier=all
# case pv-128: args=pv:128:16384:1152 mem=3072 only=named
# case pvh-128: args=pvh:128:16384:1152 mem=3072 only=named
# case pv-128-unfilled: args=pv:128:409600:1152 mem=3072 guest=memory_hotplug.memmap_on_memory=force only=named
# case pvh-96: args=pvh:96:4096:4096 mem=6144 only=named
# case hvm-96: args=hvm:96:4096:4096 mem=6144 image=hvm tier=all
# case pvh-96-own: args=pvh:96:4096:4096:own mem=6144 guest=memory_hotplug.memmap_on_memory=force tier=all
# case pvh-128-unfilled: args=pvh:128:65536:1152 mem=3072 tier=all

# args=TYPE:MEMORY:MAXMEM:SIZE[:own], sizes in MiB: the guest grows to SIZE; with "own", memory blocks hold their own memmap
IFS=: read -r TYPE MEMORY MOST GROW OWN <<-END
	$(args)
END

# Free memory without what varies by chance: MemFree leaves out the pages on the lists of the CPUs, which are just as free, 4
# to 8 MiB after boot; and with the same maxmem boot leaves behind 40 to 100 idle kworkers, each with its stack.
free_kb() {
	guest "$1" "awk '\$1 == \"nr_free_pages\" || \$1 == \"count:\" { kb += \$2 * 4 }
		\$1 == \"KernelStack:\" { kb += \$2 } END { print kb }' /proc/zoneinfo /proc/meminfo"
}

# boots NAME MAXMEM: sets UP_MS, TOTAL_KB, FREE_KB and MEMFREE_KB
boots() {
	local line
	PAUSED=1 start "$1" "$TYPE" "$MEMORY" "$2"
	line=$(move boot "$(id_of "$1")" 256 300)
	is_up "$1" || rig_error "the guest $1 does not come up: $line"
	UP_MS=$(echo "$line" | sed 's/up_ms=\([0-9]*\).*/\1/')
	TOTAL_KB=$(memtotal_kb "$1")
	FREE_KB=$(free_kb "$1")
	MEMFREE_KB=$(meminfo_kb "$1" MemFree)
}

# within_3_percent NAME GOT WANTED
check_within_3_percent() { check_compare "$1: $2, and $3 with maxmem=$without" $((($2 - $3) * 100)) -le $(($3 * 3)); }
check_3_percent_less() { check_compare "$1: $2, and $3 with maxmem=$MEMORY" $((($3 - lone_kb - $2) * 100)) -le $(($3 * 3)); }
# HVM: the initrd and the firmware have data at the end of RAM, in two sections of 128 MiB, which need a memmap each.
lone_kb=0
[ "$TYPE" != hvm ] || lone_kb=$((2 * 2048))

# The first guest on a freshly booted host is slower than later ones.
boots warm "$MEMORY"
xl destroy warm
boots plain "$MEMORY"
up_ms=$UP_MS total=$TOTAL_KB plain_free=$FREE_KB
xl destroy plain
without=$MEMORY
if [ "$TYPE" = hvm ]; then
	# Xen populates on demand as soon as maxmem is above memory, which costs 6 percent whatever maxmem is.
	without=$((MEMORY + 16))
	boots near $without
	up_ms=$UP_MS
	xl destroy near
fi

boots u "$MOST"
check_within_3_percent "ms to user space" "$UP_MS" "$up_ms"
free=$MEMFREE_KB
check_3_percent_less "MemTotal in KiB" "$TOTAL_KB" "$total"
check_3_percent_less "free memory in KiB" "$FREE_KB" "$plain_free"
record_value "boot" "$UP_MS/$TOTAL_KB/$FREE_KB plain $up_ms/$total/$plain_free"
check_size u "$MEMORY"

at_boot=$(memory_blocks u)
total_kb=$(memtotal_kb u)
# A process that needs memory all the time, on the way up and down.
guest u "hog 24 256 100000 >/dev/null 2>&1 & echo \$! >/tmp/hog"
start=$(now)
mem_set u "$GROW"
check_size u "$GROW" 300
if [ "$OWN" ]; then
	# A pageblock of 4 MiB in each block.
	check_equal "KiB of the new memory that hold its memmap" \
		$((GROW * 1024 - $(memtotal_kb u) - (MEMORY * 1024 - total_kb))) \
		$((($(memory_blocks u) - at_boot) * 4096))
fi
record_value "grow" "$start $(now) $(memtotal_kb u)/$(free_kb u)"
check_equal "no process was killed for it" "$(vmstat u oom_kill)" 0

start=$(now)
mem_set u "$MEMORY"
if [ "$TYPE" = pv ]; then
	# A PV domain cannot give back its memmap and page tables: 80 bytes per 4 KiB, 1/51.
	cost=$(((GROW - MEMORY) * 1024 / 50))
	# A guest that waits for memory of its own is asked again some seconds later, which the hog may need at that moment.
	came_back() { [ "$(current_kb u)" -le $((MEMORY * 1024 + cost)) ]; }
	wait_until 120 came_back
	check_compare "it comes back to $MEMORY MiB, but for the memmap" "$(current_kb u)" -le $((MEMORY * 1024 + cost))
else
	# A block that holds its own memmap returns that memory to Xen when it goes, and as much is populated again at once.
	returned() { [ "$(xen_mib u)" = "$(listed_mib u "$MEMORY")" ]; }
	wait_for_size u "$MEMORY" 300 && wait_until 20 returned || check_failed "it comes back to $MEMORY MiB" "$(current_kb u)"
	# The blocks on either side of the hole below 4 GiB stay: otherwise compaction would read a memmap that the hole does
	# not have.
	held_kb=4096
	[ -z "$OWN" ] || held_kb=8192
	shrunk() { [ "$(meminfo_kb u MemFree)" -ge $((free - 5120 - held_kb)) ]; }
	guest u "kill \$(cat /tmp/hog)" || check_failed "the hog lives" ""
	wait_until 30 shrunk
	check_compare "MemFree is within 5 MiB of a guest that never grew, but for two memory blocks" \
		"$(meminfo_kb u MemFree)" -ge $((free - 5120 - held_kb))
	note "$(memory_blocks u) memory blocks, $at_boot at boot, $(guest u "sed -n '/^shr/p' /sys/kernel/debug/xen-balloon/stats" | tr '\n' ' ')"
fi
record_value "return" "$start $(now) $(memtotal_kb u)/$(free_kb u) at $(current_kb u)"
check_equal "no process was killed for that" "$(vmstat u oom_kill)" 0
if [ "$TYPE" != pv ]; then
	mem_set u "$GROW"
	check_size u "$GROW" 300
fi
