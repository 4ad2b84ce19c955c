// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/spread.c: tables of nodes and totals, and random ones, with what
 * spread-check.c knows of any spread.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <asm/page.h>

#include "spread.h"
#include "spread-check.h"
#include "test.h"

#define MIB(n)	((unsigned long)(n) << (20 - PAGE_SHIFT))
#define TIB(n)	((unsigned long)(n) << (40 - PAGE_SHIFT))

#define MAX_NODES	32

struct spread_case {
	const char *name;
	unsigned int nr;
	unsigned long current_pages[4];
	unsigned long frames[4];
	unsigned long total;
	unsigned long want[4];
	unsigned long limit[4];
};

static void run_table(const struct spread_case *cases, size_t nr)
{
	size_t c;
	unsigned int i;

	for (c = 0; c < nr; c++) {
		struct xen_balloon_share shares[5] = { };
		/* Nothing is written behind the last node. */
		const struct xen_balloon_share behind = { 1, 2, 3, 4, 5, 6, 7, 8 };

		shares[cases[c].nr] = behind;
		for (i = 0; i < cases[c].nr; i++) {
			shares[i].current_pages = cases[c].current_pages[i];
			shares[i].frames = cases[c].frames[i];
			shares[i].limit = cases[c].limit[i];
		}
		checked_spread(cases[c].total, shares, cases[c].nr);
		for (i = 0; i < cases[c].nr; i++)
			CHECK(shares[i].target == cases[c].want[i], "%s, node %u: %lu, not %lu",
			      cases[c].name, i, shares[i].target, cases[c].want[i]);
		CHECK(!memcmp(&shares[cases[c].nr], &behind, sizeof(behind)),
		      "%s: there is one node less", cases[c].name);
	}
}

static void spread_down_table(void)
{
	static const struct spread_case cases[] = {
		{ "one node", 1, { MIB(512) }, { MIB(512) }, 1000, { 1000 } },
		{ "halves", 2, { MIB(256), MIB(256) }, { MIB(256), MIB(256) }, MIB(384),
		  { MIB(192), MIB(192) } },
		{ "by what they have", 2, { MIB(384), MIB(128) }, { MIB(384), MIB(128) }, MIB(384),
		  { MIB(288), MIB(96) } },
		{ "the rest of the largest", 2, { MIB(300), MIB(200) }, { MIB(300), MIB(200) },
		  MIB(500) - 1, { MIB(300) - 1, MIB(200) } },
		{ "whole superpages", 2, { MIB(300), MIB(200) }, { MIB(300), MIB(200) },
		  MIB(493), { MIB(295), MIB(198) } },
		{ "to nothing", 3, { 5, 0, 7 }, { 5, 0, 7 }, 0, { 0, 0, 0 } },
		{ "a node without memory", 3, { MIB(8), 0, MIB(8) }, { MIB(8), 0, MIB(8) }, MIB(8),
		  { MIB(4), 0, MIB(4) } },
		{ "as it is", 2, { 5, 7 }, { 5, 7 }, 12, { 5, 7 } },
	};

	run_table(cases, ARRAY_SIZE(cases));
}

static void spread_up_table(void)
{
	static const struct spread_case cases[] = {
		{ "one node", 1, { 1000 }, { 1000 }, 5000, { 5000 } },
		{ "into their balloons", 2, { MIB(288), MIB(96) }, { MIB(384), MIB(128) },
		  MIB(512), { MIB(384), MIB(128) } },
		{ "by what is in their balloons", 2, { MIB(100), MIB(300) },
		  { MIB(140), MIB(320) }, MIB(430), { MIB(120), MIB(310) } },
		{ "only one has a balloon", 2, { MIB(100), MIB(300) }, { MIB(140), MIB(300) },
		  MIB(430), { MIB(130), MIB(300) } },
		{ "past that by their size", 2, { MIB(100), MIB(200) }, { MIB(120), MIB(240) },
		  MIB(420), { MIB(140), MIB(280) } },
		{ "odd balloons are filled to the page", 2, { MIB(100), MIB(200) },
		  { MIB(100) + 3, MIB(200) + 700 }, MIB(300) + 703,
		  { MIB(100) + 3, MIB(200) + 700 } },
		{ "nothing is known", 2, { 0, 0 }, { 0, 0 }, 1000, { 1000, 0 } },
	};

	run_table(cases, ARRAY_SIZE(cases));
}

/* What one cannot move others do; what none can stays where it was to be moved. */
static void spread_limits_table(void)
{
	static const struct spread_case cases[] = {
		{ "one cannot give", 2, { MIB(256), MIB(256) }, { MIB(256), MIB(256) }, MIB(384),
		  { MIB(256), MIB(128) }, { 0, MIB(200) } },
		{ "one can give less than its share", 3, { MIB(256), MIB(256), MIB(256) },
		  { MIB(256), MIB(256), MIB(256) }, MIB(576), { MIB(250) + 5, MIB(162) - 5, MIB(164) },
		  { MIB(6) - 5, MIB(200), MIB(200) } },
		{ "as much as they can", 2, { MIB(256), MIB(256) }, { MIB(256), MIB(256) },
		  MIB(512) - 1000, { MIB(256), MIB(256) - 1000 }, { 0, 1000 } },
		{ "more than they can", 2, { MIB(256), MIB(256) }, { MIB(256), MIB(256) }, MIB(384),
		  { MIB(218), MIB(166) }, { MIB(30), MIB(90) } },
		{ "no more than it has", 2, { MIB(256), MIB(8) }, { MIB(256), MIB(8) }, MIB(200),
		  { MIB(200), 0 }, { 0, ULONG_MAX } },
		{ "none can", 2, { MIB(384), MIB(128) }, { MIB(384), MIB(128) }, MIB(384),
		  { MIB(288), MIB(96) }, { 0, 0 } },
		{ "one cannot take", 2, { MIB(100), MIB(100) }, { MIB(200), MIB(200) }, MIB(300),
		  { MIB(100), MIB(200) }, { 0, MIB(100) } },
		{ "one that can take all", 3, { MIB(100), MIB(100), MIB(100) },
		  { MIB(100), MIB(100), MIB(100) }, MIB(600), { MIB(100), MIB(400), MIB(100) },
		  { 0, ULONG_MAX, 0 } },
	};

	run_table(cases, ARRAY_SIZE(cases));
}

/* 64 TiB on each of 32 nodes, and a target that no number of pages is above. */
static void spread_does_not_overflow(void)
{
	struct xen_balloon_share shares[MAX_NODES] = { };
	unsigned int i;

	for (i = 0; i < MAX_NODES; i++)
		shares[i] = (struct xen_balloon_share){ TIB(64), TIB(64), ULONG_MAX };
	checked_spread(TIB(64) * MAX_NODES / 2, shares, MAX_NODES);
	for (i = 0; i < MAX_NODES; i++)
		CHECK(shares[i].target == TIB(32), "node %u: %lu", i, shares[i].target);
	checked_spread(ULONG_MAX, shares, MAX_NODES);
	for (i = 0; i < MAX_NODES; i++)
		CHECK(shares[i].target > ULONG_MAX / MAX_NODES - TIB(1), "node %u: %lu", i,
		      shares[i].target);
}

static unsigned int random_nodes(struct rng *rng, struct xen_balloon_share *shares)
{
	unsigned int i, nr = rng_range(rng, 1, MAX_NODES);
	unsigned long most = 1UL << rng_range(rng, 1, 34);

	for (i = 0; i < nr; i++) {
		shares[i] = (struct xen_balloon_share){ .frames = rng_below(rng, most) };
		if (rng_chance(rng, 10))
			shares[i].frames = 0;
		shares[i].current_pages = rng_chance(rng, 50) ?
			shares[i].frames : rng_below(rng, shares[i].frames + 1);
		if (rng_chance(rng, 50))
			shares[i].limit = rng_chance(rng, 50) ? ULONG_MAX : rng_below(rng, most);
		/* Books may have more in use than they know of. */
		if (rng_chance(rng, 5))
			shares[i].current_pages += rng_below(rng, 1000);
	}
	return nr;
}

static void spread_properties(struct rng *rng)
{
	struct xen_balloon_share shares[MAX_NODES];
	unsigned int nr = random_nodes(rng, shares);
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum += shares[i].current_pages;
	checked_spread(rng_chance(rng, 90) ? rng_below(rng, 2 * sum + 2) : rng_next(rng), shares,
		       nr);
}

/*
 * Down and up again, in any number of moves, ends where it began, on each node, whatever they could
 * give on the way.
 */
static void spread_comes_back(struct rng *rng)
{
	struct xen_balloon_share shares[MAX_NODES];
	unsigned int nr = random_nodes(rng, shares), moves = rng_range(rng, 1, 6);
	unsigned long total = 0, now;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		shares[i].current_pages = shares[i].frames;
		total += shares[i].frames;
	}
	now = total;
	for (; moves; moves--) {
		unsigned long before = now;

		now = moves > 1 ? rng_below(rng, total + 1) : total;
		for (i = 0; i < nr && now > before; i++)
			shares[i].limit = ULONG_MAX;
		checked_spread(now, shares, nr);
		for (i = 0; i < nr; i++)
			shares[i].current_pages = shares[i].target;
	}
	for (i = 0; i < nr; i++)
		REQUIRE(shares[i].current_pages == shares[i].frames, "node %u: %lu instead of %lu",
			i, shares[i].current_pages, shares[i].frames);
}

static const struct test tests[] = {
	UNIT(spread_down_table),
	UNIT(spread_up_table),
	UNIT(spread_limits_table),
	UNIT(spread_does_not_overflow),
	PROPERTY(spread_properties, 20000),
	PROPERTY(spread_comes_back, 5000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
