# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The end of a scenario, and traces that no good run leaves.

# check_no_leaks NAME: the debug kernel's kmemleak finds no unreferenced memory. It reports objects older than five seconds,
# and a pointer to one may turn up until the next scan.
check_no_leaks() {
	check_equal "$1: memory that nothing points to" "$(in_domain "$1" "cd /sys/kernel/debug && sleep 6 &&
		echo scan >kmemleak && echo scan >kmemleak && head -n 20 kmemleak")" ""
}

# splats: lines of the guests' logs that no good run has. The host looks at those of dom0.
splats() {
	sed -nE 's/^(all|guest)[[:space:]]+//p' "${RIG:-/rig}/splats" >/tmp/patterns
	[ -s /tmp/patterns ] || rig_error "no patterns in rig/dom0/splats"
	grep -hE -f /tmp/patterns /var/log/xen/console/guest-*.log 2>/dev/null
}

# expect_panic TEXT: the scenario is about a guest's panic that says TEXT
expect_panic() {
	WANTED="Kernel panic - not syncing: $1"
	send_line "WANTED $WANTED"
}

finish() {
	send_line "1..$TESTS"
	if splats | grep -vF "${WANTED:-no panic}" >/tmp/splats; then
		send_line "SPLAT $(head -n 1 /tmp/splats)"
		exit 1
	fi
	if [ "$(cat /proc/sys/kernel/tainted)" != 0 ]; then
		send_line "SPLAT dom0 is tainted: $(cat /proc/sys/kernel/tainted)"
		exit 1
	fi
	[ $FAILED = 0 ] && send_line "TOKEN $RIG_TOKEN"
	exit 0
}
