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
 * batches. Where Xen translates addresses a block is one extent; see BALLOON_STEP_MOST then.
 */
#define BALLOON_BATCH_PAGES	2048U

/* What is lent in one go, when frames are lent that have to give up their memory first: 1 MiB. */
#define BALLOON_LEND_PAGES	256U

/**
 * struct balloon_batch - extents that move together
 * @order:	the order of every extent: 0, or BALLOON_BLOCK_ORDER
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
struct balloon_batch {
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
 * struct balloon_limits - what Xen says about this domain, in Xen's own count of pages
 * @current_pages:	what the domain has
 * @maximum:		what it may have; ULONG_MAX when there is no limit
 */
struct balloon_limits {
	unsigned long current_pages;
	unsigned long maximum;
};

int balloon_batch_init(struct balloon_batch *batch, unsigned int size);
void balloon_batch_free(struct balloon_batch *batch);
unsigned int balloon_batch_room(const struct balloon_batch *batch);

/* Page @i of a batch, counted over all of its extents. */
static inline struct page *balloon_batch_page(const struct balloon_batch *batch, unsigned int i)
{
	return batch->pages[i >> batch->order] + (i & ((1U << batch->order) - 1));
}

static inline u64 balloon_hypercall_begin(void)
{
	return ktime_get_ns();
}

static inline void balloon_hypercall_end(struct balloon_batch *batch, u64 begin)
{
	batch->hypercalls++;
	batch->xen_ns += ktime_get_ns() - begin;
}

bool balloon_reservation_can_halve(void);
bool balloon_reservation_has_memory(struct page *page);
void balloon_reservation_limits(struct balloon_limits *limits);
unsigned long balloon_reservation_max_pfn(void);
bool balloon_reservation_reach(unsigned long more, unsigned long now);
bool balloon_reservation_can_save(void);
int balloon_reservation_claim(unsigned long pfn, unsigned long nr_pages);
int balloon_reservation_prepare(struct page *page, unsigned long nr_pages);
bool balloon_reservation_prepare_all(void);
bool balloon_reservation_is_prepared(struct page *page, unsigned long nr_pages);
unsigned long balloon_reservation_populate(struct balloon_batch *batch);
unsigned long balloon_reservation_release(struct balloon_batch *batch);
unsigned long balloon_reservation_populate_frames(unsigned long pfn, unsigned long nr_pages);
unsigned long balloon_reservation_release_frames(unsigned long pfn, unsigned long nr_pages);

#endif	/* _XEN_BALLOON_RESERVATION_H */
