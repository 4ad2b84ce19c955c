# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest is started with all that it may have, and its maximum is raised step by step while it runs.
# rig: mem=6144 limit=400
# case pv: args=pv
# case pvh: args=pvh tier=all
# case hvm: args=hvm image=hvm tier=all
# case hvm-kasan: args=hvm kernel=driver+kasan image=hvm config=acpi=0 larger=256 limit=1800 tier=all

# xl gives Xen memory for its tables of a PVH guest according to the initial maxmem. Each 2 MiB that the guest gives back
# take a page of it: without more, the guest could go to 4000 MiB, but not come back.
create u "$(args)" 400 400 "shadow_memory=12"
check_size u 400
difference=$(xen_minus_guest_kb u)
for mib in 700 1200 2000 4000; do
	mem_max u $mib
	mem_set u $mib
	check_size u $mib
done
check_equal "Xen counts more by the same constant" "$(xen_minus_guest_kb u)" "$difference"
mem_set u 400
check_size u 400
mem_max u 400
# If it were off by a page or by 1 MiB, toolstacks would call the domain uncooperative.
check_equal "and by the same when it is back" "$(xen_minus_guest_kb u)" "$difference"
check_equal "state and reason" "$(state_and_reason u)" idle/none
