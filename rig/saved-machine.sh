# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A machine that is saved when its toolstack is up, and each scenario that needs the same machine goes on from there: Xen and
# dom0 boot once for all of them. The clock counts instructions, so they would boot the same way each time. Sourced by
# rig/boot, which sets what rig/machine.sh needs.

# A run from a saved machine has a token that begins with this: the same token is the same run.
SAVED_PREFIX=s

from_saved() { [[ $token = "$SAVED_PREFIX"* ]]; }

# can_save: whether the machine has nothing that QEMU does not save, or that is not the same each time
can_save() {
	[ "$accel" = tcg ] && [ -n "${ICOUNT-yes}" ] && [ "$(key ram "")" != file ] && [ "$(key firmware "")" != uefi ]
}

# The directory of the machine that $qemu describes. Whatever is in $work may differ.
saved_directory() {
	echo "$images/saved/$(printf '%s\n' "${qemu[@]//"$work"/}" | cat - "$images/sums" | sha1sum | cut -c 1-12)"
}

# open_monitor, close_monitor: a monitor for $qemu, in $work
open_monitor() {
	rm -f "$work"/qmp.*
	mkfifo "$work/qmp.in" "$work/qmp.out"
	exec 8<>"$work/qmp.in" 9<>"$work/qmp.out"
	qemu+=(-device pvpanic -action panic=pause -qmp "pipe:$work/qmp")
}

close_monitor() {
	exec 8>&- 9>&-
	rm -f "$work"/qmp.*
}

# tell_monitor TEXT COMMAND ...: when it has printed a line with TEXT, gives it COMMAND; and so on. Fails when QEMU ends first.
tell_monitor() {
	local line
	echo '{"execute":"qmp_capabilities"}' >&8
	echo '{"execute":"migrate-set-capabilities","arguments":{"capabilities":[{"capability":"events","state":true}]}}' >&8
	while [ $# -gt 0 ]; do
		if IFS= read -r -t 1 line <&9; then
			[[ $line = *"$1"* ]] || continue
			echo "$2" >&8
			shift 2
		else
			kill -0 "$pid" 2>/dev/null || return 1
		fi
	done
}

# save_machine DIRECTORY: boots the machine and saves it, unless that has been done. In a subshell, as it is a run of its own.
save_machine() (
	work=$1 token=save
	[ ! -s "$work/machine" ] || exit 0
	rm -f "$work"/*.log
	qemu_command
	write_words
	open_monitor
	# shellcheck disable=SC2030 # its own pid
	timeout $((XEN_LIMIT + DOM0_LIMIT + TOOLSTACK_LIMIT)) "${qemu[@]}" </dev/null >"$work/qemu.log" 2>&1 &
	pid=$!
	trap 'kill $pid 2>/dev/null || true; close_monitor' EXIT
	tell_monitor '"STOP"' \
		'{"execute":"migrate-set-parameters","arguments":{"max-bandwidth":100000000000}}' '"return"' \
		"{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"exec:cat >'$work/machine.new'\"}}" '"completed"' \
		'{"execute":"quit"}' || exit
	wait $pid
	mv "$work/machine.new" "$work/machine"
)

# The files of $saved, by other names in $work.
take_saved() {
	local file
	for file in machine console.log result.log; do
		ln -f "$saved/$file" "$work/saved-$file" || return
	done
}

# Makes $qemu one that waits for a saved machine. Fails when there is none and it cannot be made: a run without it shows why.
# Its files get another name here, as rig/image removes the machine when it makes other images, for another run.
prepare_saved() {
	local status=0
	saved=$(saved_directory)
	mkdir -p "$saved"
	exec 6>"$saved/lock"
	flock 6
	save_machine "$saved" && take_saved || status=1
	# QEMU would keep it.
	exec 6>&-
	[ $status = 0 ] || return
	open_monitor
	qemu+=(-incoming defer)
}

# What was saved is a machine that has stopped itself, and goes on when it is told to.
go_on_from_saved() {
	tell_monitor '"return"' "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"exec:cat '$work/saved-machine'\"}}" \
		'"completed"' '{"execute":"cont"}' || true
	close_monitor
}

# The logs of a run begin with those of the saved machine.
complete_logs() {
	local log
	for log in console result; do
		cat "$work/saved-$log.log" "$work/$log.log" >"$work/$log.new"
		mv "$work/$log.new" "$work/$log.log"
	done
	rm -f "$work"/saved-*
}
