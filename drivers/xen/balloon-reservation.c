// SPDX-License-Identifier: GPL-2.0
/*
 * The reservation: batches of extents given to Xen and taken from it, and for PV guests the
 * mappings that have to follow.
 *
 * What a PV guest owes to Xen: a page that is given back must not be mapped anywhere, and the p2m
 * must say that there is nothing behind its frame. So the order is unmap, flush, decrease on the
 * way down, and populate, enter into the p2m, map on the way up. An auto-translated guest (PVH,
 * HVM, Arm) leaves all of this to Xen.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "balloon-reservation.h"
#include "balloon-pool.h"

#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <asm/tlbflush.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/features.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

/* The order, in Xen's 4 KiB pages, of one page of this kernel: 0 on x86, 4 on arm64 with 64 KiB. */
#define XEN_PAGE_ORDER	(PAGE_SHIFT - XEN_PAGE_SHIFT)

static bool translated(void)
{
	return xen_feature(XENFEAT_auto_translated_physmap);
}

#ifdef CONFIG_FAULT_INJECTION_DEBUG_FS

/*
 * /sys/kernel/debug/fail_xen_extents: makes Xen stop short. It is asked for fewer extents than there
 * are, so that what follows is what would follow a real short count.
 */
static DECLARE_FAULT_ATTR(fail_xen_extents);

static unsigned int injected_extents(unsigned int extents)
{
	return should_fail(&fail_xen_extents, 1) ? extents / 2 : extents;
}

static int __init fail_xen_extents_debugfs(void)
{
	fault_create_debugfs_attr("fail_xen_extents", NULL, &fail_xen_extents);
	return 0;
}
late_initcall(fail_xen_extents_debugfs);

#else

static unsigned int injected_extents(unsigned int extents)
{
	return extents;
}

#endif

/*
 * One hypercall for extents @first to @end - 1. Xen answers with the number of extents done; why it
 * stopped before the last it does not say.
 */
static unsigned int memory_op(unsigned int op, struct balloon_batch *batch, unsigned int first,
			      unsigned int end)
{
	struct xen_memory_reservation reservation = {
		.nr_extents = injected_extents(end - first),
		.extent_order = batch->order + XEN_PAGE_ORDER,
		.domid = DOMID_SELF,
	};
	long done;

	set_xen_guest_handle(reservation.extent_start, batch->frames + first);
	done = HYPERVISOR_memory_op(op, &reservation);
	return clamp(done, 0L, (long)reservation.nr_extents);
}

#ifdef CONFIG_XEN_HAVE_PVMMU

/* Page-table entries that one batch changes. Protected like the batch itself. */
static struct mmu_update *pte_updates;

/*
 * Makes the direct mapping of the first @nr pages agree with @frames, or takes it away. Returns how
 * many entries Xen changed: all of them, as nothing is asked for that a guest may not do.
 */
static unsigned int write_direct_map(struct balloon_batch *batch, unsigned int first,
				     unsigned int nr, bool present)
{
	unsigned int i, level;
	int done = 0;

	for (i = 0; i < nr; i++) {
		unsigned long va = (unsigned long)page_address(batch->pages[first + i]);
		pte_t *ptep = lookup_address(va, &level);
		pte_t pte = __pte_ma(0);

		if (present)
			pte = mfn_pte(batch->frames[first + i], PAGE_KERNEL);
		pte_updates[i].ptr = virt_to_machine(ptep).maddr | MMU_NORMAL_PT_UPDATE;
		pte_updates[i].val = pte_val_ma(pte);
	}
	if (HYPERVISOR_mmu_update(pte_updates, nr, &done, DOMID_SELF) || done != nr) {
		WARN_ONCE(1, "Xen changed %d of %u page-table entries\n", done, nr);
		return clamp(done, 0, (int)nr);
	}
	return nr;
}

/*
 * Gives pages @first to @nr - 1 of a batch that has just been populated a place in the p2m and in
 * the direct mapping. Those that could not get it are given back. Returns how many did, from the
 * first on.
 */
static unsigned int map_batch(struct balloon_batch *batch, unsigned int nr)
{
	unsigned int i, mapped, unmapped;

	/* balloon_reservation_prepare() has made room in the p2m, so that this cannot fail. */
	for (i = 0; i < nr; i++)
		if (WARN_ON_ONCE(!set_phys_to_machine(page_to_pfn(batch->pages[i]),
						      batch->frames[i])))
			break;
	mapped = write_direct_map(batch, 0, i, true);
	if (mapped == nr)
		return nr;

	for (unmapped = mapped; unmapped < i; unmapped++)
		__set_phys_to_machine(page_to_pfn(batch->pages[unmapped]), INVALID_P2M_ENTRY);
	memory_op(XENMEM_decrease_reservation, batch, mapped, nr);
	return mapped;
}

/*
 * Takes the pages of a batch out of the direct mapping and the p2m, and leaves their machine frames
 * in @frames. Returns how many, from the first on.
 */
static unsigned int unmap_batch(struct balloon_batch *batch)
{
	unsigned int i, nr;

	for (i = 0; i < batch->nr; i++)
		batch->frames[i] = pfn_to_mfn(page_to_pfn(batch->pages[i]));
	nr = write_direct_map(batch, 0, batch->nr, false);
	for (i = 0; i < nr; i++)
		__set_phys_to_machine(page_to_pfn(batch->pages[i]), INVALID_P2M_ENTRY);
	flush_tlb_all();
	return nr;
}

/* Pages @first to @nr - 1 were unmapped, but Xen did not take them: they are the guest's again. */
static void remap_batch(struct balloon_batch *batch, unsigned int first, unsigned int nr)
{
	unsigned int i;

	for (i = first; i < nr; i++)
		__set_phys_to_machine(page_to_pfn(batch->pages[i]), batch->frames[i]);
	write_direct_map(batch, first, nr - first, true);
}

static int pvmmu_init(void)
{
	BUILD_BUG_ON(XEN_PAGE_SIZE != PAGE_SIZE);

	if (pte_updates)
		return 0;
	pte_updates = kcalloc(BALLOON_BATCH_PAGES, sizeof(*pte_updates), GFP_KERNEL);
	return pte_updates ? 0 : -ENOMEM;
}

/* The p2m grows by one hand at a time: xen_alloc_p2m_entry() does not lock all that it changes. */
static DEFINE_MUTEX(p2m_growth);

static int pvmmu_prepare(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages;
	int err = 0;

	mutex_lock(&p2m_growth);
	/* One entry stands for the whole p2m page that it is on. */
	for (; pfn < end && !err; pfn = ALIGN(pfn + 1, P2M_PER_PAGE))
		err = xen_alloc_p2m_entry(pfn);
	mutex_unlock(&p2m_growth);
	return err;
}

/* The kernel maps what the p2m says: nothing, where it would otherwise take it for a device. */
static int pvmmu_claim(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages;
	int err = 0;

	mutex_lock(&p2m_growth);
	for (; pfn < end && !err; pfn++) {
		unsigned long mfn = get_phys_to_machine(pfn);

		/* With mem= there is memory that the kernel was told not to see. */
		if (mfn != INVALID_P2M_ENTRY && !(mfn & IDENTITY_FRAME_BIT))
			err = -EBUSY;
		else if (!set_phys_to_machine(pfn, INVALID_P2M_ENTRY))
			err = -ENOMEM;
	}
	mutex_unlock(&p2m_growth);
	return err;
}

#else

static unsigned int map_batch(struct balloon_batch *batch, unsigned int nr)
{
	return nr;
}

static unsigned int unmap_batch(struct balloon_batch *batch)
{
	return batch->nr;
}

static void remap_batch(struct balloon_batch *batch, unsigned int first, unsigned int nr)
{
}

static int pvmmu_init(void)
{
	return 0;
}

static int pvmmu_prepare(unsigned long pfn, unsigned long nr_pages)
{
	return 0;
}

static int pvmmu_claim(unsigned long pfn, unsigned long nr_pages)
{
	return 0;
}

#endif /* CONFIG_XEN_HAVE_PVMMU */

/**
 * balloon_reservation_init - make ready for the first batch
 *
 * Context: process, may sleep. Once, before anything below.
 * Return: 0, or -ENOMEM.
 */
int balloon_reservation_init(void)
{
	return translated() ? 0 : pvmmu_init();
}

/**
 * balloon_reservation_blocks - whether memory may move in blocks
 *
 * Return: true where Xen translates addresses, so that a block is one extent and one mapping.
 */
bool balloon_reservation_blocks(void)
{
	return translated();
}

/**
 * balloon_reservation_limits - ask Xen what this domain has and may have
 * @limits: filled in; in units of PAGE_SIZE, in Xen's count
 *
 * Where Xen does not answer there is no limit to be known: @limits->maximum is ULONG_MAX then.
 */
void balloon_reservation_limits(struct balloon_limits *limits)
{
	domid_t domid = DOMID_SELF;
	long cur = HYPERVISOR_memory_op(XENMEM_current_reservation, &domid);
	long max = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);

	limits->current_pages = cur > 0 ? cur >> XEN_PAGE_ORDER : 0;
	limits->maximum = cur > 0 && max > 0 ? max >> XEN_PAGE_ORDER : ULONG_MAX;
}

/**
 * balloon_reservation_max_pfn - where the guest physical address space ends for Xen
 *
 * Return: the first page frame that cannot have memory.
 */
unsigned long balloon_reservation_max_pfn(void)
{
#ifdef CONFIG_XEN_HAVE_PVMMU
	/* The p2m has room for XEN_MEMORY_HOTPLUG_LIMIT GiB, or for what there was at boot. */
	if (!translated())
		return xen_p2m_size;
#endif
	return ULONG_MAX >> PAGE_SHIFT;
}

/**
 * balloon_reservation_claim - declare that page frames are for memory, and have none yet
 * @pfn:	the first of them; nothing is mapped there
 * @nr_pages:	how many
 *
 * What is claimed stays claimed: frames without memory harm nobody.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, or -EBUSY when there is memory behind one of them.
 */
int balloon_reservation_claim(unsigned long pfn, unsigned long nr_pages)
{
	return translated() ? 0 : pvmmu_claim(pfn, nr_pages);
}

/**
 * balloon_reservation_prepare - make room for the bookkeeping of page frames
 * @page:	the first page frame, without memory
 * @nr_pages:	how many
 *
 * To be called before the frames get memory, be it of this domain or of another.
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM; the frames can be prepared again later.
 */
int balloon_reservation_prepare(struct page *page, unsigned long nr_pages)
{
	return translated() ? 0 : pvmmu_prepare(page_to_pfn(page), nr_pages);
}

/**
 * balloon_reservation_populate - get memory from Xen for page frames
 * @batch: the frames, prepared; all without memory
 *
 * Context: process, may sleep; one batch at a time.
 * Return: how many pages, counted from the first of the batch, have memory and are mapped now. The
 * others are as they were.
 */
unsigned long balloon_reservation_populate(struct balloon_batch *batch)
{
	unsigned int i, done;

	for (i = 0; i < batch->nr; i++)
		batch->frames[i] = page_to_xen_pfn(batch->pages[i]);
	done = memory_op(XENMEM_populate_physmap, batch, 0, batch->nr);
	if (done && !translated())
		done = map_batch(batch, done);
	return (unsigned long)done << batch->order;
}

/*
 * Xen takes a block page by page and does not count one that it could not finish. What the domain
 * has less than before tells how far it came.
 */
static unsigned long pages_of_unfinished(struct balloon_batch *batch, unsigned int done,
					 unsigned long before)
{
	unsigned long whole = (unsigned long)done << batch->order;
	unsigned long block = 1UL << batch->order;
	struct balloon_limits now;
	unsigned long gone;

	if (done == batch->nr || !(batch->order + XEN_PAGE_ORDER))
		return whole;
	balloon_reservation_limits(&now);
	gone = before - min(before, now.current_pages);
	if (gone >= whole && gone < whole + block)
		return gone;
	/*
	 * Pages populated on demand are not in that count, so it tells nothing. Take the block for
	 * gone: the guest does not touch it then, and populating it again is right in either case.
	 */
	pr_warn_once("Xen did not finish a block and the count does not tell how far it came\n");
	return whole + block;
}

/**
 * balloon_reservation_release - give pages to Xen
 * @batch: the pages; nobody uses or maps them, and they hold nothing that others may not see
 *
 * Context: process, may sleep; one batch at a time.
 * Return: how many pages, counted from the first of the batch, are gone. The others are the guest's
 * as before, with the contents they had.
 */
unsigned long balloon_reservation_release(struct balloon_batch *batch)
{
	struct balloon_limits before;
	unsigned int i, nr, done;

	/* Highmem pages may be mapped for a while after their last use. */
	kmap_flush_unused();

	if (!translated()) {
		nr = unmap_batch(batch);
		done = memory_op(XENMEM_decrease_reservation, batch, 0, nr);
		if (done < nr)
			remap_batch(batch, done, nr);
		return done;
	}

	if (batch->order + XEN_PAGE_ORDER)
		balloon_reservation_limits(&before);
	for (i = 0; i < batch->nr; i++)
		batch->frames[i] = xen_page_to_gfn(batch->pages[i]);
	done = memory_op(XENMEM_decrease_reservation, batch, 0, batch->nr);
	return pages_of_unfinished(batch, done, before.current_pages);
}
