# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The kselftests pass in guests and in dom0, and have their known results with the stock driver.
# rig: limit=300
# case pv: tier=all
# case pvh: tier=all
# case hvm: image=hvm limit=400
# case hvm-kasan: kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1800 tier=all
# case dom0:
# case stock: kernel=driver+stock limit=600 tier=all

# The selftests are appended to the usual initramfs of guests.
selftest_initrd() {
	(cd / && find selftests | cpio -o -H newc | gzip) >/tmp/selftests.gz 2>/dev/null
	cat /boot/initrd /tmp/selftests.gz >/tmp/initrd
}

# check_program NAME PROGRAM STATUS: leaves the results in /tmp/taps of that domain
check_program() {
	in_domain "$1" "mkdir -p /tmp/taps; /selftests/$2 >/tmp/taps/$2.tap 2>&1"
	check_equal "$1: status of $2" $? "$3"
}

# Every test becomes a check. Output of a guest comes in pieces of a bounded size.
check_each() { # NAME
	local from=1 n line
	n=$(in_domain "$1" "wc -l </tmp/compared")
	: >/tmp/report
	while [ "$from" -le "$n" ]; do
		in_domain "$1" "sed -n '$from,$((from + 11))p' /tmp/compared | cut -c1-140" >>/tmp/report
		from=$((from + 12))
	done
	while read -r line; do
		case $line in
		"ok "*) check_passed "$1: ${line#ok * - }" ;;
		"not ok "*) check_failed "$1: ${line#not ok * - }" ;;
		"# "*) note "${line#\# }" ;;
		1..*) plan=${line#1..} ;;
		*) check_failed "$1: a line of the comparison" "$line" ;;
		esac
	done </tmp/report
}

# check_selftests NAME TABLE REGRESSIONS: REGRESSIONS is the status of the program of that name
check_selftests() {
	local before plan=none
	check_program "$1" attributes 0
	check_program "$1" inputs 0
	check_program "$1" moves 0
	check_program "$1" regressions "$3"
	in_domain "$1" "cd /tmp/taps && awk -f /selftests/expectations/compare /selftests/expectations/$2 \
		attributes.tap inputs.tap moves.tap regressions.tap >/tmp/compared"
	check_equal "$1: all is as the table says" $? 0
	before=$TESTS
	check_each "$1"
	check_equal "$1: tests" $((TESTS - before)) "$plan"
	check_compare "$1: tests" $((TESTS - before)) -gt 200
}

# in_guest TYPE TABLE REGRESSIONS
check_in_guest() {
	selftest_initrd
	RAMDISK=/tmp/initrd create "$1" "$1" 256 384
	found=$(attributes_of "$1")
	check_selftests "$@"
	check_equal "$1: everything is as it was found" "$(attributes_of "$1")" "$found"
	alive "$1" || check_failed "$1: the guest has survived"
}

attributes_of() { # NAME
	in_domain "$1" "cd $XENMEM && grep . target* m*_kb max_* scrub_pages info/current_kb 2>/dev/null"
}

case $(arg case) in
dom0)
	found=$(attributes_of dom0)
	check_selftests dom0 xen-balloon 0
	check_equal "dom0: everything is as it was found" "$(attributes_of dom0)" "$found"
	;;
stock)
	check_in_guest pv stock-6.12 1
	xl destroy pv
	check_in_guest pvh stock-6.12 1
	;;
*) check_in_guest "$(arg case | sed s/-kasan//)" xen-balloon 0 ;;
esac
