# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The same as mappings, but with page frames that the balloon lends; for a PVH guest also before the balloon is initialised.
# rig: mem=2048 limit=400 kernel=lending smp=2 dom0=trace_event=xen_balloon guest=trace_event=xen_balloon tier=all

. ./mappings.sh

# One CPU is for a borrower of page frames, the other for the worker.
VCPUS=2

# Prints "N of M" from the trace: M lendings began while the worker moved memory, and N of them were done before that step
# was. The event of a step or a lending is written at its end.
# shellcheck disable=SC2016
OVERLAP='
	{ for (i = 2; i <= NF; i++) if ($i ~ /^xen_balloon_/) { end = $(i - 1) + 0; break } }
	$i == "xen_balloon_lend:" { lend_from[++lends] = end - $(i + 4) / 1e9; lend_to[lends] = end }
	$i == "xen_balloon_step:" && $(i + 1) ~ /^(in|de)flate$/ { step_from[++steps] = end - $(NF - 5) / 1e9; step_to[steps] = end }
	END {
		for (l = 1; l <= lends; l++)
			for (s = 1; s <= steps; s++)
				if (lend_from[l] >= step_from[s] && lend_from[l] < step_to[s]) {
					began++
					done += lend_to[l] < step_to[s]
				}
		print done + 0, "of", began + 0
	}'

# A borrower of page frames does not wait for a step of the worker, which may take 100 ms, whether the balloon is moving or
# not. How long a lending takes is only noted: two domains share the CPUs of this machine.
check_after_mapping() { # GUEST
	local who overlap
	for who in dom0 "$1"; do
		stats=$(in_domain "$who" "cat /sys/kernel/debug/xen-balloon/stats")
		stat_of() { echo "$stats" | sed -n "s/^$1 //p"; }
		note "$who: $(stat_of lent_pages) frames in $(stat_of lendings) lendings, the longest $(stat_of longest_lending_ns) ns;" \
			"the longest step $(stat_of longest_step_ns) ns"
		check_compare "$who: page frames were lent" "$(stat_of lent_pages)" -ge $SHARED
		overlap=$(in_domain "$who" "awk '$OVERLAP' /sys/kernel/tracing/trace")
		note "$who: $overlap lendings that began in a step of the worker were done before that"
		# A lending that begins at the end of a step may see the step end.
		check_compare "$who: most of them" $((${overlap%% *} * 2)) -gt "${overlap##* }"
	done
}

check_mappings pv pv
check_mappings pvh pvh
