// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of arch/x86/xen/memory-plan.c: tables of small maps, real maps, and random ones that are
 * compared with a model that decides page frame by page frame. plan-check.c checks all of them.
 */
#include <stdio.h>
#include <string.h>

#include <linux/minmax.h>

#include "map-check.h"
#include "maps.h"
#include "memory-plan.h"
#include "plan-check.h"
#include "test.h"

#define RAM		E820_TYPE_RAM
#define RESERVED	E820_TYPE_RESERVED
#define NVS		E820_TYPE_NVS

#define KEPT		XEN_MEMORY_KEPT
#define REFILLED	XEN_MEMORY_REFILLED
#define EXTRA		XEN_MEMORY_EXTRA
#define HOTPLUG		XEN_MEMORY_HOTPLUG
#define OTHER		XEN_MEMORY_OTHER
#define RELEASED	XEN_MEMORY_RELEASED

#define MIB(n)	((n) << (20 - PAGE_SHIFT))
#define GIB(n)	((n) << (30 - PAGE_SHIFT))

static const char *const use_names[] = {
	[KEPT] = "kept",
	[REFILLED] = "refilled",
	[EXTRA] = "extra",
	[HOTPLUG] = "hotplug",
	[OTHER] = "other",
};

/* ---- tables ---- */

/* The tables override what REQUEST() sets, on purpose. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

/* 100 pages and no bounds; the tables say what is different. */
#define REQUEST(...) {								\
	.nr_pages = 100, .max_pages = ~0UL, .limit = ~0UL, .cap = ~0UL, .granule = 1,	\
	__VA_ARGS__								\
}

/* Page frames, from the first to the one behind the last. */
struct part {
	unsigned long from, to;
	unsigned int what;	/* E820_TYPE_* or MEMORY_* */
};

/* All three lists end where a part is empty. */
struct plan_case {
	const char *name;
	struct part map[6];
	struct xen_memory_request request;
	struct part want[8];			/* neighbours of one use are one, */
	struct xen_memory_displaced displaced[6];	/* and so are those that go on in a row */
	unsigned long capped;
	unsigned long end;
};

/* The next part of the plan, from region *@i on. */
static struct part next_part(const struct xen_memory_plan *plan, unsigned int *i)
{
	const struct xen_plan_region *r = &plan->region[*i];
	struct part part = { r->start / PAGE_SIZE, r->end / PAGE_SIZE, r->use };

	while (++*i < plan->nr_regions && r[1].start == r->end && r[1].use == r->use) {
		r++;
		part.to = r->end / PAGE_SIZE;
	}
	return part;
}

static struct xen_memory_displaced next_displaced(const struct xen_memory_plan *plan,
						  unsigned int *i)
{
	struct xen_memory_displaced sum = plan->displaced[*i];

	while (++*i < plan->nr_displaced) {
		const struct xen_memory_displaced *d = &plan->displaced[*i];

		if (d->pfn != sum.pfn + sum.nr ||
		    (sum.to == RELEASED ? d->to != sum.to : d->to != sum.to + sum.nr))
			break;
		sum.nr += d->nr;
	}
	return sum;
}

static void check_plan(const struct plan_case *c)
{
	struct e820_entry entries[ARRAY_SIZE(c->map)];
	const struct xen_memory_plan *plan;
	unsigned int nr = 0, i, n;

	for (; nr < ARRAY_SIZE(c->map) && c->map[nr].to; nr++)
		entries[nr] = (struct e820_entry){ c->map[nr].from * PAGE_SIZE,
			(c->map[nr].to - c->map[nr].from) * PAGE_SIZE, c->map[nr].what };
	plan = checked_plan(entries, nr, &c->request);

	for (i = 0, n = 0; i < plan->nr_regions; n++) {
		struct part part = next_part(plan, &i);

		CHECK(n < ARRAY_SIZE(c->want) && !memcmp(&part, &c->want[n], sizeof(part)),
		      "%s: %lu .. %lu is %s", c->name, part.from, part.to, use_names[part.what]);
	}
	CHECK(n == ARRAY_SIZE(c->want) || !c->want[n].to, "%s: there are only %u parts", c->name,
	      n);
	for (i = 0, n = 0; i < plan->nr_displaced; n++) {
		struct xen_memory_displaced d = next_displaced(plan, &i);

		CHECK(n < ARRAY_SIZE(c->displaced) && !memcmp(&d, &c->displaced[n], sizeof(d)),
		      "%s: %lu from %lu go to %#lx", c->name, d.nr, d.pfn, d.to);
	}
	CHECK(n == ARRAY_SIZE(c->displaced) || !c->displaced[n].nr,
	      "%s: only %u parts are displaced", c->name, n);
	CHECK(plan->capped == c->capped, "%s: %lu capped instead of %lu", c->name, plan->capped,
	      c->capped);
	CHECK(plan->end == c->end, "%s: the end is %lu instead of %lu", c->name, plan->end,
	      c->end);
}

static void check_plans(const struct plan_case *cases, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		check_plan(&cases[i]);
}

static void plan_keeps(void)
{
	static const struct plan_case cases[] = {
		{ "nothing at all", .request = REQUEST(.nr_pages = 0) },
		{ "a map that fits", { { 0, 100, RAM } }, REQUEST(),
		  { { 0, 100, KEPT } }, .end = 100 },
		{ "memory and no map", .request = REQUEST(),
		  .displaced = { { 0, RELEASED, 100 } } },
		{ "a map and no memory", { { 0, 10, RAM } }, REQUEST(.nr_pages = 0),
		  { { 0, 10, EXTRA } }, .end = 10 },
		{ "a map that goes on", { { 0, 200, RAM } }, REQUEST(),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA } }, .end = 200 },
		{ "one page", { { 0, 1, RAM } }, REQUEST(.nr_pages = 1),
		  { { 0, 1, KEPT } }, .end = 1 },
		{ "RAM in pieces", { { 0, 30, RAM }, { 30, 31, NVS }, { 31, 100, RAM } }, REQUEST(),
		  { { 0, 30, KEPT }, { 30, 31, OTHER }, { 31, 100, KEPT } },
		  { { 30, RELEASED, 1 } }, .end = 100 },
		{ "what is kept is so beyond the limit", { { 0, 100, RAM } }, REQUEST(.limit = 50),
		  { { 0, 100, KEPT } }, .end = 100 },
		{ "and beyond max_pages", { { 0, 100, RAM } }, REQUEST(.max_pages = 50),
		  { { 0, 100, KEPT } }, .end = 100 },
		{ "nothing but others", { { 200, 300, RESERVED } }, REQUEST(.nr_pages = 0),
		  { { 200, 300, OTHER } }, .end = 0 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

static void plan_refills(void)
{
	static const struct plan_case cases[] = {
		{ "a hole", { { 0, 40, RAM }, { 60, 200, RAM } }, REQUEST(),
		  { { 0, 40, KEPT }, { 60, 100, KEPT }, { 100, 120, REFILLED },
		    { 120, 200, EXTRA } }, { { 40, 100, 20 } }, .end = 200 },
		{ "a hole at the start", { { 1, 200, RAM } }, REQUEST(),
		  { { 1, 100, KEPT }, { 100, 101, REFILLED },
		    { 101, 200, EXTRA } }, { { 0, 100, 1 } }, .end = 200 },
		{ "a hole at nr_pages", { { 0, 80, RAM }, { 120, 200, RAM } }, REQUEST(),
		  { { 0, 80, KEPT }, { 120, 140, REFILLED },
		    { 140, 200, EXTRA } }, { { 80, 120, 20 } }, .end = 200 },
		{ "a hole up to nr_pages", { { 0, 80, RAM }, { 100, 200, RAM } }, REQUEST(),
		  { { 0, 80, KEPT }, { 100, 120, REFILLED },
		    { 120, 200, EXTRA } }, { { 80, 100, 20 } }, .end = 200 },
		{ "a hole from nr_pages", { { 0, 100, RAM }, { 120, 200, RAM } }, REQUEST(),
		  { { 0, 100, KEPT }, { 120, 200, EXTRA } }, .end = 200 },
		{ "what is not RAM", { { 0, 200, RAM }, { 10, 12, NVS }, { 12, 15, RESERVED } },
		  REQUEST(),
		  { { 0, 10, KEPT }, { 10, 15, OTHER }, { 15, 100, KEPT },
		    { 100, 105, REFILLED }, { 105, 200, EXTRA } },
		  { { 10, 100, 5 } }, .end = 200 },
		{ "two holes into one range", { { 0, 40, RAM }, { 44, 60, RAM }, { 66, 200, RAM } },
		  REQUEST(),
		  { { 0, 40, KEPT }, { 44, 60, KEPT }, { 66, 100, KEPT },
		    { 100, 110, REFILLED }, { 110, 200, EXTRA } },
		  { { 40, 100, 4 }, { 60, 104, 6 } }, .end = 200 },
		{ "one hole into two ranges",
		  { { 0, 40, RAM }, { 60, 105, RAM }, { 150, 200, RAM } },
		  REQUEST(),
		  { { 0, 40, KEPT }, { 60, 100, KEPT }, { 100, 105, REFILLED },
		    { 150, 165, REFILLED }, { 165, 200, EXTRA } },
		  { { 40, 100, 5 }, { 45, 150, 15 } }, .end = 200 },
		{ "exactly as much as there is", { { 0, 40, RAM }, { 60, 120, RAM } }, REQUEST(),
		  { { 0, 40, KEPT }, { 60, 100, KEPT },
		    { 100, 120, REFILLED } }, { { 40, 100, 20 } }, .end = 120 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

/* There is not enough for all holes, or a bound that matters, or one that does not. */
static void plan_refills_in_bounds(void)
{
	static const struct plan_case cases[] = {
		{ "a hole that does not fit", { { 0, 40, RAM }, { 60, 103, RAM } }, REQUEST(),
		  { { 0, 40, KEPT }, { 60, 100, KEPT },
		    { 100, 103, REFILLED } },
		  { { 40, 100, 3 }, { 43, RELEASED, 17 } }, .end = 103 },
		{ "the second of two does not fit",
		  { { 0, 40, RAM }, { 44, 60, RAM }, { 66, 104, RAM } }, REQUEST(),
		  { { 0, 40, KEPT }, { 44, 60, KEPT }, { 66, 100, KEPT },
		    { 100, 104, REFILLED } },
		  { { 40, 100, 4 }, { 60, RELEASED, 6 } }, .end = 104 },
		{ "beyond the limit there is no room", { { 0, 40, RAM }, { 60, 200, RAM } },
		  REQUEST(.limit = 110),
		  { { 0, 40, KEPT }, { 60, 100, KEPT },
		    { 100, 110, REFILLED } },
		  { { 40, 100, 10 }, { 50, RELEASED, 10 } }, .end = 110 },
		{ "a limit below nr_pages leaves none", { { 0, 40, RAM }, { 60, 200, RAM } },
		  REQUEST(.limit = 70),
		  { { 0, 40, KEPT }, { 60, 100, KEPT } },
		  { { 40, RELEASED, 20 } }, .end = 100 },
		{ "neither max_pages nor cap forbids it", { { 0, 40, RAM }, { 60, 200, RAM } },
		  REQUEST(.max_pages = 90, .cap = 0, .granule = 64),
		  { { 0, 40, KEPT }, { 60, 100, KEPT }, { 100, 120, REFILLED },
		    { 120, 200, HOTPLUG } }, { { 40, 100, 20 } }, .end = 120 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

static void plan_bounds_extra(void)
{
	static const struct plan_case cases[] = {
		{ "no bounds", { { 0, 200, RAM }, { 300, 400, RAM } }, REQUEST(),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA },
		    { 300, 400, EXTRA } }, .end = 400 },
		{ "no more than max_pages", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.max_pages = 170),
		  { { 0, 100, KEPT }, { 100, 170, EXTRA }, { 170, 200, HOTPLUG },
		    { 300, 400, HOTPLUG } }, .end = 170 },
		{ "max_pages includes what is refilled", { { 0, 90, RAM }, { 100, 200, RAM } },
		  REQUEST(.max_pages = 170),
		  { { 0, 90, KEPT }, { 100, 110, REFILLED },
		    { 110, 180, EXTRA }, { 180, 200, HOTPLUG } },
		  { { 90, 100, 10 } }, .end = 180 },
		{ "but not what is released", { { 0, 50, RAM }, { 150, 160, RAM } },
		  REQUEST(.max_pages = 100),
		  { { 0, 50, KEPT }, { 150, 160, REFILLED } },
		  { { 50, 150, 10 }, { 60, RELEASED, 40 } }, .end = 160 },
		{ "max_pages has been reached", { { 0, 200, RAM } }, REQUEST(.max_pages = 100),
		  { { 0, 100, KEPT }, { 100, 200, HOTPLUG } }, .end = 100 },
		{ "max_pages has been passed", { { 0, 200, RAM } }, REQUEST(.max_pages = 7),
		  { { 0, 100, KEPT }, { 100, 200, HOTPLUG } }, .end = 100 },
		{ "one page to max_pages", { { 0, 200, RAM } }, REQUEST(.max_pages = 101),
		  { { 0, 100, KEPT }, { 100, 101, EXTRA },
		    { 101, 200, HOTPLUG } }, .end = 101 },
		{ "max_pages at the end of a range", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.max_pages = 200),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA },
		    { 300, 400, HOTPLUG } }, .end = 200 },
		{ "not beyond the limit", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.limit = 301),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA },
		    { 300, 301, EXTRA } }, .end = 301 },
		{ "nor for hot-add", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.limit = 301, .max_pages = 150),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA }, { 150, 200, HOTPLUG },
		    { 300, 301, HOTPLUG } }, .end = 150 },
		{ "limit in a hole", { { 0, 200, RAM }, { 300, 400, RAM } }, REQUEST(.limit = 250),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA } }, .end = 200 },
		{ "limit at nr_pages", { { 0, 200, RAM } }, REQUEST(.limit = 100),
		  { { 0, 100, KEPT } }, .end = 100 },
		{ "others beyond the limit", { { 0, 200, RAM }, { 300, 400, RESERVED } },
		  REQUEST(.limit = 150),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA },
		    { 300, 400, OTHER } }, .end = 150 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

static void plan_caps_extra(void)
{
	static const struct plan_case cases[] = {
		{ "no more than the cap", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.cap = 33),
		  { { 0, 100, KEPT }, { 100, 133, EXTRA }, { 133, 200, HOTPLUG },
		    { 300, 400, HOTPLUG } }, .capped = 167, .end = 133 },
		{ "a cap in the second range", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.cap = 133),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA }, { 300, 333, EXTRA },
		    { 333, 400, HOTPLUG } }, .capped = 67, .end = 333 },
		{ "a cap at the end of a range", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.cap = 100, .granule = 64),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA },
		    { 300, 400, HOTPLUG } }, .capped = 100, .end = 200 },
		{ "a cap on everything", { { 0, 200, RAM } }, REQUEST(.cap = 100, .granule = 64),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA } }, .end = 200 },
		{ "a cap of nothing", { { 0, 200, RAM } }, REQUEST(.cap = 0),
		  { { 0, 100, KEPT }, { 100, 200, HOTPLUG } }, .capped = 100,
		  .end = 100 },
		{ "a cap of nothing, a hole to refill", { { 10, 200, RAM } },
		  REQUEST(.cap = 0, .granule = 64),
		  { { 10, 100, KEPT }, { 100, 110, REFILLED },
		    { 110, 200, HOTPLUG } }, { { 0, 100, 10 } }, .capped = 90, .end = 110 },
		{ "cap and max_pages, the cap is lower", { { 0, 200, RAM } },
		  REQUEST(.cap = 33, .max_pages = 140),
		  { { 0, 100, KEPT }, { 100, 133, EXTRA },
		    { 133, 200, HOTPLUG } }, .capped = 7, .end = 133 },
		{ "cap and max_pages, max_pages is lower", { { 0, 200, RAM } },
		  REQUEST(.cap = 33, .max_pages = 120),
		  { { 0, 100, KEPT }, { 100, 120, EXTRA },
		    { 120, 200, HOTPLUG } }, .end = 120 },
		{ "what is beyond the limit is not capped", { { 0, 200, RAM } },
		  REQUEST(.cap = 33, .limit = 150),
		  { { 0, 100, KEPT }, { 100, 133, EXTRA },
		    { 133, 150, HOTPLUG } }, .capped = 17, .end = 133 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

static void plan_cuts_at_granules(void)
{
	static const struct plan_case cases[] = {
		{ "down to a multiple", { { 0, 200, RAM } }, REQUEST(.cap = 50, .granule = 16),
		  { { 0, 100, KEPT }, { 100, 144, EXTRA },
		    { 144, 200, HOTPLUG } }, .capped = 56, .end = 144 },
		{ "a multiple already", { { 0, 200, RAM } }, REQUEST(.cap = 44, .granule = 16),
		  { { 0, 100, KEPT }, { 100, 144, EXTRA },
		    { 144, 200, HOTPLUG } }, .capped = 56, .end = 144 },
		{ "not below where it begins", { { 0, 200, RAM } },
		  REQUEST(.cap = 27, .granule = 128),
		  { { 0, 100, KEPT }, { 100, 200, HOTPLUG } }, .capped = 100,
		  .end = 100 },
		{ "not into what is refilled", { { 10, 200, RAM } },
		  REQUEST(.cap = 10, .granule = 64),
		  { { 10, 100, KEPT }, { 100, 110, REFILLED },
		    { 110, 200, HOTPLUG } }, { { 0, 100, 10 } }, .capped = 90, .end = 110 },
		{ "not below the range", { { 0, 200, RAM }, { 300, 400, RAM } },
		  REQUEST(.cap = 110, .granule = 256),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA },
		    { 300, 400, HOTPLUG } }, .capped = 100, .end = 200 },
		{ "the rest is not used elsewhere",
		  { { 0, 200, RAM }, { 300, 400, RAM }, { 500, 501, RAM } },
		  REQUEST(.cap = 150, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 200, EXTRA }, { 300, 320, EXTRA },
		    { 320, 400, HOTPLUG }, { 500, 501, HOTPLUG } }, .capped = 81,
		  .end = 320 },
		{ "max_pages is exact", { { 0, 200, RAM } },
		  REQUEST(.max_pages = 150, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA },
		    { 150, 200, HOTPLUG } }, .end = 150 },
		{ "max_pages is exact below the cap", { { 0, 200, RAM } },
		  REQUEST(.max_pages = 150, .cap = 51, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA },
		    { 150, 200, HOTPLUG } }, .end = 150 },
		{ "max_pages is exact where the cap is the same", { { 0, 200, RAM } },
		  REQUEST(.max_pages = 150, .cap = 50, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA },
		    { 150, 200, HOTPLUG } }, .end = 150 },
		{ "the limit is exact", { { 0, 200, RAM } },
		  REQUEST(.limit = 150, .cap = 51, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA } }, .end = 150 },
		{ "ends of ranges are exact", { { 0, 150, RAM }, { 170, 190, RAM } },
		  REQUEST(.cap = 1000, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA },
		    { 170, 190, EXTRA } }, .end = 190 },
		{ "a cap at the limit", { { 0, 200, RAM } },
		  REQUEST(.limit = 150, .cap = 50, .granule = 32),
		  { { 0, 100, KEPT }, { 100, 150, EXTRA } }, .end = 150 },
	};

	check_plans(cases, ARRAY_SIZE(cases));
}

#pragma GCC diagnostic pop

/* Bytes of what is not RAM are left alone, also where they share a page with RAM. */
static void plan_leaves_others(void)
{
	static const struct e820_entry entries[] = {
		{ 0, 0x9fc00, RAM }, { 0x9fc00, 0x123, RESERVED }, { 0xf0000, 0x10000, 0 },
		{ 0x100000, 0x100000, RAM }, { 0x1234567, 1, NVS },
		{ ~0xfffULL, 0xffe, E820_TYPE_SOFT_RESERVED },
	};
	static const struct xen_plan_region want[] = {
		{ 0, 0x9f000, KEPT, RAM },
		{ 0x9fc00, 0x9fd23, OTHER, RESERVED },
		{ 0xf0000, 0x100000, OTHER, RESERVED },
		{ 0x100000, 0x150000, KEPT, RAM },
		{ 0x150000, 0x1b1000, REFILLED, RAM },
		{ 0x1b1000, 0x1c0000, EXTRA, RAM },
		{ 0x1c0000, 0x1f8000, HOTPLUG, RAM },
		{ 0x1234567, 0x1234568, OTHER, NVS },
		{ ~0xfffULL, ~1ULL, OTHER, E820_TYPE_SOFT_RESERVED },
	};
	const struct xen_memory_request request = {
		.nr_pages = 0x150, .max_pages = ~0UL, .limit = 0x1f8, .cap = 0x12, .granule = 0x20,
	};
	const struct xen_memory_plan *plan = checked_plan(entries, ARRAY_SIZE(entries), &request);
	size_t i;

	REQUIRE(plan->nr_regions == ARRAY_SIZE(want), "%u regions", plan->nr_regions);
	for (i = 0; i < ARRAY_SIZE(want); i++)
		CHECK(!memcmp(&plan->region[i], &want[i], sizeof(want[i])),
		      "region %zu is %#llx .. %#llx, %s, type %#x", i,
		      (unsigned long long)plan->region[i].start,
		      (unsigned long long)plan->region[i].end, use_names[plan->region[i].use],
		      plan->region[i].type);
}

/* ---- lookups ---- */

static const struct e820_entry looked_at[] = {
	{ 0, 0x9fc00, RAM }, { 0x9fc00, 0x400, RESERVED }, { 0x100000, 0x80000, RAM },
	{ 0x180000, 0x1800, NVS }, { 0x182000, 0x100000, RAM },
};

/* Kept up to 0x190000, refilled up to 0x1f3000, extra up to 0x200000, hotplug up to 0x282000. */
static const struct xen_memory_request look = {
	.nr_pages = 0x190, .max_pages = 0x19d, .limit = ~0UL, .cap = ~0UL, .granule = 1,
};

static void find_table(void)
{
	static const struct {
		u64 addr;
		int want;	/* the use, or -1 */
	} cases[] = {
		{ 0, KEPT }, { 0x9efff, KEPT }, { 0x9f000, -1 }, { 0x9fbff, -1 },
		{ 0x9fc00, OTHER }, { 0x9ffff, OTHER }, { 0xa0000, -1 },
		{ 0xfffff, -1 }, { 0x100000, KEPT }, { 0x17ffff, KEPT },
		{ 0x180000, OTHER }, { 0x1817ff, OTHER }, { 0x181800, -1 },
		{ 0x182000, KEPT }, { 0x18ffff, KEPT },
		{ 0x190000, REFILLED }, { 0x1f2fff, REFILLED },
		{ 0x1f3000, EXTRA }, { 0x1fffff, EXTRA },
		{ 0x200000, HOTPLUG }, { 0x281fff, HOTPLUG }, { 0x282000, -1 },
		{ ~0ULL, -1 },
	};
	const struct xen_memory_plan *plan = checked_plan(looked_at, ARRAY_SIZE(looked_at), &look);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct xen_plan_region *r = xen_memory_plan_find(plan, cases[i].addr);

		if (cases[i].want < 0) {
			CHECK(!r, "there is a region at %#llx", (unsigned long long)cases[i].addr);
			continue;
		}
		REQUIRE(r, "there is no region at %#llx", (unsigned long long)cases[i].addr);
		CHECK(r >= plan->region && r < plan->region + plan->nr_regions,
		      "the region at %#llx is not of the plan", (unsigned long long)cases[i].addr);
		CHECK(r->start <= cases[i].addr && cases[i].addr < r->end,
		      "the region at %#llx lies elsewhere", (unsigned long long)cases[i].addr);
		CHECK(r->use == cases[i].want, "%#llx is %s", (unsigned long long)cases[i].addr,
		      use_names[r->use]);
	}
	CHECK(!xen_memory_plan_find(checked_plan(NULL, 0, &look), 0),
	      "there is a region in no plan");
}

static void is_kept_table(void)
{
	static const struct {
		const char *name;
		u64 start, size;
		bool want;
	} cases[] = {
		{ "nothing", 0, 0, true },
		{ "nothing in a hole", 0xb0000, 0, true },
		{ "nothing at the end", ~0ULL, 0, true },
		{ "a byte", 0, 1, true },
		{ "a region", 0, 0x9f000, true },
		{ "a byte more", 0, 0x9f001, false },
		{ "what is reserved", 0x9fc00, 1, false },
		{ "a hole", 0xa0000, 1, false },
		{ "a hole and a region", 0xfffff, 2, false },
		{ "another region", 0x100000, 0x80000, true },
		{ "a byte of NVS", 0x100000, 0x80001, false },
		{ "across NVS", 0x17f000, 0x5000, false },
		{ "behind NVS", 0x182000, 0xe000, true },
		{ "into what is refilled", 0x182000, 0xe001, false },
		{ "what is refilled", 0x190000, 1, false },
		{ "what is extra", 0x1f3000, 1, false },
		{ "a hotplug region", 0x281000, 0x1000, false },
		{ "behind everything", 0x282000, 1, false },
		{ "everything", 0, ~0ULL, false },
		{ "more than everything", 0x100000, ~0ULL, false },
		{ "around to where it began", 0x1000, 0 - 0x1000ULL, false },
		{ "the last byte of all", ~0ULL, 1, false },
	};
	const struct xen_memory_plan *plan = checked_plan(looked_at, ARRAY_SIZE(looked_at), &look);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(xen_memory_plan_is_kept(plan, cases[i].start, cases[i].size) == cases[i].want,
		      "%s: is %s", cases[i].name, cases[i].want ? "not kept" : "kept");
}

/* ---- real maps ---- */

/* Worked out by hand from the maps, as dom0 gets them. */
static const struct {
	const char *name;
	unsigned long nr_pages, max_pages;
	unsigned long kept, refilled, released, extra, end;
	struct xen_memory_displaced first, last;
} known_maps[] = {
	/* 97 pages up to 1 MiB, and from below 2 GiB to 3 GiB, move to 4 GiB. */
	{ "qemu-q35-4g", GIB(3UL), ~0UL, 0x9f + 0x7fedf, 0x61 + 0x40021, 0,
	  GIB(2UL) - 0x40082, 0x180000,
	  { 0x9f, 0x100000, 0x61 }, { 0x7ffdf, 0x100061, 0x40021 } },
	{ "qemu-q35-64g", GIB(3UL), ~0UL, 0x9f + 0x7fedf, 0x61 + 0x40021, 0,
	  GIB(62UL) - 0x40082, 0x1080000,
	  { 0x9f, 0x100000, 0x61 }, { 0x7ffdf, 0x100061, 0x40021 } },
	/* 2 GiB are below the hole. */
	{ "qemu-q35-4g", MIB(512UL), ~0UL, 0x20000 - 0x61, 0x61, 0,
	  0x7ffdf - 0x20061 + 0x80000, 0x180000,
	  { 0x9f, 0x20000, 0x61 }, { 0x9f, 0x20000, 0x61 } },
	/* 3 GiB less 128 KiB are below the hole. */
	{ "qemu-pc-4g", GIB(3UL), GIB(3UL), 0xc0000 - 0x81, 0x81, 0, 0, 0x100081,
	  { 0x9f, 0x100000, 0x61 }, { 0xbffe0, 0x100061, 0x20 } },
	/* No RAM above that would take it. */
	{ "qemu-pc-512m", MIB(512UL), ~0UL, 0x20000 - 0x81, 0, 0x81, 0, 0x1ffe0,
	  { 0x9f, ~0UL, 0x61 }, { 0x1ffe0, ~0UL, 0x20 } },
	/* Little RAM above: of the 97 pages 32 fit, as RAM ends at 0x1ffe0. */
	{ "qemu-pc-512m", 0x1ffc0, ~0UL, 0x1ffc0 - 0x61, 0x20, 0x41, 0, 0x1ffe0,
	  { 0x9f, 0x1ffc0, 0x20 }, { 0xbf, ~0UL, 0x41 } },
	/* A hole for an ISA card at 15 MiB. */
	{ "athlon-vt8371-isa-hole-512m", MIB(128UL), ~0UL, 0x8000 - 0x161, 0x161, 0,
	  0x1fff0 - 0x8161, 0x1fff0, { 0x9f, 0x8000, 0x61 }, { 0xf00, 0x8061, 0x100 } },
	{ "athlon-vt8371-isa-hole-512m", MIB(512UL), ~0UL, 0x20000 - 0x171, 0, 0x171, 0,
	  0x1fff0, { 0x9f, ~0UL, 0x61 }, { 0x1fff0, ~0UL, 0x10 } },
	/* Two holes of 2 MiB for the graphics, and 99 pages up to 1 MiB. */
	{ "thinkpad-x220-4g", GIB(3UL), ~0UL, 0xc0000 - 0x463, 0x463, 0,
	  0xda99f - 0xc0463 + 1 + 0x1e600, 0x11e600,
	  { 0x9d, 0xc0000, 0x63 }, { 0x40000, 0xc0263, 0x200 } },
	/* Persistent memory above 4 GiB takes nothing. */
	{ "pmem-memmap-persistent-16g", GIB(3UL), ~0UL, 0xc0000 - 0x81, 0, 0x81, 0, 0xbffe0,
	  { 0x9f, ~0UL, 0x61 }, { 0xbffe0, ~0UL, 0x20 } },
	/* RAM up to 3 GiB, and from 1 TiB. */
	{ "qemu-pc-amd-1t", GIB(3UL), ~0UL, 0xc0000 - 0x82, 0x82, 0,
	  0x1ff40000 - 0x10000000 - 0x82, 0x1ff40000,
	  { 0x9f, 0x10000000, 0x61 }, { 0xbffdf, 0x10000061, 0x21 } },
	/* NVS in three places at 8 MiB, RAM that is left of the firmware below 2 GiB. */
	{ "ovmf-q35-4g", GIB(1UL), ~0UL, 0x40000 - 0x159, 0x159, 0,
	  0x7eeba - 0x40159 + 0x972 + 0x359 + 0x80000, 0x180000,
	  { 0xa0, 0x40000, 0x60 }, { 0x810, 0x40069, 0xf0 } },
};

static void real_maps_known(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known_maps); i++) {
		const struct real_map *real = real_map(known_maps[i].name);
		const struct xen_memory_request request = {
			.nr_pages = known_maps[i].nr_pages, .max_pages = known_maps[i].max_pages,
			.limit = ~0UL, .cap = ~0UL, .granule = 1,
		};
		const struct xen_memory_plan *plan = checked_plan(real->entries, real->nr, &request);
		struct xen_memory_displaced d;
		unsigned int n = 0;

		CHECK(plan->kept == known_maps[i].kept && plan->refilled == known_maps[i].refilled &&
		      plan->released == known_maps[i].released && plan->extra == known_maps[i].extra &&
		      plan->end == known_maps[i].end,
		      "%s, %#lx pages: kept %#lx refilled %#lx released %#lx extra %#lx end %#lx",
		      known_maps[i].name, known_maps[i].nr_pages, plan->kept, plan->refilled,
		      plan->released, plan->extra, plan->end);
		REQUIRE(plan->nr_displaced, "%s: nothing is displaced", known_maps[i].name);
		d = next_displaced(plan, &n);
		CHECK(!memcmp(&d, &known_maps[i].first, sizeof(d)), "%s: first %#lx + %#lx to %#lx",
		      known_maps[i].name, d.pfn, d.nr, d.to);
		while (n < plan->nr_displaced)
			d = next_displaced(plan, &n);
		CHECK(!memcmp(&d, &known_maps[i].last, sizeof(d)), "%s: last %#lx + %#lx to %#lx",
		      known_maps[i].name, d.pfn, d.nr, d.to);
	}
}

/* QEMU's q35 with 8 GiB, of which dom0 has 3, and may have all. */
static void q35_with_8_gib(void)
{
	static const struct e820_entry entries[] = {
		{ 0, 0x9fc00, RAM }, { 0x9fc00, 0x400, RESERVED }, { 0xf0000, 0x10000, RESERVED },
		{ 0x100000, 0x7fedf000, RAM }, { 0x7ffdf000, 0x21000, RESERVED },
		{ 0xb0000000, 0x10000000, RESERVED }, { 0xfed1c000, 0x4000, RESERVED },
		{ 0xfeffc000, 0x4000, RESERVED }, { 0xfffc0000, 0x40000, RESERVED },
		{ 0x100000000, 0x180000000, RAM },
	};
	const struct xen_memory_request request = {
		.nr_pages = GIB(3UL), .max_pages = GIB(8UL), .limit = ~0UL, .cap = GIB(1UL),
		.granule = MIB(128UL),
	};
	const struct xen_memory_plan *plan = checked_plan(entries, ARRAY_SIZE(entries), &request);

	/* From 2 GiB - 132 KiB to 3 GiB, and from 636 KiB to 1 MiB. */
	CHECK(plan->refilled == 262274 && !plan->released, "%lu moved, %lu released",
	      plan->refilled, plan->released);
	CHECK(plan->kept == 786432 - 262274, "%lu kept", plan->kept);
	/* They fill RAM from 4 GiB to 5 GiB + 520 KiB; a GiB further would not be a multiple. */
	CHECK(plan->extra == 0x180000 - 0x140082 && plan->end == 0x180000, "%#lx extra up to %#lx",
	      plan->extra, plan->end);
	CHECK(plan->hotplug == 0x280000 - 0x180000, "%#lx hotplug", plan->hotplug);
	CHECK(plan->capped == plan->hotplug, "%#lx capped", plan->capped);
}

static void real_maps_any_size(void)
{
	size_t i, n, v;

	for (i = 0; i < ARRAY_SIZE(real_maps); i++) {
		const struct real_map *real = &real_maps[i];
		unsigned long total = 0, sizes[10];

		for (n = 0; n < real->nr; n++)
			if (real->entries[n].type == RAM)
				total += real->entries[n].size / PAGE_SIZE;
		sizes[0] = 0;
		sizes[1] = 0x100;
		sizes[2] = MIB(128UL);
		sizes[3] = MIB(512UL);
		sizes[4] = GIB(3UL);
		sizes[5] = total / 2;
		sizes[6] = total / 2 + 12345;
		sizes[7] = total - 1;
		sizes[8] = total;
		sizes[9] = total + GIB(2UL);
		for (n = 0; n < ARRAY_SIZE(sizes); n++) {
			const struct xen_memory_request requests[] = {
				{ sizes[n], ~0UL, ~0UL, ~0UL, 1 },
				{ sizes[n], sizes[n], ~0UL, ~0UL, 1 },
				{ sizes[n], total, GIB(64UL), ~0UL, 1 },
				{ sizes[n], total, MIB(960UL), 3 * sizes[n], 512 },
				{ sizes[n], ~0UL, ~0UL, sizes[n] / 3, MIB(128UL) },
				{ sizes[n], 2 * sizes[n], ~0UL, sizes[n] - 1, MIB(128UL) },
				{ sizes[n], 2 * sizes[n], ~0UL, sizes[n] + 1, MIB(128UL) },
			};

			for (v = 0; v < ARRAY_SIZE(requests); v++)
				checked_plan(real->entries, real->nr, &requests[v]);
		}
	}
}

/* ---- as much as there may be ---- */

/* Holes below nr_pages, each of which goes to pieces of RAM above that are of another size. */
static void plan_full(void)
{
	static struct e820_entry entries[XEN_E820_ENTRIES];
	const unsigned int nr = ARRAY_SIZE(entries);
	struct xen_memory_request request = { .max_pages = ~0UL, .limit = ~0UL, .granule = 1 };
	const struct xen_memory_plan *plan;
	unsigned int i;

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ i * 4 * PAGE_SIZE, PAGE_SIZE, RAM };
	request.nr_pages = nr * 2;
	plan = checked_plan(entries, nr, &request);
	CHECK(plan->released && plan->nr_displaced > nr / 5 * 4, "apart: %u displaced",
	      plan->nr_displaced);

	/* Holes of 2 pages and RAM of 3 are cut into 4 for each 6 pages. */
	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ i * 5 * PAGE_SIZE, 3 * PAGE_SIZE, RAM };
	entries[nr - 1].size = 1000 * PAGE_SIZE;
	request.nr_pages = nr / 2 * 5 - 2;
	request.cap = 900;
	plan = checked_plan(entries, nr, &request);
	CHECK(plan->extra == 900 && plan->nr_displaced > nr / 5 * 3,
	      "pieces: %u displaced, %lu extra", plan->nr_displaced, plan->extra);

	/* As many ranges as there can be, in RAM that begins as kept and ends as hotplug. */
	entries[0] = (struct e820_entry){ 0, 8 * nr * PAGE_SIZE, RAM };
	for (i = 1; i < nr; i++)
		entries[i] = (struct e820_entry){ (4 * i + 2) * PAGE_SIZE, 2 * PAGE_SIZE,
						  RESERVED };
	for (request.nr_pages = 0; request.nr_pages < 9 * nr; request.nr_pages += 1801) {
		for (request.cap = 0; request.cap < 8 * nr; request.cap += 2503) {
			plan = checked_plan(entries, nr, &request);
			CHECK(plan->nr_regions >= 2 * nr - 1, "comb: %u regions",
			      plan->nr_regions);
		}
	}

	/* A range for each entry and its end, and what is RAM among them. */
	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ i * PAGE_SIZE, (2 * nr - 2 * i) * PAGE_SIZE,
						  nr - i };
	entries[nr - 1].type = 5000;
	plan = checked_plan(entries, nr, &request);
	for (i = 0; i < nr; i++)
		entries[i].type = i + 1;
	plan = checked_plan(entries, nr, &request);
	CHECK(plan->nr_regions >= 2 * nr - 1, "one in the other: %u regions", plan->nr_regions);
}

/* One range of RAM that has everything: each use begins and ends in it. */
static void plan_one_range_of_all(void)
{
	static struct e820_entry entries[XEN_E820_ENTRIES];
	const unsigned int nr = ARRAY_SIZE(entries);
	struct xen_memory_request request = {
		.nr_pages = 20000, .max_pages = ~0UL, .limit = 29000, .cap = 1000, .granule = 1,
	};
	const struct xen_memory_plan *plan;
	unsigned int i;

	/* All others are below, two edges each, up to the most ranges that a map can have. */
	for (i = 0; i < nr - 1; i++)
		entries[i] = (struct e820_entry){ (2 * i + 1) * PAGE_SIZE, PAGE_SIZE, RESERVED };
	entries[nr - 1] = (struct e820_entry){ 0, 30000 * PAGE_SIZE, RAM };
	plan = checked_plan(entries, nr, &request);
	CHECK(plan->nr_regions == 2 * nr - 1 + 3, "%u regions", plan->nr_regions);
	CHECK(plan->kept == 20000 - (nr - 1) && plan->refilled == nr - 1 && plan->extra == 1000 &&
	      plan->hotplug == 9000 - (nr - 1) - 1000, "kept %lu refilled %lu extra %lu hotplug %lu",
	      plan->kept, plan->refilled, plan->extra, plan->hotplug);
}

/* Numbers that are as large as they can be. */
static void plan_at_the_limits(void)
{
	static const struct e820_entry maps[][3] = {
		{ { 0, ~0ULL, RAM } },
		{ { 0, ~0ULL, RAM }, { 0x10000, ~0ULL, RESERVED } },
		{ { 0, 0x10000, RAM }, { ~0ULL << 20, ~0ULL, RAM } },
		{ { 1ULL << 63, 1ULL << 63, RAM } },
		{ { 0, ~0ULL, RESERVED } },
		{ },
	};
	static const unsigned long numbers[] = {
		0, 1, 0x10, 0x11, 1UL << 40, (1UL << 52) - 2, (1UL << 52) - 1, 1UL << 52,
		~0UL >> 1, ~0UL - 1, ~0UL,
	};
	const size_t all = ARRAY_SIZE(numbers);
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(maps); i++) {
		for (n = 0; n < all * all * all * all; n++) {
			const struct xen_memory_request request = {
				.nr_pages = numbers[n % all],
				.max_pages = numbers[n / all % all],
				.limit = numbers[n / all / all % all],
				.cap = numbers[n / all / all / all],
				.granule = n % 2 ? 1 : 1UL << 15,
			};

			/* Xen cannot have given more than there are addresses for. */
			if (request.nr_pages < MAX_PAGES && (n ^ n / all) % 5 == 0)
				checked_plan(maps[i], ARRAY_SIZE(maps[i]), &request);
		}
	}
}

/* ---- properties ---- */

#define PAGES	300UL

/**
 * struct model - page frame by page frame
 * @ram:	whether it is
 * @use:	its use, -1 for none; what is not RAM has none here
 * @to:		of what is displaced: the destination
 */
static struct model {
	bool ram[PAGES];
	int use[PAGES];
	unsigned long to[PAGES];
	unsigned long kept, refilled, released, extra, hotplug, capped, end;
} model;

static bool may_be_used(const struct xen_memory_request *r, unsigned long pfn)
{
	return pfn < PAGES && pfn >= r->nr_pages && pfn < r->limit && model.ram[pfn];
}

static void model_refill(const struct xen_memory_request *r)
{
	unsigned long pfn, to = r->nr_pages;

	for (pfn = 0; pfn < r->nr_pages; pfn++) {
		if (pfn < PAGES && model.ram[pfn]) {
			model.use[pfn] = KEPT;
			model.kept++;
			model.end = pfn + 1;
			continue;
		}
		while (to < PAGES && !may_be_used(r, to))
			to++;
		if (to >= PAGES) {
			model.released++;
			continue;
		}
		if (pfn < PAGES)
			model.to[pfn] = to;
		model.use[to++] = REFILLED;
		model.refilled++;
		model.end = to;
	}
}

static void model_extra(const struct xen_memory_request *r)
{
	unsigned long mine = model.kept + model.refilled, max = 0, had = 0, last = 0, pfn;

	if (mine < r->max_pages)
		max = r->max_pages - mine;
	for (pfn = r->nr_pages; pfn < PAGES; pfn++) {
		if (!may_be_used(r, pfn) || model.use[pfn] >= 0)
			continue;
		model.use[pfn] = HOTPLUG;
		/* What it would be without the cap. */
		if (had == max)
			continue;
		had++;
		if (model.extra < r->cap) {
			model.use[pfn] = EXTRA;
			model.extra++;
			last = pfn + 1;
		}
	}
	/* The cap alone has cut RAM in two. */
	if (had > r->cap && may_be_used(r, last)) {
		while (last % r->granule && model.use[last - 1] == EXTRA) {
			model.use[--last] = HOTPLUG;
			model.extra--;
		}
	}
	model.capped = had - model.extra;
	for (pfn = 0; pfn < PAGES; pfn++) {
		model.hotplug += model.use[pfn] == HOTPLUG;
		if (model.use[pfn] >= 0 && model.use[pfn] != HOTPLUG && pfn >= model.end)
			model.end = pfn + 1;
	}
}

static void check_model(const struct xen_memory_plan *plan, const struct xen_memory_request *r)
{
	unsigned long pfn, i, n;

	REQUIRE(plan->kept == model.kept && plan->refilled == model.refilled &&
		plan->released == model.released && plan->extra == model.extra &&
		plan->hotplug == model.hotplug && plan->capped == model.capped &&
		plan->end == model.end,
		"the plan has kept %lu refilled %lu released %lu extra %lu hotplug %lu capped %lu end %lu, the model %lu %lu %lu %lu %lu %lu %lu",
		plan->kept, plan->refilled, plan->released, plan->extra, plan->hotplug, plan->capped,
		plan->end, model.kept, model.refilled, model.released, model.extra, model.hotplug,
		model.capped, model.end);
	for (i = 0; i < plan->nr_regions; i++) {
		const struct xen_plan_region *region = &plan->region[i];

		if (region->use == OTHER)
			continue;
		for (pfn = region->start / PAGE_SIZE; pfn < region->end / PAGE_SIZE; pfn++) {
			REQUIRE(model.use[pfn] == region->use, "%lu is %s", pfn,
				use_names[region->use]);
			/* So that nothing is there twice, and in the end nothing is left. */
			model.use[pfn] = -1;
		}
	}
	for (pfn = 0; pfn < PAGES; pfn++)
		REQUIRE(model.use[pfn] < 0, "%lu is not %s", pfn, use_names[model.use[pfn]]);
	for (i = 0; i < plan->nr_displaced; i++) {
		const struct xen_memory_displaced *d = &plan->displaced[i];

		for (n = 0; n < d->nr; n++) {
			pfn = d->pfn + n;
			REQUIRE(pfn < r->nr_pages, "%lu is displaced", pfn);
			if (pfn >= PAGES)
				continue;
			REQUIRE(!model.ram[pfn], "%lu is displaced", pfn);
			REQUIRE(model.to[pfn] == (d->to == RELEASED ? d->to : d->to + n),
				"%lu goes to %#lx instead of %#lx", pfn, d->to + n, model.to[pfn]);
		}
	}
}

/* Whatever can be asked of the plan, compared with its regions one by one. */
static void check_lookups(const struct xen_memory_plan *plan, struct rng *rng)
{
	unsigned int n, i;

	for (n = 0; n < 30; n++) {
		u64 start = rng_below(rng, (PAGES + 2) * 4) * QUARTER - rng_below(rng, 2), addr;
		u64 size = rng_below(rng, PAGES * 4) * QUARTER >> rng_below(rng, 10);
		const struct xen_plan_region *found = NULL, *got;
		bool kept = true;

		for (i = 0; i < plan->nr_regions; i++)
			if (start >= plan->region[i].start && start < plan->region[i].end)
				found = &plan->region[i];
		got = xen_memory_plan_find(plan, start);
		REQUIRE(got == found, "%#llx is in region %td, and %td was found",
			(unsigned long long)start, found ? found - plan->region : -1,
			got ? got - plan->region : -1);
		/* Pages are kept as a whole. */
		for (addr = start; kept && addr - start < size;
		     addr = (addr & ~(PAGE_SIZE - 1)) + PAGE_SIZE) {
			for (i = 0, kept = false; i < plan->nr_regions; i++)
				kept |= plan->region[i].use == KEPT &&
					addr >= plan->region[i].start && addr < plan->region[i].end;
		}
		REQUIRE(xen_memory_plan_is_kept(plan, start, size) == kept, "%#llx + %#llx is %s",
			(unsigned long long)start, (unsigned long long)size,
			kept ? "not kept" : "kept");
	}
}

static unsigned long any_bound(struct rng *rng)
{
	return rng_chance(rng, 30) ? ~0UL : rng_below(rng, PAGES + 50);
}

static void any_pages(struct rng *rng)
{
	struct e820_entry entries[16];
	unsigned int nr = any_entries(rng, entries, ARRAY_SIZE(entries), 0, PAGES), i;
	const struct xen_memory_request request = {
		.nr_pages = rng_below(rng, rng_chance(rng, 80) ? PAGES * 2 / 3 : PAGES + 20),
		.max_pages = any_bound(rng), .limit = any_bound(rng), .cap = any_bound(rng),
		.granule = 1UL << rng_below(rng, 8),
	};
	const struct xen_memory_plan *plan;
	const struct xen_e820_map *map;
	unsigned long pfn;

	/* Nothing without an end: the model does not see what is behind its pages. */
	for (i = 0; i < nr; i++)
		if (entries[i].size > PAGES * PAGE_SIZE)
			entries[i].size = PAGES * PAGE_SIZE - entries[i].addr;
	if (rng_chance(rng, 50) && nr)
		entries[0] = (struct e820_entry){ 0, PAGES * PAGE_SIZE, RAM };

	memset(&model, 0, sizeof(model));
	map = checked_map(entries, nr);
	for (pfn = 0; pfn < PAGES; pfn++) {
		model.use[pfn] = -1;
		model.to[pfn] = RELEASED;
		for (i = 0; i < map->nr; i++)
			model.ram[pfn] |= map->range[i].type == RAM &&
					  map->range[i].start <= pfn * PAGE_SIZE &&
					  pfn * PAGE_SIZE < map->range[i].end;
	}
	model_refill(&request);
	model_extra(&request);
	plan = checked_plan(entries, nr, &request);
	check_model(plan, &request);
	check_lookups(plan, rng);
}

static void any_size(struct rng *rng)
{
	static struct e820_entry entries[XEN_E820_ENTRIES];
	unsigned int nr = any_large_entries(rng, entries,
					    rng_chance(rng, 95) ? 40 : ARRAY_SIZE(entries));
	unsigned long scale = rng_next(rng) >> rng_range(rng, 12, 48);
	const struct xen_memory_request request = {
		.nr_pages = rng_below(rng, scale + 1),
		.max_pages = rng_chance(rng, 50) ? ~0UL : rng_below(rng, 2 * scale + 1),
		.limit = rng_chance(rng, 50) ? ~0UL : rng_next(rng) >> rng_range(rng, 12, 48),
		.cap = rng_chance(rng, 50) ? ~0UL : rng_below(rng, 2 * scale + 1),
		.granule = 1UL << rng_below(rng, 20),
	};

	checked_plan(entries, nr, &request);
}

/* How the map is worded makes no difference. */
static void any_in_other_words(struct rng *rng)
{
	static struct xen_memory_plan plan;
	struct e820_entry entries[20], others[3 * ARRAY_SIZE(entries) + 3];
	unsigned int nr = any_entries(rng, entries, ARRAY_SIZE(entries), 0, PAGES);
	const struct xen_memory_request request = {
		.nr_pages = rng_below(rng, PAGES), .max_pages = any_bound(rng),
		.limit = any_bound(rng), .cap = any_bound(rng), .granule = 1UL << rng_below(rng, 5),
	};
	const struct xen_memory_plan *other;

	memcpy(&plan, checked_plan(entries, nr, &request), sizeof(plan));
	nr = other_words(rng, others, entries, nr);
	other = checked_plan(others, nr, &request);
	REQUIRE(plan.nr_regions == other->nr_regions && plan.nr_displaced == other->nr_displaced &&
		!memcmp(plan.region, other->region, plan.nr_regions * sizeof(*plan.region)) &&
		!memcmp(plan.displaced, other->displaced,
			plan.nr_displaced * sizeof(*plan.displaced)),
		"%u regions and %u displaced, in other words %u and %u or not the same",
		plan.nr_regions, plan.nr_displaced, other->nr_regions, other->nr_displaced);
}

static const struct test tests[] = {
	UNIT(plan_keeps),
	UNIT(plan_refills),
	UNIT(plan_refills_in_bounds),
	UNIT(plan_bounds_extra),
	UNIT(plan_caps_extra),
	UNIT(plan_cuts_at_granules),
	UNIT(plan_leaves_others),
	UNIT(find_table),
	UNIT(is_kept_table),
	UNIT(real_maps_known),
	UNIT(q35_with_8_gib),
	UNIT(real_maps_any_size),
	UNIT(plan_full),
	UNIT(plan_one_range_of_all),
	UNIT(plan_at_the_limits),
	PROPERTY(any_pages, 10000),
	PROPERTY(any_size, 1000),
	PROPERTY(any_in_other_words, 2000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
