# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest that is out of memory has a process killed, unless it may go above its target: then it gets memory back from the
# balloon, as far as Xen allows, and returns it later. A move down pauses.
# rig: mem=2560 limit=600
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm limit=900 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
PARAMETER=/sys/module/xen_balloon/parameters/oom_reserve
relief_mib() { echo $(($(guest u "sed -n 's/^relief_pages //p' $STATS") / 256)); }
killed() { vmstat u oom_kill; }
# takes MIB: a process uses that much, over and over, for ten seconds; prints "pages" when it survives
takes() { guest u "hog $1 1024 10 2>&1 | cut -d' ' -f2"; }
told() { xenstore-read "$(domain_path u)/data/balloon/$1"; }

# Memory past the initial balloon would have to be hot-added first, which takes memory.
export CMDLINE=xen_initial_balloon=all
create u "$(args)" 256 768
check_size u 256
mem_max u 768
check_equal "there is no reserve unless it is asked for" "$(guest u "cat $PARAMETER")" 0K
check_equal "what is no size is refused" "$(guest u "echo much >$PARAMETER 2>/dev/null || echo refused; cat $PARAMETER" | tr '\n' ' ')" "refused 0K "

# Without a reserve nothing changes.
check_equal "without a reserve: a process that wants more than there is" "$(takes 400)" Killed
check_equal "without a reserve: it is killed" "$(killed)" 1
check_equal "without a reserve: nothing comes back" "$(relief_mib)" 0
check_equal "without a reserve: state and reason" "$(state_and_reason u)" idle/none

guest u "echo 320M >$PARAMETER"
check_equal "with a reserve: a process that wants more than the target allows" "$(takes 400)" pages
check_equal "with a reserve: no other process is killed" "$(killed)" 1
check_compare "with a reserve: it came from the balloon, in MiB" "$(relief_mib)" -ge 150
check_equal "state and reason" "$(state_and_reason u)" oom/guest-oom
check_equal "the host is told" "$(told state)/$(told reason)" oom/guest-oom
check_equal "the toolstack's target is what it was" "$(xenstore-read "$(domain_path u)/memory/target")" "$(wanted_kb u 256)"
check_equal "and so is the guest's" "$(target_kb u)" "$(($(wanted_kb u 256) - $(offset_kb u)))"
# It comes back to its target 30 seconds after it was last out of memory.
wait_for_size u 256 90 || check_failed "what it can spare goes back" "$(xen_kb u)"
check_size u 256

guest u "echo 32M >$PARAMETER; echo 0 >$STATS"
check_equal "with a small reserve: a process that wants more than that" "$(takes 400)" Killed
check_equal "with a small reserve: it is killed" "$(killed)" 2
check_compare "with a small reserve: not more comes than that, in MiB" "$(relief_mib)" -le 32
wait_for_size u 256 90 || check_failed "and it goes back" "$(xen_kb u)"
check_size u 256

mem_max u 256
guest u "echo 320M >$PARAMETER; echo 0 >$STATS"
check_equal "where Xen allows nothing: a process that wants more than there is" "$(takes 400)" Killed
check_equal "where Xen allows nothing: it is killed" "$(killed)" 3
# libxl allows 1 MiB more than it is told, and an HVM guest starts with a target that is 1 MiB lower.
slack=1
[ "$(args)" != hvm ] || slack=2
check_compare "where Xen allows nothing: there is nothing but that, in MiB" "$(relief_mib)" -le $slack
check_size u 256

# A guest that goes down by its own target leaves Xen's limit where it is: memory can come back up to that limit.
own=$(($(target_kb u) - 80 * 1024))
guest u "echo $own >$XENMEM/target_kb; echo 0 >$STATS"
# Nothing is taken for 30 seconds after it was last out of memory.
wait_until 90 is_at_kb u "$own" || check_failed "by its own target: it goes down" "$(current_kb u) $(state_and_reason u)"
check_equal "by its own target: a process that wants more than that allows" "$(takes 190)" pages
check_equal "by its own target: no other process is killed" "$(killed)" 3
check_compare "by its own target: what Xen allows comes from the balloon, in MiB" "$(relief_mib)" -ge 16
check_equal "by its own target: that target stays" "$(target_kb u)" "$own"
wait_until 90 is_at_kb u "$own" || check_failed "by its own target: it goes back" "$(current_kb u) $(state_and_reason u)"
check_equal "by its own target: it can be set up to Xen's limit" "$(guest u "echo $((own + 80 * 1024)) >$XENMEM/target_kb && echo set")" set
check_size u 256

# On the way down: a process has nearly all memory, and another one starts.
guest u "echo 0 >$PARAMETER; echo 0 >$STATS"
mem_max u 768
mem_set u 768
check_size u 768
guest u "hog 400 1024 100000 >/dev/null 2>&1 &"
hog_has_all() { [ "$(meminfo_kb u MemAvailable)" -lt $((350 * 1024)) ]; }
wait_until 60 hog_has_all || rig_error "the hog does not get what it wants"
mem_set u 256
wait_until 30 in_state u waiting/guest-memory
check_equal "on the way down: another process wants what is left" "$(guest u "hog 200 1024 5 >/dev/null 2>&1; echo over")" over
check_equal "on the way down: one of the two is killed" "$(killed)" 4
check_equal "on the way down: the move has stopped" "$(state_and_reason u)" oom/guest-oom
before=$(guest u "sed -n 's/^inflated_pages //p' $STATS")
sleep 10
check_equal "on the way down: nothing is taken for a while" "$(guest u "sed -n 's/^inflated_pages //p' $STATS")" "$before"
guest u "killall hog 2>/dev/null; true"
wait_for_size u 256 90 || check_failed "on the way down: it goes on" "$(xen_kb u)"
check_size u 256
