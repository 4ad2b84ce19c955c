# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Every form of xen_initial_balloon= gives a balloon of that size at boot, and the guest can still go to maxmem later.
# rig: mem=4096 limit=200 xen=bootscrub=0
# case default:
# case none: tier=all
# case all: tier=all
# case size: only=named
# case times: only=named
# case malformed:
# case hvm-odd: image=hvm

. ./memory-map.sh

log() { guest "$1" "dmesg | grep -F '$2' | head -n 1 | cut -d']' -f2-"; }

# check_balloon NAME CMDLINE KIB: the initial balloon of a guest with memory=256 maxmem=2048
check_balloon() {
	CMDLINE=$2 create "$1" pv 256 2048
	check_equal "$2: KiB in the initial balloon" "$(attribute "$1" info/low_kb)" "$3"
	check_memory_plan "$1"
	case $(log "$1" 'initial balloon:') in
	*"initial balloon: $3 KiB, and $((1792 * 1024 - $3)) KiB left to growth"*)
		check_passed "$2: the log says how much, and how much is left" ;;
	*) check_failed "$2: the log says how much, and how much is left" "$(log "$1" 'initial balloon:')" ;;
	esac
}

# 1/64 of 256 MiB is enough for 204 MiB, at 80 bytes a page; rounded down to the start of a memory section of 128 MiB.
auto=$((128 * 1024))

# check_everything NAME: the guest goes up to maxmem, and back
check_everything() {
	mem_set "$1" 2048
	check_size "$1" 2048
	mem_set "$1" 256
	check_size "$1" 256
}

case $(arg case) in
default)
	check_balloon u '' $auto
	check_everything u
	;;
none)
	check_balloon u xen_initial_balloon=0 0
	check_everything u
	;;
all)
	check_balloon u xen_initial_balloon=all $((1792 * 1024))
	check_everything u
	;;
size)
	# No memory section begins or ends there.
	check_balloon u xen_initial_balloon=5000k 5000
	check_everything u
	;;
times)
	check_balloon u xen_initial_balloon=2x $((512 * 1024))
	xl destroy u
	check_balloon auto xen_initial_balloon=auto $auto
	;;
hvm-odd)
	# A superpage less a page, and a page. A driver that rounds takes as much of the superpage behind what it releases:
	# there lies the initrd, which the boot loader has put at the end of RAM.
	for kib in 2044 4; do
		CMDLINE=xen_initial_balloon=${kib}k create u hvm 256 2048
		check_equal "$kib KiB: the initial balloon" "$(log u 'initial balloon:')" \
			" xen: initial balloon: $kib KiB, and $((1792 * 1024 - kib)) KiB left to growth (xen_initial_balloon=${kib}k); memmap and page tables for it take $((kib / 64)) KiB"
		check_everything u
		xl destroy u
	done
	;;
malformed)
	check_balloon u xen_initial_balloon=3.5x $auto
	case $(log u 'xen_initial_balloon=3.5x is') in
	*'using auto.'*) check_passed "the log says that it is wrong" ;;
	*) check_failed "the log says that it is wrong" "$(log u xen_initial)" ;;
	esac
	;;
esac
