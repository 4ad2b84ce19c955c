# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# What mem= hides of a PVH or HVM guest's maxmem goes back to Xen: the guest follows its targets up to mem=, and can be saved.
# rig: mem=3072 dom0_mem=1024M limit=400
# case pvh: args=pvh:128:1024 guest=mem=512M
# case pvh-above: args=pvh:384:768 guest=mem=256M tier=all
# case pvh-background: args=pvh:128:16384 guest=mem=512M tier=all
# case hvm: args=hvm:128:1024 guest=mem=512M image=hvm limit=700 tier=all

. ./memory-map.sh
. ./saved.sh

# args=TYPE:MEMORY:MAXMEM, the sizes in MiB
IFS=: read -r TYPE MEMORY MOST <<-END
	$(args)
END
LIMIT=$(arg guest | sed 's/^mem=\(.*\)M$/\1/')
# Whole superpages are released. Of the one at the end of an HVM guest's E820, firmware has the last two pages: the guest leaves
# memory for the others.
KEPT=0
[ "$TYPE" = pvh ] || KEPT=2040

# check_at MIB: like check_size, with what is kept
check_at() {
	local want=$(($(wanted_kb u "$1") - $(offset_kb u)))
	if domstat -w "$(id_of u)" $((want + $(expected_xen_minus_guest_kb u))) 60 && wait_until 5 is_at_kb u $((want - KEPT)); then
		check_passed "u is at $1 MiB"
	else
		check_failed "u is at $1 MiB" "current $(current_kb u), by Xen $(xen_kb u), target $(target_kb u), $(state_and_reason u)"
	fi
}

# What is hidden and still populated on demand would be populated in order to be saved, and Xen has no memory for that.
check_restored() { # WHEN
	local size
	size=$(xen_kb u)
	if ! xl save u /tmp/saved >/tmp/save.log 2>&1; then
		check_failed "$1: it is saved" "$(grep -v '^xc: progress' /tmp/save.log | tail -n 1)"
		return 1
	fi
	restore_guest u
	check_equal "$1: it is saved and restored" "$(xen_kb u)" "$size"
}

create u "$TYPE" "$MEMORY" "$MOST"
end=$((0x$(iomem u | tail -n 1 | cut -d' ' -f2) + 1))
check_compare "System RAM ends at or below mem=" $end -le $((LIMIT << 20))

# A guest that may not use all that it has: it keeps the rest, and targets go down from there.
if [ "$(arg case)" = pvh-above ]; then
	wait_until 30 in_state u idle/none
	check_equal "it is where it should be" "$(state_and_reason u)" idle/none
	check_equal "it has all that mem= leaves it" "$(current_kb u)" $((LIMIT * 1024 - $(offset_kb u)))
	size=$(xen_kb u)
	check_compare "by Xen's count it has what the toolstack gave" "$size" -ge $((MEMORY * 1024))
	check_compare "and no more" "$size" -le $((MEMORY * 1024 + $(expected_xen_minus_guest_kb u) - $(offset_kb u)))
	check_restored "as it booted" || return
	for mib in $((MEMORY - 64)) "$MEMORY"; do
		mem_set u $mib
		domstat -w "$(id_of u)" $((size - (MEMORY - mib) * 1024)) 60
		check_equal "it follows a target of $mib MiB" "$(xen_kb u)" $((size - (MEMORY - mib) * 1024))
	done
	check_restored "in the end"
	return
fi

check_at "$MEMORY"
check_restored "as it booted" || return
for mib in 384 $LIMIT "$MEMORY"; do
	mem_set u $mib
	check_at $mib
done
check_restored "after it was as large as mem= allows" || return

# The domain cannot have more than mem=, and says so.
mem_set u $((LIMIT + 128))
wait_until 30 in_state u waiting/no-frames
check_equal "beyond mem= there is nothing, and the reason says so" "$(state_and_reason u)" waiting/no-frames
mem_set u "$MEMORY"
check_at "$MEMORY"
check_restored "in the end"
