// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of a PV domain before there is an allocator, and before all of it is mapped: allocated as
 * memblock reservations, and accessed through early_memremap().
 */
#include "early-memory.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/string.h>

#include <asm/e820/api.h>
#include <asm/early_ioremap.h>
#include <asm/fixmap.h>

#include "memory-plan.h"
#include "xen-ops.h"

/**
 * struct early_memory - the memory to allocate from
 * @plan:	plan whose XEN_MEMORY_KEPT regions are used
 * @limit:	page frame from which on no memory is used
 */
static struct early_memory {
	const struct xen_memory_plan *plan;
	unsigned long limit;
} early_memory __initdata;

/* The first address at or above @start where @size bytes are not reserved. */
static u64 __init early_memory_skip_reserved(u64 start, u64 size)
{
	phys_addr_t used_start, used_end;
	u64 i;

	for_each_reserved_mem_range(i, &used_start, &used_end) {
		if (used_start >= start + size)
			break;
		if (used_end > start)
			start = PAGE_ALIGN(used_end);
	}
	return start;
}

/**
 * xen_early_memory_init - set the memory to allocate from
 * @plan:	plan whose XEN_MEMORY_KEPT regions are used
 * @limit:	page frame from which on no memory is used
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_early_memory_init(const struct xen_memory_plan *plan, unsigned long limit)
{
	early_memory.plan = plan;
	early_memory.limit = limit;
}

/**
 * xen_find_free_area - allocate memory
 * @size:	bytes
 *
 * Context: early boot, before the page allocator; after xen_early_memory_init().
 * Return: its address, a multiple of the page size; whole pages are reserved. 0 if there is none.
 */
phys_addr_t __init xen_find_free_area(phys_addr_t size)
{
	const struct xen_memory_plan *plan = early_memory.plan;
	unsigned int i;
	u64 start, end;

	size = PAGE_ALIGN(size);
	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *region = &plan->region[i];

		if (region->use != XEN_MEMORY_KEPT)
			continue;
		end = min(region->end, PFN_PHYS((u64)early_memory.limit));
		start = max_t(u64, region->start, ISA_END_ADDRESS);
		start = early_memory_skip_reserved(start, size);
		/* .brk, which will have the first page tables, is not reserved in memblock yet. */
		if (start < __pa_symbol(_end) && start + size > __pa_symbol(_text))
			start = early_memory_skip_reserved(PAGE_ALIGN(__pa_symbol(_end)), size);
		if (start < end && size <= end - start) {
			memblock_reserve(start, size);
			return start;
		}
	}
	return 0;
}

/* Number of bytes from an address on that early_memremap() can map at a time. */
static u64 __init early_memory_window(u64 addr)
{
	return ((u64)NR_FIX_BTMAPS << PAGE_SHIFT) - offset_in_page(addr);
}

/**
 * xen_copy_to_physical - copy to memory that is not mapped yet
 * @to:		pseudo-physical address
 * @from:	virtual address
 * @size:	bytes
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_copy_to_physical(u64 to, const void *from, u64 size)
{
	u64 n;

	for (; size; to += n, from += n, size -= n) {
		void *map;

		n = min(size, early_memory_window(to));
		map = early_memremap(to, n);
		memcpy(map, from, n);
		early_memunmap(map, n);
	}
}

/**
 * xen_copy_physical - copy between two places that are not mapped yet
 * @to:		pseudo-physical address
 * @from:	pseudo-physical address
 * @size:	bytes
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_copy_physical(u64 to, u64 from, u64 size)
{
	u64 n;

	for (; size; to += n, from += n, size -= n) {
		void *map;

		n = min(size, early_memory_window(from));
		map = early_memremap(from, n);
		xen_copy_to_physical(to, map, n);
		early_memunmap(map, n);
	}
}
