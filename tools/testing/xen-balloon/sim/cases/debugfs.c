// SPDX-License-Identifier: GPL-2.0
/* What debugfs says: each counter to the page, and a line for each node. */
#include <stdlib.h>
#include <string.h>

#include "balloon/statistics.h"

#include "../core/lock.h"
#include "case.h"

#define SIZE	6000

static void debugfs_says(const char *name, const char *text)
{
	char is[4096];

	sim_debugfs_read(name, is, sizeof(is));
	sim_assert(!strcmp(is, text), "%s is \"%s\", and has to be \"%s\"", name, is, text);
}

/* ---- counters ---- */

static void with_memory(struct sim_machine *m)
{
	sim_xen.free[0] += 1UL << 16;
	sim_xen.superpages[0] = 64;
}

static void steps_are_counted(void)
{
	case_reach(SIZE);
	sim_equal(case_counter("inflate_steps"), 3);
	sim_equal(case_counter("inflated_pages"), sim_machine.boot_end - SIZE);
	sim_equal(case_counter("inflated_superpages"), 8);
	sim_equal(case_counter("hypercalls"), 3);
	case_reach(SIZE + 1000);
	sim_equal(case_counter("deflate_steps"), 2);
	sim_equal(case_counter("deflated_pages"), 1000);
	sim_equal(case_counter("deflated_superpages"), 1);
	sim_equal(case_counter("hypercalls"), 5);
	sim_equal(case_counter("refused"), 0);
	sim_equal(case_counter("short"), 0);
	sim_equal(case_counter("low_zones"), 0);
	sim_equal(case_counter("step_ns") > case_counter("xen_ns"), true);
	sim_equal(case_counter("step_ns") > case_counter("longest_step_ns"), true);
}

static void memory_blocks_are_counted(void)
{
	sim_toolstack_set_maximum(sim_machine.maximum + 1);
	case_reach(sim_machine.maximum + 1);
	sim_equal(case_counter("grow_steps"), 1);
	sim_equal(case_counter("grown_pages"), SIM_SECTION_PAGES);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end + SIM_SECTION_PAGES);
	case_reach(SIZE);
	sim_sleep(3000 * SIM_S);
	sim_equal(case_counter("shrink_steps"), 2);
	sim_equal(case_counter("shrunk_pages"), SIM_SECTION_PAGES);
	sim_equal(case_counter("removal_failures"), 0);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
}

static void refusals_are_counted(void)
{
	case_reach(SIZE);
	sim_xen.free[0] = 100;
	sim_xen.pod_entries ? sim_xen_set_pod_target(0) : (void)0;
	sim_toolstack_set(SIZE + 1000);
	case_settle();
	sim_equal(case_counter("short"), 1);
	sim_equal(case_counter("refused"), 1);
}

static void lendings_are_counted(void)
{
	struct page *pages[64];
	unsigned int n;

	case_reach(SIZE);
	n = sim_borrow(pages, 0, 40);
	n = sim_borrow(pages, n, 24);
	sim_equal(case_counter("lendings"), 2);
	sim_equal(case_counter("lent_pages"), 64);
	sim_equal(case_counter("longest_lending_ns") > 0, true);
	sim_give_back(pages, n, n, false);
	sim_equal(case_counter("lendings"), 2);
}

static void removals_are_counted(void)
{
	xen_balloon_count_removal_failure(1);
	xen_balloon_count_removal_failure(5);
	xen_balloon_count_removal_failure(2);
	sim_equal(case_counter("removal_failures"), 3);
	sim_equal(case_counter("most_removal_failures"), 5);
}

static void writing_resets(void)
{
	char text[4096], *line;
	unsigned int lines = 0;

	case_reach(SIZE);
	sim_debugfs_use(true);
	sim_debugfs_read("stats", text, sizeof(text));
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"), lines++)
		sim_equal(strtoul(strchr(line, ' '), NULL, 10), 0);
	sim_equal(lines, 24);
}

/* ---- more than one task ---- */

static void count_step(void)
{
	xen_balloon_count_step(&(struct xen_balloon_step){});
}

static void count_removal(void)
{
	xen_balloon_count_removal_failure(1);
}

static void count_relief(void)
{
	xen_balloon_count_relief(1);
}

static void count_lending(void)
{
	xen_balloon_count_lending(1, 1);
}

static void read_stats(void)
{
	case_counter("relief_pages");
}

static void reset_stats(void)
{
	sim_debugfs_use(true);
}

static void one_at_a_time(void)
{
	case_reach(SIZE);
	sim_equal(case_waits_for("statistics_lock", count_step), true);
	sim_equal(case_waits_for("statistics_lock", count_removal), true);
	sim_equal(case_waits_for("statistics_lock", count_relief), true);
	sim_equal(case_waits_for("statistics_lock", count_lending), true);
	sim_equal(case_waits_for("statistics_lock", read_stats), true);
	sim_equal(case_waits_for("statistics_lock", reset_stats), true);
}

/* Another task counts as soon as it can. */
static void count_when_unlocked(enum sim_point kind)
{
	if (kind != SIM_UNLOCK)
		return;
	sim_at_point = NULL;
	xen_balloon_count_relief(5);
}

static void reset_takes_nothing_else_away(void)
{
	case_reach(SIZE);
	sim_at_point = count_when_unlocked;
	sim_debugfs_use(true);
	sim_equal(case_counter("relief_pages"), 5);
}

static void all_are_of_one_time(void)
{
	case_reach(SIZE);
	sim_at_point = count_when_unlocked;
	sim_equal(case_counter("relief_pages"), 0);
	sim_equal(case_counter("relief_pages"), 5);
}

/* ---- nodes ---- */

static void domain_has_one_line(void)
{
	struct page *pages[10];

	case_reach(SIZE);
	sim_equal(sim_borrow(pages, 0, 10), 10);
	debugfs_says("nodes",
		     "node -1 vnode -1 current_kb 24000 target_kb 24000 pool_kb 16920 lent_kb 40 reason none\n");
	sim_equal(sim_debugfs_references(), 1);
}

static void with_vnodes(struct sim_machine *m)
{
	case_split(m, 3 * SIM_SECTION_PAGES);
	m->empty_vnode = true;
	m->swapped = true;
}

static void each_node_has_a_line(void)
{
	struct page *pages[10];

	case_reach(8000);
	sim_equal(sim_borrow(pages, 0, 10), 10);
	debugfs_says("nodes",
		     "node 1 vnode 0 current_kb 14336 target_kb 14336 pool_kb 2048 lent_kb 0 reason none\n"
		     "node 0 vnode 1 current_kb 17664 target_kb 17664 pool_kb 6872 lent_kb 40 reason none\n");
}

const struct sim_case sim_cases_of_debugfs[] = {
	{ "steps are counted", with_memory, steps_are_counted },
	{ "memory blocks are counted", with_memory, memory_blocks_are_counted },
	{ "what Xen refuses is counted", NULL, refusals_are_counted },
	{ "what is lent is counted", NULL, lendings_are_counted },
	{ "memory blocks that stay are counted", NULL, removals_are_counted },
	{ "writing to stats resets it", NULL, writing_resets },
	{ "counters are changed by one at a time", NULL, one_at_a_time },
	{ "what is counted after a reset counts", NULL, reset_takes_nothing_else_away },
	{ "all counters are of one time", NULL, all_are_of_one_time },
	{ "a domain without vnodes has one line in nodes", NULL, domain_has_one_line },
	{ "each node has a line in nodes", with_vnodes, each_node_has_a_line },
	{}
};
