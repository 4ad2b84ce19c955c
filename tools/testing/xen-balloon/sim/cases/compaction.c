// SPDX-License-Identifier: GPL-2.0
/* A memmap is freed when no compaction walk can read it any more, and not before. */
#include <linux/memory_hotplug.h>

#include "../core/lock.h"
#include "case.h"

#define BLOCK		SIM_SECTION_PAGES
#define MAX_WALKS	64

/* Walks are told apart by their addresses. */
static char walk[MAX_WALKS + 2];

/* Where the block is, which is about to go. */
static unsigned long first, end;

/* A block that has been added to lend page frames; nothing in it is populated. */
static void grow(void)
{
	struct page *lent;

	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(1, &lent), 0);
	xen_free_ballooned_pages(1, &lent);
	sim_sysctl_write("hotplug_unpopulated", 0);
	sim_equal(sim_nr_blocks, 1);
	first = sim_machine.boot_end;
	end = first + BLOCK;
}

static bool is_offline(void)
{
	return !sim_block_is_online(first / BLOCK);
}

static void go_offline(void)
{
	case_reach(sim_machine.boot_end - 10);
	sim_assert(sim_wait_for(is_offline, "removal", 20 * SIM_S), "the block stays online");
}

static void is_there(void)
{
	sim_sleep(100 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
}

static void goes_now(void)
{
	sim_sleep(1100 * SIM_MS);
	sim_equal(sim_nr_blocks, 0);
	sim_rest_check();
}

/* ---- one walk ---- */

static void is_awaited(unsigned long from, unsigned long to)
{
	sim_walk_begin(&walk[0], from, to);
	go_offline();
	is_there();
	sim_walk_end(&walk[0]);
	goes_now();
}

static void awaits_walk(void)
{
	grow();
	is_awaited(0, first + 1);
}

static void awaits_walk_from_inside(void)
{
	grow();
	is_awaited(end - 1, end + BLOCK);
}

static void others_do_not_matter(void)
{
	grow();
	sim_walk_begin(&walk[0], 0, first);
	sim_walk_begin(&walk[1], end, end + BLOCK);
	go_offline();
	goes_now();
}

/* It finds the block offline. */
static void begins_later(void)
{
	grow();
	sim_walk_begin(&walk[0], 0, end);
	go_offline();
	sim_sleep(SIM_S);
	sim_walk_begin(&walk[1], 0, end);
	is_there();
	sim_walk_end(&walk[0]);
	goes_now();
}

static void others_that_end(void)
{
	grow();
	sim_walk_begin(&walk[0], 0, end);
	sim_walk_begin(&walk[1], 0, end);
	go_offline();
	sim_walk_end(&walk[0]);
	is_there();
	sim_walk_end(&walk[1]);
	goes_now();
}

/* ---- a walk that has yet to begin ---- */

static bool may_begin[2];
static const int zero = 0, one = 1;

/* It has read where its zone ends, and is preempted before its tracepoint. */
static void late_walk(void *arg)
{
	int n = *(const int *)arg;

	sim_current->in_walk = true;
	while (!may_begin[n])
		sim_task_block("its turn", sim_now + SIM_MS);
	sim_walk_begin(&walk[n], 0, end);
	sim_current->in_walk = false;
	sim_sleep(1);
}

static void start_late_walk(const int *n)
{
	sim_task_start("compaction", late_walk, (void *)n);
	sim_sleep(SIM_MS);
}

static void let_walk_begin(int n)
{
	may_begin[n] = true;
	sim_sleep(100 * SIM_MS);
}

static void awaits_walk_to_begin(void)
{
	grow();
	start_late_walk(&zero);
	go_offline();
	is_there();
	let_walk_begin(0);
	is_there();
	sim_walk_end(&walk[0]);
	goes_now();
}

/* The block is needed again meanwhile, and then not. */
static void goes_again(void)
{
	case_reach(sim_machine.boot_end + 1);
	sim_equal(sim_block_is_online(first / BLOCK), true);
	start_late_walk(&one);
	go_offline();
}

static void goes_offline_twice(void)
{
	grow();
	start_late_walk(&zero);
	go_offline();
	goes_again();
	let_walk_begin(0);
	sim_walk_end(&walk[0]);
	is_there();
	let_walk_begin(1);
	is_there();
	sim_walk_end(&walk[1]);
	goes_now();
}

/* What was known when it went offline the first time is of no use. */
static void marked_each_time(void)
{
	grow();
	sim_walk_begin(&walk[0], 0, end);
	go_offline();
	is_there();
	case_reach(sim_machine.boot_end + 1);
	sim_walk_begin(&walk[1], 0, end);
	go_offline();
	sim_walk_end(&walk[0]);
	is_there();
	sim_walk_end(&walk[1]);
	goes_now();
}

/* A block that could not be put online was part of its zone for a moment. */
static void marked_after_failure(void)
{
	grow();
	sim_walk_begin(&walk[0], 0, end);
	go_offline();
	is_there();
	sim_walk_begin(&walk[1], 0, end);
	sim_online_refuses = true;
	sim_toolstack_set(sim_machine.boot_end + 1);
	case_settle();
	case_sysfs_says("reason", "growth-failed");
	sim_walk_end(&walk[0]);
	case_reach(sim_machine.boot_end - 10);
	is_there();
	sim_walk_end(&walk[1]);
	goes_now();
}

/* ---- many walks ---- */

/* None of them, but for one, reads the memmap. */
static void one_too_many(void)
{
	unsigned int i;

	grow();
	for (i = 0; i < MAX_WALKS; i++)
		sim_walk_begin(&walk[i], 0, first);
	sim_walk_begin(&walk[MAX_WALKS], 0, end);
	go_offline();
	sim_walk_end(&walk[0]);
	is_there();
	sim_walk_end(&walk[MAX_WALKS]);
	goes_now();
}

static void as_many_as_can_be(void)
{
	unsigned int i;

	grow();
	for (i = 0; i < MAX_WALKS; i++)
		sim_walk_begin(&walk[i], 0, i < MAX_WALKS - 1 ? first : end);
	go_offline();
	is_there();
	sim_walk_end(&walk[MAX_WALKS - 1]);
	goes_now();
}

/* ---- how they are followed ---- */

static void under_a_lock(void)
{
	unsigned long before = sim_lock_taken("walk_lock");

	sim_walk_begin(&walk[0], 0, 1);
	sim_equal(sim_lock_taken("walk_lock"), before + 1);
	sim_walk_end(&walk[0]);
	sim_equal(sim_lock_taken("walk_lock"), before + 2);
	grow();
	go_offline();
	goes_now();
	/* It is marked, looked at, a grace period ends, and it is looked at again. */
	sim_equal(sim_lock_taken("walk_lock"), before + 6);
}

static void unable_to_follow(struct sim_machine *m)
{
	m->can_follow_walks = false;
}

static void follows_all_or_nothing(void)
{
	sim_equal(sim_walk_probes(), sim_machine.can_follow_walks ? 2 : 0);
}

const struct sim_case sim_cases_of_compaction[] = {
	{ "a memmap stays while a walk that reaches it is under way", NULL, awaits_walk },
	{ "a memmap stays while a walk that begins in it is under way",
	  NULL, awaits_walk_from_inside },
	{ "walks beside a memmap do not matter", NULL, others_do_not_matter },
	{ "walks that begin later do not matter", NULL, begins_later },
	{ "a memmap stays until the last walk ends", NULL, others_that_end },
	{ "a memmap stays while a walk that may know it has yet to begin",
	  NULL, awaits_walk_to_begin },
	{ "a block that goes offline twice awaits walks from in between",
	  NULL, goes_offline_twice },
	{ "a block that goes offline again awaits walks again", NULL, marked_each_time },
	{ "a block that does not go online awaits walks again", NULL, marked_after_failure },
	{ "a memmap stays while there are more walks than are known", NULL, one_too_many },
	{ "as many walks are known as there is room for", NULL, as_many_as_can_be },
	{ "walks are noted under a lock", NULL, under_a_lock },
	{ "both tracepoints are followed", NULL, follows_all_or_nothing },
	{ "no tracepoint is followed, or both", unable_to_follow, follows_all_or_nothing },
	{}
};
