// SPDX-License-Identifier: GPL-2.0
/* Tests of plan.c. */
#include <string.h>

#include "make.h"
#include "plan.h"
#include "test.h"

#define MOST	4

/* In MiB; a node without a maximum ends the list. */
struct spread_case {
	const char *what;
	long long amount;
	struct { long long weight, cap; } node[MOST];
	long long wanted[MOST];
	long long rest;
};

static void spread_table(void)
{
	static const struct spread_case cases[] = {
		{ "equal", 64, { { 256, 256 }, { 256, 256 } }, { 32, 32 } },
		{ "by weight", 64, { { 384, 384 }, { 128, 128 } }, { 48, 16 } },
		{ "nothing", 0, { { 256, 256 } }, { 0 } },
		{ "all", 512, { { 384, 384 }, { 128, 128 } }, { 384, 128 } },
		{ "what does not go even goes to the heaviest", 10,
		  { { 128, 256 }, { 256, 256 }, { 128, 256 } }, { 2, 6, 2 } },
		{ "of equals to the first", 2, { { 256, 256 }, { 256, 256 } }, { 2, 0 } },
		{ "a cap", 128, { { 256, 32 }, { 256, 256 } }, { 32, 96 } },
		{ "two caps", 128, { { 256, 32 }, { 256, 48 }, { 2, 256 } }, { 32, 48, 48 } },
		{ "what a cap leaves, by weight again", 192,
		  { { 256, 32 }, { 256, 256 }, { 256, 256 } }, { 32, 80, 80 } },
		{ "too much", 128, { { 256, 32 }, { 256, 32 } }, { 32, 32 }, 64 },
		{ "no room", 128, { { 256, 0 }, { 256, 0 } }, { 0, 0 }, 128 },
		{ "no weight", 4, { { 0, 8 }, { 0, 8 } }, { 4, 0 } },
		{ "one without weight", 4, { { 0, 8 }, { 2, 8 } }, { 0, 4 } },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct spread to[MOST] = { };
		long long rest;

		for (n = 0; n < MOST; n++) {
			to[n].weight_kb = cases[i].node[n].weight * MIB;
			to[n].cap_kb = cases[i].node[n].cap * MIB;
		}
		rest = plan_spread(cases[i].amount * MIB, to, MOST);
		CHECK(rest == cases[i].rest * MIB, "%s: rest %lld", cases[i].what, rest);
		for (n = 0; n < MOST; n++)
			CHECK(to[n].share_kb == cases[i].wanted[n] * MIB,
			      "%s: node %zu gets %lld KiB",
			      cases[i].what, n, to[n].share_kb);
	}
}

static long long any_kb(struct rng *rng)
{
	if (rng_chance(rng, 10))
		return 0;
	return rng_below(rng, rng_chance(rng, 20) ? KB_MAX + 1 : 1024 * MIB);
}

/* To the last KiB, none more than fits, and nothing is left while there is room. */
static void spread_exact(struct rng *rng)
{
	unsigned int count = rng_range(rng, 1, MAX_VNODES), i;
	struct spread to[MAX_VNODES] = { };
	long long amount = any_kb(rng), sum = 0, room = 0, rest;

	for (i = 0; i < count; i++) {
		to[i].weight_kb = any_kb(rng);
		to[i].cap_kb = rng_chance(rng, 50) ? to[i].weight_kb : any_kb(rng);
	}
	rest = plan_spread(amount, to, count);
	for (i = 0; i < count; i++) {
		CHECK(to[i].share_kb >= 0 && to[i].share_kb <= to[i].cap_kb,
		      "node %u: %lld of %lld", i,
		      to[i].share_kb, to[i].cap_kb);
		sum += to[i].share_kb;
		room += to[i].cap_kb - to[i].share_kb;
	}
	CHECK(sum + rest == amount, "%lld and %lld are not %lld", sum, rest, amount);
	CHECK(!rest || !room, "%lld are left, with room for %lld", rest, room);
}

/* With the largest there can be: 32 nodes of 4 PiB. */
static void spread_largest(void)
{
	struct spread to[MAX_VNODES] = { };
	unsigned int i;

	for (i = 0; i < MAX_VNODES; i++) {
		to[i].weight_kb = KB_MAX;
		to[i].cap_kb = KB_MAX;
	}
	CHECK(!plan_spread(MAX_VNODES * KB_MAX / 2, to, MAX_VNODES), "something is left");
	for (i = 0; i < MAX_VNODES; i++)
		CHECK(to[i].share_kb == KB_MAX / 2, "node %u: %lld", i, to[i].share_kb);
}

/* Of everything but the first and last share, whole superpages. */
static void spread_superpages(void)
{
	struct spread to[3] = {
		{ 100 * MIB, 100 * MIB }, { 90 * MIB, 90 * MIB }, { 80 * MIB, 80 * MIB },
	};

	plan_spread(101 * MIB + 4, to, 3);
	CHECK(to[1].share_kb % PLAN_UNIT_KB == 0 && to[2].share_kb % PLAN_UNIT_KB == 0, "%lld %lld",
	      to[1].share_kb, to[2].share_kb);
	CHECK(to[0].share_kb + to[1].share_kb + to[2].share_kb == 101 * MIB + 4, "the sum");
}

/* In MiB. */
struct total_case {
	const char *what;
	enum policy_kind policy;
	long long total;
	struct { long long max, memory; unsigned int pnode; } node[MOST];
	long long free[MOST];
	long long wanted[MOST];
};

#define BY_FREE	POLICY_HOST_FREE
#define NO	PNODE_UNKNOWN

static const struct total_case totals[] = {
	{ "stays", 0, 512, { { 256, 256, NO }, { 256, 256, NO } }, { }, { 256, 256 } },
	{ "down", 0, 384, { { 256, 256, NO }, { 256, 256, NO } }, { }, { 192, 192 } },
	{ "up to the maximum", 0, 512, { { 256, 192, NO }, { 256, 192, NO } }, { }, { 256, 256 } },
	{ "down, of what they have", 0, 384, { { 384, 384, NO }, { 128, 128, NO } }, { }, { 288,
											    96 } },
	{ "up, of what is in the balloon", 0, 448, { { 256, 128, NO }, { 256, 256, NO } }, { },
	  { 192, 256 } },
	{ "to nothing", 0, 0, { { 256, 192, NO }, { 256, 10, NO } }, { }, { 0, 0 } },
	{ "more than there is room for", 0, 999, { { 256, 192, NO }, { 256, 10, NO } }, { },
	  { 256, 256 } },

	{ "host-free: up where memory is", BY_FREE, 448, { { 256, 128, 0 }, { 256, 128, 1 } },
	  { 64 + 64, 9999 }, { 192, 256 } },
	{ "host-free: up by the caps", BY_FREE, 448, { { 256, 128, 0 }, { 256, 128, 1 } },
	  { 64 + 32, 9999 }, { 160 + 32, 256 } },
	{ "host-free: nothing is free: asked for all the same", BY_FREE, 320,
	  { { 256, 128, 0 }, { 256, 128, 1 } }, { 0, 10 }, { 160, 160 } },
	{ "host-free: two on one pnode share", BY_FREE, 512,
	  { { 256, 128, 0 }, { 256, 128, 0 }, { 256, 128, 1 } }, { 64 + 64, 64 + 128 },
	  { 160, 160, 192 } },
	{ "host-free: down on the fullest", BY_FREE, 448, { { 256, 256, 0 }, { 256, 256, 1 } },
	  { 10, 999 }, { 192, 256 } },
	{ "host-free: down to a level", BY_FREE, 384, { { 256, 256, 0 }, { 256, 256, 1 } },
	  { 64, 128 }, { 160, 224 } },
	{ "host-free: keeps an eighth", BY_FREE, 200, { { 256, 256, 0 }, { 256, 256, 1 } },
	  { 0, 9999 }, { 32, 168 } },
	{ "host-free: but not for ever", BY_FREE, 0, { { 256, 256, 0 }, { 256, 256, 1 } },
	  { 0, 9999 }, { 0, 0 } },
	{ "host-free: a pnode that is not known: in proportion", BY_FREE, 384,
	  { { 256, 256, 0 }, { 256, 256, NO } }, { 0, 999 }, { 192, 192 } },
	{ "host-free: a pnode that is not there: in proportion", BY_FREE, 384,
	  { { 256, 256, 0 }, { 256, 256, 9 } }, { 0, 999 }, { 192, 192 } },
};

static void total_table(void)
{
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(totals); i++) {
		const struct total_case *c = &totals[i];
		struct plan_node nodes[MOST];
		struct host host = { .count = 2 };
		unsigned int count = 0;

		for (n = 0; n < MOST && c->node[n].max; n++, count++) {
			nodes[n] = (struct plan_node){ c->node[n].max * MIB,
						       c->node[n].memory * MIB,
						       c->node[n].pnode };
			host.free_kb[n] = c->free[n] * MIB;
		}
		plan_total(c->total * MIB, nodes, count, c->policy, &host);
		for (n = 0; n < count; n++)
			CHECK(nodes[n].memory_kb == c->wanted[n] * MIB, "%s: node %zu has %lld KiB",
			      c->what, n, nodes[n].memory_kb);
	}
}

/* With any nodes, policy and machine: the sum is exact, and no node moves the other way. */
static void total_any(struct rng *rng)
{
	unsigned int count = rng_range(rng, 1, MAX_VNODES), i;
	struct plan_node nodes[MAX_VNODES], before[MAX_VNODES];
	struct host host = { .count = rng_below(rng, 5) };
	long long total = any_kb(rng), was = 0, is = 0, most = 0;

	for (i = 0; i < host.count; i++)
		host.free_kb[i] = any_kb(rng);
	for (i = 0; i < count; i++) {
		nodes[i].max_kb = any_kb(rng);
		nodes[i].memory_kb = rng_below(rng, nodes[i].max_kb + 1);
		nodes[i].pnode = rng_chance(rng, 5) ? PNODE_UNKNOWN : rng_below(rng, 5);
		was += nodes[i].memory_kb;
		most += nodes[i].max_kb;
	}
	memcpy(before, nodes, sizeof(nodes));
	plan_total(total, nodes, count, rng_below(rng, POLICY_KINDS), &host);
	for (i = 0; i < count; i++) {
		long long change = nodes[i].memory_kb - before[i].memory_kb;

		CHECK(nodes[i].memory_kb >= 0 && nodes[i].memory_kb <= nodes[i].max_kb,
		      "node %u has %lld of %lld", i, nodes[i].memory_kb, nodes[i].max_kb);
		CHECK(total > was ? change >= 0 : change <= 0, "node %u moves by %lld", i, change);
		is += nodes[i].memory_kb;
	}
	CHECK(is == (total < most ? total : most), "%lld is not %lld, of %lld", is, total, most);
}

/* Down by any steps, and up again by any: each node is where it was. */
static void total_comes_back(struct rng *rng)
{
	unsigned int count = rng_range(rng, 1, MAX_VNODES), i;
	struct plan_node nodes[MAX_VNODES];
	static const struct host host;
	long long total = 0;

	for (i = 0; i < count; i++) {
		nodes[i].max_kb = rng_below(rng, 1024 * MIB);
		nodes[i].memory_kb = nodes[i].max_kb;
		nodes[i].pnode = PNODE_UNKNOWN;
		total += nodes[i].max_kb;
	}
	for (i = 0; i < 8; i++)
		plan_total(rng_below(rng, total + 1), nodes, count, POLICY_PROPORTIONAL, &host);
	plan_total(total, nodes, count, POLICY_PROPORTIONAL, &host);
	for (i = 0; i < count; i++)
		CHECK(nodes[i].memory_kb == nodes[i].max_kb, "node %u: %lld of %lld", i,
		      nodes[i].memory_kb, nodes[i].max_kb);
}

static const struct test tests[] = {
	UNIT(spread_table),
	PROPERTY(spread_exact, 2000),
	UNIT(spread_largest),
	UNIT(spread_superpages),
	UNIT(total_table),
	PROPERTY(total_any, 2000),
	PROPERTY(total_comes_back, 500),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
