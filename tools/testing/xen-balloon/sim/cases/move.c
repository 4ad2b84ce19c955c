// SPDX-License-Identifier: GPL-2.0
/*
 * Moves: in which pieces memory goes to Xen and comes back, and what becomes of a piece that Xen
 * or the guest does not let go.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>

#include <stdio.h>
#include <string.h>

#include "../core/lock.h"
#include "case.h"

#define MOVABLE	(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY)

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

static void by(long pages)
{
	case_reach(balloon_stats.current_pages + pages);
	sim_rest_check();
}

static void host_has_room(void)
{
	case_settle();
	case_host_has_plenty();
}

/* A process has all but so many of the pages that can be had. */
static void guest_has_left(unsigned long pages)
{
	while (si_mem_available() > (long)pages && sim_alloc_for(2, MOVABLE))
		;
}

static void guest_frees(unsigned long pages)
{
	while (pages-- && sim_processes[2].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
}

/* ---- down and up ---- */

static void superpages_go_first(void)
{
	host_has_room();
	by(-512);
	sim_equal(case_counter("inflated_superpages"), 3 + 1);
	by(-511);
	sim_equal(case_counter("inflated_superpages"), 3 + 1);
	by(-1024 - 100);
	sim_equal(case_counter("inflated_superpages"), 3 + 3);
	by(512);
	sim_equal(case_counter("deflated_superpages"), 1);
	by(511);
	sim_equal(case_counter("deflated_superpages"), 1);
	by(1024 + 100);
	sim_equal(case_counter("deflated_superpages"), 3);
	sim_equal(case_counter("deflated_pages"), 512 + 511 + 1024 + 100);
	sim_equal(case_counter("inflated_pages"), 1536 + 512 + 511 + 1024 + 100);
	sim_equal(case_counter("refused"), 0);
	sim_equal(case_counter("short"), 0);
	sim_equal(case_counter("low_zones"), 0);
}

/* As many at once as a step may move. */
static void steps_are_large(void)
{
	unsigned long steps = case_counter("inflate_steps"), calls;

	host_has_room();
	calls = case_counter("hypercalls");
	by(-4 * 512);
	sim_equal(case_counter("inflate_steps"), steps + 1);
	sim_equal(case_counter("hypercalls"), calls + 1);
	by(4 * 512);
	sim_equal(case_counter("deflate_steps"), 1);
	sim_equal(case_counter("hypercalls"), calls + 2);
	by(-100);
	sim_equal(case_counter("inflate_steps"), steps + 2);
	by(100);
	sim_equal(case_counter("deflate_steps"), 2);
	sim_equal(case_counter("hypercalls"), calls + 4);
}

static void pv_moves_pages(void)
{
	host_has_room();
	by(-300);
	sim_equal(case_counter("inflate_steps"), 1);
	by(300);
	sim_equal(case_counter("deflate_steps"), 1);
	by(1536);
	by(-1024);
	sim_equal(case_counter("inflate_steps"), 2);
	sim_equal(case_counter("short"), 0);
}

/* memop-max-order=0: the next 64 steps do not offer any. */
static void without_superpages(struct sim_machine *m)
{
	m->memory = m->boot_end;
	sim_xen.max_order = 0;
}

static void one_page_each(unsigned int steps)
{
	while (steps--)
		case_reach(balloon_stats.current_pages - 1);
}

static void refused_superpages_are_offered_later(unsigned int steps)
{
	host_has_room();
	by(-600);
	sim_equal(case_counter("short"), 1);
	one_page_each(steps);
	by(-600);
	sim_equal(case_counter("inflated_superpages"), 0);
}

static void not_in_the_next_64(void)
{
	refused_superpages_are_offered_later(63);
	sim_equal(case_counter("short"), 1);
}

static void in_the_65th(void)
{
	refused_superpages_are_offered_later(64);
	sim_equal(case_counter("short"), 2);
}

/* Xen has taken some pages of a superpage when it stops. */
static void partial_superpage_is_sorted(void)
{
	host_has_room();
	sim_xen.stops_after = 512 + 101;
	by(-2000);
	sim_equal(sim_xen.stops_after, 0);
	sim_equal(case_counter("inflated_pages"), 2000);
	sim_equal(case_counter("short"), 1);
	by(2000);
}

static void partial_pages_go_back(void)
{
	host_has_room();
	sim_xen.stops_after = 101;
	by(-300);
	sim_equal(case_counter("inflated_pages"), 300);
	sim_equal(case_counter("short"), 1);
}

/* One page in so many is in use. */
static void fragment(unsigned long each)
{
	struct page *page, *next;

	guest_has_left(0);
	list_for_each_entry_safe(page, next, &sim_processes[2].pages, lru)
		if ((page_to_pfn(page) + 1) % each)
			sim_free_page(page);
}

/* Clearing takes 100 ns a page. For each page the page allocator takes 60 ns, for a run 500. */
static unsigned long long ns_to_inflate(unsigned long pages)
{
	unsigned long long ns = case_counter("step_ns") - case_counter("xen_ns");

	case_reach(balloon_stats.current_pages - pages);
	return case_counter("step_ns") - case_counter("xen_ns") - ns - 100 * pages;
}

static void fragments_are_taken_in_runs(void)
{
	static const struct {
		unsigned long pages;
		unsigned long long ns;
	} moves[] = { { 1000, 10000 }, { 64, 1000 }, { 7, 2000 } };
	unsigned int i;

	host_has_room();
	fragment(512);
	for (i = 0; i < ARRAY_SIZE(moves); i++) {
		unsigned long long ns = ns_to_inflate(moves[i].pages);

		sim_assert(ns < moves[i].ns, "%lu pages take %llu ns", moves[i].pages, ns);
	}
	guest_frees(~0UL);
	sim_rest_check();
}

/* There are no runs: as many pages as a step may take, one by one. */
static void single_pages_are_taken_at_once(void)
{
	unsigned long steps;

	host_has_room();
	fragment(4);
	steps = case_counter("inflate_steps");
	case_reach(balloon_stats.current_pages - 1000);
	sim_equal(case_counter("inflate_steps") - steps, 1);
	guest_frees(~0UL);
	sim_rest_check();
}

/* What the page cache has is reclaimed for the balloon; the kernel keeps what it aims for. */
static void no_zone_is_left_low(void)
{
	host_has_room();
	while (sim_alloc_for(SIM_PAGE_CACHE, MOVABLE))
		if (sum_zone_node_page_state(0, NR_FREE_PAGES) < 2 * totalreserve_pages)
			break;
	case_reach(balloon_stats.current_pages - 1500);
	sim_equal(case_counter("low_zones"), 0);
	sim_rest_check();
}

/* Meanwhile another takes what the worker has left. */
static unsigned long managed_before;

static void take_the_rest(enum sim_point kind)
{
	if (kind != SIM_READ || !sim_current || strncmp(sim_current->name, "kworker", 7) ||
	    sim_zones[ZONE_DMA32].managed_pages == managed_before)
		return;
	sim_at_point = NULL;
	while (sim_alloc_for(2, __GFP_NORETRY))
		;
}

static void low_zone_is_counted(void)
{
	host_has_room();
	managed_before = sim_zones[ZONE_DMA32].managed_pages;
	sim_at_point = take_the_rest;
	sim_toolstack_set(balloon_stats.current_pages - 100);
	case_settle();
	sim_assert(!sim_at_point, "nothing was taken");
	sim_equal(case_counter("low_zones"), 1);
}

/* ---- a guest that is out of memory ---- */

static void victim(void *unused)
{
	sim_assert(sim_out_of_memory(), "the guest is given nothing");
}

static void run_out_of_memory(enum sim_point kind)
{
	if (kind != SIM_ALLOC || !sim_current || strncmp(sim_current->name, "kworker", 7))
		return;
	sim_at_point = NULL;
	sim_task_start("victim", victim, NULL);
	sim_task_yield();
}

/* What the worker has just taken goes back, and no process is killed. */
static void guest_gets_its_pages_back(void)
{
	unsigned long before;

	host_has_room();
	sim_alloc_for(2, MOVABLE);
	before = balloon_stats.current_pages;
	sim_at_point = run_out_of_memory;
	sim_toolstack_set(before - 300);
	sim_sleep(20 * SIM_S);
	sim_assert(!sim_processes[2].doomed, "a process is killed");
	sim_equal(balloon_stats.current_pages, before);
	case_sysfs_says("reason", "guest-oom");
	case_sysfs_says("state", "oom");
	sim_sleep(45 * SIM_S);
	sim_equal(balloon_stats.current_pages, before - 300);
	guest_frees(1);
	sim_rest_check();
}

static unsigned long relief(const char *reserve)
{
	unsigned long before = balloon_stats.current_pages;

	sim_param_oom_reserve.ops->set(reserve, &sim_param_oom_reserve);
	sim_out_of_memory();
	sim_param_oom_reserve.ops->set("0", &sim_param_oom_reserve);
	return balloon_stats.current_pages - before;
}

static void room_for_relief(void)
{
	host_has_room();
	case_reach(6100);
	sim_xen.max_pages += 4000;
}

static void relief_is_exact(void)
{
	room_for_relief();
	sim_equal(relief("4K"), 1);
	sim_equal(relief("304K"), 75);
	sim_rest_check();
}

static void relief_is_a_superpage(void)
{
	unsigned long superpages;

	room_for_relief();
	superpages = sim_xen.superpages[0];
	sim_equal(relief("2M"), 512);
	sim_equal(sim_xen.superpages[0], superpages - 1);
	sim_equal(relief("4M"), 512);
	sim_equal(sim_xen.superpages[0], superpages - 2);
	sim_rest_check();
}

static void relief_is_pages_without_superpages(void)
{
	room_for_relief();
	sim_xen.superpages[0] = 0;
	sim_equal(relief("2M"), 512);
	sim_rest_check();
}

static void relief_in_pv(void)
{
	host_has_room();
	sim_xen.max_pages += 4000;
	sim_equal(relief("300K"), 75);
	/* A superpage at a time. */
	sim_equal(relief("4M"), 512);
	sim_rest_check();
}

/* No maximum that the p2m would be made for. */
static void pv_without_maximum(struct sim_machine *m)
{
	m->domain = SIM_PV;
	sim_toolstack_silent = true;
}

/* There was no memory for the p2m when the reserve was set, and there is none now. */
static void no_relief_without_p2m(void)
{
	unsigned long pool = balloon_stats.balloon_low;

	host_has_room();
	while (sim_alloc_for(2, MOVABLE))
		;
	while (sim_alloc_for(2, __GFP_NORETRY))
		;
	sim_equal(relief("1M"), 0);
	sim_sleep(SIM_S);
	sim_equal(balloon_stats.balloon_low, pool);
	/* Neither does the worker get any for it. */
	balloon_set_new_target(sim_machine.memory + 200);
	sim_sleep(SIM_S);
	case_sysfs_says("reason", "guest-memory");
	sim_equal(balloon_stats.balloon_low, pool);
	guest_frees(~0UL);
	sim_sleep(40 * SIM_S);
	sim_equal(balloon_stats.current_pages, sim_machine.memory + 200);
	sim_rest_check();
}

/* ---- by node ---- */

static unsigned long free_before[SIM_PNODES];

static void nodes_are_small(void)
{
	case_host_has_plenty();
	case_reach(9000);
	sim_xen.max_pages += 4000;
	memcpy(free_before, sim_xen.free, sizeof(free_before));
}

static unsigned long taken_from(unsigned int pnode)
{
	return free_before[pnode] - sim_xen.free[pnode];
}

static void relief_is_of_the_node(void)
{
	nodes_are_small();
	sim_equal(relief("300K"), 75);
	sim_equal(taken_from(0), 75);
	sim_equal(taken_from(1), 0);
	sim_rest_check();
}

static void relief_is_of_another_node(void)
{
	nodes_are_small();
	sim_xen.free[0] = 0;
	sim_equal(relief("300K"), 75);
	sim_equal(taken_from(1), 75);
	sim_rest_check();
}

/* As the last resort: memory of another host node. */
static void relief_is_any_memory(void)
{
	nodes_are_small();
	sim_xen.free[0] = 0;
	sim_machine.pnode[1] = 0;
	sim_equal(relief("300K"), 75);
	sim_equal(taken_from(1), 75);
	sim_machine.pnode[1] = 1;
}

/* A target of the domain is about the amount. */
static void any_memory_will_do(void)
{
	nodes_are_small();
	sim_xen.free[0] = 100;
	by(2000);
	sim_equal(sim_xen.free[0], 0);
}

/* Targets of vnodes are about the place too: nothing else will do. */
static void only_memory_of_the_vnode(void)
{
	unsigned long pages[SIM_VNODES] = { 4000, 4000 };

	nodes_are_small();
	sim_vnodes_offer(false);
	case_settle();
	sim_vnodes_set(pages, false);
	case_settle();
	sim_equal(balloon_stats.current_pages, 8000);
	sim_xen.free[0] = 100;
	pages[0] = pages[1] = 4500;
	sim_vnodes_set(pages, false);
	sim_sleep(100 * SIM_S);
	sim_equal(balloon_stats.current_pages, 8600);
	case_host_reads("vnode0/reason", "xen-refused");
	case_host_reads("vnode1/reason", "none");
	sim_xen.free[0] = 1000;
	sim_sleep(40 * SIM_S);
	sim_equal(balloon_stats.current_pages, 9000);
	sim_rest_check();
}

/* ---- page frames for borrowers ---- */

static struct page *borrowed[1024];

static void memory_makes_way(void)
{
	unsigned long before;

	host_has_room();
	before = balloon_stats.current_pages;
	sim_equal(balloon_stats.balloon_low, 0);
	sim_equal(sim_borrow(borrowed, 0, 300), 300);
	sim_equal(before - balloon_stats.current_pages, 300);
	sim_give_back(borrowed, 300, 300, false);
	case_settle();
	sim_equal(balloon_stats.current_pages, before);
	sim_rest_check();
}

static void all_memory(struct sim_machine *m)
{
	m->memory = m->boot_end;
}

static void memory_makes_way_in_part(void)
{
	host_has_room();
	sim_xen.stops_after = 101;
	memory_makes_way();
}

static void borrowers_leave_the_guest_some(void)
{
	host_has_room();
	guest_has_left(500);
	sim_equal(si_mem_available(), 500);
	sim_equal(xen_alloc_ballooned_pages(501, borrowed), -ENOMEM);
	/* What was lent on the way comes back. */
	case_settle();
	sim_equal(balloon_stats.target_unpopulated, 0);
	guest_frees(500);
	guest_has_left(500);
	sim_equal(si_mem_available(), 500);
	sim_equal(sim_borrow(borrowed, 0, 500), 500);
	sim_give_back(borrowed, 500, 500, false);
	guest_frees(~0UL);
	case_settle();
	sim_rest_check();
}

/* ---- a memory block is emptied ---- */

#define BLOCK	SIM_SECTION_PAGES

/* The page frames that stay in use: at both ends, and runs. */
static bool stays_in_use(unsigned long pfn)
{
	unsigned long i = pfn % BLOCK;

	return pfn >= sim_machine.boot_end && (i < 3 || i >= BLOCK - 2 || i % 100 < 4);
}

/* What is added is for processes, and goes first. */
static void blocks_are_movable(struct sim_machine *m)
{
	m->online_policy = 2;
}

static void grown_and_used(void)
{
	struct page *page, *next;

	sim_toolstack_set_maximum(sim_machine.maximum + BLOCK);
	case_reach(sim_machine.maximum + BLOCK);
	sim_equal(sim_nr_blocks, 1);
	while (sim_alloc_for(2, MOVABLE))
		;
	list_for_each_entry_safe(page, next, &sim_processes[2].pages, lru)
		if (!stays_in_use(page_to_pfn(page)))
			sim_free_page(page);
}

static void block_is_emptied(void)
{
	host_has_room();
	grown_and_used();
	case_reach(6500);
	sim_sleep(60 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(balloon_stats.current_pages, 6500);
	sim_rest_check();
}

#define LEND_LOCK	"xen_balloon_lend_mover.lock"

static void borrow_one(void)
{
	sim_equal(sim_borrow(borrowed, 0, 1), 1);
}

static void borrowers_take_turns(void)
{
	host_has_room();
	borrow_one();
	sim_give_back(borrowed, 1, 1, false);
	case_settle();
	sim_equal(balloon_stats.balloon_low, 0);
	sim_assert(case_waits_for(LEND_LOCK, borrow_one), "a borrower does not wait for another");
	sim_give_back(borrowed, 1, 1, false);
}

/* While a borrower's batch is under way, when the block is to go. */
static void emptying_waits_for_borrowers(void)
{
	struct sim_lock *lock;
	int waiters;

	host_has_room();
	case_reach(sim_machine.maximum);
	borrow_one();
	sim_give_back(borrowed, 1, 1, false);
	lock = sim_lock_find(LEND_LOCK);
	grown_and_used();
	case_reach(6500);
	sim_sleep(8 * SIM_S);
	sim_lock(lock);
	sim_sleep(4 * SIM_S);
	waiters = lock->waiters;
	sim_unlock(lock);
	sim_equal(waiters, 1);
	sim_sleep(60 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
}

const struct sim_case sim_cases_of_move[] = {
	{ "superpages move first", NULL, superpages_go_first },
	{ "a step moves what it can in one hypercall", NULL, steps_are_large },
	{ "a step moves what it can in a PV domain", pv, pv_moves_pages },
	{ "refused superpages are not offered in the next 64 steps", without_superpages,
	  not_in_the_next_64 },
	{ "refused superpages are offered after 64 steps", without_superpages, in_the_65th },
	{ "each page of a superpage that Xen took in part is known", all_memory,
	  partial_superpage_is_sorted },
	{ "pages that Xen does not take go back", all_memory, partial_pages_go_back },
	{ "fragmented memory is taken in runs", NULL, fragments_are_taken_in_runs },
	{ "single pages are taken at once", NULL, single_pages_are_taken_at_once },
	{ "no zone is left low", NULL, no_zone_is_left_low },
	{ "a zone that is low all the same is counted", NULL, low_zone_is_counted },
	{ "a guest out of memory gets back what was just taken", NULL, guest_gets_its_pages_back },
	{ "relief is what was asked for", NULL, relief_is_exact },
	{ "relief comes in superpages", NULL, relief_is_a_superpage },
	{ "relief comes in pages where there are no superpages", NULL,
	  relief_is_pages_without_superpages },
	{ "relief comes in a PV domain", pv, relief_in_pv },
	{ "relief needs no memory", pv_without_maximum, no_relief_without_p2m },
	{ "relief is memory of the node", case_with_vnodes, relief_is_of_the_node },
	{ "relief is memory of another node", case_with_vnodes, relief_is_of_another_node },
	{ "relief is any memory at last", case_with_vnodes, relief_is_any_memory },
	{ "any memory will do for the domain", case_with_vnodes, any_memory_will_do },
	{ "only memory of a vnode will do for it", case_with_vnodes, only_memory_of_the_vnode },
	{ "memory makes way for borrowers", all_memory, memory_makes_way },
	{ "memory makes way for borrowers bit by bit", all_memory, memory_makes_way_in_part },
	{ "borrowers leave the guest some memory", all_memory, borrowers_leave_the_guest_some },
	{ "a memory block is emptied before it is removed", blocks_are_movable,
	  block_is_emptied },
	{ "borrowers take turns", all_memory, borrowers_take_turns },
	{ "a memory block is emptied when borrowers are done", blocks_are_movable,
	  emptying_waits_for_borrowers },
	{}
};
