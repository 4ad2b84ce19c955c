/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A batch: extents that move together, in one hypercall where Xen can do that.
 */
#ifndef _XEN_BALLOON_BATCH_H
#define _XEN_BALLOON_BATCH_H

#include <linux/mm_types.h>
#include <linux/timekeeping.h>
#include <linux/types.h>

#include <xen/features.h>
#include <xen/interface/xen.h>

/*
 * Capacity of a batch, and so of a hypercall. 2,048 pages are 8 MiB: a GiB is 128 batches. In an
 * auto-translated domain a superpage is one extent, and XEN_BALLOON_STEP_MAX is the limit instead.
 */
#define XEN_BALLOON_BATCH_PAGES 2048U

/**
 * struct xen_balloon_batch - extents that move together
 * @order:	the order of every extent: 0, or XEN_BALLOON_SUPERPAGE_ORDER
 * @nr:		number of extents
 * @size:	number of entries in each of the arrays below
 * @mem_flags:	flags for Xen when it populates extents: XENMEMF_*, see place.h
 * @hypercalls:	number of hypercalls made for batches in here; the owner resets it to 0
 * @xen_ns:	nanoseconds spent in them; the owner resets it to 0
 * @pages:	the first page of each extent
 * @frames:	for Xen: the frame of each extent, or of each page; filled in by xen.c
 * @updates:	for Xen, in a PV domain: changes of page-table entries
 *
 * Only the owner of a batch uses it; Xen may work on batches of different owners at the same time.
 */
struct xen_balloon_batch {
	unsigned int order;
	unsigned int nr;
	unsigned int size;
	unsigned int mem_flags;
	unsigned int hypercalls;
	u64 xen_ns;
	struct page **pages;
	xen_pfn_t *frames;
	struct mmu_update *updates;
};

/* Takes over @nr_pages consecutive pages, within one superpage. */
typedef void (*xen_balloon_page_sink_t)(struct page *page, unsigned long nr_pages);

int xen_balloon_batch_init(struct xen_balloon_batch *batch, unsigned int size);
void xen_balloon_batch_free(struct xen_balloon_batch *batch);
unsigned int xen_balloon_batch_room(const struct xen_balloon_batch *batch);
void xen_balloon_batch_hand_over(struct xen_balloon_batch *batch, unsigned long done,
				 xen_balloon_page_sink_t first, xen_balloon_page_sink_t rest);

/* Whether the domain is auto-translated: HVM, PVH, Arm. */
static inline bool xen_balloon_is_translated(void)
{
	return xen_feature(XENFEAT_auto_translated_physmap);
}

/* Starts filling an empty batch with extents of @order. */
static inline void xen_balloon_batch_start(struct xen_balloon_batch *batch, unsigned int order)
{
	batch->order = order;
	batch->nr = 0;
}

/* The number of pages in all extents of a batch. */
static inline unsigned long xen_balloon_batch_total(const struct xen_balloon_batch *batch)
{
	return (unsigned long)batch->nr << batch->order;
}

/* Page @i of a batch, counted over all of its extents. */
static inline struct page *xen_balloon_batch_page(const struct xen_balloon_batch *batch,
						  unsigned int i)
{
	return batch->pages[i >> batch->order] + (i & ((1U << batch->order) - 1));
}

/* The number of pages of the same extent, from page @i of the batch on. */
static inline unsigned int xen_balloon_batch_run(const struct xen_balloon_batch *batch,
						 unsigned int i)
{
	return (1U << batch->order) - (i & ((1U << batch->order) - 1));
}

/* Hypercalls on behalf of a batch are counted between these two. */
static inline u64 xen_balloon_hypercall_begin(void)
{
	return ktime_get_ns();
}

static inline void xen_balloon_hypercall_end(struct xen_balloon_batch *batch, u64 begin)
{
	batch->hypercalls++;
	batch->xen_ns += ktime_get_ns() - begin;
}

#endif /* _XEN_BALLOON_BATCH_H */
