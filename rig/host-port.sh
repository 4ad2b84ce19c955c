# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The port for results, and for what a scenario with host_port=yes asks the host. Sourced by rig/boot, which sets images
# and work.

answering=''

# Where the results go.
result_port() {
	if [ -n "$(key host_port "")" ]; then
		echo "pipe:$work/port"
	else
		echo "file:$work/result.log"
	fi
}

# Takes the results of a scenario with host_port=yes, and answers it.
answer() {
	local line label root
	while IFS= read -r line; do
		printf '%s\n' "$line" >>"$work/result.log"
		printf '%s %s\n' "$EPOCHREALTIME" "$line" >>"$work/stamps.log"
		[[ $line = SNAP\ * ]] || continue
		read -r _ label root _ <<<"${line%$'\r'}"
		printf 'MAP %s %s\n' "$label" "$("$images/npt" "$work/ram" "$root" 2>&1)" >>"$work/result.log"
		echo go >"$work/port.in"
	done <"$work/port.out"
}

start_answering() {
	[ -n "$(key host_port "")" ] || return 0
	rm -f "$work"/port.in "$work"/port.out "$work/stamps.log"
	mkfifo "$work/port.in" "$work/port.out"
	answer &
	answering=$!
}

# The results in the pipe have to be read before they are judged. A QEMU that did not start has written none.
stop_answering() {
	local n=0
	rm -rf "$work/ram" "$work/esp" "$work/vars"
	[ -n "$answering" ] || return 0
	while kill -0 "$answering" 2>/dev/null && [ $n -lt 25 ]; do
		sleep 0.2
		n=$((n + 1))
	done
	kill "$answering" 2>/dev/null || true
	rm -f "$work"/port.in "$work"/port.out
	answering=''
}
