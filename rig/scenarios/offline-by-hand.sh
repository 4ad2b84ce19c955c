# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory blocks that growth has added are put offline by hand: they stay so, lose nothing, and nothing spins. (T47)
# rig: mem=2560 limit=240
# case pv: to=pv tier=all
# case pvh: to=pvh
# case hvm: to=hvm image=hvm tier=all

MEMORY=/sys/devices/system/memory
STATS=/sys/kernel/debug/xen-balloon/stats
blocks() { guest u "ls $MEMORY | grep '^memory[0-9]' | sort"; }
put() { guest u "echo $2 >$MEMORY/$1/state" >/dev/null; }
low_kb() { attribute u info/low_kb; }

create u "$(arg to)" 256 1280
reaches u 256
blocks >/tmp/before
mem_set u 1152
reaches u 1152
# More than what was there at boot, so a part of the blocks; empty ones are not removed before 10 s have gone by.
mem_set u 640
reaches u 640
# And one of them has memory in part then, but nothing of the kernel's.
mem_set u 700
reaches u 700
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
	is "$block offline: what the domain has is the same" "$(current_kb u) $(xen_kb u)" "$current $((current + $(apart_kb u)))"
	put "$block" online || not_ok "$block goes online again"
	is "$block online again: the balloon is as before" "$(low_kb)" "$low"
	is "$block online again: so is MemTotal" "$(memtotal_kb u)" "$total"
done
note "$tried blocks"
holds "blocks that had memory in part, and were offline" $mixed -ge 1

# As long as one is offline there is no growth to make up for it.
[ -n "$offline" ] || broken "no block can be put offline"
put "$offline" offline || broken "$offline cannot be put offline again"
nr=$(blocks | wc -l)
mem_set u 1280
until_true 30 in_state u waiting/growth-failed
is "state and reason" "$(standing u)" waiting/growth-failed
guest u "echo 0 >$STATS"
sleep 20
holds "steps in 20 s" "$(guest u "sed -n 's/^grow_steps //p' $STATS")" -le 8
is "the block is offline still" "$(guest u "cat $MEMORY/$offline/state")" offline
is "and no other was added" "$(blocks | wc -l)" "$nr"
holds "the log says so" "$(guest u "dmesg | tail -n 5 | grep -c 'was put offline; no more is added'")" -ge 1
put "$offline" online || not_ok "it goes online again"
reaches u 1280
mem_set u 256
reaches u 256
