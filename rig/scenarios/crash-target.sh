# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A kernel that takes itself for a crash kernel does not balloon, in a guest with memory < maxmem: no target moves memory,
# nothing is released or hot-added, no hypercall is made, and boot does not wait.
# rig: mem=2560 limit=500 kernel=debian
# case pvh: args=pvh only=named
# case hvm: args=hvm image=hvm limit=1500 only=named

STATS=/sys/kernel/debug/xen-balloon/stats

# A kernel takes itself for a crash kernel when it is given the address of memory to be saved. Here that address is RAM
# beyond what mem= lets the kernel use, with nothing in it to save.
CMDLINE="elfcorehdr=320M mem=256M" create u "$(args)" 512 1024
check_equal "it did not wait for a move down at boot" "$(guest u "dmesg | grep -c 'Waiting for initial ballooning'")" 0
counts() { echo "$(current_kb u) $(attribute u info/low_kb) $(memory_blocks u) $(guest u "sed -n 's/^hypercalls //p' $STATS")"; }
before=$(counts)
check_equal "hypercalls since boot" "${before##* }" 0
for mib in 1024 300 512; do
	mem_set u $mib
	# A target that is heard is followed within a step.
	sleep 5
	check_equal "target $mib MiB: current, in the balloon, memory blocks, hypercalls" "$(counts)" "$before"
	check_equal "target $mib MiB: state and reason" "$(state_and_reason u)" idle/none
done
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
