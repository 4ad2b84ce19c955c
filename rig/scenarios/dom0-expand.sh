# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 boots with less memory than the machine has, is expanded, and comes back.
# rig: limit=240
# case twice: args=512:1024 mem=2048 dom0_mem=512M tier=all
# case many-times: args=256:7168 mem=8192 dom0_mem=256M

# args=LESS:MORE, in MiB
IFS=: read -r LESS MORE <<-END
	$(args)
END

check_size dom0 "$LESS"
before=$(memtotal_kb dom0)
mem_set dom0 "$MORE"
check_equal "xl mem-set accepts $MORE" $? 0
check_size dom0 "$MORE" 120
echo $((LESS * 1024)) >$XENMEM/target_kb
# shellcheck disable=SC2320 # the kernel's answer to what is written
check_equal "target_kb accepts $((LESS * 1024))" $? 0
# The memmap and page tables of what it grew by stay: 80 bytes per 4 KiB, 1/51.
if [ "$MORE" -gt $((LESS * 4)) ]; then
	most=$((LESS * 1024 + (MORE - LESS) * 1024 / 50))
	# It may pause on the way, until other programs have freed memory.
	came_back() { [ "$(current_kb dom0)" -le $most ] && is_quiet dom0; }
	wait_until 120 came_back || true
	check_compare "it comes back to $LESS MiB, but for the memmap" "$(current_kb dom0)" -le $most
	check_compare "and no further" "$(current_kb dom0)" -ge $((LESS * 1024))
	finish
fi
check_size dom0 "$LESS"
check_equal "MemTotal is what it was" "$(memtotal_kb dom0)" "$before"
check_equal "state" "$(attribute dom0 info/state)" idle
