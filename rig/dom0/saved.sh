# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Restoring guests from /tmp/saved. Read by scenarios.

# restore_guest NAME: restores the guest, removes its image, and waits until it runs
restore_guest() {
	local id
	xl restore /tmp/saved >/tmp/restore.log 2>&1 || rig_error "xl restore $1: $(tail -n 1 /tmp/restore.log)"
	rm /tmp/saved
	id=$(xl domid "$1") || rig_error "$1 is not there after xl restore"
	eval "ID_$1=$id"
	wait_until 60 answers "$1" || rig_error "$1 does not answer after xl restore"
}

answers() { [ "$(guest "$1" "echo yes")" = yes ]; }
