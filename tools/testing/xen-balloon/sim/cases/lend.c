// SPDX-License-Identifier: GPL-2.0
/* Page frames are lent, and come back. */
#include <linux/errno.h>

#include <xen/balloon.h>

#include "case.h"

#define SIZE	6000
#define POOL	(sim_machine.boot_end - SIZE)

static struct page *pages[300];

static void with_memory(struct sim_machine *m)
{
	sim_xen.free[0] += 1UL << 16;
	sim_xen.superpages[0] = 64;
}

static void lent(unsigned long nr_pages, unsigned long pool)
{
	sim_equal(balloon_stats.target_unpopulated, nr_pages);
	sim_equal(balloon_stats.balloon_low, pool);
}

static void lent_out_of_pool(void)
{
	unsigned int n;

	case_reach(SIZE);
	n = sim_borrow(pages, 0, 100);
	sim_equal(n, 100);
	lent(100, POOL - 100);
	n = sim_give_back(pages, n, 30, false);
	lent(70, POOL - 70);
	/* One of them is forgotten. */
	n = sim_give_back(pages, n, 30, true);
	lent(41, POOL - 41);
	n = sim_give_back(pages, n, n, false);
	lent(1, POOL - 1);
	case_settle();
	sim_equal(balloon_stats.current_pages, SIZE);
	sim_rest_check();
}

static unsigned long blocks(void)
{
	return (balloon_stats.total_pages - sim_machine.boot_end) / SIM_SECTION_PAGES;
}

/* The guest's memory makes way, and growth makes up for that. */
static void lent_of_guest(void)
{
	case_reach(sim_machine.maximum);
	sim_equal(sim_borrow(pages, 0, 300), 300);
	lent(300, 0);
	sim_equal(balloon_stats.current_pages, sim_machine.maximum - 300);
	case_settle();
	sim_equal(balloon_stats.current_pages, sim_machine.maximum);
	sim_equal(blocks(), 1);
	lent(300, SIM_SECTION_PAGES - 300);
	sim_give_back(pages, 300, 300, false);
	sim_rest_check();
}

static void lent_by_growth(void)
{
	sim_sysctl_write("hotplug_unpopulated", 1);
	case_reach(sim_machine.maximum);
	sim_equal(sim_borrow(pages, 0, 100), 100);
	sim_equal(balloon_stats.current_pages, sim_machine.maximum);
	sim_equal(blocks(), 1);
	lent(100, SIM_SECTION_PAGES - 100);
}

static void lent_of_guest_when_growth_fails(void)
{
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_hotplug_refuses = true;
	case_reach(sim_machine.maximum);
	sim_equal(sim_borrow(pages, 0, 100), 100);
	sim_equal(balloon_stats.current_pages, sim_machine.maximum - 100);
}

/* The worker waits for page frames, and goes on when one comes back. */
static void worker_waits_for_frames(void)
{
	u64 start;

	sim_hotplug_refuses = true;
	case_reach(sim_machine.maximum);
	sim_equal(sim_borrow(pages, 0, 100), 100);
	sim_sleep(200 * SIM_S);
	sim_equal(balloon_stats.current_pages, sim_machine.maximum - 100);
	start = sim_now;
	sim_give_back(pages, 100, 100, false);
	case_settle();
	sim_equal(balloon_stats.current_pages, sim_machine.maximum);
	sim_equal(sim_now - start < SIM_S, true);
	sim_rest_check();
}

static void use_all_memory(void)
{
	while (sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
		;
}

static void nothing_is_lent_without_memory(void)
{
	case_reach(sim_machine.maximum - 20);
	use_all_memory();
	sim_equal(xen_alloc_ballooned_pages(100, pages), -ENOMEM);
	lent(0, 20);
	sim_equal(xen_alloc_ballooned_pages(20, pages), 0);
	lent(20, 0);
	sim_equal(case_counter("lendings"), 1);
}

/* ---- page frames that the p2m of a PV domain has no room for ---- */

static void with_pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
	m->memory = 8000;
}

/* Room in the p2m is made in advance for a maximum that the toolstack gives. */
static void with_pv_without_maximum(struct sim_machine *m)
{
	with_pv(m);
	m->maximum = 0;
}

static void room_is_made_for_each(void)
{
	unsigned long in_pool = balloon_stats.balloon_low;

	sim_equal(sim_borrow(pages, 0, 300), 300);
	lent(300, in_pool - 300);
	sim_give_back(pages, 300, 300, false);
	lent(0, in_pool);
}

/* Room is made for 512 of them at a time. */
static void no_memory_for_room(void)
{
	unsigned long in_pool = balloon_stats.balloon_low;

	sim_alloc_refuses = "";
	sim_equal(xen_alloc_ballooned_pages(300, pages), -ENOMEM);
	lent(0, in_pool);
	sim_equal(sim_borrow(pages, 0, 300), 300);
	lent(300, in_pool - 300);
}

/* ---- nodes ---- */

static void with_vnodes(struct sim_machine *m)
{
	case_split(m, 2 * SIM_SECTION_PAGES);
}

static void each_node_knows_its_own(void)
{
	unsigned long own[2] = {};
	unsigned int i, n;

	case_reach(8000);
	n = sim_borrow(pages, 0, 300);
	for (i = 0; i < n; i++)
		own[page_to_nid(pages[i])]++;
	sim_equal(case_node(0, "lent_kb"), 4 * own[0]);
	sim_equal(case_node(1, "lent_kb"), 4 * own[1]);
	sim_give_back(pages, n, n, false);
	sim_equal(case_node(0, "lent_kb"), 0);
	sim_equal(case_node(1, "lent_kb"), 0);
}

const struct sim_case sim_cases_of_lend[] = {
	{ "page frames are lent out of the pool", NULL, lent_out_of_pool },
	{ "memory of the guest makes way for page frames", with_memory, lent_of_guest },
	{ "memory is added for page frames", with_memory, lent_by_growth },
	{ "memory cannot be added for page frames", with_memory, lent_of_guest_when_growth_fails },
	{ "the worker waits for page frames", with_memory, worker_waits_for_frames },
	{ "nothing is lent by halves", with_memory, nothing_is_lent_without_memory },
	{ "the p2m has room for page frames that are lent", with_pv_without_maximum,
	  room_is_made_for_each },
	{ "nothing is lent that the p2m has no room for", with_pv_without_maximum,
	  no_memory_for_room },
	{ "a node knows what is lent of it", with_vnodes, each_node_knows_its_own },
	{}
};
