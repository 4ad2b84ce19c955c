/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What becomes of each page frame of a PV domain: decided once, before there is an allocator.
 *
 * Xen gives a PV domain nr_pages of memory at the page frames 0 .. nr_pages - 1, and a memory map
 * that knows nothing of that number: it has holes below nr_pages, where devices are, and RAM
 * beyond.
 *
 *         0                                    nr_pages
 *   Xen   |##################################|
 *   map   |===|  |=======|     |===================================|   |=========|
 *   plan  |kept  |kept   |     |kept         |refilled|extra       spare|         |
 *              \________________\_____________/^
 *               displaced frames go there
 *
 * Pure: numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_MEMORY_PLAN_H
#define _XEN_MEMORY_PLAN_H

#include "memory-map.h"

/**
 * enum memory_use - what a region is for
 *
 * All but the last are RAM in the map, and whole pages.
 *
 * @MEMORY_KEPT:	has the memory that Xen put there; lies below nr_pages
 * @MEMORY_REFILLED:	gets memory that Xen had put into a hole
 * @MEMORY_EXTRA:	has no memory: the initial balloon
 * @MEMORY_SPARE:	has no memory and gets no page structures: room for growth
 * @MEMORY_OTHER:	is not RAM; keeps its type and its bounds
 */
enum memory_use {
	MEMORY_KEPT,
	MEMORY_REFILLED,
	MEMORY_EXTRA,
	MEMORY_SPARE,
	MEMORY_OTHER,
};

/**
 * struct memory_region - a part of the address space with one use
 * @start:	first byte
 * @end:	the byte behind the last
 * @use:	what for
 * @type:	E820_TYPE_*; RAM unless @use is MEMORY_OTHER
 */
struct memory_region {
	u64 start;
	u64 end;
	enum memory_use use;
	u32 type;
};

/* There is no RAM for these frames: they go back to Xen. */
#define MEMORY_RELEASED		(~0UL)

/**
 * struct memory_displaced - memory that Xen put where the map has no RAM
 * @pfn:	the first page frame of where it is, below nr_pages
 * @to:		the first of where it shall be, in a region MEMORY_REFILLED; or MEMORY_RELEASED
 * @nr:		pages
 */
struct memory_displaced {
	unsigned long pfn;
	unsigned long to;
	unsigned long nr;
};

/**
 * struct memory_request - what a plan is made from; all in pages
 * @nr_pages:	memory that Xen gave, at the page frames from 0
 * @max_pages:	the most that the domain may ever have
 * @limit:	page frames from here on are not for RAM, whatever the map says; those that have
 *		memory already stay kept all the same
 * @cap:	the most that the initial balloon may have
 * @granule:	a power of two: where the cap cuts RAM in two, it does so at a multiple of this, so
 *		as not to pay for a whole memory section and use a part of it. 1 to be exact
 */
struct memory_request {
	unsigned long nr_pages;
	unsigned long max_pages;
	unsigned long limit;
	unsigned long cap;
	unsigned long granule;
};

/* Uses change at four page frames at most: nr_pages, the limit, the ends of refill and extra. */
#define MEMORY_PLAN_REGIONS	(MEMORY_MAP_MAX + 4)
/* One for each hole, and one more wherever a region to refill is full. */
#define MEMORY_PLAN_DISPLACED	(2 * MEMORY_MAP_MAX + 2)

/**
 * struct memory_plan - what becomes of each page frame
 *
 * Every page frame below nr_pages is in exactly one of a region MEMORY_KEPT and @displaced. Every
 * displaced one with a destination has a page frame of its own in a region MEMORY_REFILLED, and
 * every page frame of such a region is the destination of one.
 *
 * @nr_regions:	regions
 * @region:	ascending, without overlaps, none empty
 * @nr_displaced: how many of those
 * @displaced:	ascending by @pfn; those with a destination ascend by @to as well, and come first
 * @kept:	pages in regions MEMORY_KEPT
 * @refilled:	in regions MEMORY_REFILLED
 * @released:	displaced and with no room
 * @extra:	in regions MEMORY_EXTRA; @kept + @refilled + @extra <= max_pages, unless @extra is 0
 * @spare:	in regions MEMORY_SPARE
 * @capped:	what would have been extra too, had the cap not been
 * @end:	the page frame behind the last that is kept, refilled or extra
 */
struct memory_plan {
	unsigned int nr_regions;
	struct memory_region region[MEMORY_PLAN_REGIONS];
	unsigned int nr_displaced;
	struct memory_displaced displaced[MEMORY_PLAN_DISPLACED];
	unsigned long kept;
	unsigned long refilled;
	unsigned long released;
	unsigned long extra;
	unsigned long spare;
	unsigned long capped;
	unsigned long end;
};

void memory_plan_make(struct memory_plan *plan, const struct memory_map *map,
		      const struct memory_request *request);
const struct memory_region *memory_plan_find(const struct memory_plan *plan, u64 addr);
bool memory_plan_is_kept(const struct memory_plan *plan, u64 start, u64 size);

#endif	/* _XEN_MEMORY_PLAN_H */
