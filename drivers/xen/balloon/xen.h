/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reservation: the pages that Xen counts for this domain. The only part that makes hypercalls,
 * with pvmmu.c, which it calls for PV domains.
 */
#ifndef _XEN_BALLOON_XEN_H
#define _XEN_BALLOON_XEN_H

#include <linux/mm_types.h>
#include <linux/types.h>

#include "batch.h"
#include "place.h"

/**
 * struct xen_balloon_limits - the size of this domain, in Xen's own count of pages
 * @current_pages:	pages that the domain has
 * @maximum:		pages that it may have; ULONG_MAX when there is no limit
 */
struct xen_balloon_limits {
	unsigned long current_pages;
	unsigned long maximum;
};

bool xen_balloon_release_may_be_partial(void);
bool xen_balloon_is_populated(unsigned long pfn);
bool xen_balloon_has_vnuma(void);
bool xen_balloon_has_device_model(void);
u64 xen_balloon_step_ns(void);
void xen_balloon_limits(struct xen_balloon_limits *limits);
unsigned long xen_balloon_max_pfn(void);
bool xen_balloon_extend_for_save(unsigned long more, unsigned long now);
int xen_balloon_mark_unpopulated(unsigned long pfn, unsigned long nr_pages);
int xen_balloon_prepare(struct page *page, unsigned long nr_pages);
bool xen_balloon_prepare_all(void);
bool xen_balloon_is_prepared(struct page *page, unsigned long nr_pages);
unsigned long xen_balloon_populate(struct xen_balloon_batch *batch);
unsigned long xen_balloon_release(struct xen_balloon_batch *batch);
unsigned long xen_balloon_populate_frames(unsigned long pfn, unsigned long nr_pages,
					  const struct xen_balloon_place *place);
unsigned long xen_balloon_release_frames(unsigned long pfn, unsigned long nr_pages);

#endif /* _XEN_BALLOON_XEN_H */
