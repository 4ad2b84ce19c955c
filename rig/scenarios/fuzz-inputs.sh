# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A running guest gets arbitrary text in all that it reads from Xenstore and sysfs, and boots with any E820: nothing is lost.
# rig: mem=3072 limit=1500 kernel=driver+debug
# case pv: args=pv/1/40 tier=all
# case pvh: args=pvh/2/40 tier=all
# case hvm: args=hvm/3/40 image=hvm tier=all
# case maps: args=maps/4/12 tier=all

. ./memory-map.sh
. ./random.sh

# args=TYPE/SEED/ROUNDS
IFS=/ read -r TYPE state ROUNDS <<-END
	$(args)
END
note "seed $state"

# Values to write: numbers at each limit, sizes that the guest can have, and text that is no number.
pick_junk() {
	draw 3
	case $R in
	0) pick 0 1 -1 3 4 1024 2147483648 4294967295 4294967296 9007199254740993 18446744073709551615 18446744073709551616 ;;
	1)
		draw 1200
		W=$((R * 1024))
		;;
	2) pick "" " " x 12x 0x10000 +5 "1 2" 1e6 512m "$(printf 'a\tb')" "$(printf '%0300d' 7)" ;;
	esac
}

# ---- Xenstore ----

KEYS="memory/target memory/static-max memory/videoram control/feature-balloon-vnode memory/vnode0/target-balloon-size
memory/vnode0/static-max memory/vnode1/target-balloon-size memory/vnode99/static-max memory/vnode memory/vnode0 data/balloon/reason"
KEPT="memory/target memory/static-max memory/videoram"
keep_keys() {
	for key in $KEPT; do
		xenstore-read "$(domain_path u)/$key" >"/tmp/kept-$(basename $key)" 2>/dev/null || rm -f "/tmp/kept-$(basename $key)"
	done
}
write_key() {
	# shellcheck disable=SC2086 # words
	pick $KEYS
	key=$W
	draw 5
	if [ "$R" = 0 ]; then
		xenstore-rm "$(domain_path u)/$key" 2>/dev/null
		note "$key is removed"
	else
		pick_junk
		xenstore-write "$(domain_path u)/$key" "$W"
		note "$key '$W'"
	fi
}
restore_keys() {
	for key in control/feature-balloon-vnode memory/vnode memory/vnode0 memory/vnode1 memory/vnode99; do
		xenstore-rm "$(domain_path u)/$key" 2>/dev/null
	done
	for key in $KEPT; do
		if [ -e "/tmp/kept-$(basename $key)" ]; then
			xenstore-write "$(domain_path u)/$key" "$(cat "/tmp/kept-$(basename $key)")"
		else
			xenstore-rm "$(domain_path u)/$key" 2>/dev/null
		fi
	done
}

# ---- sysfs and sysctl ----

keep_files() {
	guest u "rm -rf /tmp/kept; mkdir /tmp/kept; for f in \$(find $XENMEM/ -type f -perm -200 -name '[!u]*' | grep -v power/) \
		/sys/module/xen_balloon/parameters/oom_reserve /proc/sys/xen/balloon/hotplug_unpopulated; do
		[ -w \$f ] && cat \$f >/tmp/kept/\$(echo \$f | tr / :); done; rm -f /tmp/kept/*:target*; true"
	FILES="$(guest u "ls /tmp/kept" | tr ':' '/') $XENMEM/target $XENMEM/target_kb"
}
write_file() {
	# shellcheck disable=SC2086 # words
	pick $FILES
	file=$W
	pick_junk
	note "$file '$W': $(guest u "echo '$W' >$file && echo taken" 2>&1 | grep -o 'taken\|write error.*' | tail -n 1)"
}
restore_files() { guest u "cd /tmp/kept && for f in *; do cat \$f >\$(echo \$f | tr : /); done 2>/dev/null; true"; }

check_settled() { # ROUND
	restore_keys
	restore_files
	mem_set u 384
	check_size u 384 120
	check_equal "round $1: it goes by memory/target" "$(xenstore-read "$(domain_path u)/data/balloon/interface" 2>/dev/null || echo target)" target
	check_equal "round $1: no process was killed" "$(vmstat u oom_kill)" 0
}

check_guest() {
	create u "$TYPE" 384 1024
	check_size u 384
	keep_keys
	keep_files
	check_compare "files that can be written" "$(echo "$FILES" | wc -w)" -ge 8
	for round in $(seq "$ROUNDS"); do
		draw 2
		if [ "$R" = 0 ]; then write_key; else write_file; fi
		check_equal "round $round: it lives" "$(guest u "echo yes")" yes
		[ $((round % 8)) != 0 ] || check_settled "$round"
	done
	check_no_leaks u
}

# ---- E820 ----

# An E820 with RAM where a kernel is loaded, and 1100 MiB of RAM in all, in pieces with entries of any type between and over
# them. Those over RAM are not aligned to pages.
draw_map() {
	MAP="0-64M:1"
	at=64 ram=64
	while [ $ram -lt 1100 ]; do
		draw 300
		size=$((R + 1))
		draw 40
		gap=$R
		pick 2 3 4 5
		[ $gap = 0 ] || MAP="$MAP ${at}M-$((at + gap))M:$W"
		at=$((at + gap))
		# Below 4 GiB and above it.
		[ $at -lt 3000 ] || at=4096
		MAP="$MAP ${at}M-$((at + size))M:1"
		draw 3
		if [ "$R" = 0 ]; then
			draw $size
			from=$(((at + R) * 1048576))
			draw 20000
			length=$R
			pick 2 3 4 5
			MAP="$MAP $((from + length))-$((from + 2 * length + 1)):$W"
		fi
		at=$((at + size)) ram=$((ram + size))
	done
}
check_maps() {
	for round in $(seq "$ROUNDS"); do
		draw_map
		note "map $round: $MAP"
		pick 256 384 512
		size=$W
		E820=$MAP create u pv "$size" 1024
		check_equal "map $round: no memory is lost" "$(current_kb u)" $((size * 1024))
		check_memory_plan u
		mem_set u 1000
		check_size u 1000
		mem_set u 200
		check_size u 200
		check_equal "map $round: Xen counts as much" "$(xen_kb u)" "$(current_kb u)"
		xl destroy u
	done
}

if [ "$TYPE" = maps ]; then check_maps; else check_guest; fi
