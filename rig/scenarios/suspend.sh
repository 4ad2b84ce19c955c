# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Suspend to idle, in dom0 and in a guest, at rest and while memory moves: they come back, the balloon goes on, and
# dom0 does not wait for its own xenstored, which is frozen.
# rig: mem=3072 dom0_mem=768M limit=900 kernel=debian
# case pv: to=pv only=named
# case pvh: to=pvh only=named
# case hvm: to=hvm image=hvm only=named

# The kernel's own test of suspend: devices go to sleep for five seconds, and everything comes back. Without it
# nothing here would wake a domain: no alarm of dom0's clock arrives, and a guest has no clock.
freeze() { # NAME
	in_domain "$1" "echo devices >/sys/power/pm_test && echo freeze >/sys/power/state" </dev/null
	is "$1: comes back" $? 0
}
slept() { in_domain "$1" "dmesg | grep -c 'PM: suspend exit'"; }

create u "$(arg to)" 256 768

reaches dom0 768
freeze dom0
is "dom0: has been suspended" "$(slept dom0)" 1
mem_set dom0 900
freeze dom0
reaches dom0 900 120
mem_set dom0 768
reaches dom0 768 120

freeze u
is "u: has been suspended" "$(slept u)" 1
mem_set u 768
freeze u
reaches u 768
mem_set u 256
freeze u
reaches u 256
is "u: state" "$(standing u)" idle/none
