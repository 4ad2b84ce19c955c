// SPDX-License-Identifier: GPL-2.0
/* See plan-check.h. */
#include <stdio.h>
#include <string.h>

#include <linux/minmax.h>

#include <asm/page.h>

#include "map-check.h"
#include "plan-check.h"
#include "test.h"

/* Like REQUIRE(), and shows the case first. */
#define HOLDS(cond, ...)							\
	do {									\
		if (!(cond)) {							\
			show_case();						\
			REQUIRE(false, __VA_ARGS__);				\
		}								\
	} while (0)

/**
 * struct stretch - page frames that follow each other
 * @from:	the first
 * @to:		the one behind the last
 */
struct stretch {
	unsigned long from;
	unsigned long to;
};

/**
 * struct wanted - what the plan has to say
 * @nr_room:	RAM ranges with page frames that may be refilled, extra or hotplug
 * @room:	those page frames; never more than one stretch of a range
 * @kept:	pages, and so on as in struct xen_memory_plan
 * @refill_end:	the page frame behind the last that is refilled, if any is
 * @extra_end:	behind the last that is extra; where hotplug regions begin
 */
static struct wanted {
	unsigned int nr_room;
	struct stretch room[XEN_E820_RANGES_MAX];
	unsigned long kept;
	unsigned long refilled;
	unsigned long released;
	unsigned long extra;
	unsigned long hotplug;
	unsigned long capped;
	unsigned long refill_end;
	unsigned long extra_end;
} wanted;

/* The case, to be printed when a check fails. */
static struct {
	const struct e820_entry *entries;
	unsigned int nr;
	const struct xen_e820_map *map;
	const struct xen_memory_request *request;
} now;

static void show_case(void)
{
	const struct xen_memory_request *r = now.request;

	show_entries(now.entries, now.nr);
	printf("nr_pages %#lx max_pages %#lx limit %#lx cap %#lx granule %#lx\n",
	       r->nr_pages, r->max_pages, r->limit, r->cap, r->granule);
}

/* ---- what is wanted ---- */

static void find_room(void)
{
	const struct xen_memory_request *r = now.request;
	unsigned int i;

	for (i = 0; i < now.map->nr; i++) {
		const struct xen_e820_range *range = &now.map->range[i];
		struct stretch s = { range->start / PAGE_SIZE, range->end / PAGE_SIZE };

		if (range->type != E820_TYPE_RAM)
			continue;
		wanted.kept += min(s.to, r->nr_pages) - min(s.from, r->nr_pages);
		s.from = max(s.from, r->nr_pages);
		s.to = min(s.to, r->limit);
		if (s.from < s.to)
			wanted.room[wanted.nr_room++] = s;
	}
}

/* How many page frames of the room lie below @pfn. */
static unsigned long room_below(unsigned long pfn)
{
	unsigned long n = 0;
	unsigned int i;

	for (i = 0; i < wanted.nr_room; i++)
		n += min(wanted.room[i].to, pfn) - min(wanted.room[i].from, pfn);
	return n;
}

/* The page frame behind the @n-th of the room. */
static unsigned long behind_nth(unsigned long n)
{
	unsigned int i;

	for (i = 0; n && i < wanted.nr_room; i++) {
		unsigned long here = wanted.room[i].to - wanted.room[i].from;

		if (n <= here)
			return wanted.room[i].from + n;
		n -= here;
	}
	return 0;
}

/* Where the extra part ends, when it ends because of the cap. */
static unsigned long cut_by_cap(void)
{
	unsigned long end = behind_nth(wanted.refilled + now.request->cap);
	unsigned int i;

	for (i = 0; i < wanted.nr_room; i++) {
		const struct stretch *s = &wanted.room[i];

		if (s->from < end && end < s->to)
			return max(end - end % now.request->granule,
				   max(s->from, wanted.refill_end));
	}
	return end;
}

static void find_wanted(void)
{
	const struct xen_memory_request *r = now.request;
	unsigned long holes, room, mine;

	memset(&wanted, 0, sizeof(wanted));
	find_room();
	room = room_below(~0UL);
	holes = r->nr_pages - wanted.kept;
	wanted.refilled = min(holes, room);
	wanted.released = holes - wanted.refilled;
	wanted.refill_end = behind_nth(wanted.refilled);
	mine = wanted.kept + wanted.refilled;
	wanted.extra = min(r->max_pages - min(r->max_pages, mine), room - wanted.refilled);
	wanted.extra_end = behind_nth(wanted.refilled + wanted.extra);
	if (r->cap < wanted.extra) {
		wanted.capped = wanted.extra;
		wanted.extra_end = cut_by_cap();
		wanted.extra = room_below(wanted.extra_end) - wanted.refilled;
		wanted.capped -= wanted.extra;
	}
	wanted.hotplug = room - wanted.refilled - wanted.extra;
}

/* ---- what there is ---- */

static void check_number(const char *name, unsigned long got, unsigned long want)
{
	HOLDS(got == want, "%s is %#lx instead of %#lx", name, got, want);
}

static void check_numbers(const struct xen_memory_plan *plan)
{
	unsigned long pages[XEN_MEMORY_OTHER + 1] = { }, end = 0;
	unsigned int i;

	check_number("kept", plan->kept, wanted.kept);
	check_number("refilled", plan->refilled, wanted.refilled);
	check_number("released", plan->released, wanted.released);
	check_number("extra", plan->extra, wanted.extra);
	check_number("hotplug", plan->hotplug, wanted.hotplug);
	check_number("capped", plan->capped, wanted.capped);

	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *r = &plan->region[i];

		pages[r->use] += (r->end - r->start) / PAGE_SIZE;
		if (r->use != XEN_MEMORY_OTHER && r->use != XEN_MEMORY_HOTPLUG)
			end = r->end / PAGE_SIZE;
	}
	check_number("kept in regions", pages[XEN_MEMORY_KEPT], wanted.kept);
	check_number("refilled in regions", pages[XEN_MEMORY_REFILLED], wanted.refilled);
	check_number("extra in regions", pages[XEN_MEMORY_EXTRA], wanted.extra);
	check_number("hotplug in regions", pages[XEN_MEMORY_HOTPLUG], wanted.hotplug);
	check_number("end", plan->end, end);
}

/* Check that a region lies where the plan may have regions of its use. */
static void check_ram(unsigned int i, const struct xen_plan_region *r)
{
	struct stretch s = { r->start / PAGE_SIZE, r->end / PAGE_SIZE };
	unsigned int n;

	HOLDS(r->type == E820_TYPE_RAM, "region %u is of type %#x", i, r->type);
	HOLDS(r->start % PAGE_SIZE == 0 && r->end % PAGE_SIZE == 0,
	      "region %u is not in whole pages", i);
	if (r->use == XEN_MEMORY_KEPT) {
		HOLDS(s.to <= now.request->nr_pages, "region %u is kept beyond nr_pages", i);
		HOLDS(xen_memory_map_is_ram(now.map, r->start, r->end - r->start),
		      "region %u is kept and no RAM", i);
		return;
	}
	for (n = 0; n < wanted.nr_room; n++)
		if (wanted.room[n].from <= s.from && s.to <= wanted.room[n].to)
			break;
	HOLDS(n < wanted.nr_room, "region %u lies where nothing may be", i);
	switch (r->use) {
	case XEN_MEMORY_REFILLED:
		HOLDS(s.to <= wanted.refill_end, "region %u is refilled beyond %#lx", i,
		      wanted.refill_end);
		break;
	case XEN_MEMORY_EXTRA:
		HOLDS(s.from >= wanted.refill_end && s.to <= wanted.extra_end,
		      "region %u is extra beyond %#lx .. %#lx", i, wanted.refill_end,
		      wanted.extra_end);
		break;
	case XEN_MEMORY_HOTPLUG:
		HOLDS(s.from >= wanted.refill_end && s.from >= wanted.extra_end,
		      "region %u is for hot-add below %#lx or %#lx", i, wanted.refill_end,
		      wanted.extra_end);
		break;
	case XEN_MEMORY_KEPT:
	case XEN_MEMORY_OTHER:
		break;
	}
}

static void check_regions(const struct xen_memory_plan *plan)
{
	unsigned int others = 0, i, n = 0;

	HOLDS(plan->nr_regions <= XEN_MEMORY_PLAN_REGIONS, "%u regions, there is room for %u",
	      plan->nr_regions, XEN_MEMORY_PLAN_REGIONS);
	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *r = &plan->region[i];

		HOLDS(r->start < r->end, "region %u is empty", i);
		HOLDS(!i || r[-1].end <= r->start, "region %u begins before its predecessor ends",
		      i);
		HOLDS(r->use <= XEN_MEMORY_OTHER, "region %u has no use", i);
		if (r->use != XEN_MEMORY_OTHER) {
			check_ram(i, r);
			continue;
		}
		while (n < now.map->nr && now.map->range[n].type == E820_TYPE_RAM)
			n++;
		HOLDS(n < now.map->nr && r->start == now.map->range[n].start &&
		      r->end == now.map->range[n].end && r->type == now.map->range[n].type,
		      "region %u is none of the map's", i);
		n++;
		others++;
	}
	for (; n < now.map->nr; n++)
		HOLDS(now.map->range[n].type == E820_TYPE_RAM,
		      "%u regions are not RAM, and range %u of the map is missing", others, n);
}

/* The first page frame from @pfn on that is below nr_pages and in a hole, or nr_pages. */
static unsigned long next_hole(unsigned long pfn, unsigned int *range)
{
	for (; *range < now.map->nr; ++*range) {
		const struct xen_e820_range *r = &now.map->range[*range];

		if (r->type != E820_TYPE_RAM || r->end / PAGE_SIZE <= pfn)
			continue;
		if (r->start / PAGE_SIZE > pfn)
			break;
		pfn = r->end / PAGE_SIZE;
	}
	return min(pfn, now.request->nr_pages);
}

/* The displaced frames and their destinations follow each other without leaving one out. */
static void check_displaced(const struct xen_memory_plan *plan)
{
	unsigned long pfn, pages = 0, sent = 0;
	unsigned int range = 0, i;

	HOLDS(plan->nr_displaced <= XEN_MEMORY_PLAN_DISPLACED, "%u displaced, there is room for %u",
	      plan->nr_displaced, XEN_MEMORY_PLAN_DISPLACED);
	pfn = next_hole(0, &range);
	for (i = 0; i < plan->nr_displaced; i++) {
		const struct xen_memory_displaced *d = &plan->displaced[i];

		HOLDS(d->nr, "displaced %u is empty", i);
		HOLDS(d->pfn == pfn, "displaced %u is at %#lx instead of %#lx", i, d->pfn, pfn);
		HOLDS(d->nr <= now.request->nr_pages - pfn, "displaced %u is beyond nr_pages", i);
		HOLDS(range == now.map->nr ||
		      pfn + d->nr <= now.map->range[range].start / PAGE_SIZE,
		      "displaced %u reaches into RAM", i);
		pages += d->nr;
		pfn = next_hole(pfn + d->nr, &range);
		if (sent == wanted.refilled) {
			HOLDS(d->to == XEN_MEMORY_RELEASED, "displaced %u has a destination %#lx",
			      i, d->to);
			continue;
		}
		HOLDS(d->to == behind_nth(sent + 1) - 1, "displaced %u goes to %#lx, not %#lx", i,
		      d->to, behind_nth(sent + 1) - 1);
		sent += d->nr;
		HOLDS(sent <= wanted.refilled && d->to + d->nr == behind_nth(sent),
		      "displaced %u does not fit at %#lx", i, d->to);
	}
	check_number("pages displaced", pages, wanted.refilled + wanted.released);
}

/* Check the lookups in the plan, at the edges of its regions. */
static void check_lookups(const struct xen_memory_plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *r = &plan->region[i];
		const struct xen_plan_region *behind = i + 1 < plan->nr_regions ? r + 1 : NULL;
		bool kept = r->use == XEN_MEMORY_KEPT;

		HOLDS(xen_memory_plan_find(plan, r->start) == r &&
		      xen_memory_plan_find(plan, r->end - 1) == r, "region %u is not found", i);
		if (behind && behind->start > r->end)
			behind = NULL;
		HOLDS(xen_memory_plan_find(plan, r->end) == behind,
		      "the wrong region behind %u", i);
		HOLDS(xen_memory_plan_is_kept(plan, r->start, r->end - r->start) == kept,
		      "region %u is %s", i, kept ? "not kept" : "kept");
		/* Two kept regions never touch: the E820 in order has one range for both. */
		HOLDS(!kept || !xen_memory_plan_is_kept(plan, r->start, r->end - r->start + 1),
		      "region %u and a byte more are kept", i);
	}
}

const struct xen_memory_plan *checked_plan(const struct e820_entry *entries, unsigned int nr,
					   const struct xen_memory_request *request)
{
	static struct xen_e820_map map_was;
	static struct xen_memory_plan plan;
	const struct xen_memory_request request_was = *request;

	now.entries = entries;
	now.nr = nr;
	now.map = checked_map(entries, nr);
	now.request = request;
	memcpy(&map_was, now.map, sizeof(map_was));
	memset(&plan, 0xa5, sizeof(plan));
	xen_memory_plan_make(&plan, now.map, request);
	HOLDS(!memcmp(&map_was, now.map, sizeof(map_was)) &&
	      !memcmp(&request_was, request, sizeof(request_was)), "map or request has changed");
	find_wanted();
	check_regions(&plan);
	check_numbers(&plan);
	check_displaced(&plan);
	check_lookups(&plan);
	return &plan;
}
