/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The use of each page frame of a PV domain, decided once, before there is an allocator.
 *
 * Xen gives a PV domain nr_pages pages of memory at the page frames 0 .. nr_pages - 1, and an E820
 * that does not depend on that number: it has holes for devices below nr_pages, and RAM beyond.
 *
 *         0                                    nr_pages
 *   Xen   |##################################|
 *   E820  |===|  |=======|     |===================================|   |=========|
 *   plan  |kept  |kept   |     |kept         |refilled|extra |hotplug  |hotplug  |
 *              \________________\_____________/^
 *               displaced frames move there
 *
 * Pure: numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_MEMORY_PLAN_H
#define _XEN_MEMORY_PLAN_H

#include "memory-map.h"

/**
 * enum xen_memory_use - the use of a region
 *
 * All but the last are RAM in the E820, in whole pages.
 *
 * @XEN_MEMORY_KEPT:	populated by Xen; lies below nr_pages
 * @XEN_MEMORY_REFILLED: gets memory that Xen had put into a hole
 * @XEN_MEMORY_EXTRA:	unpopulated, with a memmap: the initial balloon
 * @XEN_MEMORY_HOTPLUG:	unpopulated, without a memmap: a hotplug region
 * @XEN_MEMORY_OTHER:	not RAM; keeps its type and bounds
 */
enum xen_memory_use {
	XEN_MEMORY_KEPT,
	XEN_MEMORY_REFILLED,
	XEN_MEMORY_EXTRA,
	XEN_MEMORY_HOTPLUG,
	XEN_MEMORY_OTHER,
};

/**
 * struct xen_plan_region - a part of the address space with one use
 * @start:	first byte
 * @end:	the last byte plus one
 * @use:	its use
 * @type:	E820_TYPE_*; RAM unless @use is XEN_MEMORY_OTHER
 */
struct xen_plan_region {
	u64 start;
	u64 end;
	enum xen_memory_use use;
	u32 type;
};

/* Destination of frames that are returned to Xen, as there is no RAM for them. */
#define XEN_MEMORY_RELEASED		(~0UL)

/**
 * struct xen_memory_displaced - memory that Xen put where the E820 has no RAM
 * @pfn:	first page frame where it is now, below nr_pages
 * @to:		first page frame to move it to, in a region XEN_MEMORY_REFILLED; or
 *		XEN_MEMORY_RELEASED
 * @nr:		number of pages
 */
struct xen_memory_displaced {
	unsigned long pfn;
	unsigned long to;
	unsigned long nr;
};

/**
 * struct xen_memory_request - the numbers that a plan is made from, in pages
 * @nr_pages:	memory that Xen gave, at the page frames from 0 on
 * @max_pages:	maximum that the domain may ever have
 * @limit:	page frame from which on RAM of the E820 is not used, unless it is populated: such
 *		RAM stays kept
 * @cap:	maximum size of the initial balloon
 * @granule:	a power of two: the cap splits a RAM range only at multiples of this, as the memmap
 *		of a memory section costs the same when only part of it is used. 1 for an exact cap
 */
struct xen_memory_request {
	unsigned long nr_pages;
	unsigned long max_pages;
	unsigned long limit;
	unsigned long cap;
	unsigned long granule;
};

/* Uses change at four page frames at most: nr_pages, the limit, the ends of refill and extra. */
#define XEN_MEMORY_PLAN_REGIONS	(XEN_E820_RANGES_MAX + 4)
/* One for each hole, and one more for each region that is refilled to its end. */
#define XEN_MEMORY_PLAN_DISPLACED	(2 * XEN_E820_RANGES_MAX + 2)

/**
 * struct xen_memory_plan - the use of each page frame
 *
 * Every page frame below nr_pages is either in a region XEN_MEMORY_KEPT or in @displaced. The
 * displaced frames with a destination and the page frames of the regions XEN_MEMORY_REFILLED
 * correspond one to one.
 *
 * @nr_regions:	number of regions
 * @region:	regions, ascending, without overlaps, none empty
 * @nr_displaced: number of displaced runs
 * @displaced:	runs, ascending by @pfn; those with a destination come first, and ascend by @to too
 * @kept:	pages in regions XEN_MEMORY_KEPT
 * @refilled:	pages in regions XEN_MEMORY_REFILLED
 * @released:	displaced pages without a destination
 * @extra:	pages in regions XEN_MEMORY_EXTRA; unless it is 0, @kept + @refilled + @extra is at
 *		most max_pages
 * @hotplug:	pages in regions XEN_MEMORY_HOTPLUG
 * @capped:	those pages of @hotplug that would be extra without the cap
 * @end:	end of the last region that is kept, refilled or extra, a page frame, exclusive
 */
struct xen_memory_plan {
	unsigned int nr_regions;
	struct xen_plan_region region[XEN_MEMORY_PLAN_REGIONS];
	unsigned int nr_displaced;
	struct xen_memory_displaced displaced[XEN_MEMORY_PLAN_DISPLACED];
	unsigned long kept;
	unsigned long refilled;
	unsigned long released;
	unsigned long extra;
	unsigned long hotplug;
	unsigned long capped;
	unsigned long end;
};

void xen_memory_plan_make(struct xen_memory_plan *plan, const struct xen_e820_map *map,
			  const struct xen_memory_request *request);
const struct xen_plan_region *xen_memory_plan_find(const struct xen_memory_plan *plan, u64 addr);
bool xen_memory_plan_is_kept(const struct xen_memory_plan *plan, u64 start, u64 size);

#endif	/* _XEN_MEMORY_PLAN_H */
