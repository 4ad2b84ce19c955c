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

#include "extents.h"
#include "extra-memory.h"
#include "hotplug-regions.h"
#include "inherited-balloon.h"
#include "pod-remainder.h"

#include <linux/crash_dump.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
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

/* What one hypercall takes: 512 MiB, while nobody else runs. */
#define BLOCKS_AT_ONCE	256

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

static unsigned long __init pages_in_map(void)
{
	unsigned long pages = 0, ram_end = 0;
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
	xen_hotplug_set_ram_end(ram_end);
	return pages;
}

/*
 * Gives a block back of which Xen did not take all: it stops at the first page that has no memory
 * (xen/common/memory.c: decrease_reservation()). There are such pages after kexec, in what was the
 * balloon of the kernel before. Returns whether the block is empty now.
 */
static bool __init give_back_by_page(xen_pfn_t pfn)
{
	xen_pfn_t end = pfn + SUPERPAGE_PAGES;

	for (; pfn < end; pfn++)
		if (xen_has_memory(pfn) && !xen_release_extents(&pfn, 1, 0))
			return false;
	return true;
}

/* A block becomes part of the last run, or begins a new one. */
static void __init note_block(xen_pfn_t pfn)
{
	unsigned int nr = unpopulated.nr;
	struct xen_memory_region *last = nr ? &unpopulated.run[nr - 1] : NULL;

	unpopulated.pages += SUPERPAGE_PAGES;
	if (last && last->start_pfn == pfn + SUPERPAGE_PAGES) {
		last->start_pfn = pfn;
		last->n_pfns += SUPERPAGE_PAGES;
	} else if (nr < ARRAY_SIZE(unpopulated.run)) {
		unpopulated.run[unpopulated.nr++] =
			(struct xen_memory_region){ pfn, SUPERPAGE_PAGES };
	} else {
		/* A map in so many pieces: this one is out of use. */
		xen_balloon_e820_remove_ram(PFN_PHYS(pfn), SZ_2M);
		xen_release_extents(&pfn, 1, SUPERPAGE_ORDER);
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
	unsigned long pfn = round_down(end, SUPERPAGE_PAGES);

	while (*pages >= SUPERPAGE_PAGES && pfn >= start + SUPERPAGE_PAGES) {
		pfn -= SUPERPAGE_PAGES;
		if (is_in_use(pfn))
			continue;
		note_block(pfn);
		*pages -= SUPERPAGE_PAGES;
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
		for (nr = 0; nr < BLOCKS_AT_ONCE && done + nr * SUPERPAGE_PAGES < pages; nr++)
			blocks[nr] = start + done + nr * SUPERPAGE_PAGES;
		gone = xen_release_extents(blocks, nr, SUPERPAGE_ORDER);
		done += gone * SUPERPAGE_PAGES;
		if (gone == nr)
			continue;
		if (give_back_by_page(blocks[gone])) {
			done += SUPERPAGE_PAGES;
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
		else
			xen_pod_remainder_add(cut, end);
		xen_hotplug_region_add(cut, end);
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

/* Gives back what the map has more than the domain. */
static void __init release(unsigned long boot_pages, unsigned long excess)
{
	unsigned long pages = excess;
	int i;

	for (i = e820_table->nr_entries - 1; i >= 0 && pages >= SUPERPAGE_PAGES; i--) {
		const struct e820_entry *entry = &e820_table->entries[i];

		if (entry->type == E820_TYPE_RAM)
			note_from(PFN_UP(entry->addr), PFN_DOWN(entry->addr + entry->size), &pages);
	}
	if (unpopulated.nr)
		make_extra_memory(boot_pages);
	xen_boot_released_pages = unpopulated.pages;
	pr_info("gave back %llu of %llu KiB that were not populated, and %llu KiB to follow\n",
		(u64)PFN_PHYS(unpopulated.pages - xen_pod_remainder_pages()) >> 10,
		(u64)PFN_PHYS(excess) >> 10,
		(u64)PFN_PHYS(xen_pod_remainder_pages()) >> 10);
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
		in_map += 2 * SUPERPAGE_PAGES;
	if (current_pages > 0 && in_map >= current_pages + SUPERPAGE_PAGES)
		release(current_pages, in_map - current_pages);
	if (xen_inherits_balloon())
		xen_fill_inherited_balloon();
}
