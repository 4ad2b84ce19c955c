# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The measurements of the benchmark, one line for the host each. Read by bench.sh.

STATS=/sys/kernel/debug/xen-balloon/stats
HOG_MIB=64

reset_stats() { guest "$1" "[ ! -e $STATS ] || echo 0 >$STATS" >/dev/null; }

# The driver's own figures as "drv_NAME=VALUE ..."; nothing from a kernel that has none.
stats() {
	guest "$1" "cat $STATS 2>/dev/null" | sed -n 's/^\([a-z][a-z_]*\)[: ]*\([0-9][0-9]*\)$/drv_\1=\2/p' | tr '\n' ' '
}

# go KERNEL MIB [POINTS]: one move, timed
go() {
	local kb=$(($2 * 1024))
	move to "$(id_of "$1")" "$TYPE" $kb "$(counted_kb "$1" $kb)" 0 300 $3
}

# timed KERNEL SIZE WAY ROUND MIB: a move with all that is known of it. A way up for which a memmap has to be made is growth:
# the first, and with this driver each after a quiet time, when the memmap was freed.
timed() {
	local line way=$3 blocks
	blocks=$(memory_blocks "$1")
	reset_stats "$1"
	# Let the guest become quiet again.
	sleep 1
	send_line BEGIN
	line=$(go "$1" "$5" /tmp/points)
	send_line END
	[ "$way" = down ] || [ "$(memory_blocks "$1")" = "$blocks" ] || way=growth
	bench "what=move kernel=$1 size=$2 dir=$way round=$4 $line $(stats "$1")"
	[ "$4" != 2 ] || sed "s/^/POINT $TYPE $1 $2 $way /" /tmp/points >&3
}

# quiet SIZE WAY MIB: a move of this driver that is not watched, by its own counters. This machine's time counts the instructions
# of all CPUs: those of "move" in dom0 are a tenth of a fast move. The guest has 2 s for each GiB, and a PVH guest 6 s on the way
# down: no more, so that it removes no memory blocks.
quiet() {
	local way=$2 kb=$(($3 * 1024)) seconds=2 line
	[ "$TYPE$way" != pvhdown ] || seconds=6
	reset_stats driver
	sleep 1
	move to "$(id_of driver)" "$TYPE" $kb "$(counted_kb driver $kb)" 0 0 >/dev/null
	sleep $(($1 * seconds / 1024 + 1))
	line=$(stats driver)
	case $line in
	*drv_grown_pages=0\ *) ;;
	*) way=growth ;;
	esac
	bench "what=quiet kernel=driver size=$1 dir=$way $line"
}

# traced KERNEL SIZE WHAT MIB: a move whose hypercalls are counted. Not timed: writing the trace
# takes instructions.
traced() {
	local line pid
	# The CPU of the guest; events of memory, of PV and of HVM.
	xentrace -D -c 0x2 -e 0x0038f000 -S 1024 -s 50 -T 600 /tmp/trace >/tmp/trace.log 2>&1 &
	pid=$!
	sleep 1
	line=$(go "$1" "$4")
	sleep 0.2
	kill $pid
	wait $pid
	bench "what=trace kernel=$1 size=$2 dir=$3 $line $(tracecount /tmp/trace 1)"
	rm -f /tmp/trace
}

# H_CR3 of the first virtual CPU of a guest, as Xen prints it on request.
h_cr3() {
	xl dmesg -c >/dev/null
	xl debug-keys v
	sleep 0.5
	xl dmesg | awk -v id="$(id_of "$1")" '
		/>>> Domain [0-9]+ <<</ { mine = 0; for (i = 1; i < NF; i++) if ($i == "Domain") mine = $(i + 1) == id }
		mine && match($0, /H_CR3 = [0-9a-fx]+/) { print substr($0, RSTART + 8, RLENGTH - 8); exit }'
}

# snap KERNEL WHEN: has the host count the guest's mappings. While everything waits for the host, the clock of this machine
# would run away: a loop keeps it busy.
snap() {
	local root spinner answer
	[ "$TYPE" = pvh ] || return 0
	root=$(h_cr3 "$1")
	[ -n "$root" ] || { note "no H_CR3 of $1"; return; }
	while :; do :; done &
	spinner=$!
	send_line "SNAP $1:$2 $root"
	read -r answer <$PORT
	kill $spinner
	wait $spinner 2>/dev/null
}

# Down and up while a process in the guest keeps taking memory and giving it back.
hogged() { # KERNEL SIZE BASE HIGH
	local line dir mib oom
	guest "$1" "hog $HOG_MIB 1024 100000 >/dev/null 2>/tmp/hog & echo \$! >/tmp/hog.pid"
	sleep 1
	for dir in down up; do
		note "$TYPE, $2 MiB: $1, $dir, with a hog"
		mib=$4
		[ $dir = up ] || mib=$3
		send_line BEGIN
		line=$(go "$1" "$mib")
		send_line END
		bench "what=hog kernel=$1 size=$2 dir=$dir $line"
	done
	oom=$(guest "$1" "dmesg | grep -ciE 'out of memory|oom-kill|invoked oom'")
	# It must still be there: otherwise it was killed.
	guest "$1" "kill \$(cat /tmp/hog.pid)" >/dev/null || oom=$((oom + 1))
	bench "what=oom kernel=$1 size=$2 oom=$oom"
}

# The bare hypercalls, from the guest with this driver: no driver can be faster. dom0 must not poll for the answer meanwhile,
# as this machine's time counts the instructions of all CPUs.
hypercall_cost_of() { # MIB
	local order batch line
	move max "$(id_of driver)" $((8192 * 1024))
	for order in 0 9; do
		case $TYPE$order in
		pv9) batch=4 ;;
		*0) batch=2048 ;;
		*) batch=16 ;;
		esac
		note "$TYPE: bare hypercalls, order $order"
		guest driver "{ sleep 2; hypercall_cost $TYPE $order $1 $batch >/tmp/cost; } >/dev/null 2>/tmp/cost.err &"
		sleep 60
		line=$(guest driver "cat /tmp/cost.err /tmp/cost")
		bench "what=hypercall_cost kernel=driver order=$order batch=$batch $line"
	done
}
