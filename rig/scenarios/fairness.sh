# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Two guests are told to grow into memory that is enough for only one. Each arrives, or waits for the reason that it gives,
# at no cost; the host has nothing left, and stays usable.
# rig: mem=3584 limit=500
# case pv: args=pv tier=all
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm limit=900 tier=all

STATS=/sys/kernel/debug/xen-balloon/stats
steps() { guest "$1" "awk '/_steps/ { n += \$2 } END { print n }' $STATS"; }

create u "$(args)" 256 1024
create v "$(args)" 256 1024
check_size u 256
check_size v 256
# A guest that never runs takes all but what one of them is to get.
cat >/tmp/filler.cfg <<-END
	name="filler"
	type="pv"
	kernel="/boot/vmlinuz"
	memory=$(($(xl info free_memory) - 800))
	vcpus=1
END
xl create -p /tmp/filler.cfg >/tmp/filler.log 2>&1 || rig_error "xl create filler: $(tail -n 1 /tmp/filler.log)"
before=$(xl info free_memory)
mem_set u 1024
mem_set v 1024

settled_both() {
	for g in u v; do
		in_state $g idle/none || in_state $g waiting/xen-refused || return 1
	done
}
wait_until 60 settled_both
for g in u v; do
	case $(state_and_reason $g) in
	idle/none) check_equal "$g has what it was to get, in MiB" "$(xen_mib $g)" "$(listed_mib $g 1024)" ;;
	*) check_equal "$g waits, and says why" "$(state_and_reason "$g")" waiting/xen-refused ;;
	esac
done
note "$before MiB were free; u has $(xen_mib u) now ($(state_and_reason u)), v $(xen_mib v) ($(state_and_reason v)), $(xl info free_memory) are left"
wait_until 60 settled_both
check_compare "what was free is used, MiB left" "$(xl info free_memory)" -le 16
waiting=$(for g in u v; do in_state $g idle/none || echo $g; done)
check_compare "there is not enough for both" "$(echo "$waiting" | wc -w)" -ge 1

for g in $waiting; do guest "$g" "echo 0 >$STATS"; done
cpu=$(domstat -c "$ID_u") cpu_v=$(domstat -c "$ID_v")
sleep 60
for g in $waiting; do
	check_compare "$g: steps in a minute of waiting" "$(steps "$g")" -le 20
	check_equal "$g: it still waits" "$(state_and_reason "$g")" waiting/xen-refused
done
note "CPU time in that minute: u $((($(domstat -c "$ID_u") - cpu) / 1000000)) ms, v $((($(domstat -c "$ID_v") - cpu_v) / 1000000)) ms"
# Memory that dom0 gives up is taken, and dom0 keeps following its targets.
mem_set dom0 480
check_size dom0 480
nothing_free() { [ "$(xl info free_memory)" -le 16 ]; }
wait_until 60 nothing_free || check_failed "a guest that waits takes what dom0 gives" "$(xl info free_memory) MiB are free"
check_compare "dom0 has memory for its programs, in MiB" $(($(meminfo_kb dom0 MemAvailable) / 1024)) -ge 32

# The guest that has to wait gets its memory when the other shrinks.
first=$(echo "$waiting" | head -n 1)
other=u
[ "$first" != u ] || other=v
mem_set $other 256
wait_for_size "$first" 1024 90 || check_failed "$first gets what $other gives" "$(state_and_reason "$first")"
check_size "$first" 1024
check_size $other 256

# The host creates another guest from the memory that one gives up.
mem_set "$first" 512
check_size "$first" 512
create w pv 128 128
check_size w 128
