# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Debian's configuration: what it does with memory is in force, in dom0 and in a guest, and both go up, past what
# they were started with, and back.
# rig: mem=3072 dom0_mem=768M limit=900 kernel=debian guest=page_alloc.shuffle=1
# case pv: to=pv only=named
# case pvh: to=pvh only=named
# case hvm: to=hvm image=hvm only=named

OPTIONS="RANDOMIZE_BASE RANDOMIZE_MEMORY TRANSPARENT_HUGEPAGE NUMA MEMCG KSM DEFERRED_STRUCT_PAGE_INIT
	SHUFFLE_PAGE_ALLOCATOR INIT_ON_ALLOC_DEFAULT_ON MHP_DEFAULT_ONLINE_TYPE_ONLINE_AUTO MHP_MEMMAP_ON_MEMORY
	MEMORY_BALLOON BALLOON_COMPACTION PAGE_REPORTING MODVERSIONS XEN_BALLOON XEN_BALLOON_MEMORY_HOTPLUG"

# absent NAME: which of the options the kernel of a domain does not have
absent() {
	local all o have
	all=$(echo $OPTIONS | tr ' ' '|')
	have=$(in_domain "$1" "zcat /proc/config.gz | grep -xE 'CONFIG_($all)=y'")
	for o in $OPTIONS; do
		echo "$have" | grep -qx "CONFIG_$o=y" || echo "$o"
	done
}

# What can be seen of them from inside.
in_force() { # NAME TYPE
	is "$1: options that Debian has and this kernel has not" "$(absent "$1" | tr '\n' ' ')" ""
	is "$1: memory is cleared when it is allocated" \
		"$(in_domain "$1" "dmesg | grep -c 'mem auto-init:.*heap alloc:on'")" 1
	is "$1: memory goes online by itself" \
		"$(in_domain "$1" "cat /sys/devices/system/memory/auto_online_blocks")" online
	# Not for PV: it has no mappings of 2 MiB.
	[ "$2" = pv ] || is "$1: huge pages" "$(in_domain "$1" "grep -c '\[always\]' /sys/kernel/mm/transparent_hugepage/enabled")" 1
	is "$1: a memory node" "$(in_domain "$1" "ls -d /sys/devices/system/node/node0")" /sys/devices/system/node/node0
	is "$1: memory cgroups" "$(in_domain "$1" "grep -c '^memory' /proc/cgroups")" 1
	is "$1: KSM" "$(in_domain "$1" "echo 1 >/sys/kernel/mm/ksm/run && cat /sys/kernel/mm/ksm/run")" 1
	is "$1: addresses are not fixed" "$(in_domain "$1" "grep -cw nokaslr /proc/cmdline")" 0
}

type=$(arg to)
# Below 512 MiB mm does without huge pages.
create u "$type" 640 1024
in_force dom0 pv
in_force u "$type"
is "u: the page allocator's lists are shuffled" "$(guest u "cat /sys/module/page_alloc/parameters/shuffle")" Y
note "$(guest u "uname -r; dmesg | grep -E 'deferred pages|Memory:'")"

reaches u 640
for mib in 1024 256 700 256; do
	mem_set u $mib
	reaches u $mib
done
xl mem-max u 1536m || broken "xl mem-max"
for mib in 1536 256; do
	mem_set u $mib
	reaches u $mib
done
is "u: state" "$(standing u)" idle/none

reaches dom0 768
mem_set dom0 1024
reaches dom0 1024 120
mem_set dom0 768
reaches dom0 768 120
