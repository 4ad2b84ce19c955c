// SPDX-License-Identifier: GPL-2.0
/*
 * Relocates the p2m list and the initial RAM disk if Xen put them into page frames that do not keep
 * their memory.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "relocate.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include <asm/page.h>
#include <asm/setup.h>

#include <xen/interface/xen.h>

#include "early-memory.h"
#include "memory-plan.h"
#include "xen-ops.h"

/**
 * xen_relocate_p2m_list - reserve the p2m list from Xen, and relocate it if necessary
 * @plan:	the plan
 *
 * Context: early boot, before the page allocator; after xen_early_memory_init().
 */
void __init xen_relocate_p2m_list(const struct xen_memory_plan *plan)
{
	phys_addr_t start, size;

	if (xen_start_info->mfn_list >= __START_KERNEL_map) {
		start = __pa(xen_start_info->mfn_list);
		size = PFN_ALIGN(xen_start_info->nr_pages * sizeof(unsigned long));
	} else {
		start = PFN_PHYS(xen_start_info->first_p2m_pfn);
		size = PFN_PHYS(xen_start_info->nr_p2m_frames);
	}
	memblock_reserve(start, size);
	if (xen_memory_plan_is_kept(plan, start, size))
		return;
	xen_relocate_p2m();
	pr_info("p2m list moved from [mem %#010llx-%#010llx] to [mem %#010llx-%#010llx]\n", start,
		start + size - 1, PFN_PHYS((u64)xen_start_info->first_p2m_pfn),
		PFN_PHYS((u64)xen_start_info->first_p2m_pfn + xen_start_info->nr_p2m_frames) - 1);
}

/**
 * xen_relocate_initrd - relocate the initial RAM disk if necessary
 * @plan:	the plan
 *
 * Context: early boot, before the page allocator; after xen_early_memory_init().
 */
void __init xen_relocate_initrd(const struct xen_memory_plan *plan)
{
	u64 from = boot_params.hdr.ramdisk_image | (u64)boot_params.ext_ramdisk_image << 32;
	u64 size = boot_params.hdr.ramdisk_size | (u64)boot_params.ext_ramdisk_size << 32;
	u64 to;

	if (xen_memory_plan_is_kept(plan, from, size))
		return;
	to = xen_find_free_area(size);
	if (!to)
		panic("Can't find new memory area for initrd needed due to E820 map conflict\n");
	xen_copy_physical(to, from, size);
	pr_info("initrd moved from [mem %#010llx-%#010llx] to [mem %#010llx-%#010llx]\n", from,
		from + size - 1, to, to + size - 1);
	memblock_phys_free(from, size);
	boot_params.hdr.ramdisk_image = (u32)to;
	boot_params.ext_ramdisk_image = to >> 32;
}
