# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The demo of "make run": a PV guest, a PVH guest and dom0 go up and down.
# rig: mem=2560 dom0_mem=512M limit=600

# Every change of any domain's size, for the plot.
domstat -f 50 | sed 's/^/POINT /' >&3 &

# check_demo_move WHO MIB HOW: announces a move, makes it, and reports its progress
check_demo_move() {
	local who=$1 mib=$2 how=$3 want from start last
	want=$((mib * 1024 - $(offset_kb "$who")))
	from=$(current_kb "$who")
	start=$(now)
	send_line "MOVE $who $from $want $how"
	case $how in
	mem-set) mem_set "$who" "$mib" ;;
	target_kb) in_domain "$who" "echo $want > $XENMEM/target_kb" ;;
	esac || check_failed "$who: $how was refused"
	end=$(($(now | cut -d. -f1) + 40))
	while :; do
		last=$(current_kb "$who")
		send_line "AT $who $last $want $(now)"
		[ "$last" != $want ] || break
		[ "$(now | cut -d. -f1)" -lt $end ] || break
		sleep 0.2
	done
	send_line "DONE $who $from $last $want $start $(now)"
	check_equal "$who goes from $((from / 1024)) to $mib MiB by $how" "$last" "$want"
}

create pv pv 256 1024
send_line "DOMAIN $ID_pv pv"
check_demo_move pv 1024 mem-set
check_demo_move pv 256 target_kb
xl destroy pv

create pvh pvh 256 1024
send_line "DOMAIN $ID_pvh pvh"
wait_until 60 is_at_kb pvh $((262144 - $(offset_kb pvh)))
check_demo_move pvh 1024 mem-set
check_demo_move pvh 256 target_kb
xl destroy pvh

check_demo_move dom0 1024 mem-set
check_demo_move dom0 512 target_kb
