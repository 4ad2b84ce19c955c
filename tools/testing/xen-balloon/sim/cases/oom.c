// SPDX-License-Identifier: GPL-2.0
/* The guest runs out of memory: the balloon gives some back, as much as it may and no more. */
#include <linux/errno.h>
#include <linux/moduleparam.h>

#include <string.h>

#include "case.h"

#define SIZE	6000

/* Nothing is taken from the guest for so long after that. */
#define QUIET	(30 * SIM_S)

static void with_memory(struct sim_machine *m)
{
	sim_xen.free[0] += 1UL << 16;
	sim_xen.superpages[0] = 64;
}

static int set_reserve(const char *text)
{
	return sim_param_oom_reserve.ops->set(text, &sim_param_oom_reserve);
}

static void reserve_is(const char *text)
{
	char is[4096];

	sim_param_oom_reserve.ops->get(is, &sim_param_oom_reserve);
	sim_assert(!strcmp(is, text), "oom_reserve is %s, and has to be %s", is, text);
}

static void out_of_memory(void)
{
	sim_processes[2].nr_pages = 1;
	sim_processes[2].doomed = false;
	sim_out_of_memory();
	sim_processes[2].nr_pages = 0;
}

/* Out of memory, with a process that could be killed: it is when there is no other help. */
static void relieved(unsigned long pages)
{
	unsigned long before = balloon_stats.current_pages;

	out_of_memory();
	sim_equal(balloon_stats.current_pages - before, pages);
	sim_equal(sim_processes[2].doomed, !pages);
}

/* ---- the reserve ---- */

static void reserve_is_given_once(void)
{
	sim_equal(set_reserve("8M"), 0);
	reserve_is("8192K\n");
	sim_equal(case_logged("no memory for bookkeeping"), 0);
	case_reach(SIZE);
	sim_xen.max_pages = 1UL << 16;
	relieved(2048);
	relieved(0);
	case_sysfs_says("state", "oom");
	case_sysfs_says("reason", "guest-oom");
	sim_equal(case_counter("relief_pages"), 2048);
	sim_sleep(QUIET - SIM_S);
	sim_equal(balloon_stats.current_pages, SIZE + 2048);
	sim_sleep(10 * SIM_S);
	sim_equal(balloon_stats.current_pages, SIZE);
	case_sysfs_says("state", "idle");
	relieved(2048);
	sim_equal(case_counter("relief_pages"), 4096);
}

/* Of a large one so much at a time. */
static void reserve_is_given_in_parts(void)
{
	sim_equal(set_reserve("18M"), 0);
	case_reach(SIZE - 70);
	sim_xen.max_pages = 1UL << 16;
	relieved(4096);
	/* What is left of the balloon. */
	relieved(sim_machine.boot_end - (SIZE - 70) - 4096);
	relieved(0);
}

/* Xen has no superpages, and a batch has room for so many pages. */
static void reserve_is_given_in_pages(void)
{
	sim_equal(set_reserve("16M"), 0);
	case_reach(SIZE);
	sim_xen.max_pages = 1UL << 16;
	sim_xen.superpages[0] = 0;
	relieved(2048);
	relieved(2048);
	sim_rest_check();
}

static void reserve_ends_at_limit(void)
{
	unsigned long hypercalls;

	sim_equal(set_reserve("8M"), 0);
	case_reach(SIZE);
	sim_xen.max_pages = sim_xen.tot_pages + 100;
	hypercalls = sim_xen.hypercalls;
	relieved(100);
	/* What it has, what it may have, and that many pages, but no superpage. */
	sim_equal(sim_xen.hypercalls - hypercalls, 3);
	relieved(0);
	sim_xen.max_pages += 200;
	relieved(200);
	relieved(0);
}

static void nothing_without_reserve(void)
{
	sim_equal(case_logged("No memory for xen_balloon.oom_reserve"), 0);
	reserve_is("0K\n");
	case_reach(SIZE);
	sim_xen.max_pages = 1UL << 16;
	relieved(0);
	sim_equal(set_reserve("x"), -EINVAL);
	reserve_is("0K\n");
	relieved(0);
	case_settle();
	/* It is at its target. */
	case_sysfs_says("state", "idle");
}

static void with_reserve(struct sim_machine *m)
{
	with_memory(m);
	sim_equal(set_reserve("1M"), 0);
}

static void reserve_of_command_line(void)
{
	reserve_is("1024K\n");
	sim_equal(case_logged("No memory for xen_balloon.oom_reserve"), 0);
	case_reach(SIZE);
	relieved(256);
}

static void no_memory_for_reserve(void)
{
	unsigned int n;

	for (n = 0; n < 2; n++) {
		sim_alloc_refuses = "";
		sim_alloc_grants = n;
		sim_equal(set_reserve("1M"), -ENOMEM);
		sim_equal(sim_slab_objects("batch.c"), 4);
	}
	case_reach(SIZE);
	relieved(0);
	sim_equal(set_reserve("2M"), 0);
	sim_equal(sim_slab_objects("batch.c"), 6);
	sim_xen.max_pages = 1UL << 16;
	relieved(512);
	/* It is made once. */
	sim_equal(set_reserve("4M"), 0);
	sim_equal(sim_slab_objects("batch.c"), 6);
}

/* ---- a move down ---- */

static void worker_pauses(void)
{
	case_reach(SIZE);
	sim_toolstack_set(SIZE - 80);
	out_of_memory();
	case_settle();
	sim_equal(balloon_stats.current_pages, SIZE);
	case_sysfs_says("state", "oom");
	sim_sleep(QUIET - SIM_S);
	sim_equal(balloon_stats.current_pages, SIZE);
	sim_sleep(10 * SIM_S);
	sim_equal(balloon_stats.current_pages, SIZE - 80);
}

/* Users see it at once, not when the worker looks again. */
static void worker_notes_it_at_once(void)
{
	while (si_mem_available() > 100)
		sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	sim_toolstack_set(SIZE);
	sim_sleep(100 * SIM_S);
	case_sysfs_says("state", "waiting");
	out_of_memory();
	case_settle();
	case_sysfs_says("state", "oom");
}

/* The worker has just collected some pages. */
static void stop_while_collecting(enum sim_point kind)
{
	if (kind != SIM_ALLOC || !sim_current || strncmp(sim_current->name, "kworker", 7))
		return;
	sim_at_point = NULL;
	sim_task_block("its CPU", sim_now + SIM_MS);
}

static bool is_collecting(void)
{
	return !sim_at_point;
}

static void worker_gives_back(void)
{
	u64 start;

	case_reach(SIZE + 1000);
	sim_at_point = stop_while_collecting;
	sim_toolstack_set(SIZE);
	sim_equal(sim_wait_for(is_collecting, "the worker", SIM_S), true);
	start = sim_now;
	out_of_memory();
	sim_equal(sim_processes[2].doomed, false);
	sim_equal(balloon_stats.current_pages, SIZE + 1000);
	sim_equal(sim_now - start < 10 * SIM_MS, true);
	sim_rest_check();
}

const struct sim_case sim_cases_of_oom[] = {
	{ "a guest that is out of memory gets its reserve once", with_memory,
	  reserve_is_given_once },
	{ "a guest gets its reserve in parts", with_memory, reserve_is_given_in_parts },
	{ "a guest gets its reserve without superpages", with_memory, reserve_is_given_in_pages },
	{ "a guest gets its reserve as far as Xen allows", with_memory, reserve_ends_at_limit },
	{ "a guest without reserve gets nothing", with_memory, nothing_without_reserve },
	{ "a reserve is set on the command line", with_reserve, reserve_of_command_line },
	{ "a reserve needs memory", with_memory, no_memory_for_reserve },
	{ "a move down pauses when the guest is out of memory", with_memory, worker_pauses },
	{ "users see at once that the guest is out of memory", with_memory,
	  worker_notes_it_at_once },
	{ "what was collected goes back to a guest out of memory", with_memory, worker_gives_back },
	{}
};
