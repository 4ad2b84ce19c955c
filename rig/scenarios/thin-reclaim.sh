# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# With hardly any memory left, reclaim keeps a guest that has grown alive as long as one that was started at its size. The
# watermarks of the former have been computed again, as after any write to vm.min_free_kbytes.
# rig: mem=2560 limit=1500 tier=all
# case pv: args=pv
# case pvh: args=pvh

# A tmpfs, which cannot be reclaimed, leaves less and less, while processes read the names of all files in /sys and /proc: their
# inodes and dentries are what can be. Below some level the kernel kills processes, and panics when none is left to kill.
# Watermarks are not boosted: mm adds 4 to 5 MiB to those of a zone whose first unmovable pages come late, as in one that
# growth has opened.

TYPE=$(args)
LEVELS="14336 12288 10240 9216 8192 7168 6144 5120 4096 3072"
expect_panic "System is deadlocked on memory"

zones() { guest "$1" "awk '/^Node/ { z = \$4 } \$1 == \"min\" { min = \$2 } \$1 == \"managed\" && \$2 { print z, min, \$2 }' /proc/zoneinfo" | tr '\n' ';'; }

# fill NAME KIB: until that much is free, lists of the CPUs included
fill() {
	guest "$1" "echo 3 >/proc/sys/vm/drop_caches; n=0
		free() { awk '\$1 == \"nr_free_pages\" || \$1 == \"count:\" { n += \$2 * 4 } END { print n }' /proc/zoneinfo; }
		while f=\$(free) && [ \$f -gt $2 ] && [ \$n -lt 60 ]; do
			dd if=/dev/zero bs=16k count=\$(((f - $2) / 16 * 9 / 10 + 1)) 2>/dev/null >>/tmp/files/f
			n=\$((n + 1))
		done; echo \$f"
}

# lives_at NAME KIB: whether it answers, and no process was killed
lives_at() {
	local left status
	left=$(fill "$1" "$2")
	guest "$1" "timeout 80 sh -c 'find /sys /proc -maxdepth 7; find /sys /proc -maxdepth 7' >/dev/null 2>&1"
	status=$?
	note "$1: $left KiB left: status $status, killed $(vmstat "$1" oom_kill), stalls $(vmstat "$1" allocstall_normal)"
	alive "$1" && [ "$(vmstat "$1" oom_kill)" = 0 ]
}

# lowest_level NAME: sets LOWEST, in KiB
lowest_level() {
	local level
	# More than it ever has, if it does not live with the first.
	LOWEST=1000000
	note "$1: zone, min, managed: $(zones "$1")"
	guest "$1" "echo 0 >/proc/sys/vm/watermark_boost_factor; mkdir -p /tmp/files; mount -t tmpfs -o size=2000m tmpfs /tmp/files"
	for level in $LEVELS; do
		lives_at "$1" "$level" || break
		LOWEST=$level
	done
	note "$1: lives with $LOWEST KiB left"
	xl destroy "$1" 2>/dev/null
}

create plain "$TYPE" 640 640
lowest_level plain
wanted=$LOWEST

create grown "$TYPE" 512 512
mem_max grown 640
mem_set grown 640
check_size grown 640
guest grown "cat /proc/sys/vm/min_free_kbytes >/tmp/m; cat /tmp/m >/proc/sys/vm/min_free_kbytes"
lowest_level grown
# Growth has opened a second zone, with watermarks of its own; levels are 1 MiB apart.
check_compare "it lives with so many KiB left" "$LOWEST" -le $((wanted + 1024))
