// SPDX-License-Identifier: GPL-2.0
/* Memory blocks that nothing needs are removed, when it has been quiet. */
#include <linux/memory_hotplug.h>

#include "case.h"

#define BLOCK		SIM_SECTION_PAGES
#define MEMMAP		512UL

/* XEN_BALLOON_QUIET_SECONDS */
#define QUIET		10

static unsigned long first_block(void)
{
	return sim_machine.boot_end / BLOCK;
}

/* So many blocks have been added to lend page frames, and nothing in them is populated. */
static void grow(unsigned int blocks)
{
	static struct page *lent[4 * BLOCK];

	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
	sim_xen.max_pages += blocks * MEMMAP;
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages((blocks - 1) * BLOCK + 1, lent), 0);
	xen_free_ballooned_pages((blocks - 1) * BLOCK + 1, lent);
	sim_sysctl_write("hotplug_unpopulated", 0);
	sim_equal(sim_nr_blocks, blocks);
}

static unsigned long wanted_blocks;

static bool blocks_are_gone(void)
{
	return sim_nr_blocks == wanted_blocks;
}

/* Seconds until so many are left. */
static unsigned long until_left(unsigned int blocks)
{
	u64 start = sim_now;

	wanted_blocks = blocks;
	sim_assert(sim_wait_for(blocks_are_gone, "removal", 1000 * SIM_S), "%lu blocks are left",
		   sim_nr_blocks);
	return (sim_now - start) / SIM_S;
}

/* ---- when ---- */

static void removed_when_quiet(void)
{
	unsigned long current;

	grow(2);
	case_reach(sim_machine.boot_end - 10);
	current = balloon_stats.current_pages;
	sim_equal(sim_nr_blocks, 2);
	sim_sleep((QUIET - 1) * SIM_S);
	sim_equal(sim_nr_blocks, 2);
	/* Tasks RCU has to wait for compaction each time, which is looked at once a second. */
	sim_equal(until_left(0), 3);
	case_settle();
	sim_equal(case_counter("shrunk_pages"), 2 * BLOCK);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_equal(balloon_stats.current_pages, current);
	sim_rest_check();
	sim_rest_check_cost(1000, 0);
}

/* A page frame of the last one is needed. */
static void stays_when_needed(void)
{
	grow(2);
	case_reach(sim_machine.boot_end + 1);
	sim_sleep(100 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	/* The newest goes first. */
	sim_equal(sim_block_present(first_block()), true);
	sim_rest_check();
}

static void own_memmap(struct sim_machine *m)
{
	m->memmap_on_memory = true;
}

static void own_memmap_is_released(void)
{
	grow(1);
	case_reach(sim_machine.boot_end - 100);
	until_left(0);
	case_settle();
	sim_equal(sim_xen_is_ram(sim_machine.boot_end), false);
	sim_equal(sim_xen_is_ram(sim_machine.boot_end + MEMMAP - 1), false);
	sim_equal(sim_xen.tot_pages, sim_machine.boot_end - 100);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end - 100);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_rest_check();
}

static void unable_to_follow_walks(struct sim_machine *m)
{
	m->can_follow_walks = false;
}

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

/* Then their page frames go, and the memmap stays for the next time. */
static void memmap_stays(void)
{
	grow(1);
	case_reach(sim_machine.boot_end - 100);
	sim_sleep(100 * SIM_S);
	case_settle();
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_block_is_online(first_block()), false);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_rest_check_cost(1000, 0);
	case_reach(sim_machine.boot_end + 1);
	sim_equal(sim_nr_blocks, 1);
	sim_rest_check();
}

/* ---- what is in the way ---- */

/* A process has a page in one of the blocks, which is pinned. */
static struct page *pin(void)
{
	struct page *page;

	case_reach(sim_machine.boot_end + 1);
	do {
		page = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
		sim_assert(page, "no page of a block");
	} while (page_to_pfn(page) < sim_machine.boot_end);
	while (sim_processes[2].nr_pages > 1)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	page->pins = 1;
	return page;
}

static void free_pinned(struct page *page)
{
	page->pins = 0;
	sim_free_page(page);
}

/* The pauses are 10, 20, 40 ... seconds; the first two are awaited without any other reason. */
static void pinned_page(void)
{
	struct page *page;

	grow(1);
	page = pin();
	case_reach(sim_machine.boot_end - 200);
	sim_sleep(200 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(case_logged("stays for now"), 1);
	sim_equal(case_counter("removal_failures"), 3);
	sim_equal(case_counter("most_removal_failures"), 3);
	sim_sleep(1000 * SIM_S);
	sim_equal(case_counter("removal_failures"), 3);
	sim_rest_check_cost(1000, 0);
	free_pinned(page);
	/* Memory has moved: the worker tries again. */
	case_reach(sim_machine.boot_end - 500);
	until_left(0);
	sim_rest_check();
}

static bool fails_again(void)
{
	return case_counter("removal_failures") == wanted_blocks;
}

static unsigned long until_failure(unsigned long n)
{
	u64 start = sim_now;

	wanted_blocks = n;
	sim_assert(sim_wait_for(fails_again, "removal", 1000 * SIM_S), "it is not tried again");
	return (sim_now - start + SIM_S / 2) / SIM_S;
}

static void pauses_grow(void)
{
	grow(1);
	pin();
	sim_toolstack_set(sim_machine.boot_end - 200);
	until_failure(1);
	sim_equal(until_failure(2), 10);
	sim_equal(until_failure(3), 20);
}

static void other_blocks_are_tried(void)
{
	struct page *page;

	grow(3);
	page = pin();
	case_reach(sim_machine.boot_end - 200);
	sim_sleep(60 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_block_present(page_to_pfn(page) / BLOCK), true);
	/* There is a gap before it now, which it holds. */
	sim_equal(case_counter("removal_failures"), 1);
	free_pinned(page);
	case_reach(sim_machine.boot_end - 500);
	sim_sleep(60 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_rest_check();
}

static bool holds_lock;

static void lock_holder(void *arg)
{
	lock_device_hotplug();
	while (holds_lock) {
		sim_sleep(100 * SIM_MS);
		unlock_device_hotplug();
		lock_device_hotplug();
	}
	unlock_device_hotplug();
}

/* It is tried once a second, and does not wait. */
static void waits_for_lock(void)
{
	unsigned int tries;

	grow(1);
	case_reach(sim_machine.boot_end - 200);
	holds_lock = true;
	sim_task_start("other user", lock_holder, NULL);
	sim_sleep((QUIET + 1) * SIM_S);
	tries = sim_hotplug_lock_tries;
	sim_sleep(20 * SIM_S);
	sim_equal(sim_hotplug_lock_tries - tries, 20);
	sim_equal(sim_nr_blocks, 1);
	holds_lock = false;
	sim_equal(until_left(0) <= 1, true);
}

/* Someone else has the lock for long. Meanwhile the guest is asked again. */
static void does_not_hold_up_a_move(void)
{
	grow(1);
	case_reach(sim_machine.boot_end - 200);
	sim_cache_is_busy = true;
	while (sim_alloc_for(SIM_PAGE_CACHE, GFP_HIGHUSER | __GFP_NORETRY))
		;
	holds_lock = true;
	sim_task_start("other user", lock_holder, NULL);
	sim_toolstack_set(sim_machine.boot_end - 1000);
	sim_sleep(20 * SIM_S);
	case_sysfs_says("reason", "guest-memory");
	sim_cache_is_busy = false;
	case_reach(sim_machine.boot_end - 1000);
	sim_equal(sim_nr_blocks, 1);
	holds_lock = false;
}

static struct page *lent[2 * BLOCK];

/* All that could be tried has been, and then there is another block. */
static void tried_after_growth(void)
{
	grow(1);
	pin();
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(200 * SIM_S);
	sim_equal(case_counter("removal_failures"), 3);
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(BLOCK + 100, lent), 0);
	sim_equal(sim_nr_blocks, 2);
	xen_free_ballooned_pages(BLOCK + 100, lent);
	sim_sleep(20 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
}

/* In a zone that begins with them, so that the second does not hold a gap. */
static void movable(struct sim_machine *m)
{
	m->online_policy = 2;
}

/* A page frame of one comes back while the other is on its way. */
static void tried_after_removal(void)
{
	unsigned long newest = first_block() + 1;

	grow(2);
	sim_equal(sim_borrow(lent, 0, 1), 1);
	sim_equal(page_to_pfn(lent[0]) / BLOCK, newest);
	while (sim_block_is_online(first_block()))
		sim_sleep(10 * SIM_MS);
	sim_equal(sim_block_is_online(newest), true);
	sim_give_back(lent, 1, 1, false);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(until_left(0), 3);
}

/* ---- for the memory of its memmap ---- */

/* Nothing can be taken from the guest but the memory of so many page frames of the block. */
static void removed_for_memory(unsigned long populated)
{
	grow(1);
	case_reach(sim_machine.boot_end + populated);
	while (si_mem_available() > 2048)
		sim_assert(sim_alloc_for(2, GFP_HIGHUSER | __GFP_NORETRY), "no memory");
	sim_toolstack_set(sim_machine.boot_end - 500);
	sim_sleep(5 * SIM_S);
	case_sysfs_says("reason", "guest-memory");
	sim_rest_check();
}

/* The memmap that is free then makes up for it. */
static void removed_when_it_pays(void)
{
	removed_for_memory(BLOCK / 64);
	sim_equal(sim_nr_blocks, 0);
}

static void not_removed_when_it_does_not(void)
{
	removed_for_memory(BLOCK / 64 + 1);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(case_counter("removal_failures"), 0);
}

const struct sim_case sim_cases_of_removal[] = {
	{ "memory blocks are removed when it has been quiet", NULL, removed_when_quiet },
	{ "a memory block stays as long as it is needed", NULL, stays_when_needed },
	{ "the memmap of a memory block is released with it", own_memmap, own_memmap_is_released },
	{ "the memmap stays where compaction may read it", unable_to_follow_walks, memmap_stays },
	{ "the memmap stays in a PV domain", pv, memmap_stays },
	{ "a memory block stays with a pinned page in it", NULL, pinned_page },
	{ "removal is tried less and less often", NULL, pauses_grow },
	{ "a memory block that stays does not keep others", NULL, other_blocks_are_tried },
	{ "removal is tried again after growth", NULL, tried_after_growth },
	{ "removal is tried again after removal", movable, tried_after_removal },
	{ "removal does not wait for the hotplug lock", NULL, waits_for_lock },
	{ "removal that waits for the hotplug lock does not hold up a move",
	  NULL, does_not_hold_up_a_move },
	{ "a memory block goes when its memmap is worth the memory in it",
	  NULL, removed_when_it_pays },
	{ "a memory block stays when its memmap is not", NULL, not_removed_when_it_does_not },
	{}
};
