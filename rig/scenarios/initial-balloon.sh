# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# xen_initial_balloon= in every form: so much is in the balloon at boot, and all can be had later.
# rig: mem=4096 limit=200 xen=bootscrub=0
# case default:
# case none: tier=all
# case all: tier=all
# case size: only=named
# case times: only=named
# case malformed:

. ./memory-map.sh

log() { guest "$1" "dmesg | grep -F '$2' | head -n 1 | cut -d']' -f2-"; }

# balloon NAME WORDS KIB: the initial balloon of a guest with memory=256 maxmem=2048
balloon() {
	WORDS=$2 create "$1" pv 256 2048
	is "$2: KiB in the initial balloon" "$(attribute "$1" info/low_kb)" "$3"
	as_planned "$1"
	case $(log "$1" 'initial balloon:') in
	*"initial balloon: $3 KiB, and $((1792 * 1024 - $3)) KiB left to growth"*)
		ok "$2: the log says how much, and how much is left" ;;
	*) not_ok "$2: the log says how much, and how much is left" "$(log "$1" 'initial balloon:')" ;;
	esac
}

# 1/64 of 256 MiB, at 80 bytes a page, is 204 MiB; less to where a memory section of 128 MiB starts.
auto=$((128 * 1024))

# everything NAME: all of maxmem can be had, and given back
everything() {
	mem_set "$1" 2048
	reaches "$1" 2048
	mem_set "$1" 256
	reaches "$1" 256
}

case $(arg case) in
default)
	balloon u '' $auto
	everything u
	;;
none)
	balloon u xen_initial_balloon=0 0
	everything u
	;;
all)
	balloon u xen_initial_balloon=all $((1792 * 1024))
	everything u
	;;
size)
	# No memory section begins or ends there.
	balloon u xen_initial_balloon=5000k 5000
	everything u
	;;
times)
	balloon u xen_initial_balloon=2x $((512 * 1024))
	xl destroy u
	balloon auto xen_initial_balloon=auto $auto
	;;
malformed)
	balloon u xen_initial_balloon=3.5x $auto
	case $(log u 'xen_initial_balloon=3.5x is') in
	*'using auto.'*) ok "the log says that it is wrong" ;;
	*) not_ok "the log says that it is wrong" "$(log u xen_initial)" ;;
	esac
	;;
esac
