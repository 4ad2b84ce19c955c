// SPDX-License-Identifier: GPL-2.0
/*
 * Assigns a use to each page frame of a PV domain.
 *
 * Two passes over the E820 in order. The first goes through the page frames below nr_pages: RAM is
 * kept, and memory that Xen put into holes is displaced. The second distributes the RAM beyond:
 * first to displaced frames, as the domain already owns that memory, then to the initial balloon.
 * The rest is left for hot-add.
 *
 * Pure: every function works on its arguments only, and may be called from anywhere at boot.
 */
#include "memory-plan.h"

#include <linux/init.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/pfn.h>

#include <asm/page.h>

/**
 * struct plan_left - the pages that the second pass still has to distribute
 * @refill:	displaced pages that have no destination yet
 * @extra:	pages that the initial balloon still has room for
 * @source:	index of the first entry of plan->displaced without a destination
 */
struct plan_left {
	unsigned long refill;
	unsigned long extra;
	unsigned int source;
};

/* Regions are added in order, and adjacent ones always differ. */
static void __init plan_add_region(struct xen_memory_plan *plan, u64 start, u64 end,
				   enum xen_memory_use use, u32 type)
{
	if (start < end)
		plan->region[plan->nr_regions++] =
			(struct xen_plan_region){ start, end, use, type };
}

static void __init plan_add_ram(struct xen_memory_plan *plan, unsigned long from, unsigned long to,
				enum xen_memory_use use)
{
	plan_add_region(plan, PFN_PHYS((u64)from), PFN_PHYS((u64)to), use, E820_TYPE_RAM);
}

static void __init plan_add_displaced(struct xen_memory_plan *plan, unsigned long from,
				      unsigned long to)
{
	if (from < to)
		plan->displaced[plan->nr_displaced++] =
			(struct xen_memory_displaced){ from, XEN_MEMORY_RELEASED, to - from };
}

/* First pass: count the pages to keep, and list the others. Return: number of displaced pages. */
static unsigned long __init plan_find_displaced(struct xen_memory_plan *plan,
						const struct xen_e820_map *map,
						unsigned long nr_pages)
{
	unsigned long pfn = 0, start, end;
	unsigned int i;

	for (i = 0; i < map->nr && pfn < nr_pages; i++) {
		if (map->range[i].type != E820_TYPE_RAM)
			continue;
		start = min(nr_pages, PFN_DOWN(map->range[i].start));
		end = min(nr_pages, PFN_DOWN(map->range[i].end));
		plan_add_displaced(plan, pfn, start);
		plan->kept += end - start;
		pfn = end;
	}
	plan_add_displaced(plan, pfn, nr_pages);
	return nr_pages - plan->kept;
}

/* Assign the page frames from @to on to the next @nr displaced frames. */
static void __init plan_refill(struct xen_memory_plan *plan, struct plan_left *left,
			       unsigned long to, unsigned long nr)
{
	while (nr) {
		struct xen_memory_displaced *frames = &plan->displaced[left->source++];
		unsigned long n = min(nr, frames->nr);
		unsigned int i;

		frames->to = to;
		if (n < frames->nr) {
			/* Split: the remaining frames get another destination. */
			for (i = plan->nr_displaced++; i >= left->source; i--)
				plan->displaced[i] = plan->displaced[i - 1];
			frames[1].pfn += n;
			frames[1].nr -= n;
			frames[1].to = XEN_MEMORY_RELEASED;
			frames->nr = n;
		}
		to += n;
		nr -= n;
	}
}

/*
 * Take extra memory from the start of @from .. @to. Unless all of it is taken, no later range gets
 * any, even if the granule has left some. Return: the end of the extra memory.
 */
static unsigned long __init plan_take_extra(const struct xen_memory_request *request,
					    struct plan_left *left, bool capped,
					    unsigned long from, unsigned long to)
{
	unsigned long end = from + left->extra;

	if (to - from <= left->extra) {
		left->extra -= to - from;
		return to;
	}
	left->extra = 0;
	return capped ? max(from, round_down(end, request->granule)) : end;
}

/* Second pass: distribute the RAM of a range beyond its kept part. */
static void __init plan_distribute_range(struct xen_memory_plan *plan,
					 const struct xen_memory_request *request,
					 struct plan_left *left, bool capped,
					 const struct xen_e820_range *range)
{
	unsigned long from = max(request->nr_pages, PFN_DOWN(range->start));
	unsigned long to = max(from, min(request->limit, PFN_DOWN(range->end)));
	unsigned long end;

	end = from + min(left->refill, to - from);
	plan_refill(plan, left, from, end - from);
	left->refill -= end - from;
	plan->refilled += end - from;
	plan_add_ram(plan, from, end, XEN_MEMORY_REFILLED);
	from = end;

	end = plan_take_extra(request, left, capped, from, to);
	plan->extra += end - from;
	plan_add_ram(plan, from, end, XEN_MEMORY_EXTRA);
	from = end;

	plan->hotplug += to - from;
	plan_add_ram(plan, from, to, XEN_MEMORY_HOTPLUG);
}

/* The end of the memmap made at boot: a page frame, exclusive. */
static unsigned long __init plan_memmap_end(const struct xen_memory_plan *plan)
{
	unsigned int i = plan->nr_regions;

	while (i--)
		if (plan->region[i].use < XEN_MEMORY_HOTPLUG)
			return PFN_DOWN(plan->region[i].end);
	return 0;
}

/**
 * xen_memory_plan_make - assign a use to each page frame
 * @plan:	the result
 * @map:	the E820 in order
 * @request:	the numbers to make the plan from
 *
 * Context: any, at boot.
 */
void __init xen_memory_plan_make(struct xen_memory_plan *plan, const struct xen_e820_map *map,
				 const struct xen_memory_request *request)
{
	unsigned long displaced, room, allowed;
	struct plan_left left = {};
	unsigned int i;
	bool capped;

	*plan = (struct xen_memory_plan){};
	displaced = plan_find_displaced(plan, map, request->nr_pages);
	room = xen_memory_map_ram_pages(map, request->nr_pages, request->limit);
	left.refill = min(displaced, room);
	plan->released = displaced - left.refill;

	/* Released pages are not counted: the domain may get them back through the balloon. */
	allowed = request->max_pages - min(request->max_pages, plan->kept + left.refill);
	allowed = min(allowed, room - left.refill);
	capped = request->cap < allowed;
	left.extra = min(request->cap, allowed);

	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *range = &map->range[i];

		if (range->type != E820_TYPE_RAM) {
			plan_add_region(plan, range->start, range->end, XEN_MEMORY_OTHER,
					range->type);
			continue;
		}
		plan_add_ram(plan, PFN_DOWN(range->start),
			     min(request->nr_pages, PFN_DOWN(range->end)), XEN_MEMORY_KEPT);
		plan_distribute_range(plan, request, &left, capped, range);
	}
	plan->capped = capped ? allowed - plan->extra : 0;
	plan->end = plan_memmap_end(plan);
}

/**
 * xen_memory_plan_find - find the region that contains an address
 * @plan:	a plan
 * @addr:	the address
 *
 * Context: any, at boot.
 * Return: the region; NULL if the E820 has a gap there, or RAM that must not be used.
 */
const struct xen_plan_region *__init xen_memory_plan_find(const struct xen_memory_plan *plan,
							  u64 addr)
{
	unsigned int low = 0, high = plan->nr_regions;

	/* Regions below low end at or before addr; those from high on start after it. */
	while (low < high) {
		unsigned int mid = low + (high - low) / 2;
		const struct xen_plan_region *region = &plan->region[mid];

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
 * xen_memory_plan_is_kept - whether all of an area keeps the memory that Xen put there
 * @plan:	a plan
 * @start:	first byte of the area
 * @size:	its size in bytes
 *
 * Context: any, at boot.
 * Return: true for an empty area.
 */
bool __init xen_memory_plan_is_kept(const struct xen_memory_plan *plan, u64 start, u64 size)
{
	const struct xen_plan_region *region;

	if (!size)
		return true;
	region = xen_memory_plan_find(plan, start);
	return region && region->use == XEN_MEMORY_KEPT && size <= region->end - start;
}
