// SPDX-License-Identifier: GPL-2.0
/*
 * Displaced memory: memory that Xen put into page frames where the E820 has a hole.
 *
 * The page frames of a hole must be identity mapped, to the machine addresses of devices and
 * firmware tables, before the kernel looks at those. Their memory is remapped to page frames that
 * are unpopulated RAM, which takes page tables that do not exist that early. Hence two steps:
 *
 * xen_displace_frames(), once the E820 has been read: saves the machine frame numbers in a list,
 * unmaps the memory from the holes, and sets identity entries in the p2m list.
 *
 * xen_remap_memory(), once the direct mapping and the p2m tree are complete: maps each machine
 * frame of the list at its new page frame. The new page frames stay reserved until then.
 *
 * Memory without RAM to remap it to is released to Xen. The balloon can get it back.
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

/* Page frames remapped by one hypercall. Each takes two updates: M2P and direct mapping. */
#define REMAP_BATCH	256

/**
 * struct displaced_mfns - the list of machine frames to be remapped
 * @plan:	their destinations; the list is in the order of plan->displaced
 * @start:	pseudo-physical address of an array of frame numbers; 0 if there is none
 * @nr:		number of frames
 */
struct displaced_mfns {
	const struct xen_memory_plan *plan;
	phys_addr_t start;
	unsigned long nr;
};

static struct displaced_mfns displaced_mfns __initdata;

static struct mmu_update updates[2 * REMAP_BATCH] __initdata;

/* Release machine frames to Xen. No page table may still map them. */
static void __init displaced_release(unsigned long *frames, unsigned long nr)
{
	unsigned long done = xen_release_extents(frames, nr, 0);

	xen_released_pages += done;
	if (done < nr)
		pr_warn("Xen took back %lu of %lu pages; the rest cannot be used\n", done, nr);
}

/* ---- first step: with the page tables of Xen ---- */

/* The first frames to be released. All before them are remapped: the plan lists those first. */
static const struct xen_memory_displaced *__init
displaced_first_released(const struct xen_memory_plan *plan)
{
	const struct xen_memory_displaced *frames = plan->displaced;

	while (frames < plan->displaced + plan->nr_displaced && frames->to != XEN_MEMORY_RELEASED)
		frames++;
	return frames;
}

static void __init displaced_save_mfns(const struct xen_memory_plan *plan)
{
	const struct xen_memory_displaced *frames, *end = displaced_first_released(plan);
	phys_addr_t to = displaced_mfns.start;
	unsigned long size;

	for (frames = plan->displaced; frames < end; frames++) {
		size = frames->nr * sizeof(*xen_p2m_addr);
		xen_copy_to_physical(to, xen_p2m_addr + frames->pfn, size);
		to += size;
	}
}

/*
 * Allocate the list, 1/512 of the memory in it. If no free area is that large, all displaced memory
 * is released, and its destinations become extra memory.
 */
static void __init displaced_alloc_list(struct xen_memory_plan *plan)
{
	struct xen_memory_displaced *frames;

	displaced_mfns.plan = plan;
	displaced_mfns.nr = plan->refilled;
	if (!displaced_mfns.nr)
		return;
	displaced_mfns.start = xen_find_free_area(displaced_mfns.nr * sizeof(unsigned long));
	if (displaced_mfns.start)
		return;

	pr_warn("No memory to keep track of %lu displaced pages, releasing them\n",
		displaced_mfns.nr);
	for (frames = plan->displaced; frames < plan->displaced + plan->nr_displaced; frames++) {
		if (frames->to == XEN_MEMORY_RELEASED)
			break;
		xen_add_extra_mem(frames->to, frames->nr);
		frames->to = XEN_MEMORY_RELEASED;
	}
	displaced_mfns.nr = 0;
}

/* Unmap the addresses of a hole, so that they do not lead to the memory taken out of it. */
static void __init displaced_unmap(const struct xen_memory_displaced *frames)
{
	unsigned long end = min(frames->pfn + frames->nr, max_pfn_mapped + 1);
	unsigned long pfn, va;
	unsigned int level;

	for (pfn = frames->pfn; pfn < end; pfn++) {
		va = (unsigned long)__va(PFN_PHYS(pfn));
		/* Up to max_pfn_mapped, the page tables of Xen may or may not map it. */
		if (lookup_address(va, &level) &&
		    HYPERVISOR_update_va_mapping(va, native_make_pte(0), UVMF_INVLPG))
			pr_warn_once("Page frame %#lx stays mapped\n", pfn);
	}
}

/* Set identity entries in the p2m list for all but the RAM with a memmap. */
static void __init displaced_set_identity(const struct xen_memory_plan *plan)
{
	unsigned long nr_pages = plan->kept + plan->refilled + plan->released;
	unsigned long pfn = 0;
	unsigned int i;

	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *region = &plan->region[i];

		if (region->use == XEN_MEMORY_OTHER || region->use == XEN_MEMORY_HOTPLUG)
			continue;
		set_phys_range_identity(pfn, PFN_DOWN(region->start));
		pfn = PFN_DOWN(region->end);
	}
	set_phys_range_identity(pfn, nr_pages);
	/* The list also covers memory beyond xen_512gb_limit: leave that, it is not used. */
	set_phys_range_identity(max(pfn, xen_start_info->nr_pages), ~0UL);
}

/**
 * xen_displace_frames - take memory out of the holes of the E820
 * @plan:	the displaced frames; if the list cannot be allocated, all of them become
 *		XEN_MEMORY_RELEASED
 *
 * Data in the holes must already have been relocated.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_displace_frames(struct xen_memory_plan *plan)
{
	const struct xen_memory_displaced *frames, *end;
	unsigned int i;

	displaced_alloc_list(plan);
	/* With a hole at a very low address the kernel soon runs out of memory: log why. */
	if (displaced_mfns.nr > plan->kept)
		pr_info("%lu MiB lie where the E820 has no RAM, and move later; early boot has %lu MiB\n",
			displaced_mfns.nr >> (20 - PAGE_SHIFT), plan->kept >> (20 - PAGE_SHIFT));
	displaced_save_mfns(plan);
	for (i = 0; i < plan->nr_displaced; i++)
		displaced_unmap(&plan->displaced[i]);
	end = plan->displaced + plan->nr_displaced;
	for (frames = displaced_first_released(plan); frames < end; frames++)
		displaced_release(xen_p2m_addr + frames->pfn, frames->nr);
	if (xen_released_pages)
		pr_warn("Unable to find available pfn range, not remapping identity pages\n");
	displaced_set_identity(plan);
	pr_info("Released %ld page(s)\n", xen_released_pages);
}

/* ---- second step: with the kernel's own page tables ---- */

/*
 * Enter @nr machine frames at the page frames from @pfn on in the p2m, the M2P and the direct
 * mapping. This only fails if Xen and the kernel disagree about who owns the memory.
 */
static void __init displaced_remap_batch(const unsigned long *frames, unsigned long pfn,
					 unsigned int nr)
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

static void __init displaced_remap(const unsigned long *mfns, unsigned long pfn, unsigned long nr)
{
	unsigned long at, n;

	for (at = 0; at < nr; at += n) {
		n = min(nr - at, REMAP_BATCH);
		displaced_remap_batch(mfns + at, pfn + at, n);
	}
	memblock_phys_free(PFN_PHYS(pfn), PFN_PHYS(nr));
}

/*
 * Count the page frames from @pfn on, at most @nr, that are all RAM or all not: mem= or memmap= may
 * have removed some from the E820.
 */
static unsigned long __init displaced_count_alike(unsigned long pfn, unsigned long nr, bool *is_ram)
{
	unsigned long n = 1;

	*is_ram = memblock_is_memory(PFN_PHYS(pfn));
	while (n < nr && memblock_is_memory(PFN_PHYS(pfn + n)) == *is_ram)
		n++;
	return n;
}

/* Remap a run, and release the part whose destination cannot be used. Return: pages remapped. */
static unsigned long __init displaced_remap_run(unsigned long *mfns,
						const struct xen_memory_displaced *frames)
{
	unsigned long at, nr, remapped = 0;
	bool is_ram;

	for (at = 0; at < frames->nr; at += nr) {
		nr = displaced_count_alike(frames->to + at, frames->nr - at, &is_ram);
		if (is_ram) {
			displaced_remap(mfns + at, frames->to + at, nr);
			remapped += nr;
		} else {
			displaced_release(mfns + at, nr);
		}
	}
	return remapped;
}

/**
 * xen_remap_memory - map displaced memory at its new page frames
 *
 * Context: called once from page-table initialisation, when the direct mapping and the p2m tree are
 * complete.
 */
void __init xen_remap_memory(void)
{
	const struct xen_memory_displaced *frames;
	unsigned long *mfns = __va(displaced_mfns.start);
	unsigned long remapped = 0, at = 0;

	if (displaced_mfns.nr)
		for (frames = displaced_mfns.plan->displaced; at < displaced_mfns.nr; frames++) {
			remapped += displaced_remap_run(mfns + at, frames);
			at += frames->nr;
		}
	if (displaced_mfns.start)
		memblock_phys_free(displaced_mfns.start,
				   PAGE_ALIGN(displaced_mfns.nr * sizeof(*mfns)));

	pr_info("Remapped %ld page(s)\n", remapped);
	xen_do_remap_nonram();
}
