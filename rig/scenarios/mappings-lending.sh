# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The same as mappings, but the balloon lends the page frames; for a PVH guest also before it is initialised.
# rig: mem=2048 limit=400 kernel=lending smp=2

. ./mappings.sh

# Whoever borrows frames has a CPU, while the worker has the other.
VCPUS=2

# T54: who borrows page frames, while the balloon is moving or not, does not wait for a step of the
# worker, which may take 100 ms, and several times that when it adds a memory block. What it takes to
# lend 200 frames of which none are in the pool is giving up 200 pages.
mapped() { # GUEST
	local who
	for who in dom0 "$1"; do
		stats=$(in_domain "$who" "cat /sys/kernel/debug/xen-balloon/stats")
		of() { echo "$stats" | sed -n "s/^$1 //p"; }
		note "$who: $(of lent_pages) frames in $(of lendings) lendings, the longest $(of longest_lending_ns) ns;" \
			"the longest step $(of longest_step_ns) ns"
		holds "$who: page frames were lent" "$(of lent_pages)" -ge $SHARED
		holds "$who: nobody waited for them longer than 20 ms" "$(of longest_lending_ns)" -le 20000000
	done
}

mappings pv pv
mappings pvh pvh
