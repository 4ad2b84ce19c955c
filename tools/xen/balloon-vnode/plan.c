// SPDX-License-Identifier: GPL-2.0
/*
 * How a total is spread over nodes. Pure.
 *
 * No node moves the other way, and the sum is exact: what can be spread is, to the last KiB. When
 * the total is back at the maximum, so is each node: whatever was taken from a node has come back
 * to it.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

const char *const policy_names[POLICY_KINDS] = {
	[POLICY_PROPORTIONAL] = "proportional",
	[POLICY_HOST_FREE] = "host-free",
};

static long long plan_least(long long a, long long b)
{
	return a < b ? a : b;
}

static long long plan_room(const struct spread *s)
{
	return s->cap_kb - s->share_kb;
}

/* Spreads @amount_kb by weight over nodes with room, in whole units. Returns what was given out. */
static long long plan_round(long long amount_kb, struct spread *to, unsigned int count)
{
	unsigned __int128 units = amount_kb / PLAN_UNIT_KB;
	long long given = 0, share, sum = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (plan_room(&to[i]) > 0)
			sum += to[i].weight_kb;
	for (i = 0; i < count && sum; i++) {
		share = units * to[i].weight_kb / sum * PLAN_UNIT_KB;
		share = plan_least(share, plan_room(&to[i]));
		if (share <= 0)
			continue;
		to[i].share_kb += share;
		given += share;
	}
	return given;
}

/* The heaviest node that has room, the first of equals. NULL if there is none. */
static struct spread *plan_heaviest(struct spread *to, unsigned int count)
{
	struct spread *heaviest = NULL;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (plan_room(&to[i]) > 0 && (!heaviest || to[i].weight_kb > heaviest->weight_kb))
			heaviest = &to[i];
	return heaviest;
}

/**
 * plan_spread() - give each node its share
 * @amount_kb: the amount to share out, not negative
 * @to: the nodes; their shares are added to the ones that they have
 * @count: number of nodes, MAX_VNODES at most
 *
 * Shares are whole units of 2 MiB; the rest goes to the heaviest node that has room.
 *
 * Return: what no node has room for; 0 unless @amount_kb exceeds the room of all nodes.
 */
long long plan_spread(long long amount_kb, struct spread *to, unsigned int count)
{
	struct spread *rest;
	long long given;

	/* Each round fills a node, or leaves less than a unit for each. */
	do {
		given = plan_round(amount_kb, to, count);
		amount_kb -= given;
	} while (given);
	while (amount_kb > 0 && (rest = plan_heaviest(to, count))) {
		given = plan_least(amount_kb, plan_room(rest));
		rest->share_kb += given;
		amount_kb -= given;
	}
	return amount_kb;
}

/* The fraction @part / @whole of an amount, in whole units. */
static long long plan_part(long long amount_kb, long long part, long long whole)
{
	return (unsigned __int128)amount_kb * part / whole / PLAN_UNIT_KB * PLAN_UNIT_KB;
}

/* The memory that is free on the pnode of a vnode. */
static long long plan_free(const struct plan_node *n, const struct host *host)
{
	if (n->pnode >= host->count)
		return 0;
	return host->free_kb[n->pnode] > 0 ? host->free_kb[n->pnode] : 0;
}

/* Whether every pnode is known; without that, free memory cannot decide. */
static bool plan_knows(const struct plan_node *nodes, unsigned int count, const struct host *host)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (nodes[i].pnode >= host->count)
			return false;
	return true;
}

/* The amount that all vnodes on @pnode together could take. */
static long long plan_wanted(const struct plan_node *nodes, unsigned int count, unsigned int pnode)
{
	long long sum = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (nodes[i].pnode == pnode)
			sum += nodes[i].max_kb - nodes[i].memory_kb;
	return sum;
}

/* Vnodes on the same pnode share what is free there in proportion to what each lacks. */
static void plan_cap_by_free(struct spread *to, const struct plan_node *nodes, unsigned int count,
			     const struct host *host)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		long long room = nodes[i].max_kb - nodes[i].memory_kb;
		long long free = plan_free(&nodes[i], host) - PLAN_RESERVE_KB;
		long long wanted = plan_wanted(nodes, count, nodes[i].pnode);

		if (free <= 0)
			to[i].cap_kb = 0;
		else if (wanted > free)
			to[i].cap_kb = plan_part(free, room, wanted);
	}
}

static void plan_up(long long amount_kb, struct plan_node *nodes, unsigned int count,
		    enum policy_kind policy, const struct host *host)
{
	struct spread to[MAX_VNODES] = { };
	unsigned int i;

	for (i = 0; i < count; i++) {
		to[i].weight_kb = nodes[i].max_kb - nodes[i].memory_kb;
		to[i].cap_kb = to[i].weight_kb;
	}
	if (policy == POLICY_HOST_FREE && plan_knows(nodes, count, host)) {
		plan_cap_by_free(to, nodes, count, host);
		amount_kb = plan_spread(amount_kb, to, count);
		/*
		 * Memory that the machine does not have now may come later: it is asked for
		 * regardless.
		 */
		for (i = 0; i < count; i++)
			to[i].cap_kb = nodes[i].max_kb - nodes[i].memory_kb;
	}
	plan_spread(amount_kb, to, count);
	for (i = 0; i < count; i++)
		nodes[i].memory_kb += to[i].share_kb;
}

/*
 * Caps each vnode at its share of what raises the free memory of its pnode to @level, 0 if the
 * pnode has that much. Returns the sum.
 */
static long long plan_cap_by_level(struct spread *to, const struct plan_node *nodes,
				   unsigned int count, const struct host *host, long long level)
{
	long long spare[MAX_PNODES] = { }, sum = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		spare[nodes[i].pnode] += to[i].weight_kb;
	for (i = 0; i < count; i++) {
		long long lacks = level - plan_free(&nodes[i], host);
		long long all = spare[nodes[i].pnode];

		to[i].cap_kb = 0;
		if (lacks <= 0 || !all)
			continue;
		to[i].cap_kb = lacks >= all ? to[i].weight_kb :
			       plan_part(lacks, to[i].weight_kb, all);
		sum += to[i].cap_kb;
	}
	return sum;
}

/*
 * Takes memory first where the least is free: raises free memory to the highest level that does not
 * take more than @amount_kb.
 */
static long long plan_level(long long amount_kb, struct spread *to, const struct plan_node *nodes,
			    unsigned int count, const struct host *host)
{
	long long low = 0, high = 2 * KB_MAX, middle;

	while (low + 1 < high) {
		middle = low + (high - low) / 2;
		if (plan_cap_by_level(to, nodes, count, host, middle) <= amount_kb)
			low = middle;
		else
			high = middle;
	}
	plan_cap_by_level(to, nodes, count, host, low);
	return plan_spread(amount_kb, to, count);
}

static void plan_down(long long amount_kb, struct plan_node *nodes, unsigned int count,
		      enum policy_kind policy, const struct host *host)
{
	struct spread to[MAX_VNODES] = { };
	unsigned int i;

	if (policy == POLICY_HOST_FREE && plan_knows(nodes, count, host)) {
		for (i = 0; i < count; i++) {
			long long keep = nodes[i].max_kb / PLAN_KEEP;

			if (nodes[i].memory_kb > keep)
				to[i].weight_kb = nodes[i].memory_kb - keep;
		}
		amount_kb = plan_level(amount_kb, to, nodes, count, host);
	}
	for (i = 0; i < count; i++) {
		to[i].weight_kb = nodes[i].memory_kb;
		to[i].cap_kb = nodes[i].memory_kb;
	}
	plan_spread(amount_kb, to, count);
	for (i = 0; i < count; i++)
		nodes[i].memory_kb -= to[i].share_kb;
}

/**
 * plan_total() - change the memory of nodes so that they add up to a total
 * @total_kb: what they are to have together, not negative
 * @nodes: the nodes; @memory_kb of none exceeds its @max_kb
 * @count: number of nodes, MAX_VNODES at most
 * @policy: which of them change; in proportion if a pnode is not known
 * @host: the machine, for POLICY_HOST_FREE
 *
 * A total that the nodes have no room for fills them all.
 */
void plan_total(long long total_kb, struct plan_node *nodes, unsigned int count,
		enum policy_kind policy, const struct host *host)
{
	long long now = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		now += nodes[i].memory_kb;
	if (total_kb > now)
		plan_up(total_kb - now, nodes, count, policy, host);
	else if (total_kb < now)
		plan_down(now - total_kb, nodes, count, policy, host);
}
