# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A ballooned guest starts another kernel in its place, or, when it panics, a crash kernel: both come up, and the balloon
# goes on where it was. The crash kernel does not balloon: it saves what is there.
# rig: mem=3584 dom0_mem=1280M limit=900 kernel=debian
# case pvh: args=pvh only=named
# case hvm: args=hvm image=hvm limit=1800 only=named

. ./kexec.sh

# The next kernel must not choose a random address: it would choose it by the E820, which includes what is in the balloon.
line="console=hvc0 panic=-1 nokaslr $(arg guest)"

# libxl starts another kernel in HVM domains only (libxl_domain_soft_reset()), and ends a PVH domain, whatever its kernel.
over() { ! alive "$1"; }
check_ends() { # NAME WHAT
	wait_until 120 over "$1"
	check_equal "$2 in a PVH domain: libxl is asked" "$(grep -c 'Action for shutdown reason code 5 is soft-reset' "/var/log/xen/xl-$1.log")" 1
	check_equal "$2 in a PVH domain: it ends the domain" "$(alive "$1" || echo gone)" gone
}
# check_comes_up NAME WHAT: a new user space is up in it. The toolstack has meanwhile cleared its part of Xenstore.
check_comes_up() {
	wait_until 300 wait_for_node 300 "$(domain_path "$1")" data/rig/out 0 ||
		rig_error "$2 does not come up: $(xl list | tail -n 1), $(tail -n 12 "/var/log/xen/xl-$1.log" | tr '\n' ' ')"
	check_passed "$2 comes up"
	note "$(guest "$1" "head -n 1 /proc/meminfo"), $(state_and_reason "$1"), $(current_kb "$1") of $(target_kb "$1") KiB, by Xen $(xen_kb "$1")"
}
# load NAME HOW CMDLINE
load() {
	guest "$1" "kexec $2 /kexec/vmlinuz /kexec/initrd '$line $3'" >/tmp/load || rig_error "kexec $2: $(cat /tmp/load)"
}
# Writes to most of the free memory and reads it back: an unpopulated page frame does not keep what is written.
keeps() { # NAME
	guest "$1" "mkdir -p /keeps && mount -t tmpfs -o size=80% tmpfs /keeps && cd /keeps && dd if=/dev/urandom of=seed bs=1M count=8 2>/dev/null
		i=0; while [ \$i -lt 48 ] && cp seed copy\$i 2>/dev/null; do i=\$((i + 1)); done; rm -f copy\$i
		md5sum * | cut -d' ' -f1 | sort | uniq -c | tr -s ' '; cd / && umount /keeps"
}

export CMDLINE=crashkernel=192M
create u "$(args)" 768 1280
mem_set u 600
check_size u 600
# The next kernel finds another maximum than its E820 was made for.
mem_max u 1536
load u load
# A new user space takes the last command for a new one.
guest u "kexec go >/dev/null 2>&1 &"
if [ "$(args)" = pvh ]; then
	check_ends u "another kernel"
else
	check_comes_up u "the other kernel"
	check_equal "the first has said what the other may not do" \
		"$(grep -c 'must not move there: it needs nokaslr' /var/log/xen/console/guest-u.log)" 1
	check_size u 600
	check_compare "pages with data of the first that it has cleared and given back" \
		"$(sed -n 's/.*kexec: cleared \([0-9]*\) pages of the kernel before.*/\1/p' /var/log/xen/console/guest-u.log)" -gt 1000
	check_equal "every copy of a file is the same" "$(keeps u | wc -l)" 1
	mem_set u 768
	check_size u 768
	mem_set u 560
	check_size u 560
	xl destroy u
fi

create v "$(args)" 768 1280
mem_set v 600
check_size v 600
load v crash "maxcpus=1 reset_devices"
expect_panic "sysrq triggered crash"
guest v "[ -e /proc/vmcore ] || { (sleep 1; echo c >/proc/sysrq-trigger) & }"
if [ "$(args)" = pvh ]; then
	check_ends v "a crash kernel"
else
	check_comes_up v "the crash kernel"
	check_equal "it has the memory of the one before" "$(guest v "[ -s /proc/vmcore ]; echo \$?")" 0
	before=$(xen_kb v)
	mem_set v 400
	check_equal "it ignores the toolstack" "$(guest v "sleep 3; cat $XENMEM/info/state") $(xen_kb v)" "idle $before"
fi
