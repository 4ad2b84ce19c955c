// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is populated on demand, of HVM and PVH domains.
 *
 * A domain that is started with memory=X maxmem=Y finds Y in its memory map. There is no more than
 * X behind it: Xen puts a page where one is touched, and when it has put X, the next touch kills
 * the domain. So the difference goes back to Xen here, before anybody knows of it: the page
 * allocator would have to be asked for it page by page later, and may clear what it hands out,
 * which makes Xen populate it first.
 *
 * Nothing is moved by that: Xen forgets that there was something to populate, a block of 2 MiB at a
 * time. What is given back is extra memory like that of a PV domain: as far as the cap allows it
 * keeps its place in the map, reserved, for the initial balloon; the rest leaves the map and is
 * left to growth.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "extra-memory.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include <asm/e820/api.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/balloon.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "xen-ops.h"

#define BLOCK_PAGES	PFN_DOWN(SZ_2M)
#define BLOCK_ORDER	9

/* What one hypercall takes: 512 MiB. */
#define BLOCKS_AT_ONCE	256

/**
 * struct released - runs of page frames that were given back, the highest first
 * @run:	them
 * @nr:		how many
 * @pages:	page frames in all of them
 */
static struct released {
	struct xen_memory_region run[16];
	unsigned int nr;
	unsigned long pages;
} released __initdata;

static struct xen_memory_region spare[ARRAY_SIZE(released.run)] __initdata;
static unsigned int nr_spare __initdata;
static unsigned long ram_end __initdata;

static unsigned long __init pages_in_map(void)
{
	unsigned long pages = 0;
	int i;

	for (i = 0; i < e820_table->nr_entries; i++) {
		const struct e820_entry *entry = &e820_table->entries[i];
		unsigned long start = PFN_UP(entry->addr);
		unsigned long end = PFN_DOWN(entry->addr + entry->size);

		if (entry->type != E820_TYPE_RAM || end <= start)
			continue;
		pages += end - start;
		ram_end = max(ram_end, end);
	}
	return pages;
}

/* Gives the blocks back. Returns how many are gone, from the first on. */
static unsigned int __init give_back(xen_pfn_t *blocks, unsigned int nr)
{
	struct xen_memory_reservation reservation = {
		.nr_extents = nr,
		.extent_order = BLOCK_ORDER,
		.domid = DOMID_SELF,
	};
	long done;

	set_xen_guest_handle(reservation.extent_start, blocks);
	done = HYPERVISOR_memory_op(XENMEM_decrease_reservation, &reservation);
	return clamp(done, 0L, (long)nr);
}

/* A block that is gone becomes part of the last run, or begins a new one. */
static void __init note_released(unsigned long pfn)
{
	struct xen_memory_region *last = released.nr ? &released.run[released.nr - 1] : NULL;

	released.pages += BLOCK_PAGES;
	if (last && last->start_pfn == pfn + BLOCK_PAGES) {
		last->start_pfn = pfn;
		last->n_pfns += BLOCK_PAGES;
	} else if (released.nr < ARRAY_SIZE(released.run)) {
		released.run[released.nr++] = (struct xen_memory_region){ pfn, BLOCK_PAGES };
	} else {
		/* A map in so many pieces: this one is out of use. */
		e820__range_remove(PFN_PHYS(pfn), SZ_2M, E820_TYPE_RAM, 1);
	}
}

/*
 * Gives the blocks back and notes them. One that Xen stopped in may have lost some of its pages,
 * and is not touched any more. Returns false when Xen did not take all.
 */
static bool __init release_blocks(xen_pfn_t *blocks, unsigned int nr)
{
	unsigned int i, gone = give_back(blocks, nr);

	for (i = 0; i < min(gone + 1, nr); i++)
		note_released(blocks[i]);
	return gone == nr;
}

/* Gives back up to @pages page frames between two addresses, the highest first. */
static bool __init release_from(unsigned long start, unsigned long end, unsigned long *pages)
{
	static xen_pfn_t blocks[BLOCKS_AT_ONCE] __initdata;
	unsigned long pfn = round_down(end, BLOCK_PAGES);
	unsigned int nr = 0;

	while (*pages >= BLOCK_PAGES && pfn >= start + BLOCK_PAGES) {
		pfn -= BLOCK_PAGES;
		/* The kernel, the initrd, and what came with them. */
		if (memblock_is_region_reserved(PFN_PHYS(pfn), SZ_2M))
			continue;
		blocks[nr++] = pfn;
		*pages -= BLOCK_PAGES;
		if (nr < BLOCKS_AT_ONCE)
			continue;
		if (!release_blocks(blocks, nr))
			return false;
		nr = 0;
	}
	return !nr || release_blocks(blocks, nr);
}

/* The part of a run that @cap leaves room for stays in the map, and the rest leaves it. */
static void __init split_run(const struct xen_memory_region *run, unsigned long extra)
{
	unsigned long cut = run->start_pfn + extra, end = run->start_pfn + run->n_pfns;

	if (extra) {
		memblock_reserve(PFN_PHYS(run->start_pfn), PFN_PHYS(extra));
		xen_add_extra_mem(run->start_pfn, extra);
	}
	if (cut == end)
		return;
	e820__range_remove(PFN_PHYS(cut), PFN_PHYS(end - cut), E820_TYPE_RAM, 1);
	spare[nr_spare++] = (struct xen_memory_region){ cut, end - cut };
}

/* How much of a run is within the cap, of which @left is left. */
static unsigned long __init within_cap(const struct xen_memory_region *run,
				       const struct extra_memory_cap *cap, unsigned long left)
{
	unsigned long cut;

	if (left >= run->n_pfns)
		return run->n_pfns;
	cut = round_down(run->start_pfn + left, cap->granule);
	return cut > run->start_pfn ? cut - run->start_pfn : 0;
}

static unsigned long __init count_within(const struct extra_memory_cap *cap)
{
	unsigned long sum = 0;
	int i;

	for (i = released.nr - 1; i >= 0; i--)
		sum += within_cap(&released.run[i], cap, cap->pages - sum);
	return sum;
}

static void __init make_extra_memory(unsigned long boot_pages)
{
	struct extra_memory_cap cap = xen_extra_memory_cap(boot_pages, boot_pages);
	unsigned long extra, sum = 0;
	int i;

	do {
		extra = count_within(&cap);
	} while (!xen_extra_memory_fits(&cap, extra, boot_pages));

	for (i = released.nr - 1; i >= 0; i--) {
		unsigned long n = within_cap(&released.run[i], &cap, cap.pages - sum);

		split_run(&released.run[i], n);
		sum += n;
	}
	e820__update_table(e820_table);
	xen_extra_memory_report(&cap, extra, released.pages - extra);
}

/**
 * xen_release_unpopulated - give back what was never populated, and will not be
 *
 * Xen's count has pages of the toolstack's that are not in the map, so that less is given back than
 * could be: the balloon driver, which knows the toolstack's count, does the rest.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_release_unpopulated(void)
{
	unsigned long in_map, pages;
	domid_t domid = DOMID_SELF;
	long current_pages;
	int i;

	/* Dom0 is told what it has and what not: see xen_pvh_extra_memory(). */
	if (xen_initial_domain())
		return;
	current_pages = HYPERVISOR_memory_op(XENMEM_current_reservation, &domid);
	in_map = pages_in_map();
	if (current_pages <= 0 || in_map < current_pages + BLOCK_PAGES)
		return;

	pages = in_map - current_pages;
	for (i = e820_table->nr_entries - 1; i >= 0 && pages >= BLOCK_PAGES; i--) {
		const struct e820_entry *entry = &e820_table->entries[i];

		if (entry->type == E820_TYPE_RAM &&
		    !release_from(PFN_UP(entry->addr), PFN_DOWN(entry->addr + entry->size), &pages))
			break;
	}
	xen_boot_released_pages = released.pages;
	pr_info("gave back %llu of %llu KiB that were not populated\n",
		(u64)PFN_PHYS(released.pages) >> 10,
		(u64)PFN_PHYS(in_map - current_pages) >> 10);
	if (released.nr)
		make_extra_memory(current_pages);
}

/**
 * xen_spare_memory - RAM of the map that has no page structures
 * @regions:	where to write it, ascending
 * @max:	how many regions at most
 * @end:	set to the page frame behind the last RAM of the map
 *
 * Context: process, once, at boot.
 * Return: regions written.
 */
unsigned int __init xen_spare_memory(struct xen_memory_region *regions, unsigned int max,
				     unsigned long *end)
{
	unsigned int i;

	if (xen_pv_domain())
		return xen_pv_spare_memory(regions, max, end);
	for (i = 0; i < nr_spare && i < max; i++)
		regions[i] = spare[i];
	*end = ram_end;
	return i;
}
