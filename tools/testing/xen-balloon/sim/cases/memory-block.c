// SPDX-License-Identifier: GPL-2.0
/* Memory blocks go offline and online: each page frame comes back to where it was. */
#include <linux/errno.h>
#include <linux/memory_hotplug.h>
#include <linux/moduleparam.h>

#include "case.h"

#define BLOCK		SIM_SECTION_PAGES

static unsigned long first_block(void)
{
	return DIV_ROUND_UP(max(sim_machine.boot_end, sim_machine.ram_end), BLOCK);
}

/* There is a block of which so much is populated. */
static void grow(unsigned long populated)
{
	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
	case_reach(balloon_stats.total_pages + populated);
}

static bool is_idle(void)
{
	return sim_works_are_quiet();
}

/* Nothing has changed: what is in the pool has a reference, what is free has none. */
static void nothing_has_changed(unsigned long nr, unsigned long total)
{
	unsigned long pfn;

	sim_wait_for(is_idle, "the worker", SIM_S);
	sim_equal(sim_block_is_online(nr), true);
	sim_equal(balloon_stats.total_pages, total);
	for (pfn = nr * BLOCK; pfn < (nr + 1) * BLOCK; pfn++)
		if (pfn_to_page(pfn)->state == SIM_PAGE_FREE || pfn_to_page(pfn)->offline)
			sim_equal(pfn_to_page(pfn)->refcount, pfn_to_page(pfn)->offline);
	sim_rest_check();
}

/* ---- the administrator's ---- */

static void there_and_back(void)
{
	unsigned long nr = first_block(), total;

	grow(700);
	total = balloon_stats.total_pages;
	sim_equal(sim_block_offline(nr, SIM_S), 0);
	sim_equal(balloon_stats.total_pages, total - (BLOCK - 700));
	sim_equal(balloon_stats.balloon_low, 0);
	sim_equal(case_logged("was put offline"), 1);
	sim_equal(sim_block_online(nr, false), 0);
	sim_equal(balloon_stats.total_pages, total);
	sim_rest_check();
	case_reach(total);
	sim_rest_check();
}

static void own_memmap(struct sim_machine *m)
{
	m->memmap_on_memory = true;
}

static void refused_by_other_first(void)
{
	unsigned long total;

	grow(700);
	total = balloon_stats.total_pages;
	sim_offline_refuses = true;
	sim_equal(sim_block_offline(first_block(), SIM_S), -EBUSY);
	nothing_has_changed(first_block(), total);
}

static void refused_by_other_last(void)
{
	unsigned long total;

	grow(700);
	total = balloon_stats.total_pages;
	sim_offline_refuses_last = true;
	sim_equal(sim_block_offline(first_block(), SIM_S), -EBUSY);
	nothing_has_changed(first_block(), total);
}

static struct page *lent[1];

static void borrow_one(void)
{
	sim_equal(sim_borrow(lent, 0, 1), 1);
	sim_going_offline = NULL;
}

/* After mm has looked whether all of it can be moved. */
static void lent_meanwhile(void)
{
	unsigned long total;

	grow(700);
	total = balloon_stats.total_pages;
	sim_going_offline = borrow_one;
	sim_equal(sim_block_offline(first_block(), SIM_S), -EBUSY);
	sim_give_back(lent, 1, 1, false);
	nothing_has_changed(first_block(), total);
}

static void user_gives_up(void)
{
	unsigned long total;
	struct page *page;

	grow(700);
	total = balloon_stats.total_pages;
	do {
		page = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	} while (page_to_pfn(page) < first_block() * BLOCK);
	page->pins = 1;
	sim_equal(sim_block_offline(first_block(), SIM_S), -EINTR);
	nothing_has_changed(first_block(), total);
}

/* Processes use all that is populated: it is moved, and there is room for it. */
static void pages_are_migrated(void)
{
	unsigned long nr = first_block(), total;
	struct page *page;

	grow(300);
	total = balloon_stats.total_pages;
	do {
		page = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	} while (page_to_pfn(page) < nr * BLOCK);
	while (sim_processes[2].nr_pages > 300)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	sim_equal(sim_block_offline(nr, SIM_S), 0);
	sim_equal(balloon_stats.total_pages, total - (BLOCK - 300));
	sim_equal(sim_block_online(nr, false), 0);
	nothing_has_changed(nr, total);
}

/* Memory that there was at boot. */
static void not_ours(void)
{
	unsigned long nr = sim_machine.boot_end / BLOCK - 1, total, managed;

	grow(700);
	total = balloon_stats.total_pages;
	managed = totalram_pages();
	sim_equal(sim_block_offline(nr, SIM_S), 0);
	sim_equal(case_logged("was put offline"), 0);
	sim_equal(sim_block_online(nr, false), 0);
	sim_equal(totalram_pages(), managed);
	nothing_has_changed(nr, total);
}

/* ---- the driver's ---- */

static struct page *frames[2 * BLOCK];

/* For so many page frames, which are lent once. */
static void grow_empty_by(unsigned int nr)
{
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(nr, frames), 0);
	xen_free_ballooned_pages(nr, frames);
	sim_sysctl_write("hotplug_unpopulated", 0);
}

/* So many blocks of which nothing is populated. */
static void grow_empty(unsigned int blocks)
{
	grow(0);
	sim_xen.max_pages += 2 * BLOCK;
	grow_empty_by((blocks - 1) * BLOCK + 1);
	sim_equal(sim_nr_blocks, blocks);
}

/* All but the last page frame of the block are lent meanwhile. */
static void last_frame_is_evicted(void)
{
	unsigned long last = (first_block() + 1) * BLOCK - 1;
	struct page *page;

	grow_empty(1);
	sim_equal(xen_alloc_ballooned_pages(511, frames), 0);
	case_reach(sim_machine.boot_end + 1);
	do {
		page = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	} while (page_to_pfn(page) != last);
	while (sim_processes[2].nr_pages > 1)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	xen_free_ballooned_pages(511, frames);
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(15 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(case_counter("removal_failures"), 0);
	sim_rest_check();
}

static void removal_is_refused(void)
{
	unsigned long total;

	grow_empty(1);
	total = balloon_stats.total_pages;
	sim_offline_refuses_last = true;
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(15 * SIM_S);
	sim_equal(case_logged("stays for now, a page in it is pinned, or mm refused (-16)"), 1);
	nothing_has_changed(first_block(), total);
	sim_offline_refuses_last = false;
	sim_sleep(15 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(case_logged("was put offline"), 0);
	sim_rest_check();
}

static void relieve(void)
{
	sim_out_of_memory();
}

/* What is populated again is not migrated: that could take long. */
static void relieved_meanwhile(void)
{
	unsigned long total;

	grow_empty(1);
	total = balloon_stats.total_pages;
	sim_param_oom_reserve.ops->set("8M", &sim_param_oom_reserve);
	case_reach(sim_machine.boot_end - 10);
	sim_going_offline = relieve;
	sim_sleep(12 * SIM_S);
	sim_equal(case_counter("removal_failures"), 1);
	nothing_has_changed(first_block(), total);
}

static void freshly_allocated(void)
{
	grow_empty(1);
	case_reach(sim_machine.boot_end + 1);
	do {
		sim_lru_batched = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	} while (page_to_pfn(sim_lru_batched) < sim_machine.boot_end);
	sim_lru_batched->on_lru = false;
	while (sim_processes[2].nr_pages > 1)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(15 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
}

static void movable(struct sim_machine *m)
{
	m->online_policy = 2;
}

/* When it goes online in the end it is the driver that puts it online. */
static void online_later(void)
{
	sim_online_refuses = true;
	grow(0);
	sim_toolstack_set(sim_machine.boot_end + 1);
	case_settle();
	sim_equal(sim_block_is_online(first_block()), false);
	sim_online_refuses = false;
	case_reach(sim_machine.boot_end + 1);
	sim_equal(is_zone_movable_page(pfn_to_page(first_block() * BLOCK)), true);
}

/* The second was there first. */
static void older_neighbour(void)
{
	unsigned long nr = first_block(), total;
	struct page *page;

	grow_empty(2);
	case_reach(sim_machine.boot_end + 1);
	do {
		page = sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	} while (page_to_pfn(page) < sim_machine.boot_end);
	sim_equal(page_to_pfn(page) / BLOCK, nr + 1);
	page->pins = 1;
	while (sim_processes[2].nr_pages > 1)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	case_reach(sim_machine.boot_end - 10);
	sim_sleep(15 * SIM_S);
	sim_equal(sim_block_present(nr), false);
	page->pins = 0;
	grow_empty_by(BLOCK + 100);
	sim_equal(sim_nr_blocks, 2);
	total = balloon_stats.total_pages;
	sim_equal(sim_block_offline(nr + 1, SIM_S), 0);
	sim_equal(balloon_stats.total_pages, total - (BLOCK - 1));
	sim_equal(sim_block_online(nr + 1, false), 0);
	sim_equal(balloon_stats.total_pages, total);
	sim_rest_check();
}

/* ---- gaps ---- */

#define REFUSED	"cannot go offline: it is at the end of its zone, with a gap before the rest"

/* One block, a gap, and two blocks. */
static void grow_around_gap(void)
{
	grow(1);
	/* mm refuses an address, and has left something there. */
	sim_hotplug_refuses = true;
	sim_hotplug_leaves_section = true;
	sim_toolstack_set(sim_machine.boot_end + BLOCK + 1);
	case_settle();
	sim_hotplug_refuses = false;
	sim_hotplug_leaves_section = false;
	case_reach(sim_machine.boot_end + BLOCK + 1);
	case_reach(sim_machine.boot_end + 2 * BLOCK + 1);
	sim_equal(sim_nr_blocks, 3);
	sim_equal(sim_block_present(first_block() + 1), false);
}

static void end_of_zone_at_gap(void)
{
	unsigned long nr = first_block();

	grow_around_gap();
	sim_equal(sim_block_offline(nr + 3, SIM_S), 0);
	sim_equal(case_logged(REFUSED), 0);
	sim_equal(sim_block_offline(nr + 2, SIM_S), -EBUSY);
	sim_equal(case_logged(REFUSED), 1);
	sim_equal(sim_block_online(nr + 3, false), 0);
	/* Not at an end now; and then it is no longer what holds the gap. */
	sim_equal(sim_block_offline(nr + 2, SIM_S), 0);
	sim_equal(sim_block_offline(nr + 3, SIM_S), -EBUSY);
	sim_equal(case_logged(REFUSED), 2);
}

static void start_of_zone_at_gap(void)
{
	unsigned long nr = first_block();

	grow_around_gap();
	sim_equal(sim_block_offline(nr, SIM_S), -EBUSY);
	sim_equal(case_logged(REFUSED), 1);
	sim_equal(sim_block_offline(nr + 3, SIM_S), 0);
	sim_equal(sim_block_offline(nr + 2, SIM_S), -EBUSY);
	sim_equal(case_logged(REFUSED), 2);
}

static void zone_of_one_block(void)
{
	grow(1);
	sim_equal(sim_block_offline(first_block(), SIM_S), 0);
	sim_equal(case_logged(REFUSED), 0);
}

const struct sim_case sim_cases_of_memory_block[] = {
	{ "a memory block goes offline and online again", NULL, there_and_back },
	{ "so does one that brings its own memmap", own_memmap, there_and_back },
	{ "a memory block stays as it is when another driver refuses first",
	  NULL, refused_by_other_first },
	{ "a memory block stays as it is when another driver refuses last",
	  NULL, refused_by_other_last },
	{ "a memory block does not go offline with a page frame lent meanwhile",
	  NULL, lent_meanwhile },
	{ "a memory block stays as it is when the user gives up", NULL, user_gives_up },
	{ "pages of a memory block that goes offline are migrated", NULL, pages_are_migrated },
	{ "memory that there was at boot goes offline and online", NULL, not_ours },
	{ "the last page frame of a memory block is evicted", NULL, last_frame_is_evicted },
	{ "removal that is refused leaves all as it was", NULL, removal_is_refused },
	{ "a memory block is not removed that is populated meanwhile", NULL, relieved_meanwhile },
	{ "pages that are about to be movable do not keep a memory block",
	  NULL, freshly_allocated },
	{ "a memory block that goes online late goes where the user has chosen",
	  movable, online_later },
	{ "a memory block is not taken for its neighbour", NULL, older_neighbour },
	{ "the end of a zone stays online after a gap", NULL, end_of_zone_at_gap },
	{ "the start of a zone stays online before a gap", movable, start_of_zone_at_gap },
	{ "the only block of a zone goes offline", movable, zone_of_one_block },
	{}
};
