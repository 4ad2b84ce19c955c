# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The time, and waiting for a condition.

now() { cut -d' ' -f1 /proc/uptime; }

# wait_until SECONDS COMMAND...: polls until the command succeeds; false when it did not in time
wait_until() {
	local end limit=$1 up
	shift
	read -r up _ </proc/uptime
	end=$((${up%.*} + limit))
	until "$@"; do
		read -r up _ </proc/uptime
		[ "${up%.*}" -lt "$end" ] || return 1
		sleep 0.05
	done
}
