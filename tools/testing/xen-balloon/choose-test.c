// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/choose.c: tables, properties, and a simulator in which policy,
 * spread and choice steer a guest with several nodes.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/minmax.h>

#include "choose-check.h"
#include "policy.h"
#include "spread.h"
#include "test.h"

#define MAX_NODES	8

#define CAN(kind, pages, ...) { .action = XEN_BALLOON_##kind, .distance = pages, __VA_ARGS__ }

static void choose_table(void)
{
	static const struct {
		const char *name;
		struct xen_balloon_candidate candidates[3];
		int want;
	} cases[] = {
		{ "nothing to do", { CAN(NOTHING, 0), CAN(NOTHING, 9), CAN(NOTHING, 0) }, -1 },
		{ "one can", { CAN(NOTHING, 9), CAN(DEFLATE, 1), CAN(NOTHING, 0) }, 1 },
		{ "inflate first", { CAN(DEFLATE, 900), CAN(INFLATE, 1), CAN(GROW, 9) }, 1 },
		{ "deflate before grow", { CAN(GROW, 900), CAN(SHRINK, 9), CAN(DEFLATE, 1) }, 2 },
		{ "grow before shrink", { CAN(SHRINK, 900), CAN(GROW, 1), CAN(NOTHING, 0) }, 1 },
		{ "shrink, when there is nothing else",
		  { CAN(NOTHING, 0), CAN(SHRINK, 0), CAN(NOTHING, 0) }, 1 },
		{ "the farthest", { CAN(INFLATE, 5), CAN(INFLATE, 7), CAN(INFLATE, 6) }, 1 },
		{ "the first of equals", { CAN(DEFLATE, 5), CAN(DEFLATE, 5), CAN(DEFLATE, 5) }, 0 },
		{ "not the one that is stuck",
		  { CAN(INFLATE, 9, .stuck = true), CAN(DEFLATE, 5), CAN(NOTHING, 0) }, 1 },
		{ "all are stuck",
		  { CAN(INFLATE, 9, .stuck = true), CAN(DEFLATE, 5, .stuck = true),
		    CAN(NOTHING, 0) }, -1 },
		{ "one that has waited long enough",
		  { CAN(INFLATE, 900), CAN(DEFLATE, 5, .passed = XEN_BALLOON_PATIENCE),
		    CAN(NOTHING, 0) }, 1 },
		{ "not yet",
		  { CAN(INFLATE, 900), CAN(DEFLATE, 5, .passed = XEN_BALLOON_PATIENCE - 1),
		    CAN(NOTHING, 0) }, 0 },
		{ "the one that has waited longest",
		  { CAN(INFLATE, 9, .passed = XEN_BALLOON_PATIENCE),
		    CAN(SHRINK, 0, .passed = XEN_BALLOON_PATIENCE + 1), CAN(INFLATE, 9) }, 1 },
		{ "not that either while it is stuck",
		  { CAN(INFLATE, 9), CAN(DEFLATE, 5, .stuck = true, .passed = 99),
		    CAN(NOTHING, 0) }, 0 },
	};
	struct xen_balloon_candidate candidates[3];
	size_t i;
	int got;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(candidates, cases[i].candidates, sizeof(candidates));
		got = checked_choose(candidates, 3);
		CHECK(got == cases[i].want, "%s: %d instead of %d", cases[i].name, got,
		      cases[i].want);
	}
}

/* What the others leave of the limits of the domain, which has 1000 pages. */
static void narrow_table(void)
{
	static const struct {
		const char *name;
		unsigned long current_pages, floor, ceiling, target, reclaimable;
		unsigned long want_floor, want_ceiling, want_reclaimable;
	} cases[] = {
		{ "others have the floor", 400, 500, 2000, 1500, 900, 0, 900, 300 },
		{ "others have less", 400, 700, 2000, 1500, 900, 100, 900, 300 },
		{ "the whole domain", 1000, 700, 2000, 3000, 200, 700, 2000, 200 },
		{ "no more than the target", 400, 0, 2000, 1100, 100, 0, 500, 100 },
		{ "no more than Xen allows", 400, 0, 1050, 1100, 100, 0, 450, 100 },
		{ "above the target", 400, 0, 2000, 900, 100, 0, 400, 100 },
		{ "above what Xen allows", 400, 0, 700, 1100, 100, 0, 400, 100 },
		{ "at the floor", 400, 1000, 2000, 1000, 100, 400, 912, 100 },
		{ "a little above it", 400, 700, 2000, 1000, 100, 100, 612, 100 },
		{ "at the floor, and what Xen allows", 400, 1000, 1000, 1000, 100, 400, 400, 100 },
		{ "no limit", 400, 0, ULONG_MAX, 1500, 100, 0, 900, 100 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_balloon_view view = {
			.current_pages = cases[i].current_pages, .floor = cases[i].floor,
			.ceiling = cases[i].ceiling, .reclaimable = cases[i].reclaimable,
		};

		checked_narrow(&view, 1000, cases[i].target, 300);
		CHECK(view.floor == cases[i].want_floor && view.ceiling == cases[i].want_ceiling &&
		      view.reclaimable == cases[i].want_reclaimable,
		      "%s: floor %lu, ceiling %lu, reclaimable %lu", cases[i].name, view.floor,
		      view.ceiling, view.reclaimable);
	}
}

/* Nodes that could have gone, and only they, are counted as passed over. */
static void choose_counts_passed(void)
{
	struct xen_balloon_candidate candidates[] = {
		CAN(DEFLATE, 1, .passed = 3), CAN(INFLATE, 1, .passed = 4),
		CAN(DEFLATE, 1, .passed = 5, .stuck = true), CAN(NOTHING, 1, .passed = 6),
	};
	static const unsigned int want[] = { 4, 0, 0, 0 };
	size_t i;

	CHECK(xen_balloon_choose(candidates, ARRAY_SIZE(candidates)) == 1, "not the one to go");
	for (i = 0; i < ARRAY_SIZE(candidates); i++)
		CHECK(candidates[i].passed == want[i], "%zu: passed %u instead of %u", i,
		      candidates[i].passed, want[i]);
}

/* No node that can go waits for more than the patience and a turn of each other node. */
static void choose_starves_none(struct rng *rng)
{
	struct xen_balloon_candidate candidates[MAX_NODES] = { };
	unsigned int waited[MAX_NODES] = { }, nr = rng_range(rng, 1, MAX_NODES), i, turn;
	int chosen;

	for (i = 0; i < nr; i++)
		candidates[i].action = rng_range(rng, XEN_BALLOON_INFLATE, XEN_BALLOON_SHRINK);
	for (turn = 0; turn < 100; turn++) {
		for (i = 0; i < nr; i++)
			candidates[i].distance = rng_below(rng, 1000);
		chosen = checked_choose(candidates, nr);
		for (i = 0; i < nr; i++) {
			waited[i] = i == chosen ? 0 : waited[i] + 1;
			REQUIRE(waited[i] <= XEN_BALLOON_PATIENCE + nr,
				"node %u waits for %u turns", i, waited[i]);
		}
	}
}

/* ---- simulator ---- */

/**
 * struct world - a guest with several nodes on Xen
 * @nr:		how many nodes
 * @node:	what each has, and is to have
 * @stuck:	Xen has nothing for this node
 * @pinned:	pages of each that the guest does not give
 * @floor:	the least that the domain can live with
 * @maximum:	what Xen allows it
 */
struct world {
	unsigned int nr;
	struct xen_balloon_share node[MAX_NODES];
	bool stuck[MAX_NODES];
	unsigned long pinned[MAX_NODES];
	unsigned long floor;
	unsigned long maximum;
};

static unsigned long current_of(const struct world *w)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < w->nr; i++)
		sum += w->node[i].current_pages;
	return sum;
}

static unsigned long target_of(const struct world *w)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < w->nr; i++)
		sum += w->node[i].target;
	return sum;
}

static struct xen_balloon_decision decide(const struct world *w, unsigned int i)
{
	const struct xen_balloon_share *n = &w->node[i];
	struct xen_balloon_view view = {
		.current_pages = n->current_pages,
		.target = n->target,
		.floor = w->floor,
		.ceiling = w->maximum,
		.pool = n->frames - n->current_pages,
		.frames = n->frames,
		.reclaimable = n->current_pages - min(n->current_pages, w->pinned[i]),
	};

	checked_narrow(&view, current_of(w), target_of(w), ULONG_MAX);
	return xen_balloon_policy_decide(&view);
}

/* Runs until no node can do anything. What is true of every step is checked. */
static unsigned int sim_settle(struct world *w)
{
	struct xen_balloon_candidate candidates[MAX_NODES] = { };
	struct xen_balloon_decision d[MAX_NODES];
	unsigned long wanted = max(target_of(w), w->floor + XEN_BALLOON_FLOOR_ROOM), pages;
	unsigned long most = max(current_of(w), min(w->maximum, wanted));
	unsigned long least = min(current_of(w), w->floor);
	unsigned int i, steps;
	int chosen;

	for (steps = 0; steps < 100000; steps++) {
		for (i = 0; i < w->nr; i++) {
			d[i] = decide(w, i);
			candidates[i].action = d[i].action;
			candidates[i].distance = max(w->node[i].target, w->node[i].current_pages) -
				min(w->node[i].target, w->node[i].current_pages);
		}
		chosen = checked_choose(candidates, w->nr);
		if (chosen < 0)
			return steps;
		pages = min(d[chosen].pages, 2048UL);
		if (d[chosen].action == XEN_BALLOON_INFLATE)
			w->node[chosen].current_pages -= pages;
		else if (!w->stuck[chosen])
			w->node[chosen].current_pages += pages;
		else
			candidates[chosen].stuck = true;
		REQUIRE(current_of(w) <= most, "%lu pages, more than before and wanted",
			current_of(w));
		REQUIRE(current_of(w) >= least, "%lu pages, below the floor", current_of(w));
	}
	REQUIRE(0, "it does not end");
	return 0;
}

static struct world random_world(struct rng *rng)
{
	struct world w = { .nr = rng_range(rng, 1, MAX_NODES), .maximum = ~0UL >> 1 };
	unsigned int i;

	for (i = 0; i < w.nr; i++) {
		w.node[i].frames = rng_range(rng, 1, 100000);
		w.node[i].current_pages = rng_below(rng, w.node[i].frames + 1);
		w.node[i].target = w.node[i].current_pages;
	}
	return w;
}

/*
 * Any target by node is reached, and the domain is never larger on the way than before or after, or
 * just above its floor.
 */
static void sim_nodes_reach_targets(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned int i;

	for (i = 0; i < w.nr; i++)
		w.node[i].target = rng_below(rng, w.node[i].frames + 1);
	w.maximum = max(current_of(&w), target_of(&w));
	if (rng_chance(rng, 50)) {
		w.floor = min(current_of(&w), target_of(&w));
		w.maximum += XEN_BALLOON_FLOOR_ROOM;
	}
	sim_settle(&w);
	for (i = 0; i < w.nr; i++)
		REQUIRE(w.node[i].current_pages == w.node[i].target, "node %u: %lu instead of %lu",
			i, w.node[i].current_pages, w.node[i].target);
}

/* What floor and maximum do not let all nodes have is shared out, down to the last page. */
static void sim_limits_are_the_domains(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned long start = current_of(&w), goal;
	unsigned int i;

	/* All one way, so that none waits for another. */
	bool down = rng_chance(rng, 50);

	for (i = 0; i < w.nr; i++)
		w.node[i].target = down ? rng_below(rng, w.node[i].current_pages + 1) :
			rng_range(rng, w.node[i].current_pages, w.node[i].frames);
	w.floor = rng_below(rng, start + 1);
	w.maximum = rng_range(rng, 1, 2 * start + 1);
	goal = down ? max(target_of(&w), w.floor) :
		      max(start, min(target_of(&w), w.maximum));
	sim_settle(&w);
	REQUIRE(current_of(&w) == goal, "%lu pages instead of %lu", current_of(&w), goal);
}

/* A total is reached, and back again each node is what it was. */
static void sim_total_comes_back(struct rng *rng)
{
	struct world w = random_world(rng), before;
	unsigned int i;

	for (i = 0; i < w.nr; i++)
		w.node[i].current_pages = w.node[i].frames;
	before = w;
	xen_balloon_spread(rng_below(rng, current_of(&w)), w.node, w.nr);
	sim_settle(&w);
	xen_balloon_spread(current_of(&before), w.node, w.nr);
	sim_settle(&w);
	for (i = 0; i < w.nr; i++)
		REQUIRE(w.node[i].current_pages == before.node[i].current_pages,
			"node %u: %lu instead of %lu", i, w.node[i].current_pages,
			before.node[i].current_pages);
}

/* A node for which Xen has nothing, or whose memory is in use, keeps no other from its target. */
static void sim_stuck_node_is_alone(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned int i, bad = rng_below(rng, w.nr);

	/* All go down, or all go up: else the one that is stuck has the room of others. */
	bool down = rng_chance(rng, 50);

	for (i = 0; i < w.nr; i++)
		w.node[i].target = down ? rng_below(rng, w.node[i].current_pages + 1) :
			rng_range(rng, w.node[i].current_pages, w.node[i].frames);
	if (down)
		w.pinned[bad] = w.node[bad].current_pages;
	else
		w.stuck[bad] = true;
	sim_settle(&w);
	for (i = 0; i < w.nr; i++)
		REQUIRE(i == bad || w.node[i].current_pages == w.node[i].target,
			"node %u: %lu instead of %lu", i, w.node[i].current_pages,
			w.node[i].target);
}

static const struct test tests[] = {
	UNIT(choose_table),
	UNIT(choose_counts_passed),
	UNIT(narrow_table),
	PROPERTY(choose_starves_none, 2000),
	PROPERTY(sim_nodes_reach_targets, 500),
	PROPERTY(sim_limits_are_the_domains, 500),
	PROPERTY(sim_total_comes_back, 500),
	PROPERTY(sim_stuck_node_is_alone, 500),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
