// SPDX-License-Identifier: GPL-2.0
/* Memory for the memmap that a memory block brings: Xen may have none, or not take it back. */
#include <linux/memory_hotplug.h>

#include <stdio.h>
#include <string.h>

#include "../core/lock.h"
#include "case.h"

#define BLOCK		SIM_SECTION_PAGES
#define MEMMAP		512UL

static unsigned long first_pfn(void)
{
	return DIV_ROUND_UP(sim_machine.boot_end, BLOCK) * BLOCK;
}

static unsigned long populated_of_memmap(void)
{
	return case_populated(first_pfn(), MEMMAP);
}

static void own_memmap(struct sim_machine *m)
{
	m->memmap_on_memory = true;
}

/* All page frames are populated, and Xen allows more. */
static void fill(void)
{
	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
	sim_xen.max_pages += 2 * MEMMAP;
}

/* A block is added for page frames that are lent; nothing else in it is populated. */
static void grow(void)
{
	struct page *lent;

	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(1, &lent), 0);
	xen_free_ballooned_pages(1, &lent);
	sim_sysctl_write("hotplug_unpopulated", 0);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(populated_of_memmap(), MEMMAP);
}

static bool blocks_are_gone(void)
{
	return !sim_nr_blocks;
}

static void shrink(void)
{
	sim_assert(sim_wait_for(blocks_are_gone, "removal", 100 * SIM_S), "the block stays");
}

/* ---- Xen does not take it ---- */

/* Xen has no page table for the first of a superpage. */
static void lose_memmap(void)
{
	fill();
	grow();
	case_reach(sim_machine.boot_end - 10);
	sim_xen.paging = 0;
	shrink();
	sim_equal(case_logged("Xen does not take 512 pages of memmap now"), 1);
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
}

static void kept_for_now(void)
{
	lose_memmap();
	case_settle();
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end - 10);
	sim_xen.paging = 1000;
	/* It is tried again with each new target. */
	case_reach(sim_machine.boot_end - 20);
	sim_equal(populated_of_memmap(), 0);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_equal(sim_slab_objects("memmap.c"), 0);
	sim_rest_check();
}

/* Memory of another domain could be mapped there. */
static void reserved_meanwhile(void)
{
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(BLOCK)), true);
	lose_memmap();
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(MEMMAP)), false);
	sim_xen.paging = 1000;
	case_reach(sim_machine.boot_end - 20);
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(BLOCK)), true);
}

/* What another party has mapped there is its own. */
static void reserved_by_others(void)
{
	fill();
	grow();
	case_reach(sim_machine.boot_end - 10);
	sim_resource_is_taken = true;
	shrink();
	sim_equal(populated_of_memmap(), MEMMAP);
	case_reach(sim_machine.boot_end - 20);
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_resource_is_taken = false;
	case_reach(sim_machine.boot_end - 30);
	sim_equal(populated_of_memmap(), 0);
	sim_rest_check();
}

/* And then not any more. */
static void tried_as_long_as_needed(void)
{
	unsigned long taken;

	lose_memmap();
	sim_xen.paging = 1000;
	case_reach(sim_machine.boot_end - 20);
	taken = sim_lock_taken("device_hotplug_lock");
	case_reach(sim_machine.boot_end - 30);
	sim_equal(sim_lock_taken("device_hotplug_lock"), taken);
}

static void taken_for_next_block(void)
{
	unsigned long current;

	lose_memmap();
	case_reach(sim_machine.boot_end + MEMMAP);
	current = balloon_stats.current_pages;
	sim_xen.max_pages += 2 * MEMMAP;
	grow();
	sim_equal(balloon_stats.current_pages, current);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end + BLOCK);
	sim_xen.paging = 1000;
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(20 * SIM_S);
	sim_equal(populated_of_memmap(), 0);
	sim_rest_check();
}

/* Xen takes 100 pages of it. */
static void lose_part_of_memmap(void)
{
	fill();
	grow();
	case_reach(sim_machine.boot_end - 10);
	sim_xen.stops_after = 101;
	sim_xen.stays_stopped = true;
	shrink();
}

static void released_in_part(void)
{
	lose_part_of_memmap();
	sim_equal(case_logged("Xen does not take 412 pages of memmap now"), 1);
	sim_equal(populated_of_memmap(), MEMMAP - 100);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_xen.stops_after = 0;
	case_reach(sim_machine.boot_end - 20);
	sim_equal(populated_of_memmap(), 0);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_rest_check();
}

/* Too little of it is left for a block just below the ceiling, which has its memmap elsewhere. */
static void avoided_by_others(void)
{
	lose_part_of_memmap();
	case_reach(sim_machine.boot_end + MEMMAP - 100);
	sim_toolstack_set(sim_machine.boot_end + MEMMAP);
	sim_xen.max_pages = sim_xen.tot_pages + 99;
	case_settle();
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_block_present(first_pfn() / BLOCK), false);
	sim_equal(populated_of_memmap(), MEMMAP - 100);
	sim_xen.stops_after = 0;
	case_reach(sim_machine.boot_end + MEMMAP + 2);
	sim_equal(populated_of_memmap(), 0);
	sim_rest_check();
}

/* ---- Xen has too little ---- */

static void xen_has(unsigned long pages)
{
	sim_xen.free[0] = pages;
	sim_xen.superpages[0] = 0;
}

static void too_little(void)
{
	fill();
	xen_has(MEMMAP - 1);
	sim_toolstack_set(sim_machine.boot_end + 600);
	case_settle();
	case_sysfs_says("reason", "xen-refused");
	sim_equal(sim_nr_blocks, 0);
	sim_equal(case_logged("Cannot add additional memory (-28)"), 1);
	sim_equal(populated_of_memmap(), 0);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_equal(sim_slab_objects("memmap.c"), 0);
}

static void just_enough(void)
{
	fill();
	xen_has(MEMMAP);
	sim_toolstack_set(sim_machine.boot_end + 600);
	case_settle();
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end + MEMMAP);
	sim_rest_check();
}

/* What Xen had, and does not take back, is not asked for again. */
static void completed_later(void)
{
	fill();
	xen_has(100);
	sim_xen.stops_after = 1;
	sim_xen.stays_stopped = true;
	sim_toolstack_set(sim_machine.boot_end + 600);
	case_settle();
	sim_equal(populated_of_memmap(), 100);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end + 100);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	xen_has(MEMMAP - 100);
	sim_sleep(10 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end + MEMMAP);
	sim_rest_check();
}

const struct sim_case sim_cases_of_memmap[] = {
	{ "memmap that Xen does not take is released later", own_memmap, kept_for_now },
	{ "memmap is not released twice", own_memmap, tried_as_long_as_needed },
	{ "memmap that Xen does not take is used again", own_memmap, taken_for_next_block },
	{ "a memory block is not added where memmap is left", own_memmap, avoided_by_others },
	{ "the addresses of memmap that is left are reserved", own_memmap, reserved_meanwhile },
	{ "what others map where memmap is left stays", own_memmap, reserved_by_others },
	{ "memmap that Xen takes in part is released later", own_memmap, released_in_part },
	{ "Xen has too little for the memmap of a memory block", own_memmap, too_little },
	{ "Xen has just enough for the memmap of a memory block", own_memmap, just_enough },
	{ "memmap is completed when Xen has more", own_memmap, completed_later },
	{}
};
