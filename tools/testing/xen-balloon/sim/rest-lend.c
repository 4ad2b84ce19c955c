// SPDX-License-Identifier: GPL-2.0
/*
 * What has to hold at rest of page frames that are lent: borrowers together get no more of the
 * guest's memory than it has, and a worker that waits for page frames goes on as soon as one is back.
 */
#include <xen/balloon.h>

#include "core/task.h"
#include "history.h"
#include "model/machine.h"
#include "users/users.h"

#define BORROWERS	8
#define EACH		64U

static struct page *borrowed[BORROWERS][EACH];
static unsigned int nr_borrowed[BORROWERS];
static unsigned int nr_busy;

static bool lend_is_done(void)
{
	return !nr_busy;
}

static void lend_main(void *arg)
{
	unsigned int n = (unsigned long)arg;

	nr_borrowed[n] = sim_borrow(borrowed[n], 0, EACH);
	nr_busy--;
}

static void lend_return_all(void)
{
	unsigned int n;

	for (n = 0; n < BORROWERS; n++) {
		sim_give_back(borrowed[n], nr_borrowed[n], nr_borrowed[n], false);
		nr_borrowed[n] = 0;
	}
}

/* All at once, with the pool empty, and less memory in the guest than they want. */
static void lend_to_many(void)
{
	unsigned long left, before = balloon_stats.current_pages, given, n;

	while (si_mem_available() > (long)(BORROWERS * EACH / 2))
		if (!sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
			break;
	left = si_mem_available();
	nr_busy = BORROWERS;
	for (n = 0; n < BORROWERS; n++)
		sim_task_start("borrower at rest", lend_main, (void *)n);
	sim_assert(sim_wait_for(lend_is_done, "borrowers", 100 * SIM_S), "a borrower does not end");
	given = before - min(before, balloon_stats.current_pages);
	sim_assert(given <= left, "borrowers have %lu pages of the guest, which had %lu", given,
		   left);
	lend_return_all();
	while (sim_processes[2].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
}

static unsigned long lend_expected;

static bool lend_is_populated(void)
{
	return balloon_stats.current_pages == lend_expected;
}

/*
 * Nothing is in the pool, and memory cannot be added: each page frame that comes back is waited
 * for, whatever the worker is doing at that moment. The shortest time that it waits otherwise is
 * a second.
 */
static void lend_one_back(u64 later)
{
	lend_expected = balloon_stats.current_pages + 1;
	sim_toolstack_set(sim_toolstack_target() + 1);
	sim_sleep(later);
	nr_borrowed[0] = sim_give_back(borrowed[0], nr_borrowed[0], 1, false);
	sim_assert(sim_wait_for(lend_is_populated, "a page frame", SIM_S / 2),
		   "a page frame that has come back is not populated at once");
}

static bool lend_pool_is_empty(void)
{
	return !balloon_stats.balloon_low;
}

/*
 * As above, but each node waits for page frames of its own. Here min_kb is what starts the worker:
 * targets of vnodes come as several keys, each of which would start it again. What the domain has
 * is no measure, as an attempt to grow populates a memmap first, and releases it when it fails.
 */
static void lend_one_back_to_node(const char *floor, u64 later)
{
	sim_sysfs_write("min_kb", floor);
	sim_sleep(later);
	nr_borrowed[0] = sim_give_back(borrowed[0], nr_borrowed[0], 1, false);
	sim_assert(sim_wait_for(lend_pool_is_empty, "a page frame of a node", SIM_S / 2),
		   "a page frame that a node waits for has come back, and is not populated at once");
}

static void lend_wake_up_nodes(void)
{
	char floor[4096];
	u64 i;

	sim_vnodes_offer(false);
	/* What a node has can be read only when no pages are on their way. */
	if (sim_wait_for(sim_vnodes_agreed, "an answer", 20 * SIM_S) &&
	    sim_wait_for(sim_rest_is_quiet, "the worker", 20 * SIM_S)) {
		sim_sysfs_read("min_kb", floor);
		sim_nodes_want_more(EACH);
		if (sim_wait_for(lend_pool_is_empty, "memory for all page frames", 100 * SIM_S))
			nr_borrowed[0] = sim_borrow(borrowed[0], 0, EACH);
		for (i = 0; nr_borrowed[0]; i++)
			lend_one_back_to_node(floor, i * 100);
	}
	sim_vnodes_withdraw();
}

static void lend_wake_up(void)
{
	u64 i;

	nr_borrowed[0] = sim_borrow(borrowed[0], 0, EACH);
	for (i = 0; i < nr_borrowed[0]; i++)
		lend_one_back(i * 100);
}

void sim_lend_rest(void)
{
	/* The pool has to be empty, and stay so. */
	sim_hotplug_refuses = true;
	sim_rest_reach(balloon_stats.total_pages - balloon_stats.target_unpopulated);
	if (!balloon_stats.balloon_low) {
		lend_to_many();
		sim_sleep(40 * SIM_S);
		/* A target is spread again over nodes only when one has waited for a while. */
		if (!sim_vnuma_is_known())
			lend_wake_up();
		else if (sim_vnuma_is_steered())
			lend_wake_up_nodes();
		lend_return_all();
	}
	sim_hotplug_refuses = false;
	sim_sleep(40 * SIM_S);
}
