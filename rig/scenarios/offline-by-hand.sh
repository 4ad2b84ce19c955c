# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory blocks that growth has added are offlined by hand: they stay offline, nothing is lost, and nothing spins.
# rig: mem=2560 limit=240
# case pv: args=pv tier=all
# case pvh: args=pvh
# case hvm: args=hvm image=hvm tier=all

MEMORY=/sys/devices/system/memory
STATS=/sys/kernel/debug/xen-balloon/stats
blocks() { guest u "ls $MEMORY | grep '^memory[0-9]' | sort"; }
put() { guest u "echo $2 >$MEMORY/$1/state" >/dev/null; }
low_kb() { attribute u info/low_kb; }

create u "$(args)" 256 1280
check_size u 256
blocks >/tmp/before
mem_set u 1152
check_size u 1152
# This is more than at boot, so a part of the added blocks stays populated; unpopulated ones are not removed within 10 s.
mem_set u 640
check_size u 640
# Then one of them is partly populated, but holds nothing of the kernel's.
mem_set u 700
check_size u 700
blocks >/tmp/after
current=$(current_kb u)
low=$(low_kb)
total=$(memtotal_kb u)

offline='' mixed=0 tried=0
for block in $(grep -vxFf /tmp/before /tmp/after); do
	tried=$((tried + 1))
	# The kernel may have something there that cannot be moved.
	put "$block" offline || continue
	offline=$block
	gone=$((low - $(low_kb)))
	[ $gone = 0 ] || [ $gone = 131072 ] || mixed=$((mixed + 1))
	note "$block offline: $gone KiB of it were in the balloon"
	check_equal "$block offline: what the domain has is the same" "$(current_kb u) $(xen_kb u)" "$current $((current + $(expected_xen_minus_guest_kb u)))"
	put "$block" online || check_failed "$block goes online again"
	check_equal "$block online again: the balloon is as before" "$(low_kb)" "$low"
	check_equal "$block online again: so is MemTotal" "$(memtotal_kb u)" "$total"
done
note "$tried blocks"
check_compare "blocks that had memory in part, and were offline" $mixed -ge 1

# While a block is offline, there is no growth to make up for it.
[ -n "$offline" ] || rig_error "no block can be put offline"
put "$offline" offline || rig_error "$offline cannot be put offline again"
nr=$(blocks | wc -l)
mem_set u 1280
wait_until 30 in_state u waiting/growth-failed
check_equal "state and reason" "$(state_and_reason u)" waiting/growth-failed
guest u "echo 0 >$STATS"
sleep 20
check_compare "steps in 20 s" "$(guest u "sed -n 's/^grow_steps //p' $STATS")" -le 8
check_equal "the block is offline still" "$(guest u "cat $MEMORY/$offline/state")" offline
check_equal "and no other was added" "$(blocks | wc -l)" "$nr"
check_compare "the log says so" "$(guest u "dmesg | tail -n 5 | grep -c 'was put offline; no more is added'")" -ge 1
put "$offline" online || check_failed "it goes online again"
check_size u 1280
mem_set u 256
check_size u 256
