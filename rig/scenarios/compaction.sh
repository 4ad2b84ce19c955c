# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Memory is compacted by hand without a pause while memory blocks come and go, on both sides of the hole below 4 GiB.
# rig: mem=6144 limit=600 smp=2 guest=xen_initial_balloon=0
# case pvh: to=pvh/4
# case pv: to=pv/4 tier=all
# case hvm: to=hvm/4 image=hvm tier=all
# case pvh-long: to=pvh/15 limit=1800 tier=all
# case pvh-small: to=pvh/15/2048 limit=1800 tier=all

# Before, compaction read the memmap of memory blocks that were gone: a page fault in pageblock_skip_persistent() after
# 27 s. It went by an end of its zone from before they were removed.

IFS=/ read -r TYPE ROUNDS HIGH <<-END
	$(arg to)
END
HIGH=${HIGH:-4608}
create u "$TYPE" 256 "$HIGH" vcpus=4
reaches u 256
guest u "for i in 1 2 3; do (while :; do echo 1 >/proc/sys/vm/compact_memory; done) >/dev/null 2>&1 </dev/null & done"

fewer_blocks() { [ "$(memory_blocks u)" -lt "$high" ]; }
removed=0
for _ in $(seq "$ROUNDS"); do
	mem_set u "$HIGH"
	arrives u "$HIGH" 120 || break
	high=$(memory_blocks u)
	mem_set u 256
	arrives u 256 120 || break
	# A PV guest keeps its memmap.
	[ "$TYPE" = pv ] || until_true 60 fewer_blocks || break
	sleep 5
	alive u || break
	removed=$((removed + high - $(memory_blocks u)))
done
if alive u; then
	ok "the guest lives"
	reaches u 256
	note "$removed memory blocks removed, $(memory_blocks u) left, $(vmstat u compact_free_scanned) pages scanned"
	[ "$TYPE" = pv ] || holds "memory blocks were removed" "$removed" -gt "$((8 * ROUNDS))"
	holds "memory was compacted" "$(vmstat u compact_free_scanned)" -gt 0
else
	not_ok "the guest lives" "$(grep -h -m 2 -E 'BUG:|RIP: 0010' /var/log/xen/console/guest-u.log | tr '\n' ' ')"
fi
