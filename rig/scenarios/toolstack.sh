# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# All that a toolstack may do and has a right to expect: xl, and toolstacks that write to Xenstore themselves.
# rig: mem=2560 limit=400
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1800 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats

kb_of() { echo $((($1 + LARGER) * 1024)); } # MIB
SMALL=$(kb_of 256)
BELOW=$(kb_of 200)

write_target() { xenstore-write "$(domain_path u)/memory/target" "$1"; }
stat_of() { guest u "sed -n 's/^$1 //p' $STATS"; }
moves() { echo $(($(stat_of inflate_steps) + $(stat_of deflate_steps) + $(stat_of grow_steps))); }
words_in_log() { guest u "dmesg | grep -c 'xen:balloon: $1'"; }
told() { xenstore-read "$(domain_path u)/data/balloon/$1" 2>/dev/null; }
host_is_told() { [ "$(told state)/$(told reason)/$(told current)" = "$1" ]; }
check_host_knows() { # WHAT STATE/REASON/CURRENT
	wait_until 10 host_is_told "$2" || true
	check_equal "$1: the host is told" "$(told state)/$(told reason)/$(told current)" "$2"
}
above() { [ "$(xen_mib u)" -gt "$1" ]; }

create u "$(args)" 256 512
# A new HVM guest is 1 MiB below that: see wanted_kb.
mem_set u 256
check_size u 256
difference=$(xen_minus_guest_kb u)
check_host_knows "at its start" "idle/none/$SMALL"
check_equal "the floor that the host is told is min_kb" "$(told floor)" $(($(attribute u min_kb) + $(offset_kb u)))

# Writing the same target again and again causes no work and no log lines.
lines=$(words_in_log .)
guest u "echo 0 >$STATS"
for i in $(seq 100); do write_target "$SMALL"; done
mem_set u 256
check_equal "the same target a hundred times: steps that moved something" "$(moves)" 0
check_equal "and lines in the log" "$(words_in_log .)" "$lines"

# Text that is no number of KiB is not followed. A missing node is no request either, and not a target of 0.
for nonsense in "" " " nonsense -5 0x40000 262144k 1.5 99999999999999999999999 18014398509744128; do
	write_target "$nonsense"
done
check_equal "nonsense is ignored" "$(target_kb u)" $((SMALL - $(offset_kb u)))
check_compare "and the log says so, but not each time" "$(words_in_log 'Ignoring memory/target')" -ge 1
xenstore-rm "$(domain_path u)/memory/target"
xenstore-write "$(domain_path u)/memory/static-max" nonsense
check_equal "a target that is gone is none" "$(target_kb u)" $((SMALL - $(offset_kb u)))
xenstore-write "$(domain_path u)/memory/static-max" "$(kb_of 512)"
write_target "$SMALL"
in_state u idle/none || check_failed "it is content" "$(attribute u info/state) $(attribute u info/reason)"

# A target that the guest cannot live with is not followed. min_kb is raised, so that nothing else is in the way.
safe=$(attribute u min_kb)
floor=$((BELOW - $(offset_kb u)))
guest u "echo $floor >$XENMEM/min_kb"
write_target 4096
wait_until 20 in_state u idle/floor
check_equal "a target below the floor: state and reason" "$(state_and_reason u)" idle/floor
check_equal "it stays at the floor" "$(current_kb u)" "$floor"
check_host_knows "below the floor" "idle/floor/$BELOW"
check_equal "the floor that the host is told" "$(told floor)" "$BELOW"
check_equal "the log says why" "$(words_in_log 'Target of .* could not live')" 1
guest u "echo $safe >$XENMEM/min_kb"
wait_until 20 in_state u waiting/guest-memory || in_state u idle/floor
check_compare "as low as it may go, it lives" "$(current_kb u)" -ge "$safe"
check_equal "and no process was killed" "$(vmstat u oom_kill)" 0

# A target 16 MiB below the limit is as good as any other.
xl mem-set u $((512 + LARGER))m
write_target "$(kb_of 496)"
wait_for_size u 496 || check_failed "16 MiB below the limit" "$(current_kb u)"
guest u "echo 0 >$STATS"
wait_until 10 in_state u idle/none
check_equal "16 MiB below the limit: state and reason" "$(state_and_reason u)" idle/none
sleep 10
check_equal "and nothing is tried again" "$(($(stat_of idle_steps) + $(moves)))" 0
mem_set u 256
check_size u 256

# Xen's limit is in the way. The reason shows that, in the guest and on the host; and raising the limit alone is
# enough to go on.
write_target "$(kb_of 1024)"
wait_until 20 in_state u waiting/ceiling
check_equal "above the limit: state and reason" "$(state_and_reason u)" waiting/ceiling
check_host_knows "above the limit" "waiting/ceiling/$(($(attribute u max_kb) + $(offset_kb u)))"
check_equal "the log says why" "$(words_in_log 'Target of .* Xen allows this domain no more')" 1
# Without a target of its own "xl mem-max" would change nothing.
write_target "$SMALL"
check_size u 256
mem_max u 1024
sleep 5
check_equal "mem-max alone changes nothing" "$(current_kb u)" $((SMALL - $(offset_kb u)))
check_equal "max_kb knows of it" "$(attribute u max_kb)" $(($(kb_of 1025) - $(expected_xen_minus_guest_kb u)))
mem_set u 1024
check_size u 1024
check_host_knows "at its new maximum" "idle/none/$(kb_of 1024)"
mem_set u 256
check_size u 256

# After a hundred moves, the difference between Xen's count and the guest's is what it was.
for i in $(seq 50); do
	write_target $((SMALL - i * 1020))
	domstat -w "$ID_u" $((SMALL - i * 1020 + $(expected_xen_minus_guest_kb u) - $(offset_kb u))) 10 || check_failed "down, $i"
	write_target $((SMALL - (i % 7) * 4))
	domstat -w "$ID_u" $((SMALL - (i % 7) * 4 + $(expected_xen_minus_guest_kb u) - $(offset_kb u))) 10 || check_failed "up, $i"
done
write_target "$SMALL"
check_size u 256
check_equal "Xen counts more by the same constant after a hundred moves" "$(xen_minus_guest_kb u)" "$difference"
check_host_knows "in the end" "idle/none/$SMALL"
