# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What a toolstack may do and has a right to expect: xl, and what writes to Xenstore by itself.
# rig: mem=2560 limit=400
# case pv: to=pv
# case pvh: to=pvh tier=all
# case hvm: to=hvm image=hvm tier=all

STATS=/sys/kernel/debug/xen-balloon/stats

write_target() { xenstore-write "$(home u)/memory/target" "$1"; }
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
moves() { echo $(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of grow_steps))); }
words_in_log() { guest u "dmesg | grep -c 'xen:balloon: $1'"; }
told() { xenstore-read "$(home u)/data/balloon/$1" 2>/dev/null; }
host_is_told() { [ "$(told state)/$(told reason)/$(told current)" = "$1" ]; }
host_knows() { # WHAT STATE/REASON/CURRENT
	until_true 10 host_is_told "$2" || true
	is "$1: the host is told" "$(told state)/$(told reason)/$(told current)" "$2"
}
above() { [ "$(xen_mib u)" -gt "$1" ]; }

create u "$(arg to)" 256 512
# A new HVM guest is 1 MiB below that: see wanted_kb.
mem_set u 256
reaches u 256
apart=$(apart u)
host_knows "at its start" idle/none/262144
is "the floor that the host is told is min_kb" "$(told floor)" $(($(attribute u min_kb) + $(offset_kb u)))

# T3: the same again and again is no work, and nothing for the log.
lines=$(words_in_log .)
guest u "echo 0 >$STATS"
for i in $(seq 100); do write_target 262144; done
mem_set u 256
is "the same target a hundred times: steps that moved something" "$(moves)" 0
is "and lines in the log" "$(words_in_log .)" "$lines"

# What is no number of KiB is not followed. Missing is no request either, and not a target of 0.
for nonsense in "" " " nonsense -5 0x40000 262144k 1.5 99999999999999999999999 18014398509744128; do
	write_target "$nonsense"
done
is "nonsense is ignored" "$(target_kb u)" $((262144 - $(offset_kb u)))
holds "and the log says so, but not each time" "$(words_in_log 'Ignoring memory/target')" -ge 1
xenstore-rm "$(home u)/memory/target"
xenstore-write "$(home u)/memory/static-max" nonsense
is "a target that is gone is none" "$(target_kb u)" $((262144 - $(offset_kb u)))
xenstore-write "$(home u)/memory/static-max" 524288
write_target 262144
in_state u idle/none || not_ok "it is content" "$(attribute u info/state) $(attribute u info/reason)"

# T55: what it cannot live with it is not forced to. min_kb is raised, so that nothing else is in the way.
safe=$(attribute u min_kb)
floor=$((204800 - $(offset_kb u)))
guest u "echo $floor >$XENMEM/min_kb"
write_target 4096
until_true 20 in_state u idle/floor
is "a target below the floor: state and reason" "$(standing u)" idle/floor
is "it stays at the floor" "$(current_kb u)" "$floor"
host_knows "below the floor" idle/floor/204800
is "the floor that the host is told" "$(told floor)" 204800
is "the log says why" "$(words_in_log 'Target of .* could not live')" 1
guest u "echo $safe >$XENMEM/min_kb"
until_true 20 in_state u waiting/guest-memory || in_state u idle/floor
holds "as low as it may go, it lives" "$(current_kb u)" -ge "$safe"
is "and nobody was killed" "$(vmstat u oom_kill)" 0

# T12: 16 MiB less than the limit is as good as any other target.
xl mem-set u 512m
write_target $((496 * 1024))
arrives u 496 || not_ok "16 MiB below the limit" "$(current_kb u)"
guest u "echo 0 >$STATS"
until_true 10 in_state u idle/none
is "16 MiB below the limit: state and reason" "$(standing u)" idle/none
sleep 10
is "and nothing is tried again" "$(($(stat_of idle_steps) + $(moves)))" 0
mem_set u 256
reaches u 256

# T40, T42: Xen's limit is in the way. Who looks sees why, in the guest and on the host; and the limit alone
# is enough to go on.
write_target 1048576
until_true 20 in_state u waiting/ceiling
is "above the limit: state and reason" "$(standing u)" waiting/ceiling
host_knows "above the limit" "waiting/ceiling/$(($(attribute u max_kb) + $(offset_kb u)))"
is "the log says why" "$(words_in_log 'Target of .* Xen allows this domain no more')" 1
# T2: without a target of its own "xl mem-max" would change nothing.
write_target 262144
reaches u 256
xl mem-max u 1024m || broken "xl mem-max"
sleep 5
is "mem-max alone changes nothing" "$(current_kb u)" $((262144 - $(offset_kb u)))
is "max_kb knows of it" "$(attribute u max_kb)" $(((1024 + 1) * 1024 - $(apart_kb u)))
mem_set u 1024
reaches u 1024
host_knows "at its new maximum" idle/none/1048576
mem_set u 256
reaches u 256

# T5, T21: a hundred moves later, Xen's count and the guest's differ by what they did.
for i in $(seq 50); do
	write_target $((262144 - i * 1020))
	domstat -w "$ID_u" $((262144 - i * 1020 + $(apart_kb u) - $(offset_kb u))) 10 || not_ok "down, $i"
	write_target $((262144 - (i % 7) * 4))
	domstat -w "$ID_u" $((262144 - (i % 7) * 4 + $(apart_kb u) - $(offset_kb u))) 10 || not_ok "up, $i"
done
write_target 262144
reaches u 256
is "Xen counts more by the same constant after a hundred moves" "$(apart u)" "$apart"
host_knows "in the end" idle/none/262144
