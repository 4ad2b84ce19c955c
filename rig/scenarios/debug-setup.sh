# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Under the debug kernel, early set-up moves memory out of holes, and it comes back, without a report.
# rig: xen=bootscrub=0 limit=240
# case dom0: kernel=debug mem=4096 dom0_mem=3072M args=3800
# case guest: kernel=driver+debug mem=3072 tier=all

. ./memory-map.sh

case $(arg case) in
dom0)
	check_memory_plan dom0
	mem_set dom0 "$(args)"
	check_size dom0 "$(args)"
	mem_set dom0 3072
	check_size dom0 3072
	lockdep=$(cat /proc/lockdep_stats)
	;;
guest)
	E820="0-100M:1 100M-101M:2 101M-200M:1 210M-1040M:1" create u pv 512 1024
	check_memory_plan u
	mem_set u 1024
	check_size u 1024
	mem_set u 256
	check_size u 256
	lockdep=$(guest u "cat /proc/lockdep_stats")
	;;
esac
# lockdep turns itself off after its first report.
check_equal "lockdep is on" "$(printf '%s\n' "$lockdep" | sed -n 's/^ *debug_locks: *//p')" 1
