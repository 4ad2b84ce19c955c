// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of each page frame of a PV domain.
 *
 * Two passes over the map in order. The first sees what lies below nr_pages: RAM is kept, and what
 * Xen put between is displaced. The second deals out the RAM beyond: to displaced frames first,
 * for that is memory that the domain owns, then to the initial balloon; the rest is for later
 * growth.
 */
#include "memory-plan.h"

#include <linux/init.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/pfn.h>

#include <asm/page.h>

/**
 * struct deal - what is still to be dealt out in the second pass; pages
 * @refill:	displaced, and without a destination so far
 * @extra:	the initial balloon may still have
 * @source:	the first of plan->displaced without a destination
 */
struct deal {
	unsigned long refill;
	unsigned long extra;
	unsigned int source;
};

/* Regions come in order, and no two that touch could be one. */
static void __init add_region(struct memory_plan *plan, u64 start, u64 end, enum memory_use use,
			      u32 type)
{
	if (start < end)
		plan->region[plan->nr_regions++] = (struct memory_region){ start, end, use, type };
}

static void __init add_ram(struct memory_plan *plan, unsigned long from, unsigned long to,
			   enum memory_use use)
{
	add_region(plan, PFN_PHYS((u64)from), PFN_PHYS((u64)to), use, E820_TYPE_RAM);
}

static void __init displace(struct memory_plan *plan, unsigned long from, unsigned long to)
{
	if (from < to)
		plan->displaced[plan->nr_displaced++] =
			(struct memory_displaced){ from, MEMORY_RELEASED, to - from };
}

/* First pass: what is kept and what is not. Return: pages displaced. */
static unsigned long __init find_displaced(struct memory_plan *plan, const struct memory_map *map,
					   unsigned long nr_pages)
{
	unsigned long pfn = 0, start, end;
	unsigned int i;

	for (i = 0; i < map->nr && pfn < nr_pages; i++) {
		if (map->range[i].type != E820_TYPE_RAM)
			continue;
		start = min(nr_pages, PFN_DOWN(map->range[i].start));
		end = min(nr_pages, PFN_DOWN(map->range[i].end));
		displace(plan, pfn, start);
		plan->kept += end - start;
		pfn = end;
	}
	displace(plan, pfn, nr_pages);
	return nr_pages - plan->kept;
}

/* Gives displaced frames their destination, @nr of them from @to on. */
static void __init refill(struct memory_plan *plan, struct deal *deal, unsigned long to,
			  unsigned long nr)
{
	while (nr) {
		struct memory_displaced *frames = &plan->displaced[deal->source++];
		unsigned long n = min(nr, frames->nr);
		unsigned int i;

		frames->to = to;
		if (n < frames->nr) {
			/* The rest goes elsewhere. */
			for (i = plan->nr_displaced++; i >= deal->source; i--)
				plan->displaced[i] = plan->displaced[i - 1];
			frames[1].pfn += n;
			frames[1].nr -= n;
			frames[1].to = MEMORY_RELEASED;
			frames->nr = n;
		}
		to += n;
		nr -= n;
	}
}

/* Where the extra part of @from .. @to ends; sees to it that this was the last when it is cut. */
static unsigned long __init extra_end(const struct memory_request *request, struct deal *deal,
				      bool capped, unsigned long from, unsigned long to)
{
	unsigned long end = from + deal->extra;

	if (to - from <= deal->extra) {
		deal->extra -= to - from;
		return to;
	}
	deal->extra = 0;
	return capped ? max(from, round_down(end, request->granule)) : end;
}

/* Second pass: a RAM range beyond what is kept. */
static void __init deal_out(struct memory_plan *plan, const struct memory_request *request,
			    struct deal *deal, bool capped, const struct memory_range *range)
{
	unsigned long from = max(request->nr_pages, PFN_DOWN(range->start));
	unsigned long to = max(from, min(request->limit, PFN_DOWN(range->end)));
	unsigned long end;

	end = from + min(deal->refill, to - from);
	refill(plan, deal, from, end - from);
	deal->refill -= end - from;
	plan->refilled += end - from;
	add_ram(plan, from, end, MEMORY_REFILLED);
	from = end;

	end = extra_end(request, deal, capped, from, to);
	plan->extra += end - from;
	add_ram(plan, from, end, MEMORY_EXTRA);
	from = end;

	plan->spare += to - from;
	add_ram(plan, from, to, MEMORY_SPARE);
}

static unsigned long __init ram_end(const struct memory_plan *plan)
{
	unsigned int i = plan->nr_regions;

	while (i--)
		if (plan->region[i].use < MEMORY_SPARE)
			return PFN_DOWN(plan->region[i].end);
	return 0;
}

/**
 * memory_plan_make - decide what becomes of each page frame
 * @plan:	the result
 * @map:	the memory map, in order
 * @request:	what to observe
 *
 * Context: any, at boot: it works on its arguments only.
 */
void __init memory_plan_make(struct memory_plan *plan, const struct memory_map *map,
			     const struct memory_request *request)
{
	unsigned long displaced, room, allowed;
	struct deal deal = {};
	unsigned int i;
	bool capped;

	*plan = (struct memory_plan){};
	displaced = find_displaced(plan, map, request->nr_pages);
	room = memory_map_ram_pages(map, request->nr_pages, request->limit);
	deal.refill = min(displaced, room);
	plan->released = displaced - deal.refill;

	/* What is released may come back one day. */
	allowed = request->max_pages - min(request->max_pages, plan->kept + deal.refill);
	allowed = min(allowed, room - deal.refill);
	capped = request->cap < allowed;
	deal.extra = min(request->cap, allowed);

	for (i = 0; i < map->nr; i++) {
		const struct memory_range *range = &map->range[i];

		if (range->type != E820_TYPE_RAM) {
			add_region(plan, range->start, range->end, MEMORY_OTHER, range->type);
			continue;
		}
		add_ram(plan, PFN_DOWN(range->start),
			min(request->nr_pages, PFN_DOWN(range->end)), MEMORY_KEPT);
		deal_out(plan, request, &deal, capped, range);
	}
	plan->capped = capped ? allowed - plan->extra : 0;
	plan->end = ram_end(plan);
}

/**
 * memory_plan_find - what an address is for
 * @plan:	a plan
 * @addr:	the address
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: the region, or NULL where the plan has none: no RAM, or RAM that is not to be used.
 */
const struct memory_region *__init memory_plan_find(const struct memory_plan *plan, u64 addr)
{
	unsigned int low = 0, high = plan->nr_regions;

	/* Regions before low end at or before addr; those from high on start behind it. */
	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct memory_region *region = &plan->region[mid];

		if (addr >= region->end)
			low = mid + 1;
		else if (addr < region->start)
			high = mid;
		else
			return region;
	}
	return NULL;
}

/**
 * memory_plan_is_kept - is there memory in an area, in all of it?
 * @plan:	a plan
 * @start:	its first byte
 * @size:	bytes
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: true for an empty area.
 */
bool __init memory_plan_is_kept(const struct memory_plan *plan, u64 start, u64 size)
{
	const struct memory_region *region;

	if (!size)
		return true;
	region = memory_plan_find(plan, start);
	return region && region->use == MEMORY_KEPT && size <= region->end - start;
}
