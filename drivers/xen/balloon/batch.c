// SPDX-License-Identifier: GPL-2.0
/*
 * Batches: their arrays, and how the pages in them are handed over. See batch.h.
 */
#include "batch.h"
#include "pool.h"

#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

/**
 * xen_balloon_batch_init - allocate the arrays of a batch
 * @batch:	the batch to set up
 * @size:	number of extents that it can hold; in a PV domain: number of pages
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM.
 */
int xen_balloon_batch_init(struct xen_balloon_batch *batch, unsigned int size)
{
	batch->size = size;
	batch->pages = kvcalloc(size, sizeof(*batch->pages), GFP_KERNEL);
	batch->frames = kvcalloc(size, sizeof(*batch->frames), GFP_KERNEL);
	if (!xen_balloon_is_translated())
		batch->updates = kvcalloc(size, sizeof(*batch->updates), GFP_KERNEL);
	if (batch->pages && batch->frames && (xen_balloon_is_translated() || batch->updates))
		return 0;
	xen_balloon_batch_free(batch);
	return -ENOMEM;
}

/**
 * xen_balloon_batch_free - free the arrays of a batch
 * @batch: the batch, empty
 *
 * Context: process, may sleep; the owner of the batch.
 */
void xen_balloon_batch_free(struct xen_balloon_batch *batch)
{
	kvfree(batch->pages);
	kvfree(batch->frames);
	kvfree(batch->updates);
	*batch = (struct xen_balloon_batch){};
}

/**
 * xen_balloon_batch_room - how many more extents there is room for
 * @batch: the batch; its order is that of the extents
 *
 * Context: the owner of the batch.
 * Return: extents.
 */
unsigned int xen_balloon_batch_room(const struct xen_balloon_batch *batch)
{
	/* A PV domain needs an entry for each page of a superpage. */
	unsigned int size = xen_balloon_is_translated() ? batch->size : batch->size >> batch->order;

	return size - batch->nr;
}

/* Whether a page is the one at @pfn, in the zone of @first. Zones may meet within a superpage. */
static bool batch_is_next(struct page *page, unsigned long pfn, struct page *first)
{
	return page_to_pfn(page) == pfn && page_zone_id(page) == page_zone_id(first);
}

/*
 * The number of consecutive pages from @i on, before @end, within one superpage and one zone. The
 * pages of one extent always are.
 */
static unsigned long batch_run(const struct xen_balloon_batch *batch, unsigned long i,
			       unsigned long end)
{
	struct page *first = xen_balloon_batch_page(batch, i);
	unsigned long pfn = page_to_pfn(first), extent = 1UL << batch->order;
	unsigned long n = extent - i % extent;

	while (i + n < end && !IS_ALIGNED(pfn + n, XEN_BALLOON_SUPERPAGE_PAGES) &&
	       batch_is_next(batch->pages[(i + n) >> batch->order], pfn + n, first))
		n += extent;
	return min(n, end - i);
}

/**
 * xen_balloon_batch_hand_over - empty a batch
 * @batch:	the batch
 * @done:	number of pages for @first
 * @first:	sink for the first @done pages
 * @rest:	sink for the others
 *
 * Consecutive pages within a superpage are passed in one call: that saves the sinks most work.
 *
 * Context: as the sinks require; the owner of the batch.
 */
void xen_balloon_batch_hand_over(struct xen_balloon_batch *batch, unsigned long done,
				 xen_balloon_page_sink_t first, xen_balloon_page_sink_t rest)
{
	unsigned long i, n, total = xen_balloon_batch_total(batch);

	for (i = 0; i < total; i += n) {
		n = batch_run(batch, i, i < done ? done : total);
		(i < done ? first : rest)(xen_balloon_batch_page(batch, i), n);
	}
	batch->nr = 0;
}
