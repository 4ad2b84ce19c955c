# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A guest is started with all that it may have, and its maximum is raised step by step while it runs. (T14)
# rig: mem=6144 limit=400
# case pv: to=pv
# case pvh: to=pvh tier=all
# case hvm: to=hvm image=hvm tier=all

# xl gives Xen memory for its tables of a PVH guest by the maxmem at the start. Each 2 MiB that the guest gives back
# take a page of that: with no more it could go to 4000, but not come back.
create u "$(arg to)" 400 400 "shadow_memory=12"
reaches u 400
apart=$(apart u)
for mib in 700 1200 2000 4000; do
	xl mem-max u ${mib}m || broken "xl mem-max"
	mem_set u $mib
	reaches u $mib
done
is "Xen counts more by the same constant" "$(apart u)" "$apart"
mem_set u 400
reaches u 400
xl mem-max u 400m || broken "xl mem-max"
# T23: off by a page or by 1 MiB, and toolstacks call it uncooperative.
is "and by the same when it is back" "$(apart u)" "$apart"
is "state and reason" "$(standing u)" idle/none
