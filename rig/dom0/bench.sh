# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The measurements of "make bench" in one machine. Read by the scenarios bench-*.sh, which set the TYPE of the guests.
# Nothing is judged here: rig/bench-report does that.
#
# Two guests, one with the stock kernel and one with this driver, move in turn, each alone on the second CPU. Every line on
# the result port that begins with BENCH is one measurement, as NAME=VALUE. BEGIN and END enclose each that is timed.

. ./bench-measure.sh

PORT=/dev/ttyS1
KERNELS="stock driver"

# The sizes to move, in MiB, the number of turns that each of the two guests has with a size, and the largest size, which only
# this driver moves, and not watched.
LARGEST=''
case $(arg case) in
smoke) SIZES=256 TURNS=1 ;;
quick) SIZES=1024 TURNS=2 ;;
*) SIZES="1024 2048 4096" TURNS=2 LARGEST=8192 ;;
esac

# The memory that guests are started with. The stock kernel cannot come down to 256 MiB once it has had a
# memmap for 4 GiB more.
base_of() { # SIZE
	if [ "$1" -ge 4096 ]; then echo 512; else echo 256; fi
}

kernel_file() {
	case $1 in
	stock) echo /boot/vmlinuz-other ;;
	*) echo /boot/vmlinuz ;;
	esac
}

bench() { send_line "BENCH type=$TYPE $*"; }

# Without an onlining policy, the stock kernel does not grow past what it was started with. Both get one, so that both are
# told the same. A program in a guest may make hypercalls only with xen_privcmd.unrestricted=1: hypercall_cost does.
# Some 100 pages that the toolstack builds and the guest does not count are never given back.
boot() { # KERNEL SIZE
	local base line
	base=$(base_of "$2")
	note "$TYPE, $2 MiB: $1 boots"
	KERNEL=$(kernel_file "$1") PAUSED=1 CMDLINE="memhp_default_state=online xen_privcmd.unrestricted=1" \
		start "$1" "$TYPE" "$base" $((base + $2)) 'cpus="1"'
	line=$(move boot "$(id_of "$1")" 256 400)
	bench "what=boot kernel=$1 size=$2 $line"
	is_up "$1" || rig_error "the guest $1 does not come up: $line"
	wait_until 60 is_at_kb "$1" $((base * 1024 - $(offset_kb "$1"))) ||
		note "$1 is at $(current_kb "$1") KiB after boot"
}

# Xen clears the pages of destroyed guests when it has nothing else to do, which must not be while we measure.
gone() { # NAME...
	local name
	for name; do
		xl destroy "$name"
	done
	sleep 20
}

# Only one guest at a time is large, so that the machine need not have memory for both.
moves() { # SIZE
	local base high turn round k
	base=$(base_of "$1")
	high=$((base + $1))
	for k in $KERNELS; do
		boot "$k" "$1"
	done
	for turn in $(seq $TURNS); do
		for k in $KERNELS; do
			note "$TYPE, $1 MiB: $k, twice up and down, turn $turn of $TURNS"
			for round in $((2 * turn - 1)) $((2 * turn)); do
				timed "$k" "$1" up "$round" $high
				timed "$k" "$1" down "$round" "$base"
			done
		done
	done
	for k in $KERNELS; do
		note "$TYPE, $1 MiB: $k, traced"
		traced "$k" "$1" up $high
		traced "$k" "$1" down "$base"
	done
	gone $KERNELS
}

# The first time up a new guest grows.
unwatched() { # SIZE
	local base high mib
	base=$(base_of "$1")
	high=$((base + $1))
	boot driver "$1"
	note "$TYPE, $1 MiB: driver, not watched"
	for mib in $high $base $high $base; do
		if [ "$mib" = $high ]; then quiet "$1" up "$mib"; else quiet "$1" down "$mib"; fi
	done
	gone driver
}

# Mappings, a hog, and the hypercall cost, with the first of the sizes. It takes long to see that mappings of the stock
# kernel do not come back: only the full benchmark waits for that.
others() { # SIZE
	local base high k kernels=$KERNELS
	base=$(base_of "$1")
	high=$((base + $1))
	for k in $kernels; do
		boot "$k" "$1"
		snap "$k" boot
		go "$k" $high >/dev/null
		snap "$k" up
		if [ "$k" = driver ] || [ "$(arg case)" = full ]; then
			go "$k" "$base" >/dev/null
			snap "$k" down
			go "$k" $high >/dev/null
			snap "$k" again
		fi
		hogged "$k" "$1" "$base" $high
		if [ "$k" = driver ]; then
			go "$k" "$base" >/dev/null
			hypercall_cost_of 1024
		fi
		gone "$k"
	done
}

stty -F $PORT raw -echo
for size in $SIZES; do
	moves "$size"
done
others "${SIZES%% *}"
for size in ${SIZES%% *} $LARGEST; do
	unwatched "$size"
done
