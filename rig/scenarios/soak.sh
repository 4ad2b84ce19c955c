# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Soak test: dom0 and a guest of each type go to random sizes, while guests are saved, lose memory blocks, run short, and map
# pages of other domains, and Xen stops short. In the end nothing is lost. See rig/soak.
# rig: mem=4096 dom0_mem=1024M image=hvm kernel=driver+debug limit=6000 args=1:60

. ./saved.sh
. ./mappings.sh
. ./random.sh

GUESTS="p q h"
MEMORY=/sys/devices/system/memory
FAULT=/sys/kernel/debug/fail_xen_extents
state=$(args)
moves=${state#*:} state=${state%:*}
note "seed $state, $moves moves"

# pick_guest: sets G to a random guest
pick_guest() {
	# shellcheck disable=SC2086 # words
	pick $GUESTS
	G=$W
}

# The largest that the guest may have, in MiB.
max_mib() { echo $(($(xenstore-read "$(domain_path "$1")/memory/static-max") / 1024)); }

share() { eval "refs_$1=\$(share_from_guest $1)"; }

# ---- what can happen ----

move_guest() {
	pick_guest
	draw $(($(max_mib $G) - 160))
	note "$done_moves: $G to $((160 + R)) MiB"
	mem_set $G $((160 + R))
}
move_dom0() {
	draw 128
	note "$done_moves: dom0 to $((896 + R)) MiB"
	mem_set dom0 $((896 + R))
}
# A target of the guest's own, which Xen may not allow.
move_by_itself() {
	pick_guest
	draw 512
	note "$done_moves: $G takes itself to $((160 + R)) MiB"
	guest $G "echo $(((160 + R) * 1024 - $(offset_kb $G))) >$XENMEM/target_kb"
}
# All guests at once, each to many sizes one after the other; each goes back then.
wander() { # MOVES
	local g
	for g in $GUESTS; do
		draw 1000000
		move wander "$(id_of $g)" "$(eval "echo \$TYPE_$g")" $(($(expected_xen_minus_guest_kb $g) - $(offset_kb $g))) \
			$((176 << 10)) $((320 << 10)) $((48 << 10)) "$1" "$R" \
			>"/tmp/wander.$g" 2>&1 &
		eval "wander_$g=$!"
	done
	for g in $GUESTS; do
		eval "wait \$wander_$g" || note "$g does not come home in a minute"
		note "$done_moves: $g: $(cat "/tmp/wander.$g")"
	done
	small_moves=$((small_moves + 3 * $1))
}
change_maximum() {
	pick_guest
	draw 256
	note "$G may have $((512 + R)) MiB"
	xl mem-max $G $((512 + R)) >/tmp/memmax 2>&1
}
# An image takes memory of dom0, so only small guests are saved.
check_save() {
	pick_guest
	[ "$(xen_kb $G)" -lt $((240 << 10)) ] || return 0
	guest $G "killall mapuser hog 2>/dev/null; true"
	if xl save $G /tmp/saved >/tmp/save.log 2>&1; then
		note "$G is saved at $(current_kb dom0) KiB of dom0, and restored"
		restore_guest $G
	else
		check_equal "$G lives on when it is not saved" "$(guest $G "echo yes")" yes
		note "$G refuses to be saved: $(guest $G "dmesg | grep 'Suspend refused' | tail -n 1")"
		rm -f /tmp/saved
	fi
	share $G
}
put_block_offline() {
	pick_guest
	draw 64
	note "$G: $(guest $G "cd $MEMORY && set -- memory[0-9]* && shift \$(($R % \$#))
		timeout 5 sh -c \"echo offline >\$1/state\" 2>/dev/null && echo \$1 offline || echo \$1 stays")"
}
put_all_online() {
	guest "$1" "for s in $MEMORY/memory*/state; do grep -q offline \$s && echo online >\$s; done 2>/dev/null; true"
}
start_hog() {
	pick_guest
	note "$G: a hog"
	guest $G "killall hog 2>/dev/null; hog 48 1024 4 >/dev/null 2>&1 &"
}
check_map_pages() {
	pick_guest
	eval "refs=\$refs_$G"
	check_map_in_dom0 $G "somewhere"
}
stop_short() {
	pick_guest
	draw 90
	note "$G: Xen stops short, $R %"
	guest $G "echo 0 >$FAULT/verbose; echo 100000 >$FAULT/times; echo $R >$FAULT/probability"
}

# ---- and what holds after it ----

check_settled() {
	for G in $GUESTS; do
		guest $G "killall hog 2>/dev/null; echo 0 >$FAULT/probability"
		put_all_online $G
		mem_set $G 256
	done
	mem_set dom0 1024
	for G in $GUESTS dom0; do
		size=256
		[ $G != dom0 ] || size=1024
		wait_for_size $G $size 180 ||
			check_failed "$done_moves: $G comes to $size MiB" "$(state_and_reason $G), current $(current_kb $G), by Xen $(xen_kb $G)"
		check_equal "$done_moves: $G: Xen counts more by the usual constant" "$(xen_minus_guest_kb $G)" \
			"$(expected_xen_minus_guest_kb $G)"
	done
	# Nothing disturbs them now.
	wander 10
	for G in $GUESTS; do
		check_equal "$done_moves: $G: each move arrives" "$(sed 's/.*waited=\([0-9]*\) .*/\1/' "/tmp/wander.$G")" \
			"$(sed 's/.*arrived=//' "/tmp/wander.$G")"
	done
	# And when there is nothing to do for ten minutes, nothing changes.
	before=$(domstat)
	sleep 600
	check_equal "$done_moves: all domains are as they were" "$(domstat)" "$before"
}

create p pv 256 512
create q pvh 256 512
create h hvm 256 512
for G in $GUESTS; do
	check_size $G 256
	share $G
done
began=$(now | cut -d. -f1) done_moves=0 small_moves=0 since=0
while [ $done_moves -lt "$moves" ]; do
	done_moves=$((done_moves + 1)) since=$((since + 1))
	draw 16
	case $R in
	0 | 1) move_dom0 ;;
	2) move_by_itself ;;
	*) move_guest ;;
	esac
	draw 24
	case $R in
	0 | 1) change_maximum ;;
	2 | 3) check_save ;;
	4 | 5) put_block_offline ;;
	6) start_hog ;;
	7 | 8) check_map_pages ;;
	9) stop_short ;;
	esac
	# Some moves are cut short by the next, others come to their end.
	draw 4
	sleep $((R * R))
	[ $R = 0 ] || wander 10
	if [ $since -ge 25 ]; then
		check_settled
		since=0
	fi
done
check_settled
for G in $GUESTS; do
	check_no_leaks $G
done
note "$done_moves moves, and $small_moves small ones, in $(($(now | cut -d. -f1) - began)) s of the machine's time"
