# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# With Debian's configuration, its mm options are in force in dom0 and in a guest, and both grow past their first size and
# back.
# The same kernel with the stock driver, with which this one is compared, boots with the same options.
# rig: mem=3072 dom0_mem=768M limit=900 kernel=debian guest=page_alloc.shuffle=1
# case pv: args=pv only=named
# case pvh: args=pvh only=named
# case hvm: args=hvm image=hvm only=named
# case stock-pv: args=pv:stock kernel=debian-stock only=named
# case stock-pvh: args=pvh:stock kernel=debian-stock only=named
# case stock-hvm: args=hvm:stock kernel=debian-stock image=hvm only=named

OPTIONS="RANDOMIZE_BASE RANDOMIZE_MEMORY TRANSPARENT_HUGEPAGE NUMA MEMCG KSM DEFERRED_STRUCT_PAGE_INIT
	SHUFFLE_PAGE_ALLOCATOR INIT_ON_ALLOC_DEFAULT_ON MHP_DEFAULT_ONLINE_TYPE_ONLINE_AUTO MHP_MEMMAP_ON_MEMORY
	MEMORY_BALLOON BALLOON_COMPACTION PAGE_REPORTING MODVERSIONS XEN_BALLOON XEN_BALLOON_MEMORY_HOTPLUG"

# absent NAME: the options that the kernel of a domain lacks
absent() {
	local all o have
	all=$(echo $OPTIONS | tr ' ' '|')
	have=$(in_domain "$1" "zcat /proc/config.gz | grep -xE 'CONFIG_($all)=y'")
	for o in $OPTIONS; do
		echo "$have" | grep -qx "CONFIG_$o=y" || echo "$o"
	done
}

# The effects of these options, as seen from inside.
check_in_force() { # NAME TYPE
	check_equal "$1: options that Debian has and this kernel has not" "$(absent "$1" | tr '\n' ' ')" ""
	check_equal "$1: memory is cleared when it is allocated" \
		"$(in_domain "$1" "dmesg | grep -c 'mem auto-init:.*heap alloc:on'")" 1
	check_equal "$1: memory goes online by itself" \
		"$(in_domain "$1" "cat /sys/devices/system/memory/auto_online_blocks")" online
	# Not for PV, which has no mappings of 2 MiB.
	[ "$2" = pv ] || check_equal "$1: huge pages" "$(in_domain "$1" "grep -c '\[always\]' /sys/kernel/mm/transparent_hugepage/enabled")" 1
	check_equal "$1: a memory node" "$(in_domain "$1" "ls -d /sys/devices/system/node/node0")" /sys/devices/system/node/node0
	check_equal "$1: memory cgroups" "$(in_domain "$1" "grep -c '^memory' /proc/cgroups")" 1
	check_equal "$1: KSM" "$(in_domain "$1" "echo 1 >/sys/kernel/mm/ksm/run && cat /sys/kernel/mm/ksm/run")" 1
	check_equal "$1: addresses are not fixed" "$(in_domain "$1" "grep -cw nokaslr /proc/cmdline")" 0
}

IFS=: read -r type driver <<-END
	$(args)
END
# Below 512 MiB mm does without huge pages.
create u "$type" 640 "$([ "$driver" = stock ] && echo 640 || echo 1024)"
check_in_force dom0 pv
check_in_force u "$type"
check_equal "u: the page allocator's lists are shuffled" "$(guest u "cat /sys/module/page_alloc/parameters/shuffle")" Y
note "$(guest u "uname -r; dmesg | grep -E 'deferred pages|Memory:'")"
if [ "$driver" = stock ]; then
	check_equal "u: what its driver says of itself" "$(guest u "cat /sys/devices/system/xen_memory/xen_memory0/info/state 2>/dev/null")" ""
	check_compare "u: KiB that it has" "$(memtotal_kb u)" -ge $((540 * 1024))
	return 0
fi

check_size u 640
for mib in 1024 256 700 256; do
	mem_set u $mib
	check_size u $mib
done
mem_max u 1536
for mib in 1536 256; do
	mem_set u $mib
	check_size u $mib
done
check_equal "u: state" "$(state_and_reason u)" idle/none

check_size dom0 768
mem_set dom0 1024
check_size dom0 1024 120
mem_set dom0 768
check_size dom0 768 120
