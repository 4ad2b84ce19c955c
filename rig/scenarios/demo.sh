# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What "make run" shows: a PV guest, a PVH guest and dom0 go up and down.
# rig: mem=2560 dom0_mem=512M limit=600

# Every change of any domain's size, for the plot.
domstat -f 50 | sed 's/^/POINT /' >&3 &

# move WHO MIB HOW: says what is to happen, does it, and says how it goes
move() {
	local who=$1 mib=$2 how=$3 want from start last
	want=$((mib * 1024 - $(offset_kb "$who")))
	from=$(current_kb "$who")
	start=$(now)
	result "MOVE $who $from $want $how"
	case $how in
	mem-set) mem_set "$who" "$mib" ;;
	target_kb) in_domain "$who" "echo $want > $XENMEM/target_kb" ;;
	esac || not_ok "$who: $how was refused"
	end=$(($(now | cut -d. -f1) + 40))
	while :; do
		last=$(current_kb "$who")
		result "AT $who $last $want $(now)"
		[ "$last" != $want ] || break
		[ "$(now | cut -d. -f1)" -lt $end ] || break
		sleep 0.2
	done
	result "DONE $who $from $last $want $start $(now)"
	is "$who goes from $((from / 1024)) to $mib MiB by $how" "$last" "$want"
}

create pv pv 256 1024
result "DOMAIN $ID_pv pv"
move pv 1024 mem-set
move pv 256 target_kb
xl destroy pv

create pvh pvh 256 1024
result "DOMAIN $ID_pvh pvh"
until_true 60 settled pvh $((262144 - $(offset_kb pvh)))
move pvh 1024 mem-set
move pvh 256 target_kb
xl destroy pvh

move dom0 1024 mem-set
move dom0 512 target_kb
