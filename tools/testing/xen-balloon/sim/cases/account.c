// SPDX-License-Identifier: GPL-2.0
/* The books: sums and nodes agree, and one task at a time changes them. */
#include "balloon/account.h"
#include "balloon/worker.h"

#include "case.h"

#define SIZE	6000

static void with_vnodes(struct sim_machine *m)
{
	case_split(m, 2 * SIM_SECTION_PAGES);
}

static void node_has(int nid, unsigned long pages, unsigned long target)
{
	sim_equal(case_node(nid, "current_kb"), 4 * pages);
	sim_equal(case_node(nid, "target_kb"), 4 * target);
}

/* Each node is as large as it was at boot. */
static void books_at_boot(void)
{
	struct xen_balloon_counts counts;

	xen_balloon_account_get(0, &counts);
	sim_equal(counts.current_pages, sim_machine.node_start);
	sim_equal(counts.frames, sim_machine.node_start);
	xen_balloon_account_get(1, &counts);
	sim_equal(counts.current_pages, sim_machine.boot_end - sim_machine.node_start);
	sim_equal(counts.frames, sim_machine.boot_end - sim_machine.node_start);
}

/* In whole superpages, as far as possible. */
static void target_is_spread(void)
{
	case_reach(sim_machine.boot_end - 1000);
	node_has(0, 4096, 4096);
	node_has(1, 6144 - 1000, 6144 - 1000);
	case_reach(sim_machine.boot_end - 4000);
	node_has(0, 3072, 3072);
	node_has(1, 3168, 3168);
}

static void targets_by_node(void)
{
	/* The third is of no node. */
	unsigned long targets[] = { 3500, 5000, 1000 };

	xen_balloon_set_node_targets(targets);
	case_settle();
	node_has(0, 3500, 3500);
	node_has(1, 5000, 5000);
	sim_equal(balloon_stats.target_pages, 8500);
	sim_equal(xen_balloon_account_by_node(), true);
	sim_equal(xen_balloon_account_target_is_new(), false);
	xen_balloon_account_spread(true);
	node_has(0, 3500, 3500);
	node_has(1, 5000, 5000);
}

/* Each node stays as it is until the target is spread. */
static void target_of_domain_again(void)
{
	unsigned long targets[] = { 3500, 5000 };

	xen_balloon_set_node_targets(targets);
	case_settle();
	xen_balloon_account_set_target(8400);
	node_has(0, 3500, 3500);
	node_has(1, 5000, 5000);
	sim_equal(xen_balloon_account_target_is_new(), true);
	sim_equal(xen_balloon_account_by_node(), false);
	xen_balloon_account_set_limit(0, 1000);
	xen_balloon_account_set_limit(1, 0);
	xen_balloon_account_spread(false);
	node_has(0, 3500, 3400);
	node_has(1, 5000, 5000);
	sim_equal(xen_balloon_account_target_is_new(), false);
	/* Only when that is asked for. */
	xen_balloon_account_set_limit(0, 0);
	xen_balloon_account_set_limit(1, 1000);
	xen_balloon_account_spread(false);
	node_has(0, 3500, 3400);
	xen_balloon_account_spread(true);
	node_has(0, 3500, 3500);
	node_has(1, 5000, 4900);
}

static void relief_ends_at_target(void)
{
	case_reach(SIZE);
	xen_balloon_account_relief(100);
	sim_equal(xen_balloon_relief_pages(), 0);
	xen_balloon_account_set_target(SIZE - 70);
	xen_balloon_account_relief(50);
	sim_equal(xen_balloon_relief_pages(), 50);
	xen_balloon_account_relief(50);
	sim_equal(xen_balloon_relief_pages(), 70);
	xen_balloon_account_set_target(SIZE);
	sim_equal(xen_balloon_relief_pages(), 70);
	xen_balloon_account_relief(0);
	sim_equal(xen_balloon_relief_pages(), 0);
}

/* ---- more than one task ---- */

static void populated(void)
{
	xen_balloon_account_populated(0, 0);
}

static void lent_of(void)
{
	xen_balloon_account_lent_of(0, 0);
}

static void get(void)
{
	struct xen_balloon_counts counts;

	xen_balloon_account_get(0, &counts);
}

static void relief(void)
{
	xen_balloon_account_relief(0);
}

static void set_targets(void)
{
	unsigned long targets[] = { 3500, 5000 };

	xen_balloon_account_set_targets(targets);
}

static void set_target(void)
{
	xen_balloon_account_set_target(SIZE);
}

static void set_limit(void)
{
	xen_balloon_account_set_limit(0, 0);
}

static void is_new(void)
{
	xen_balloon_account_target_is_new();
}

static void spread(void)
{
	xen_balloon_account_spread(true);
}

static void one_at_a_time(void)
{
	static void (*const users[])(void) = {
		populated, lent_of, get, relief, set_targets, set_target, set_limit, is_new, spread,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(users); i++)
		sim_assert(case_waits_for("account_lock", users[i]),
			   "user %u of the books does not wait", i);
	sim_equal(case_waits_for("xen_balloon_frames.lock", xen_balloon_account_pool), true);
}

static void new_target_when_unlocked(enum sim_point kind)
{
	if (kind != SIM_UNLOCK)
		return;
	sim_at_point = NULL;
	xen_balloon_account_set_target(SIZE);
}

static void answer_is_of_one_time(void)
{
	sim_equal(xen_balloon_account_target_is_new(), false);
	sim_at_point = new_target_when_unlocked;
	sim_equal(xen_balloon_account_target_is_new(), false);
	sim_equal(xen_balloon_account_target_is_new(), true);
}

const struct sim_case sim_cases_of_account[] = {
	{ "each node is as large as at boot", with_vnodes, books_at_boot },
	{ "a target is spread over nodes", with_vnodes, target_is_spread },
	{ "each node has a target of its own", with_vnodes, targets_by_node },
	{ "targets of nodes are forgotten with one of the domain", with_vnodes,
	  target_of_domain_again },
	{ "what is not above the target is no relief", NULL, relief_ends_at_target },
	{ "the books are changed by one at a time", with_vnodes, one_at_a_time },
	{ "targets are compared with those of one time", with_vnodes, answer_is_of_one_time },
	{}
};
