# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The RAM that early set-up has made of the E820. Read by scenarios.

# iomem NAME: the System RAM of a domain, "START END" per line, in hexadecimal
iomem() {
	in_domain "$1" "sed -n 's/^\([0-9a-f]*\)-\([0-9a-f]*\) : System RAM$/\1 \2/p' /proc/iomem"
}

iomem_kb() {
	local first last sum=0
	while read -r first last; do
		sum=$((sum + (0x$last + 1 - 0x$first) / 1024))
	done <<-END
		$(iomem "$1")
	END
	echo $sum
}

# Populated page frames that are not System RAM: page 0; in guests 0xa0000-0xfffff too.
unseen_kb() {
	case $1 in
	dom0) echo 4 ;;
	*) echo $((4 + 384)) ;;
	esac
}

# The machine's RAM by Xen's own log, "START END" per line.
machine_ram() {
	xl dmesg | sed -n 's/^(XEN)  \[\([0-9a-f]*\), \([0-9a-f]*\)\] (usable)$/\1 \2/p'
}

# outside_ram NAME: the System RAM of a domain that is not RAM of the machine. Below 1 MiB a guest has no devices and so no
# holes: for guests, only what lies above counts.
outside_ram() {
	machine_ram >/tmp/machine
	iomem "$1" | while read -r first last; do
		inside=0
		[ "$1" != dom0 ] && [ $((0x$last)) -lt 1048576 ] && continue
		while read -r from to; do
			[ $((0x$first)) -ge $((0x$from)) ] && [ $((0x$last)) -le $((0x$to)) ] && inside=1
		done </tmp/machine
		[ $inside = 1 ] || echo "$first-$last"
	done
}

# check_memory_plan NAME: System RAM is the domain's memory and the balloon, no more, no less
check_memory_plan() {
	check_equal "$1: System RAM is what it has and the balloon" "$(iomem_kb "$1")" \
		$(($(current_kb "$1") + $(attribute "$1" info/low_kb) - $(unseen_kb "$1")))
	check_equal "$1: Xen counts as much" "$(xen_kb "$1")" "$(current_kb "$1")"
}

# check_memtotal_not_below_stock NAME KB: compares MemTotal with the KB that another guest measured, or else another run
check_memtotal_not_below_stock() {
	if [ -z "$2" ] && [ -z "$(stock_value verdict)" ]; then
		check_skipped "$1: MemTotal is not below stock's" "one kernel only"
	elif [ -n "$2" ]; then
		check_compare "$1: MemTotal $(memtotal_kb "$1") is not below stock's $2" \
			"$(memtotal_kb "$1")" -ge "$2"
	else
		# Where stock dies, anything is better; but stock must have failed indeed.
		check_equal "$1: stock does not boot so" "$(stock_value verdict)" CRASH
	fi
}
