// SPDX-License-Identifier: GPL-2.0
/* What has to be true of every spread, computed in another way. */
#include <limits.h>

#include <linux/minmax.h>

#include "spread-check.h"
#include "test.h"

#define UNIT_PAGES	512u

static unsigned long room_of(const struct xen_balloon_share *s)
{
	return s->frames > s->current_pages ? s->frames - s->current_pages : 0;
}

/* The share that a node of @weight has of @amount, when all have @sum. */
static unsigned long fair_share(unsigned long amount, unsigned long weight, __uint128_t sum)
{
	return sum ? (__uint128_t)amount * weight / sum : 0;
}

/* No node goes the other way, none gives what it has not, and what all move is the difference. */
static void check_ways(unsigned long total, unsigned long sum,
		       const struct xen_balloon_share *shares, unsigned int nr)
{
	__uint128_t got = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		got += shares[i].target;
		REQUIRE(total >= sum || shares[i].target <= shares[i].current_pages,
			"node %u goes up on the way down: from %lu to %lu", i,
			shares[i].current_pages, shares[i].target);
		REQUIRE(total <= sum || shares[i].target >= shares[i].current_pages,
			"node %u goes down on the way up: from %lu to %lu", i,
			shares[i].current_pages, shares[i].target);
	}
	REQUIRE(got == total, "the targets add up to %lu instead of %lu", (unsigned long)got,
		total);
}

static unsigned long moved_by(const struct xen_balloon_share *s, bool down)
{
	return down ? s->current_pages - s->target : s->target - s->current_pages;
}

/* What a node cannot move stays with it only when no other can. */
static void check_limits(bool down, const struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned int i, above = nr, below = nr;

	for (i = 0; i < nr; i++) {
		unsigned long limit = down ? min(shares[i].limit, shares[i].current_pages) :
					     shares[i].limit;

		if (moved_by(&shares[i], down) > limit)
			above = i;
		if (moved_by(&shares[i], down) < limit)
			below = i;
	}
	REQUIRE(above == nr || below == nr,
		"node %u is to move %lu pages and can move %lu, node %u %lu of %lu", above,
		moved_by(&shares[above], down), shares[above].limit, below,
		moved_by(&shares[below], down), shares[below].limit);
}

/*
 * Each node has its fair share, or less than a superpage less, or as much as it can move; but one
 * may have the rest.
 */
static void check_shares(unsigned long total, unsigned long sum,
			 const struct xen_balloon_share *shares, unsigned int nr)
{
	bool down = total < sum, limited = false;
	unsigned long amount = down ? sum - total : total - sum;
	__uint128_t weights = 0;
	bool more = false;
	unsigned int i, odd = 0;

	for (i = 0; i < nr; i++)
		weights += down ? shares[i].current_pages : room_of(&shares[i]);
	/* Past their balloons nodes have a second share. */
	if (!down && amount > weights)
		return;
	for (i = 0; i < nr; i++) {
		unsigned long weight = down ? shares[i].current_pages : room_of(&shares[i]);
		unsigned long fair = fair_share(amount, weight, weights);
		unsigned long moved = moved_by(&shares[i], down);

		REQUIRE(moved + UNIT_PAGES > min(fair, shares[i].limit),
			"node %u: %lu pages move, %lu are fair, and it can move %lu", i, moved,
			fair, shares[i].limit);
		limited |= moved >= shares[i].limit;
		odd += moved % UNIT_PAGES && moved != weight;
		more |= moved > weight;
	}
	REQUIRE(limited || !more, "a node moves more than it has");
	REQUIRE(limited || odd <= 1, "%u nodes move parts of superpages", odd);
}

void checked_spread(unsigned long total, struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum += shares[i].current_pages;
	xen_balloon_spread(total, shares, nr);
	check_ways(total, sum, shares, nr);
	/* No machine has more. */
	if (total < ULONG_MAX / nr)
		check_limits(total < sum, shares, nr);
	check_shares(total, sum, shares, nr);
}
