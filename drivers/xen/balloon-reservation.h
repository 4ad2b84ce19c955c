/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reservation: the pages that Xen counts for this domain. The only part that calls Xen.
 */
#ifndef _XEN_BALLOON_RESERVATION_H
#define _XEN_BALLOON_RESERVATION_H

#include <linux/mm_types.h>

#include <xen/interface/xen.h>

/*
 * What one hypercall carries at most. 2,048 pages are 8 MiB and 128 hypercalls for a GiB; 16 blocks
 * of 2 MiB are 32 hypercalls for a GiB. Either takes Xen some milliseconds.
 */
#define BALLOON_BATCH_PAGES	2048U
#define BALLOON_BATCH_BLOCKS	16U

/**
 * struct balloon_batch - extents that move together
 * @order:	the order of every extent: 0, or BALLOON_BLOCK_ORDER where Xen translates addresses
 * @nr:		number of extents
 * @pages:	the first page of each extent
 * @frames:	for Xen: the frame of each extent; filled in by the functions below
 */
struct balloon_batch {
	unsigned int order;
	unsigned int nr;
	struct page *pages[BALLOON_BATCH_PAGES];
	xen_pfn_t frames[BALLOON_BATCH_PAGES];
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

int balloon_reservation_init(void);
bool balloon_reservation_blocks(void);
void balloon_reservation_limits(struct balloon_limits *limits);
unsigned long balloon_reservation_max_pfn(void);
int balloon_reservation_claim(unsigned long pfn, unsigned long nr_pages);
int balloon_reservation_prepare(struct page *page, unsigned long nr_pages);
unsigned long balloon_reservation_populate(struct balloon_batch *batch);
unsigned long balloon_reservation_release(struct balloon_batch *batch);

#endif	/* _XEN_BALLOON_RESERVATION_H */
