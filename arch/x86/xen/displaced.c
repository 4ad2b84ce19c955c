// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that Xen put where the map has a hole.
 *
 * The page frames of the hole must stand for what the machine has there, devices and tables of the
 * firmware, before anybody looks at those. The memory behind them moves to page frames that are
 * RAM and have none; but that takes page tables which do not exist so early. So it happens in two
 * steps:
 *
 * xen_displace_frames(), when the map has been read: copies the machine frame numbers into a
 * ledger, takes the memory out of the hole, and makes the p2m list say identity there.
 *
 * xen_remap_memory(), when the direct mapping and the p2m tree are complete: gives each machine
 * frame of the ledger its new page frame. These have been reserved till then; now they are RAM
 * like any.
 *
 * What there is no RAM for goes back to Xen. The balloon can ask for it again.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "displaced.h"

#include <linux/init.h>
#include <linux/io.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/printk.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "early-memory.h"
#include "extents.h"
#include "xen-ops.h"

/* Page frames moved with one hypercall. Each takes two updates: M2P and direct mapping. */
#define REMAP_BATCH	256

/**
 * struct ledger - the machine frames that are on the move
 * @plan:	where to; frames are in the order of plan->displaced
 * @start:	pseudo-physical address of an array of frame numbers; 0 without any
 * @nr:		frames
 */
struct ledger {
	const struct memory_plan *plan;
	phys_addr_t start;
	unsigned long nr;
};

static struct ledger ledger __initdata;

static struct mmu_update updates[2 * REMAP_BATCH] __initdata;

/* Gives machine frames back, to which no page table may refer any more. */
static void __init release_frames(unsigned long *frames, unsigned long nr)
{
	unsigned long done = xen_release_extents(frames, nr, 0);

	xen_released_pages += done;
	if (done < nr)
		pr_warn("Xen took back %lu of %lu pages; the rest cannot be used\n", done, nr);
}

/* ---- first step ---- */

/* Page frames in the ledger come first in the plan, see there. */
static const struct memory_displaced *__init first_released(const struct memory_plan *plan)
{
	const struct memory_displaced *frames = plan->displaced;

	while (frames < plan->displaced + plan->nr_displaced && frames->to != XEN_MEMORY_RELEASED)
		frames++;
	return frames;
}

static void __init write_ledger(const struct memory_plan *plan)
{
	const struct memory_displaced *frames, *end = first_released(plan);
	phys_addr_t to = ledger.start;
	unsigned long size;

	for (frames = plan->displaced; frames < end; frames++) {
		size = frames->nr * sizeof(*xen_p2m_addr);
		xen_copy_to_physical(to, xen_p2m_addr + frames->pfn, size);
		to += size;
	}
}

/*
 * Finds room for the ledger. It takes 1/512 of what it keeps book of; without so much in one piece
 * everything is released, and what was to be refilled becomes extra memory.
 */
static void __init open_ledger(struct memory_plan *plan)
{
	struct memory_displaced *frames;

	ledger.plan = plan;
	ledger.nr = plan->refilled;
	if (!ledger.nr)
		return;
	ledger.start = xen_find_free_area(ledger.nr * sizeof(unsigned long));
	if (ledger.start)
		return;

	pr_warn("No room to keep book of %lu displaced pages, releasing them\n", ledger.nr);
	for (frames = plan->displaced; frames < plan->displaced + plan->nr_displaced; frames++) {
		if (frames->to == XEN_MEMORY_RELEASED)
			break;
		xen_add_extra_mem(frames->to, frames->nr);
		frames->to = XEN_MEMORY_RELEASED;
	}
	ledger.nr = 0;
}

/* Whatever address in the hole is mapped shall not lead to the memory that was behind it. */
static void __init unmap_frames(const struct memory_displaced *frames)
{
	unsigned long end = min(frames->pfn + frames->nr, max_pfn_mapped + 1);
	unsigned long pfn, va;
	unsigned int level;

	for (pfn = frames->pfn; pfn < end; pfn++) {
		va = (unsigned long)__va(PFN_PHYS(pfn));
		/* Up to there, Xen may have mapped it; the page tables need not go so far. */
		if (lookup_address(va, &level) &&
		    HYPERVISOR_update_va_mapping(va, native_make_pte(0), UVMF_INVLPG))
			pr_warn_once("Page frame %#lx stays mapped\n", pfn);
	}
}

/* The p2m list says identity for all that is no RAM of the kernel, now. */
static void __init identify_holes(const struct memory_plan *plan)
{
	unsigned long nr_pages = plan->kept + plan->refilled + plan->released;
	unsigned long pfn = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_regions; i++) {
		const struct memory_region *region = &plan->region[i];

		if (region->use == XEN_MEMORY_OTHER || region->use == XEN_MEMORY_HOTPLUG)
			continue;
		set_phys_range_identity(pfn, PFN_DOWN(region->start));
		pfn = PFN_DOWN(region->end);
	}
	set_phys_range_identity(pfn, nr_pages);
	/* What is beyond the 512 GiB that a guest may use is still there, though nobody uses it. */
	set_phys_range_identity(max(pfn, xen_start_info->nr_pages), ~0UL);
}

/**
 * xen_displace_frames - take memory out of the holes of the map
 * @plan:	what is displaced, and where to
 *
 * Everything that still lies in a hole, as the initial RAM disk may, must have been moved before.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_displace_frames(struct memory_plan *plan)
{
	const struct memory_displaced *frames;
	unsigned int i;

	open_ledger(plan);
	/* With a hole that is very low a panic follows that does not say why. */
	if (ledger.nr > plan->kept)
		pr_info("%lu MiB lie where the memory map has no RAM, and move later; early boot has %lu MiB\n",
			ledger.nr >> (20 - PAGE_SHIFT), plan->kept >> (20 - PAGE_SHIFT));
	write_ledger(plan);
	for (i = 0; i < plan->nr_displaced; i++)
		unmap_frames(&plan->displaced[i]);
	for (frames = first_released(plan); frames < plan->displaced + plan->nr_displaced; frames++)
		release_frames(xen_p2m_addr + frames->pfn, frames->nr);
	if (xen_released_pages)
		pr_warn("Unable to find available pfn range, not remapping identity pages\n");
	identify_holes(plan);
	pr_info("Released %ld page(s)\n", xen_released_pages);
}

/* ---- second step ---- */

/*
 * Makes p2m, M2P and direct mapping agree on @nr machine frames, which get the page frames from
 * @pfn on. Nothing here can fail unless Xen and the kernel disagree on whose the memory is.
 */
static void __init remap_batch(const unsigned long *frames, unsigned long pfn, unsigned int nr)
{
	struct mmu_update *update = updates;
	unsigned int i, level;
	int done = 0;

	for (i = 0; i < nr; i++) {
		pte_t *pte = lookup_address((unsigned long)__va(PFN_PHYS(pfn + i)), &level);

		if (!pte || level != PG_LEVEL_4K || !set_phys_to_machine(pfn + i, frames[i]))
			panic("no place for machine frame %#lx at page frame %#lx\n", frames[i],
			      pfn + i);
		update->ptr = PFN_PHYS((u64)frames[i]) | MMU_MACHPHYS_UPDATE;
		update++->val = pfn + i;
		update->ptr = arbitrary_virt_to_machine(pte).maddr | MMU_NORMAL_PT_UPDATE;
		update++->val = pte_val_ma(mfn_pte(frames[i], PAGE_KERNEL));
	}
	if (HYPERVISOR_mmu_update(updates, 2 * nr, &done, DOMID_SELF) || done != 2 * nr)
		panic("Xen accepted %d of %u updates for the page frames from %#lx on\n", done,
		      2 * nr, pfn);
}

static void __init remap_frames(const unsigned long *mfns, const struct memory_displaced *frames)
{
	unsigned long at, nr;

	for (at = 0; at < frames->nr; at += nr) {
		nr = min(frames->nr - at, REMAP_BATCH);
		remap_batch(mfns + at, frames->to + at, nr);
	}
	memblock_phys_free(PFN_PHYS(frames->to), PFN_PHYS(frames->nr));
}

/**
 * xen_remap_memory - give displaced memory its new place
 *
 * Context: called once from page-table initialisation, when all of the direct mapping and the p2m
 * tree are there.
 */
void __init xen_remap_memory(void)
{
	const struct memory_displaced *frames;
	unsigned long *mfns = __va(ledger.start);
	unsigned long remapped = 0, at = 0;

	if (ledger.nr)
		for (frames = ledger.plan->displaced; at < ledger.nr; frames++) {
			/* The user may have taken it out of the map: mem=, memmap=. */
			if (memblock_is_region_memory(PFN_PHYS(frames->to), PFN_PHYS(frames->nr))) {
				remap_frames(mfns + at, frames);
				remapped += frames->nr;
			} else {
				release_frames(mfns + at, frames->nr);
			}
			at += frames->nr;
		}
	if (ledger.start)
		memblock_phys_free(ledger.start, PAGE_ALIGN(ledger.nr * sizeof(*mfns)));

	pr_info("Remapped %ld page(s)\n", remapped);
	xen_do_remap_nonram();
}
