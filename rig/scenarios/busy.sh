# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest is busy while it is moved, and its state is read all the time, by programs in it and from the host.
# rig: mem=2560 limit=240 smp=2 xen=dom0_max_vcpus=1;dom0_vcpus_pin
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm tier=all

. ./watched.sh

TYPE=$(args)

create u "$TYPE" 256 1280 'cpus="1"'
check_size u 256

# The guide's script for a collector of metrics runs unmodified, and reports what the files say.
guest u "xen-balloon-metrics /tmp/metrics" || check_failed "the guide's script" "it failed"
check_equal "what it says of the size, in bytes" \
	"$(guest u "sed -n 's/^xen_balloon_current_bytes //p' /tmp/metrics")" $(($(current_kb u) * 1024))
check_equal "and of the state" "$(guest u "grep ^xen_balloon_state /tmp/metrics")" 'xen_balloon_state{state="idle"} 1'
check_equal "lines that are neither a comment nor a name and a number" \
	"$(guest u "grep -cvE '^(#|xen_balloon_[a-z_]+([{][a-z]+=\"[a-z-]+\"[}])? [0-9]+\$)' /tmp/metrics")" 0

# Up and down while everything is read all the time.
guest u "(while :; do
		cat $XENMEM/*_kb $XENMEM/target $XENMEM/*_delay $XENMEM/*_count $XENMEM/info/* >/dev/null || echo >>/tmp/unread
	done) >/dev/null 2>&1 & echo \$! >/tmp/reader"
for i in 1 2 3; do
	check_move 1280 "up, read, $i"
	check_move 256 "down, read, $i"
done
guest u "kill \$(cat /tmp/reader)"
check_equal "reads that failed" "$(guest u "cat /tmp/unread 2>/dev/null | wc -l")" 0

# The host is told at least once a second how far the guest is.
xenstore-watch "$(domain_path u)/data/balloon/current" | while read -r _; do now; done >>/tmp/told &
# The first line comes from the registration of the watch.
wait_until 10 grep -q "" /tmp/told || rig_error "xenstore-watch does not start"
now >/tmp/told
check_move 1280 "up, told"
check_move 256 "down, told"
now >>/tmp/told
kill $!
longest=$(awk 'NR > 1 && $1 - last > longest { longest = $1 - last } { last = $1 } END { printf "%d", longest * 1000 }' /tmp/told)
note "the host was told $(($(wc -l </tmp/told) - 2)) times"
check_compare "ms in which the host was told nothing" "$longest" -le 1000

# There is progress in every 5 s while a process keeps taking memory; otherwise squeezed would call the domain uncooperative.
guest u "hog 64 1024 100000 >/dev/null 2>&1 & echo \$! >/tmp/hog"
for i in 1 2; do
	check_move 1280 "up, with a hog, $i"
	check_compare "ms without progress" "$(move_value gap_ms)" -le 5000
	check_move 256 "down, with a hog, $i"
	check_compare "ms without progress" "$(move_value gap_ms)" -le 5000
done
check_equal "the hog lives" "$(guest u "kill \$(cat /tmp/hog) && echo yes")" yes
check_equal "no process was killed" "$(vmstat u oom_kill)" 0
check_equal "the log has no word of a target that was not reached" \
	"$(guest u "dmesg | grep -c 'xen:balloon: .*not reached'")" 0
