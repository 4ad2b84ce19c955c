/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reservation: the pages that Xen counts for this domain. The only part that calls Xen, apart
 * from what it has pvmmu.c do.
 */
#ifndef _XEN_BALLOON_RESERVATION_H
#define _XEN_BALLOON_RESERVATION_H

#include <linux/mm_types.h>
#include <linux/timekeeping.h>

#include <xen/interface/xen.h>

/*
 * What one batch holds at most, and with it one hypercall. 2,048 pages are 8 MiB: a GiB is 128
 * batches. Where Xen translates addresses a block is one extent; see XEN_BALLOON_STEP_MAX then.
 */
#define XEN_BALLOON_BATCH_PAGES 2048U

/* What is lent in one go, when frames are lent that have to give up their memory first: 1 MiB. */
#define XEN_BALLOON_LEND_PAGES 256U

/**
 * struct xen_balloon_batch - extents that move together
 * @order:	the order of every extent: 0, or XEN_BALLOON_SUPERPAGE_ORDER
 * @nr:		number of extents
 * @size:	room in the arrays below
 * @hypercalls:	made for batches in here; the owner sets it to 0
 * @xen_ns:	time spent in them; the owner sets it to 0
 * @pages:	the first page of each extent
 * @frames:	for Xen: the frame of each extent, or of each page; filled in by the functions below
 * @updates:	for Xen, in a PV guest: changes of page-table entries
 *
 * Whoever owns a batch uses it alone; batches of different owners may be in Xen's hands at the same
 * time.
 */
struct xen_balloon_batch {
	unsigned int order;
	unsigned int nr;
	unsigned int size;
	unsigned int hypercalls;
	u64 xen_ns;
	struct page **pages;
	xen_pfn_t *frames;
	struct mmu_update *updates;
};

/**
 * struct xen_balloon_limits - what Xen says about this domain, in Xen's own count of pages
 * @current_pages:	what the domain has
 * @maximum:		what it may have; ULONG_MAX when there is no limit
 */
struct xen_balloon_limits {
	unsigned long current_pages;
	unsigned long maximum;
};

int xen_balloon_batch_init(struct xen_balloon_batch *batch, unsigned int size);
void xen_balloon_batch_free(struct xen_balloon_batch *batch);
unsigned int xen_balloon_batch_room(const struct xen_balloon_batch *batch);

/* Page @i of a batch, counted over all of its extents. */
static inline struct page *xen_balloon_batch_page(const struct xen_balloon_batch *batch,
						  unsigned int i)
{
	return batch->pages[i >> batch->order] + (i & ((1U << batch->order) - 1));
}

static inline u64 xen_balloon_hypercall_begin(void)
{
	return ktime_get_ns();
}

static inline void xen_balloon_hypercall_end(struct xen_balloon_batch *batch, u64 begin)
{
	batch->hypercalls++;
	batch->xen_ns += ktime_get_ns() - begin;
}

bool xen_balloon_release_may_be_partial(void);
bool xen_balloon_is_populated(struct page *page);
void xen_balloon_limits(struct xen_balloon_limits *limits);
unsigned long xen_balloon_max_pfn(void);
bool xen_balloon_extend_for_save(unsigned long more, unsigned long now);
bool xen_balloon_save_is_safe(void);
int xen_balloon_mark_unpopulated(unsigned long pfn, unsigned long nr_pages);
int xen_balloon_prepare(struct page *page, unsigned long nr_pages);
bool xen_balloon_prepare_all(void);
bool xen_balloon_is_prepared(struct page *page, unsigned long nr_pages);
unsigned long xen_balloon_populate(struct xen_balloon_batch *batch);
unsigned long xen_balloon_release(struct xen_balloon_batch *batch);
unsigned long xen_balloon_populate_frames(unsigned long pfn, unsigned long nr_pages);
unsigned long xen_balloon_release_frames(unsigned long pfn, unsigned long nr_pages);

#endif	/* _XEN_BALLOON_RESERVATION_H */
