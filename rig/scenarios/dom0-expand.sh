# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# dom0 is booted with less than the machine has, expanded, and taken back.
# rig: limit=240
# case twice: to=512:1024 mem=2048 dom0_mem=512M tier=all
# case many-times: to=256:7168 mem=8192 dom0_mem=256M

# to=LESS:MORE, in MiB
IFS=: read -r LESS MORE <<-END
	$(arg to)
END

reaches dom0 "$LESS"
before=$(memtotal_kb dom0)
mem_set dom0 "$MORE"
is "xl mem-set accepts $MORE" $? 0
reaches dom0 "$MORE" 120
echo $((LESS * 1024)) >$XENMEM/target_kb
# shellcheck disable=SC2320 # the kernel's answer to what is written
is "target_kb accepts $((LESS * 1024))" $? 0
# Of what it grew by, page structures and page tables stay: 80 bytes for 4 KiB, 1/51.
if [ "$MORE" -gt $((LESS * 4)) ]; then
	until_true 120 at_rest dom0
	holds "it comes back to $LESS MiB, but for page structures" "$(current_kb dom0)" \
		-le $((LESS * 1024 + (MORE - LESS) * 1024 / 50))
	holds "and no further" "$(current_kb dom0)" -ge $((LESS * 1024))
	finish
fi
reaches dom0 "$LESS"
is "MemTotal is what it was" "$(memtotal_kb dom0)" "$before"
is "state" "$(attribute dom0 info/state)" idle
