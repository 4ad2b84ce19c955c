# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Growth and its reverse meet a refusal at each point where there can be one: nothing is lost, the reason is shown,
# and when it is over the domain goes on.
# rig: mem=2560 limit=500 kernel=ours+debug
# case pv: to=pv
# case pvh: to=pvh only=named
# case pvh-own: to=pvh guest=memory_hotplug.memmap_on_memory=force tier=all
# case hvm-kasan: to=hvm kernel=ours+kasan image=hvm config=acpi=0 limit=1500 tier=all

INJECT=/sys/kernel/debug/notifier-error-inject/memory/actions
ALLOC=/sys/kernel/debug/fail_page_alloc
online() { guest u "cat /sys/devices/system/memory/memory*/state | grep -c online"; }
fewer_online() { [ "$(online)" -lt "$1" ]; }
refuse() { guest u "echo $2 >$INJECT/$1/error" || broken "no fault injection in u"; }

create u "$(arg to)" 256 900
reaches u 256
before=$(memory_blocks u)
frames=$(($(current_kb u) + $(attribute u info/low_kb)))

# A notifier does not want a block to go online. It has been added, and is the only one.
refuse MEM_GOING_ONLINE -12
mem_set u 768
until_true 30 in_state u waiting/growth-failed
is "online refused: state and reason" "$(standing u)" waiting/growth-failed
sleep 10
is "online refused: blocks added in vain" $(($(memory_blocks u) - before)) 1
# It may hold its own page structures already.
own=0
[ -z "$(arg_guest)" ] || own=4096
is "online refused: page frames" "$(($(current_kb u) + $(attribute u info/low_kb)))" $((frames + own))
refuse MEM_GOING_ONLINE 0
arrives u 768 60 || not_ok "it goes on when nobody refuses" "$(current_kb u)"

# Xen has nothing for the page structures that a block is to hold itself.
if [ $own != 0 ]; then
	mem_set u 640
	reaches u 640
	guest u "cd /sys/kernel/debug/fail_xen_extents; echo 0 >verbose; echo 1000000 >times; echo 100 >probability" ||
		broken "no fault injection in u"
	have=$(memory_blocks u)
	mem_set u 900
	until_true 30 in_state u waiting/xen-refused
	is "page structures refused: state and reason" "$(standing u)" waiting/xen-refused
	is "page structures refused: blocks added" $(($(memory_blocks u) - have)) 0
	guest u "echo 0 >/sys/kernel/debug/fail_xen_extents/probability"
	arrives u 900 60 || not_ok "it goes on when Xen gives" "$(current_kb u)"
fi

# The same on the way back.
refuse MEM_GOING_OFFLINE -16
high=$(online)
mem_set u 256
reaches u 256
frames=$(($(current_kb u) + $(attribute u info/low_kb)))
sleep 15
is "offline refused: the blocks are online still" "$(online)" "$high"
is "offline refused: state and reason" "$(standing u)" idle/none
is "offline refused: page frames" "$(($(current_kb u) + $(attribute u info/low_kb)))" "$frames"
refuse MEM_GOING_OFFLINE 0
mem_set u 320
reaches u 320
mem_set u 256
reaches u 256
until_true 40 fewer_online "$high" || not_ok "blocks go when nobody refuses" "$(online) of $high"

# No large pages to be had: page structures are made of small ones, and memory moves by pages.
guest u "echo 0 >$ALLOC/verbose; echo 9 >$ALLOC/min-order; echo 100 >$ALLOC/probability; echo 1000000 >$ALLOC/times" ||
	broken "no fault injection in u"
mem_set u 768
arrives u 768 120 || not_ok "up without large pages" "$(attribute u info/state) $(attribute u info/reason)"
mem_set u 256
arrives u 256 120 || not_ok "down without large pages" "$(attribute u info/state) $(attribute u info/reason)"
guest u "echo 0 >$ALLOC/probability"

mem_set u 768
reaches u 768
mem_set u 256
reaches u 256
is "page frames, but for blocks of 128 MiB" \
	$((($(current_kb u) + $(attribute u info/low_kb) - frames) % 131072)) 0
no_leaks u
