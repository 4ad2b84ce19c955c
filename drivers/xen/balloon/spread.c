// SPDX-License-Identifier: GPL-2.0
/*
 * How a target for the domain is spread over its nodes. Pure, see spread.h.
 *
 * No node moves the other way: a domain that shrinks does not take memory from a node only to put
 * more into another. What went into the balloon of a node comes back to that node first, so that a
 * domain that goes down and up again is as it was before.
 *
 * What a node cannot move now, other nodes move in its place, as far as they can. What no node can
 * move stays with those whose part it is, which wait for it.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "spread.h"

#include <linux/limits.h>
#include <linux/math.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include <asm/page.h>

/* Shares are whole superpages of 2 MiB, as far as possible. */
#define SPREAD_UNIT	(1UL << (21 - PAGE_SHIFT))

/* The node with the largest weight that may be given more, or NULL. */
static struct xen_balloon_share *spread_largest(struct xen_balloon_share *shares, unsigned int nr,
						bool capped)
{
	struct xen_balloon_share *best = NULL;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (capped && shares[i].given == shares[i].weight)
			continue;
		if (!best || shares[i].weight > best->weight)
			best = &shares[i];
	}
	return best;
}

/*
 * Gives out all of @amount, to each node in proportion to its weight; if @capped, no more than its
 * weight, and @amount is at most the sum of all weights. The rest, beyond whole superpages, goes to
 * the largest.
 */
static void spread_give(unsigned long amount, struct xen_balloon_share *shares, unsigned int nr,
			bool capped)
{
	unsigned long left = amount;
	u64 sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		sum += shares[i].weight;
	for (i = 0; i < nr; i++) {
		u64 share = sum ? mul_u64_u64_div_u64(amount, shares[i].weight, sum) : 0;

		shares[i].given = round_down((unsigned long)share, SPREAD_UNIT);
		left -= shares[i].given;
	}
	while (left) {
		struct xen_balloon_share *best = spread_largest(shares, nr, capped);
		unsigned long more = capped ? min(left, best->weight - best->given) : left;

		best->given += more;
		left -= more;
	}
}

/* Adds what each node was given to what it moves. */
static void spread_count(struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		shares[i].moves += shares[i].given;
}

static void spread_down(unsigned long amount, struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		shares[i].weight = shares[i].current_pages;
	spread_give(amount, shares, nr, true);
	spread_count(shares, nr);
}

/* Populates the balloon of each node first, then goes on in proportion to their sizes. */
static void spread_up(unsigned long amount, struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned long balloon = 0, part;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		shares[i].weight = shares[i].frames - min(shares[i].frames,
							  shares[i].current_pages);
		balloon += shares[i].weight;
	}
	part = min(amount, balloon);
	spread_give(part, shares, nr, true);
	spread_count(shares, nr);
	for (i = 0; i < nr; i++)
		shares[i].weight = shares[i].frames;
	spread_give(amount - part, shares, nr, false);
	spread_count(shares, nr);
}

/* Takes from nodes what is above their limits, and gives it to those that are below theirs. */
static void spread_heed_limits(struct xen_balloon_share *shares, unsigned int nr, bool down)
{
	unsigned long above = 0, below = 0, part;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct xen_balloon_share *s = &shares[i];
		unsigned long limit = down ? min(s->limit, s->current_pages) : s->limit;

		s->excess = s->moves - min(s->moves, limit);
		above += s->excess;
		/* Capped, so that the sum of all weights does not overflow. */
		s->weight = min(limit - min(limit, s->moves), ULONG_MAX / nr);
		below += s->weight;
	}
	part = min(above, below);
	spread_give(part, shares, nr, true);
	spread_count(shares, nr);
	for (i = 0; i < nr; i++)
		shares[i].weight = shares[i].excess;
	spread_give(part, shares, nr, true);
	for (i = 0; i < nr; i++)
		shares[i].moves -= shares[i].given;
}

/**
 * xen_balloon_spread - spread a target for the domain over its nodes
 * @total:	pages that the domain should have; any number
 * @shares:	the nodes; @target of each is set
 * @nr:		number of @shares, at least 1
 *
 * The targets add up to @total.
 *
 * Context: any: it works on its arguments only.
 */
void xen_balloon_spread(unsigned long total, struct xen_balloon_share *shares, unsigned int nr)
{
	unsigned long sum = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		sum += shares[i].current_pages;
		shares[i].moves = 0;
	}
	if (total < sum)
		spread_down(sum - total, shares, nr);
	else
		spread_up(total - sum, shares, nr);
	spread_heed_limits(shares, nr, total < sum);
	for (i = 0; i < nr; i++)
		shares[i].target = total < sum ? shares[i].current_pages - shares[i].moves :
						 shares[i].current_pages + shares[i].moves;
}
