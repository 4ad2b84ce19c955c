# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 and a guest suspend to idle, when quiet and while memory moves: they come back, the balloon goes on, and dom0 does not
# wait for its own xenstored, which is frozen.
# rig: mem=3072 dom0_mem=768M limit=900 kernel=debian
# case pv: args=pv only=named
# case pvh: args=pvh only=named
# case hvm: args=hvm image=hvm only=named

# The kernel's own test of suspend: devices go to sleep for five seconds, and everything comes back. Without it
# nothing here would wake a domain: no alarm of dom0's clock arrives, and a guest has no clock.
check_freeze() { # NAME
	in_domain "$1" "echo devices >/sys/power/pm_test && echo freeze >/sys/power/state" </dev/null
	check_equal "$1: comes back" $? 0
}
slept() { in_domain "$1" "dmesg | grep -c 'PM: suspend exit'"; }

create u "$(args)" 256 768

check_size dom0 768
check_freeze dom0
check_equal "dom0: has been suspended" "$(slept dom0)" 1
mem_set dom0 900
check_freeze dom0
check_size dom0 900 120
mem_set dom0 768
check_size dom0 768 120

check_freeze u
check_equal "u: has been suspended" "$(slept u)" 1
mem_set u 768
check_freeze u
check_size u 768
mem_set u 256
check_freeze u
check_size u 256
check_equal "u: state" "$(state_and_reason u)" idle/none
