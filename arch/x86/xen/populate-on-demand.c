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
 * left to growth. There nobody can touch it, and as Xen takes its time over hundreds of GiB, that
 * part goes back when user space is up.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "extra-memory.h"
#include "inherited-balloon.h"

#include <linux/crash_dump.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include <asm/e820/api.h>
#include <asm/sections.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/balloon-arch.h>
#include <xen/balloon-compat.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "xen-ops.h"

#define BLOCK_PAGES	PFN_DOWN(SZ_2M)
#define BLOCK_ORDER	9

/* What one hypercall takes: 512 MiB while nobody else runs, and then 128, a few milliseconds. */
#define BLOCKS_AT_ONCE	256
#define SPARE_AT_ONCE	64

/**
 * struct unpopulated - runs of page frames that the domain will not have, the highest first
 * @run:	them
 * @nr:		how many
 * @pages:	page frames in all of them
 */
static struct unpopulated {
	struct xen_memory_region run[16];
	unsigned int nr;
	unsigned long pages;
} unpopulated __initdata;

/* What of them is out of the map; up to its @spare_end each has yet to be given back. */
static struct xen_memory_region spare[ARRAY_SIZE(unpopulated.run)] __ro_after_init;
static unsigned long spare_end[ARRAY_SIZE(unpopulated.run)];
static unsigned int nr_spare __ro_after_init;
static struct resource spare_claim[ARRAY_SIZE(unpopulated.run)];
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

/* Gives extents back. Returns how many are gone, from the first on. */
static unsigned int give_back(xen_pfn_t *extents, unsigned int nr, unsigned int order)
{
	struct xen_memory_reservation reservation = {
		.nr_extents = nr,
		.extent_order = order,
		.domid = DOMID_SELF,
	};
	long done;

	set_xen_guest_handle(reservation.extent_start, extents);
	done = HYPERVISOR_memory_op(XENMEM_decrease_reservation, &reservation);
	return clamp(done, 0L, (long)nr);
}

/*
 * Gives a block back of which Xen did not take all: it stops at the first page that has no memory
 * (xen/common/memory.c: decrease_reservation()). There are such pages after kexec, in what was the
 * balloon of the kernel before. Returns whether the block is empty now.
 */
static bool __init give_back_by_page(xen_pfn_t pfn)
{
	xen_pfn_t end = pfn + BLOCK_PAGES;

	for (; pfn < end; pfn++)
		if (xen_has_memory(pfn) && !give_back(&pfn, 1, 0))
			return false;
	return true;
}

/* A block becomes part of the last run, or begins a new one. */
static void __init note_block(xen_pfn_t pfn)
{
	unsigned int nr = unpopulated.nr;
	struct xen_memory_region *last = nr ? &unpopulated.run[nr - 1] : NULL;

	unpopulated.pages += BLOCK_PAGES;
	if (last && last->start_pfn == pfn + BLOCK_PAGES) {
		last->start_pfn = pfn;
		last->n_pfns += BLOCK_PAGES;
	} else if (nr < ARRAY_SIZE(unpopulated.run)) {
		unpopulated.run[unpopulated.nr++] = (struct xen_memory_region){ pfn, BLOCK_PAGES };
	} else {
		/* A map in so many pieces: this one is out of use. */
		xen_balloon_e820_remove_ram(PFN_PHYS(pfn), SZ_2M);
		give_back(&pfn, 1, BLOCK_ORDER);
	}
}

/*
 * Whether EFI has something between two addresses that are RAM by the E820. What the boot loader
 * left there is known to memblock, as far as it is needed; the data of boot services is reserved
 * later, by efi_reserve_boot_services().
 */
static bool __init is_efi_data(u64 start, u64 end)
{
	efi_memory_desc_t *md;

	if (!efi_enabled(EFI_MEMMAP))
		return false;
	for_each_efi_memory_desc(md) {
		if (md->phys_addr >= end ||
		    md->phys_addr + (md->num_pages << EFI_PAGE_SHIFT) <= start)
			continue;
		if (md->type != EFI_CONVENTIONAL_MEMORY && md->type != EFI_LOADER_CODE &&
		    md->type != EFI_LOADER_DATA)
			return true;
	}
	return false;
}

/* Whether a block has something of the kernel, of the initrd, or of firmware in it. */
static bool __init is_in_use(unsigned long pfn)
{
	u64 start = PFN_PHYS(pfn), end = start + SZ_2M;

	/* memblock does not know .brk yet, which has the page tables that are made now. */
	if (start < __pa_symbol(_end) && end > __pa_symbol(_text))
		return true;
	return memblock_is_region_reserved(start, SZ_2M) || is_efi_data(start, end);
}

/* Notes up to @pages page frames between two addresses, the highest first. */
static void __init note_from(unsigned long start, unsigned long end, unsigned long *pages)
{
	unsigned long pfn = round_down(end, BLOCK_PAGES);

	while (*pages >= BLOCK_PAGES && pfn >= start + BLOCK_PAGES) {
		pfn -= BLOCK_PAGES;
		if (is_in_use(pfn))
			continue;
		note_block(pfn);
		*pages -= BLOCK_PAGES;
	}
}

/*
 * Gives back a run of page frames, the lowest first; the last block may reach beyond its end. Where
 * Xen refuses, the rest is memory like any other; the block that it refused may have lost some of
 * its pages, and is out of use. Returns how many page frames are gone.
 */
static unsigned long __init give_back_run(unsigned long start, unsigned long pages)
{
	static xen_pfn_t blocks[BLOCKS_AT_ONCE] __initdata;
	unsigned long done = 0;
	unsigned int nr, gone;

	while (done < pages) {
		for (nr = 0; nr < BLOCKS_AT_ONCE && done + nr * BLOCK_PAGES < pages; nr++)
			blocks[nr] = start + done + nr * BLOCK_PAGES;
		gone = give_back(blocks, nr, BLOCK_ORDER);
		done += gone * BLOCK_PAGES;
		if (gone == nr)
			continue;
		if (give_back_by_page(blocks[gone])) {
			done += BLOCK_PAGES;
			continue;
		}
		xen_balloon_e820_remove_ram(PFN_PHYS(start + done), SZ_2M);
		unpopulated.pages -= pages - done;
		break;
	}
	return min(done, pages);
}

/*
 * The first @extra page frames of a run stay in the map and go back now, before somebody borrows
 * them; the rest leaves the map. Returns how many stayed.
 */
static unsigned long __init split_run(const struct xen_memory_region *run, unsigned long extra)
{
	unsigned long cut = run->start_pfn + extra, end = run->start_pfn + run->n_pfns;

	if (cut < end) {
		xen_balloon_e820_remove_ram(PFN_PHYS(cut), PFN_PHYS(end - cut));
		/* What the kernel before had there makes room for what it had not. */
		if (xen_inherits_balloon())
			give_back_run(cut, end - cut);
		spare_end[nr_spare] = xen_inherits_balloon() ? cut : end;
		spare[nr_spare++] = (struct xen_memory_region){ cut, end - cut };
	}
	extra = give_back_run(run->start_pfn, extra);
	if (extra) {
		memblock_reserve(PFN_PHYS(run->start_pfn), PFN_PHYS(extra));
		xen_add_extra_mem(run->start_pfn, extra);
	}
	return extra;
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

/*
 * The lowest come first. What is behind the first cut stays out, or else the map would have an end
 * that costs more than it is worth: above 4 GiB, that is 64 MiB of bounce buffers.
 */
static unsigned long __init count_within(const struct extra_memory_cap *cap)
{
	unsigned long sum = 0, n;
	int i;

	for (i = unpopulated.nr - 1; i >= 0; i--) {
		n = within_cap(&unpopulated.run[i], cap, cap->pages - sum);
		sum += n;
		if (n < unpopulated.run[i].n_pfns)
			break;
	}
	return sum;
}

static void __init make_extra_memory(unsigned long boot_pages)
{
	struct extra_memory_cap cap = xen_extra_memory_cap(boot_pages, boot_pages);
	unsigned long extra, left, stayed = 0, n;
	int i;

	do {
		extra = count_within(&cap);
	} while (!xen_extra_memory_fits(&cap, extra, boot_pages));

	for (i = unpopulated.nr - 1, left = extra; i >= 0; i--, left -= n) {
		n = min(left, unpopulated.run[i].n_pfns);
		stayed += split_run(&unpopulated.run[i], n);
	}
	e820__update_table(e820_table);
	xen_extra_memory_report(&cap, stayed, unpopulated.pages - stayed);
}

/* How many blocks of a spare region have yet to be given back. */
static unsigned int blocks_to_follow(unsigned int i)
{
	unsigned long start = round_up(spare[i].start_pfn, BLOCK_PAGES);
	unsigned long end = READ_ONCE(spare_end[i]);

	return end > start ? (end - start) / BLOCK_PAGES : 0;
}

/* The first region that has any, or nr_spare. */
static unsigned int first_to_follow(void)
{
	unsigned int i;

	for (i = 0; i < nr_spare && !blocks_to_follow(i); i++)
		;
	return i;
}

static unsigned long __init pages_to_follow(void)
{
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < nr_spare; i++)
		pages += blocks_to_follow(i) * BLOCK_PAGES;
	return pages;
}

/* Gives back what the map has more than the domain. */
static void __init release(unsigned long boot_pages, unsigned long excess)
{
	unsigned long pages = excess;
	int i;

	for (i = e820_table->nr_entries - 1; i >= 0 && pages >= BLOCK_PAGES; i--) {
		const struct e820_entry *entry = &e820_table->entries[i];

		if (entry->type == E820_TYPE_RAM)
			note_from(PFN_UP(entry->addr), PFN_DOWN(entry->addr + entry->size), &pages);
	}
	if (unpopulated.nr)
		make_extra_memory(boot_pages);
	xen_boot_released_pages = unpopulated.pages;
	pr_info("gave back %llu of %llu KiB that were not populated, and %llu KiB to follow\n",
		(u64)PFN_PHYS(unpopulated.pages - pages_to_follow()) >> 10,
		(u64)PFN_PHYS(excess) >> 10,
		(u64)PFN_PHYS(pages_to_follow()) >> 10);
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
	domid_t domid = DOMID_SELF;
	unsigned long in_map;
	long current_pages;

	/*
	 * Dom0 is told what it has and what not: see xen_pvh_extra_memory(). A crash kernel has
	 * memory that was reserved for it.
	 */
	if (xen_initial_domain() || is_kdump_kernel())
		return;
	current_pages = HYPERVISOR_memory_op(XENMEM_current_reservation, &domid);
	in_map = pages_in_map();
	/* Every hole is to be filled, so at least as much goes back; and that in whole blocks. */
	if (xen_inherits_balloon())
		in_map += 2 * BLOCK_PAGES;
	if (current_pages > 0 && in_map >= current_pages + BLOCK_PAGES)
		release(current_pages, in_map - current_pages);
	if (xen_inherits_balloon())
		xen_fill_inherited_balloon();
}

/* Until they are empty nobody must map memory of others there: that would be given back too. */
static int __init reserve_spare(void)
{
	unsigned int i;

	for (i = 0; i < nr_spare; i++) {
		if (!blocks_to_follow(i))
			continue;
		spare_claim[i] = DEFINE_RES_MEM_NAMED(PFN_PHYS(spare[i].start_pfn),
						      PFN_PHYS(spare[i].n_pfns),
						      "Xen spare memory");
		if (request_resource(&iomem_resource, &spare_claim[i]))
			pr_warn("%pR is not free\n", &spare_claim[i]);
	}
	return 0;
}
early_initcall(reserve_spare);

/**
 * xen_pod_remainder_left - whether some of what was left out of the map has yet to be given back
 *
 * Context: any.
 * Return: true when xen_pod_remainder_release() has something to do.
 */
bool xen_pod_remainder_left(void)
{
	return first_to_follow() < nr_spare;
}

static void release_some(unsigned int i)
{
	unsigned int n, nr = min(blocks_to_follow(i), SPARE_AT_ONCE);
	xen_pfn_t blocks[SPARE_AT_ONCE];

	for (n = 0; n < nr; n++)
		blocks[n] = spare_end[i] - (n + 1) * BLOCK_PAGES;
	n = min(give_back(blocks, nr, BLOCK_ORDER) + 1, nr);
	WRITE_ONCE(spare_end[i], spare_end[i] - n * BLOCK_PAGES);
	/* Not if it could not be requested: see reserve_spare(). */
	if (!blocks_to_follow(i) && spare_claim[i].parent)
		release_resource(&spare_claim[i]);
}

/**
 * xen_pod_remainder_release - give back some of what was left out of the map
 *
 * A block that Xen does not take is left alone. It went when the domain was saved and restored; or
 * Xen goes on counting on it, and nothing is lost.
 *
 * Context: process, may sleep; when user space is up, or somebody is in a hurry.
 */
void xen_pod_remainder_release(void)
{
	static DEFINE_MUTEX(lock);
	unsigned int i;

	mutex_lock(&lock);
	i = first_to_follow();
	if (i < nr_spare)
		release_some(i);
	mutex_unlock(&lock);
}

/**
 * xen_hotplug_regions - RAM of the map that has no page structures
 * @regions:	where to write it, ascending
 * @max:	how many regions at most
 * @end:	set to the page frame behind the last RAM of the map
 *
 * Context: process, once, at boot.
 * Return: regions written.
 */
unsigned int __init xen_hotplug_regions(struct xen_memory_region *regions, unsigned int max,
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
