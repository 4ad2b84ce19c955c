// SPDX-License-Identifier: GPL-2.0
/*
 * The reservation: batches of extents released to Xen and populated by it.
 *
 * Xen processes extents in order and returns how many it has done. Short counts are normal: a
 * limit, no memory, fragmented memory. For an auto-translated guest (PVH, HVM, Arm) that is all; a
 * PV guest has to keep its mappings in step, see pvmmu.c.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "xen.h"
#include "p2m.h"
#include "pool.h"
#include "pvmmu.h"
#include "save.h"

#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

/* The order, in Xen's 4 KiB pages, of one page of this kernel: 0 on x86, 4 on arm64 with 64 KiB. */
#define XEN_PAGE_ORDER	(PAGE_SHIFT - XEN_PAGE_SHIFT)

/* The number is from Xen's public/memory.h; nothing else in Linux uses it. */
#define XENMEM_maximum_gpfn	14

/* Likewise, with its argument: the sizes, and handles of the tables that we do not ask for. */
#define XENMEM_get_vnumainfo	26

struct xen_vnuma_sizes {
	domid_t domid;
	u16 pad;
	u32 vnodes;
	u32 vcpus;
	u32 ranges;
	u64 handles[3];
};

/* The largest memory block on x86, in pages. */
#define BLOCK_MOST	PHYS_PFN(SZ_2G)

/* More than the device model of an HVM domain has behind its RAM: see device-model.c. */
#define DEVICES_MOST	PHYS_PFN(SZ_1G)

/* How far ahead of memory the p2m is extended at most, in pages: that takes 8 MiB. */
#define REACH_MOST	PHYS_PFN(SZ_4G)

/*
 * Makes one hypercall for extents @first to @end - 1. Xen returns the number of extents done, but
 * not why it stopped before the last.
 */
static unsigned int xen_memory_op(unsigned int op, struct xen_balloon_batch *batch,
				  unsigned int order, unsigned int first, unsigned int end)
{
	struct xen_memory_reservation reservation = {
		.nr_extents = end - first,
		.extent_order = order + XEN_PAGE_ORDER,
		/* Xen calls the field mem_flags; the address bits are its lowest 8 bits. */
		.address_bits = op == XENMEM_populate_physmap ? batch->mem_flags : 0,
		.domid = DOMID_SELF,
	};
	u64 start = xen_balloon_hypercall_begin();
	long done;

	set_xen_guest_handle(reservation.extent_start, batch->frames + first);
	done = HYPERVISOR_memory_op(op, &reservation);
	xen_balloon_hypercall_end(batch, start);
	return clamp(done, 0L, (long)reservation.nr_extents);
}

#ifdef CONFIG_FAULT_INJECTION_DEBUG_FS

/*
 * /sys/kernel/debug/fail_xen_extents: makes Xen stop short. It is asked for fewer extents than
 * the batch has, so that what follows is the same as after a real short count.
 */
static DECLARE_FAULT_ATTR(fail_xen_extents);

static unsigned int xen_injected_end(unsigned int first, unsigned int end)
{
	return should_fail(&fail_xen_extents, 1) ? first + (end - first) / 2 : end;
}

/* Also releases a part of the next extent, as Xen does when it fails within one. */
static void xen_inject_partial_extent(struct xen_balloon_batch *batch, unsigned int done)
{
	xen_pfn_t first;
	unsigned int i;

	if (!fail_xen_extents.probability || !batch->order || done == batch->nr)
		return;
	first = batch->frames[done];
	for (i = 0; i < 1U << (batch->order + XEN_PAGE_ORDER); i += 3) {
		batch->frames[done] = first + i;
		xen_memory_op(XENMEM_decrease_reservation, batch, 0, done, done + 1);
	}
}

static int __init xen_fault_debugfs(void)
{
	fault_create_debugfs_attr("fail_xen_extents", NULL, &fail_xen_extents);
	return 0;
}
late_initcall(xen_fault_debugfs);

#else

static unsigned int xen_injected_end(unsigned int first, unsigned int end)
{
	return end;
}

static void xen_inject_partial_extent(struct xen_balloon_batch *batch, unsigned int done)
{
}

#endif

static unsigned int xen_populate_batch(struct xen_balloon_batch *batch)
{
	return xen_memory_op(XENMEM_populate_physmap, batch, batch->order, 0,
			     xen_injected_end(0, batch->nr));
}

static unsigned int xen_decrease_extents(struct xen_balloon_batch *batch, unsigned int order,
					 unsigned int first, unsigned int end)
{
	return xen_memory_op(XENMEM_decrease_reservation, batch, order, first,
			     xen_injected_end(first, end));
}

/**
 * xen_balloon_limits - ask Xen for the size and the limit of this domain
 * @limits: filled in; in units of PAGE_SIZE, in Xen's count
 *
 * Where Xen does not answer the limit is unknown: @limits->maximum is ULONG_MAX then.
 *
 * Context: any.
 */
void xen_balloon_limits(struct xen_balloon_limits *limits)
{
	domid_t domid = DOMID_SELF;
	long cur = HYPERVISOR_memory_op(XENMEM_current_reservation, &domid);
	long max = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);

	limits->current_pages = cur > 0 ? cur >> XEN_PAGE_ORDER : 0;
	limits->maximum = cur > 0 && max > 0 ? max >> XEN_PAGE_ORDER : ULONG_MAX;
}

/**
 * xen_balloon_has_vnuma - whether the toolstack has given this domain vnodes
 *
 * Whether or not Linux knows their nodes: see node.h for that.
 *
 * Context: any.
 * Return: false also where Xen does not support vnodes.
 */
bool xen_balloon_has_vnuma(void)
{
	struct xen_vnuma_sizes sizes = { .domid = DOMID_SELF };
	int err = HYPERVISOR_memory_op(XENMEM_get_vnumainfo, &sizes);

	/* Given no room, Xen returns how much it needs. */
	return !err || err == -ENOBUFS;
}

/**
 * xen_balloon_has_device_model - whether a device model maps memory of this domain
 *
 * Context: any.
 * Return: true for HVM only: PV and PVH domains have no devices that are emulated.
 */
bool xen_balloon_has_device_model(void)
{
	return IS_ENABLED(CONFIG_X86) && xen_hvm_domain() && !xen_pvh_domain();
}

/**
 * xen_balloon_step_ns - how long a step of the worker should take
 *
 * A new target and the freezer wait for the step that is under way, for no longer than 50 ms as a
 * rule: some steps take a third more than they should.
 *
 * An HVM domain would be slow with steps of less than 100 ms: after each hypercall that releases
 * memory, Xen waits for the device model, however few pages it was for (xen/common/ioreq.c:
 * ioreq_request_mapcache_invalidate()).
 *
 * Context: any.
 * Return: nanoseconds.
 */
u64 xen_balloon_step_ns(void)
{
	return xen_balloon_has_device_model() ? 100000000 : 36000000;
}

/**
 * xen_balloon_max_pfn - where the guest physical address space ends for Xen
 *
 * Context: any.
 * Return: the first page frame that cannot be populated.
 */
unsigned long xen_balloon_max_pfn(void)
{
	return xen_balloon_is_translated() ? ULONG_MAX >> PAGE_SHIFT : xen_balloon_p2m_end();
}

/* In an auto-translated domain Xen knows of a page frame as soon as it is populated. */
static void xen_note_populated(unsigned long end)
{
	xen_balloon_save_reach(end);
	xen_balloon_save_note_populated(end);
}

/* A single extent, for page frames that need no struct pages. Returns whether it succeeded. */
static bool xen_extent_op(unsigned int op, unsigned long pfn, unsigned int order,
			  unsigned int mem_flags)
{
	xen_pfn_t frame = (xen_pfn_t)pfn << XEN_PAGE_ORDER;
	struct xen_balloon_batch batch = { .frames = &frame, .mem_flags = mem_flags };

	return xen_memory_op(op, &batch, order, 0, xen_injected_end(0, 1));
}

static bool xen_populate_extent(unsigned long pfn, unsigned int order,
				const struct xen_balloon_place *place)
{
	unsigned int mem_flags = xen_balloon_place_flags(place);

	if (xen_extent_op(XENMEM_populate_physmap, pfn, order, mem_flags))
		return true;
	return mem_flags && !place->strict &&
	       xen_extent_op(XENMEM_populate_physmap, pfn, order, 0);
}

/* Populates an unused page frame, and releases it again. */
static bool xen_populate_and_release(unsigned long pfn)
{
	return xen_extent_op(XENMEM_populate_physmap, pfn, 0, 0) &&
	       xen_extent_op(XENMEM_decrease_reservation, pfn, 0, 0);
}

/* The page frame after the highest that Xen remembers. */
static unsigned long xen_max_gpfn_end(void)
{
	domid_t domid = DOMID_SELF;

	return max(HYPERVISOR_memory_op(XENMEM_maximum_gpfn, &domid) + 1, 0L);
}

/*
 * Xen remembers the highest page frame that was ever populated in this domain, a low one after a
 * restore (xen/arch/x86/mm/p2m.c: max_mapped_pfn). So populate one as high as any that may come,
 * for a moment. Growth goes above present RAM, above the devices below 4 GiB and above the memory
 * of the device model, in memory blocks; also in a domain that is at its maximum, for page frames
 * that are lent.
 */
static bool xen_populate_high(unsigned long more)
{
	struct resource res = { .name = "Xen balloon", .flags = IORESOURCE_MEM };
	unsigned long pfn = ALIGN(max(max_pfn, PHYS_PFN(SZ_4G)), BLOCK_MOST) +
			    ALIGN(more + DEVICES_MOST, BLOCK_MOST);
	bool done;

	if (xen_max_gpfn_end() >= pfn)
		return true;
	if (allocate_resource(&iomem_resource, &res, PAGE_SIZE, PFN_PHYS((u64)pfn),
			      iomem_resource.end, PAGE_SIZE, NULL, NULL))
		return false;
	done = xen_populate_and_release(PHYS_PFN(res.start));
	release_resource(&res);
	return done;
}

/* At boot, and after a restore, when Xen remembers less, no save can have begun already. */
static bool xen_raise_max_gpfn(unsigned long more)
{
	unsigned long known_end = xen_balloon_save_end();
	bool restarted = !known_end || xen_max_gpfn_end() < known_end;
	bool done = xen_populate_high(more);

	if (restarted)
		xen_balloon_save_restart(xen_max_gpfn_end());
	else
		xen_balloon_save_reach(xen_max_gpfn_end());
	return done;
}

/*
 * Makes room for memory that may come soon; that takes under 1/256 of the domain, 8 MiB at most,
 * and 256 KiB at most for the rest of a memory section.
 */
static bool xen_prealloc_p2m(unsigned long more, unsigned long now)
{
	more = min3(more, 2 * now, REACH_MOST);
	return xen_balloon_p2m_prealloc(more ? ALIGN(max_pfn, PHYS_PFN(SZ_128M)) + more : max_pfn);
}

/**
 * xen_balloon_extend_for_save - make later saves include memory that comes while they run
 * @more:	page frames that may come, beyond those that are known
 * @now:	pages that the domain has
 *
 * When the toolstack begins to save a domain, it finds out how far the domain's memory reaches, and
 * saves up to there. In an HVM or PVH domain it uses the highest page frame that Xen knows of, in a
 * PV domain the p2m. Frames above that, populated before the domain stops, would be lost, so both
 * have to reach further long before it matters.
 *
 * Arm has no save, and dom0 is not saved.
 *
 * Context: process, may sleep.
 * Return: false when there was no memory for it; worth retrying later.
 */
bool xen_balloon_extend_for_save(unsigned long more, unsigned long now)
{
	if (!IS_ENABLED(CONFIG_X86) || xen_initial_domain())
		return true;
	return xen_balloon_is_translated() ? xen_raise_max_gpfn(more) : xen_prealloc_p2m(more, now);
}

/**
 * xen_balloon_mark_unpopulated - mark page frames as RAM that is not populated
 * @pfn:	the first of them; nothing is mapped there
 * @nr_pages:	how many
 *
 * This cannot be undone, and need not be: marked frames do no harm.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, or -EBUSY when one of them is populated.
 */
int xen_balloon_mark_unpopulated(unsigned long pfn, unsigned long nr_pages)
{
	return xen_balloon_is_translated() ? 0 : xen_balloon_p2m_mark_unpopulated(pfn, nr_pages);
}

/**
 * xen_balloon_prepare - make room in the p2m for page frames
 * @page:	the first page frame, unpopulated
 * @nr_pages:	how many
 *
 * To be called before the frames are populated, or mapped to memory of another domain.
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM; the frames can be prepared again later.
 */
int xen_balloon_prepare(struct page *page, unsigned long nr_pages)
{
	if (xen_balloon_is_translated())
		return 0;
	return xen_balloon_p2m_prepare(page_to_pfn(page), nr_pages);
}

/**
 * xen_balloon_prepare_all - make room in the p2m for all present page frames
 *
 * Context: process, may sleep.
 * Return: false when there was no memory for it.
 */
bool xen_balloon_prepare_all(void)
{
	return xen_balloon_is_translated() || xen_balloon_p2m_prealloc(max_pfn);
}

/**
 * xen_balloon_is_prepared - whether page frames can be populated without an allocation
 * @page:	the first page frame, unpopulated
 * @nr_pages:	how many
 *
 * Context: any.
 * Return: false also where it is unknown.
 */
bool xen_balloon_is_prepared(struct page *page, unsigned long nr_pages)
{
	return xen_balloon_is_translated() ||
	       xen_balloon_p2m_has_room(page_to_pfn(page) + nr_pages);
}

/* Xen returned one machine frame for each populated extent; a mapping needs one per page. */
static void xen_frames_of_pages(struct xen_balloon_batch *batch, unsigned int extents)
{
	unsigned int i, nr = 1U << batch->order;

	if (!batch->order)
		return;
	/* From the last: each extent's frames overwrite extents that have been expanded already. */
	while (extents-- > 0) {
		xen_pfn_t first = batch->frames[extents], *frames = batch->frames + extents * nr;

		for (i = 0; i < nr; i++)
			frames[i] = first + i;
	}
}

/* Maps as many of the populated extents as can be mapped, and releases the rest. */
static unsigned long xen_map_populated(struct xen_balloon_batch *batch, unsigned int extents)
{
	unsigned int pages = extents << batch->order, mapped;

	xen_frames_of_pages(batch, extents);
	mapped = xen_balloon_pvmmu_map(batch, 0, pages);
	if (mapped < pages)
		xen_memory_op(XENMEM_decrease_reservation, batch, 0, mapped, pages);
	return mapped;
}

/**
 * xen_balloon_populate - populate page frames
 * @batch: the frames, prepared and unpopulated
 *
 * Context: process, may sleep; the owner of the batch.
 * Return: how many pages, counted from the first of the batch, are populated and mapped now. The
 * rest is unchanged.
 */
unsigned long xen_balloon_populate(struct xen_balloon_batch *batch)
{
	unsigned long end = 0;
	unsigned int i, done;

	for (i = 0; i < batch->nr; i++)
		batch->frames[i] = page_to_xen_pfn(batch->pages[i]);
	done = xen_populate_batch(batch);
	for (i = 0; i < done; i++)
		end = max(end, page_to_pfn(batch->pages[i]) + (1UL << batch->order));
	if (done && !xen_balloon_is_translated()) {
		/* The p2m determines how far a save reaches. Relief does not prepare it again. */
		xen_balloon_save_note_populated(end);
		return xen_map_populated(batch, done);
	}
	if (done)
		xen_note_populated(end);
	return (unsigned long)done << batch->order;
}

/* In a PV domain the pages of a superpage are scattered in the machine: release them singly. */
static unsigned long xen_release_mapped(struct xen_balloon_batch *batch)
{
	unsigned int nr = xen_balloon_pvmmu_unmap(batch, batch->nr << batch->order);
	unsigned int done = xen_decrease_extents(batch, 0, 0, nr);

	/* Pages that Xen did not take are the guest's again. */
	if (done < nr)
		xen_balloon_pvmmu_map(batch, done, nr - done);
	return done;
}

/* Releases single pages, so that the count is exact: part of a superpage may go unnoticed. */
static unsigned long xen_release_by_pages(struct xen_balloon_batch *batch)
{
	unsigned long done = 0, total = xen_balloon_batch_total(batch);
	unsigned int i, n, got;

	while (done < total) {
		n = min_t(unsigned long, total - done, batch->size);
		for (i = 0; i < n; i++)
			batch->frames[i] = xen_page_to_gfn(xen_balloon_batch_page(batch, done + i));
		got = xen_decrease_extents(batch, 0, 0, n);
		done += got;
		if (got < n)
			break;
	}
	return done;
}

/**
 * xen_balloon_release - release pages to Xen
 * @batch: the pages; neither used nor mapped, and without contents that others must not see
 *
 * Context: process, may sleep; the owner of the batch.
 * Return: how many pages, counted from the first of the batch, were released. The guest keeps the
 * rest, with their contents; but see xen_balloon_release_may_be_partial().
 */
unsigned long xen_balloon_release(struct xen_balloon_batch *batch)
{
	unsigned int i, done;

	/* Highmem pages may be mapped for a while after their last use. */
	kmap_flush_unused();

	if (!xen_balloon_is_translated())
		return xen_release_mapped(batch);
	if (!xen_balloon_release_may_be_partial())
		return xen_release_by_pages(batch);
	for (i = 0; i < batch->nr; i++)
		batch->frames[i] = xen_page_to_gfn(batch->pages[i]);
	done = xen_decrease_extents(batch, batch->order, 0, batch->nr);
	xen_inject_partial_extent(batch, done);
	return (unsigned long)done << batch->order;
}

/**
 * xen_balloon_release_may_be_partial - whether Xen may release an extent in part
 *
 * Xen takes an extent page by page, populate-on-demand entries first, and does not count it when
 * it cannot finish it (xen/common/memory.c: decrease_reservation()). Arm has no HVMOP_get_mem_type
 * to find out (xen/arch/arm/hvm.c: do_hvm_op()), and so releases single pages only.
 *
 * Context: any.
 * Return: true where xen_balloon_is_populated() has to be asked about each page of the extent at
 * which xen_balloon_release() stopped short.
 */
bool xen_balloon_release_may_be_partial(void)
{
	return IS_ENABLED(CONFIG_X86) && xen_balloon_is_translated();
}

/**
 * xen_balloon_is_populated - whether a page frame is populated
 * @pfn: a page frame of an HVM or PVH domain; it need not have a struct page
 *
 * Context: any.
 * Return: true when it is, or will be as soon as it is touched. False also where Xen does not tell:
 * a frame taken for unpopulated is not touched, and populating it again is harmless.
 */
bool xen_balloon_is_populated(unsigned long pfn)
{
	struct xen_hvm_get_mem_type query = {
		.domid = DOMID_SELF,
		.pfn = (xen_pfn_t)pfn << XEN_PAGE_ORDER,
	};

	if (HYPERVISOR_hvm_op(HVMOP_get_mem_type, &query))
		return false;
	return query.mem_type != HVMMEM_mmio_dm;
}

/**
 * xen_balloon_populate_frames - populate page frames without struct pages
 * @pfn:	the first of them
 * @nr_pages:	how many
 * @place:	where their memory is to come from
 *
 * Context: process; in an auto-translated domain.
 * Return: how many are populated now, from the last down.
 */
unsigned long xen_balloon_populate_frames(unsigned long pfn, unsigned long nr_pages,
					  const struct xen_balloon_place *place)
{
	unsigned long end = pfn + nr_pages;

	while (end > pfn) {
		if (IS_ALIGNED(end, XEN_BALLOON_SUPERPAGE_PAGES) &&
		    end - pfn >= XEN_BALLOON_SUPERPAGE_PAGES &&
		    xen_populate_extent(end - XEN_BALLOON_SUPERPAGE_PAGES,
					XEN_BALLOON_SUPERPAGE_ORDER, place))
			end -= XEN_BALLOON_SUPERPAGE_PAGES;
		else if (xen_populate_extent(end - 1, 0, place))
			end--;
		else
			break;
	}
	if (end < pfn + nr_pages)
		xen_note_populated(pfn + nr_pages);
	return pfn + nr_pages - end;
}

/**
 * xen_balloon_release_frames - release page frames without struct pages to Xen
 * @pfn:	the first of them; neither used nor mapped
 * @nr_pages:	how many
 *
 * Context: process; in an auto-translated domain.
 * Return: how many pages were released, from the first on.
 */
unsigned long xen_balloon_release_frames(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long done = 0;

	while (done < nr_pages && xen_extent_op(XENMEM_decrease_reservation, pfn + done, 0, 0))
		done++;
	return done;
}
