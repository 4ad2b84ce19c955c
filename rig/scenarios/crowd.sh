# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# As many guests as args= says move at the same time: each arrives, and what that costs the host is noted, for each guest: CPU
# time of dom0, and writes to Xenstore. When they are there, nothing is written any more.
# rig: dom0_mem=1536M tier=all
# case 8: args=8 mem=3584 limit=900
# case 64: args=64 mem=12288 limit=4000

N=$(args)
seq_guests() { seq 1 "$N" | sed 's/^/g/'; }
dom0_ms() { echo $(($(domstat -c 0) / 1000000)); }

# set_all MIB: each gets its target, without the time that xl takes to start
set_all() {
	local g
	for g in $(seq_guests); do
		move to "$(id_of "$g")" pvh $(($1 * 1024)) "$(counted_kb "$g" $(($1 * 1024)))" 0 0 >/dev/null
	done
}
# check_move_all MIB: and arrives
check_move_all() {
	local g
	set_all "$1"
	for g in $(seq_guests); do
		domstat -w "$(id_of "$g")" "$(counted_kb "$g" $(($1 * 1024)))" 120 ||
			check_failed "$g arrives at $1 MiB" "$(state_and_reason "$g")"
	done
}
# check_costs WAY FROM TO, in MiB: notes what a move costs, less what telling the guests does
check_costs() {
	local dom0 told since
	dom0=$(dom0_ms)
	set_all "$2"
	told=$(($(dom0_ms) - dom0))
	dom0=$(dom0_ms) since=$(now | cut -d. -f1)
	check_move_all "$3"
	since=$(($(now | cut -d. -f1) - since))
	# Twice a second each of them reports.
	sleep 5
	note "$1: $N guests in $since s; dom0 $((($(dom0_ms) - dom0 - told) / N)) ms for each"
}
writes() { grep -c '/data/balloon/' /tmp/watched; }

for G in $(seq_guests); do
	start "$G" pvh 96 160
done
for G in $(seq_guests); do
	wait_until 900 is_up "$G" || rig_error "the guest $G does not come up"
done
note "$N guests are up"
check_move_all 96
check_costs up 96 160
check_costs down 160 96

xenstore-watch /local/domain >/tmp/watched 2>/dev/null &
watcher=$!
sleep 5
before=$(writes)
for mib in 160 96; do
	since=$(now | cut -d. -f1)
	check_move_all $mib
	since=$(($(now | cut -d. -f1) - since))
	sleep 5
	written=$((($(writes) - before) / N)) before=$(writes)
	# Two reports a second, of four nodes each; and one when it starts, one when it is there.
	check_compare "to $mib MiB in $since s: writes to Xenstore of each guest" $written -le $((8 * (since + 1) + 8))
done
sleep 30
check_equal "writes in the half minute after that" $(($(writes) - before)) 0
kill $watcher
for G in $(seq_guests); do
	in_state "$G" idle/none || check_failed "$G is at its target" "$(state_and_reason "$G")"
done
check_equal "guests that are at 96 MiB" "$(for G in $(seq_guests); do current_kb "$G"; done | sort -u | wc -l)" 1
