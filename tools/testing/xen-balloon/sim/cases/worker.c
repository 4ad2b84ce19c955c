// SPDX-License-Identifier: GPL-2.0
/*
 * The worker: when it tries again, what wakes it, what it learns, and what it says meanwhile.
 */
#include <linux/errno.h>
#include <linux/kexec.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/pfn.h>
#include <linux/slab.h>

#include <xen/balloon-arch.h>

#include <stdio.h>
#include <string.h>

#include "case.h"

#define MOVABLE	(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY)
#define BLOCK	SIM_SECTION_PAGES

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

/* ---- waits ---- */

static void backoff_is(const char *delay, const char *count)
{
	case_sysfs_says("schedule_delay", delay);
	case_sysfs_says("retry_count", count);
}

static void xen_has_nothing(void)
{
	case_host_has_plenty();
	case_reach(8000);
	sim_xen.free[0] = 0;
	sim_toolstack_set(8704);
	sim_sleep(100 * SIM_MS);
	case_sysfs_says("state", "waiting");
	case_sysfs_says("reason", "xen-refused");
}

/* After 1 s, 2 s and 4 s, and then each 32 s. */
static void waits_grow(void)
{
	unsigned long steps;

	xen_has_nothing();
	case_node_waits_for(-1, "xen-refused");
	backoff_is("1", "2");
	sim_sleep(SIM_S);
	backoff_is("2", "3");
	sim_sleep(2 * SIM_S);
	backoff_is("4", "4");
	sim_sleep(4 * SIM_S);
	backoff_is("32", "5");
	sim_sleep(31 * SIM_S);
	backoff_is("32", "5");
	sim_sleep(SIM_S);
	backoff_is("32", "6");
	steps = sim_worker_steps();
	sim_sleep(320 * SIM_S);
	sim_equal(sim_worker_steps() - steps, 10);
	sim_xen.free[0] = 10000;
	sim_sleep(32 * SIM_S);
	sim_equal(balloon_stats.current_pages, 8704);
	backoff_is("1", "1");
}

static void new_target_ends_the_wait(void)
{
	xen_has_nothing();
	sim_sleep(100 * SIM_S);
	sim_xen.free[0] = 10000;
	sim_toolstack_set(8500);
	sim_sleep(100 * SIM_MS);
	sim_equal(balloon_stats.current_pages, 8500);
	backoff_is("1", "1");
}

static void wait_starts_again_with_a_target(void)
{
	xen_has_nothing();
	sim_sleep(100 * SIM_S);
	sim_toolstack_set(8500);
	sim_sleep(100 * SIM_MS);
	backoff_is("1", "2");
}

static void reason_is_logged_once(void)
{
	xen_has_nothing();
	sim_sleep(100 * SIM_S);
	sim_equal(case_logged("Target of 34816 KiB not reached, at 32000 KiB: Xen has no memory"), 1);
	sim_equal(case_logged("not reached"), 1);
	sim_xen.free[0] = 10000;
	sim_sleep(40 * SIM_S);
	xen_has_nothing();
	sim_sleep(SIM_S);
	sim_equal(case_logged("not reached"), 2);
}

static void at_ceiling(void)
{
	case_host_has_plenty();
	case_reach(8000);
	sim_toolstack_set(8704);
	sim_xen.max_pages = sim_xen.tot_pages;
	sim_sleep(SIM_S);
	case_sysfs_says("reason", "ceiling");
	sim_equal(balloon_stats.current_pages, 8000);
}

/* No event says that Xen allows more: the worker asks after each wait. */
static void ceiling_is_asked_for_again(void)
{
	at_ceiling();
	sim_sleep(100 * SIM_S);
	sim_xen.max_pages += 2000;
	sim_sleep(32 * SIM_S);
	sim_equal(balloon_stats.current_pages, 8704);
}

/* Hypercalls that move nothing, until a target is reached. */
static unsigned long questions(unsigned long target)
{
	unsigned long before = sim_xen.hypercalls - case_counter("hypercalls");

	case_reach(target);
	return sim_xen.hypercalls - case_counter("hypercalls") - before;
}

/*
 * Each target has Xen asked how far the domain reaches. In addition, a move up has it asked once
 * what the domain has, and what it may have; in its other steps, and in a move down, nothing is.
 */
static void ceiling_is_not_asked_for_often(void)
{
	unsigned long each, steps;

	case_host_has_plenty();
	sim_xen.slow = 1000;
	each = questions(8000);
	sim_equal(questions(8000), each);
	steps = case_counter("deflate_steps");
	sim_equal(questions(9000), each + 2);
	sim_assert(case_counter("deflate_steps") - steps > 1, "it is a single step");
	sim_equal(questions(8000), each);
}

/* The limit falls between the question and the move, which comes to less than was asked for. */
static unsigned long calls_before;

static void lower_limit(enum sim_point kind)
{
	if (kind != SIM_HYPERCALL || sim_xen.hypercalls != calls_before + 2)
		return;
	sim_at_point = NULL;
	sim_xen.max_pages = sim_xen.tot_pages + 100;
}

static void ceiling_is_asked_for_after_a_short_step(void)
{
	case_host_has_plenty();
	case_reach(8000);
	calls_before = sim_xen.hypercalls;
	sim_at_point = lower_limit;
	sim_toolstack_set(8300);
	case_settle();
	sim_assert(!sim_at_point, "Xen was not asked");
	sim_equal(balloon_stats.current_pages, 8100);
	sim_equal(case_logged("(ceiling)"), 1);
	sim_equal(case_logged("(xen-refused)"), 0);
}

/* ---- what wakes it ---- */

static struct page *borrowed[1024];

static void growth_is_limited(struct sim_machine *m)
{
	m->memory = m->boot_end;
	max_mem_size = PFN_PHYS((u64)m->boot_end);
}

static void frames_that_come_back_are_used(void)
{
	case_host_has_plenty();
	sim_equal(sim_borrow(borrowed, 0, 300), 300);
	sim_toolstack_set(sim_machine.maximum);
	sim_sleep(100 * SIM_S);
	case_sysfs_says("reason", "frames-lent");
	sim_equal(balloon_stats.current_pages, sim_machine.maximum - 300);
	sim_give_back(borrowed, 300, 300, false);
	sim_sleep(10 * SIM_MS);
	sim_equal(balloon_stats.current_pages, sim_machine.maximum);
	sim_rest_check();
}

/* With another reason it is not woken for them. */
static void frames_wake_no_other_wait(void)
{
	unsigned long steps;

	xen_has_nothing();
	sim_sleep(100 * SIM_S);
	sim_equal(sim_borrow(borrowed, 0, 3), 3);
	steps = sim_worker_steps();
	sim_give_back(borrowed, 3, 3, false);
	sim_sleep(10 * SIM_MS);
	sim_equal(sim_worker_steps(), steps);
}

static void with_pod_remainder(struct sim_machine *m)
{
	m->pod_end = m->boot_end + 64 * SIM_SECTION_PAGES;
	m->ram_end = m->maximum = m->pod_end;
}

/* 256 superpages at 20 us; by itself it would take 640 ms. */
static void pod_remainder_goes_first(void)
{
	case_host_has_plenty();
	sim_assert(xen_pod_remainder_left(), "it is gone already");
	sim_toolstack_set(balloon_stats.current_pages + 1000);
	sim_sleep(50 * SIM_MS);
	sim_assert(!xen_pod_remainder_left(), "it is still there");
	case_settle();
	sim_equal(balloon_stats.current_pages, sim_toolstack_target());
}

/* And for a move down it does not matter. */
static void pod_remainder_does_not_delay_inflation(void)
{
	sim_toolstack_set(balloon_stats.current_pages - 1000);
	sim_sleep(SIM_MS);
	sim_assert(xen_pod_remainder_left(), "it is gone");
	sim_equal(balloon_stats.current_pages, sim_toolstack_target());
}

/* ---- memory blocks ---- */

static void grow(void)
{
	case_host_has_plenty();
	sim_toolstack_set_maximum(sim_machine.maximum + BLOCK);
	case_reach(sim_machine.maximum + 100);
	sim_equal(sim_nr_blocks, 1);
}

static u64 shrunk_at;

static bool is_shrunk(void)
{
	shrunk_at = sim_now;
	return !sim_nr_blocks;
}

/*
 * How many seconds after it has gone down a memory block goes: one more than the quiet time, while
 * walks over its memmap may be under way.
 */
static unsigned int shrinks_after(void)
{
	u64 start;

	case_reach(7000);
	start = sim_now;
	while (!is_shrunk())
		sim_sleep(100 * SIM_MS);
	return (shrunk_at - start + 500 * SIM_MS) / SIM_S;
}

static void blocks_are_movable(struct sim_machine *m)
{
	m->online_policy = 2;
}

static void block_goes_when_it_is_quiet(void)
{
	grow();
	sim_equal(shrinks_after(), 10 + 1);
	sim_rest_check();
}

/* Each request starts the time again. */
static void request_is_not_quiet(void)
{
	grow();
	case_reach(7000);
	sim_sleep(8 * SIM_S);
	sim_toolstack_set(7000);
	sim_sleep(8 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_sleep(4 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
}

/* It should have stayed: next time it takes twice as long; after a long time it is as before. */
static void quiet_time_is_learned(void)
{
	grow();
	sim_equal(shrinks_after(), 10 + 1);
	sim_sleep(30 * SIM_S);
	grow();
	sim_equal(shrinks_after(), 20 + 1);
	sim_sleep(310 * SIM_S);
	grow();
	sim_equal(shrinks_after(), 20 + 1);
	sim_sleep(330 * SIM_S);
	grow();
	sim_equal(shrinks_after(), 10 + 1);
}

/* A process has all of the block, and later no more. */
static void block_is_tried_again_after_a_move(void)
{
	grow();
	guest_has_left(0);
	sim_toolstack_set(sim_machine.maximum - 100);
	sim_sleep(100 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	guest_frees(~0UL);
	case_reach(7000);
	sim_sleep(60 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
}

/* ---- relief ---- */

static unsigned long relief(void)
{
	unsigned long before = balloon_stats.current_pages;

	sim_param_oom_reserve.ops->set("1M", &sim_param_oom_reserve);
	sim_out_of_memory();
	return balloon_stats.current_pages - before;
}

static void relief_comes_again_when_it_went_back(void)
{
	case_host_has_plenty();
	case_reach(7000);
	sim_xen.max_pages += 2000;
	sim_equal(relief(), 256);
	sim_equal(relief(), 0);
	case_sysfs_says("reason", "guest-oom");
	sim_sleep(60 * SIM_S);
	sim_equal(balloon_stats.current_pages, 7000);
	sim_equal(relief(), 256);
}

static void relief_is_the_reason(void)
{
	case_host_has_plenty();
	case_reach(7000);
	sim_xen.max_pages += 2000;
	sim_equal(relief(), 256);
	guest_has_left(0);
	sim_sleep(100 * SIM_S);
	case_sysfs_says("reason", "guest-oom");
	case_sysfs_says("state", "oom");
}

/* ---- who waits for it ---- */

static void read_ceiling(void)
{
	char text[4096];

	sim_sysfs_read("max_kb", text);
}

/* In the midst of a step the counts of Xen and of the driver do not match. */
static void ceiling_waits_for_the_step(void)
{
	case_settle();
	sim_assert(case_waits_for("xen_balloon_worker_mover.lock", read_ceiling),
		   "it does not wait for a step");
}

/* What Xen counts and the driver does not: another number while memory is on its way. */
static long gap;

static bool is_in_step(void)
{
	return (long)(sim_xen.tot_pages - balloon_stats.current_pages) != gap;
}

static void meet_in_the_midst_of_a_step(enum sim_point kind)
{
	bool worker = sim_current && !strncmp(sim_current->name, "kworker", 7);
	unsigned int i;

	if (worker ? kind != SIM_HYPERCALL || !is_in_step() : kind != SIM_UNLOCK)
		return;
	for (i = 0; i < 20 && is_in_step() == worker; i++)
		sim_task_yield();
}

static void ceiling_is_the_same_during_a_move(void)
{
	char before[4096], text[4096];
	unsigned int i;

	case_host_has_plenty();
	case_reach(6000);
	sim_xen.max_pages += 4000;
	sim_sysfs_read("max_kb", before);
	gap = sim_xen.tot_pages - balloon_stats.current_pages;
	sim_at_point = meet_in_the_midst_of_a_step;
	for (i = 0; i < 50; i++) {
		balloon_set_new_target(6000 + i % 2 * 3000);
		sim_sysfs_read("max_kb", text);
		sim_assert(!strcmp(text, before), "%s becomes %s", before, text);
	}
	sim_at_point = NULL;
}

/* The worker sees a request as soon as it is woken for it. */
static void let_worker_run(enum sim_point kind)
{
	if (kind == SIM_WRITE && sim_current && !strcmp(sim_current->name, "init"))
		sim_task_yield();
}

static void request_comes_before_the_wakeup(void)
{
	xen_has_nothing();
	sim_sleep(100 * SIM_S);
	sim_at_point = let_worker_run;
	balloon_set_new_target(8500);
	sim_at_point = NULL;
	sim_sleep(100 * SIM_MS);
	backoff_is("1", "2");
}

static void next_kernel_is_left_alone(void)
{
	static struct kimage image;

	case_host_has_plenty();
	case_reach(7000);
	kexec_image = &image;
	kexec_in_progress = true;
	sim_notify_reboot();
	balloon_set_new_target(6500);
	sim_sleep(100 * SIM_S);
	sim_equal(balloon_stats.current_pages, 7000);
}

static void no_limit(void)
{
	case_settle();
	sim_xen.max_pages = ~0UL >> 1;
	case_sysfs_says("max_kb", "18446744073709551612");
}

/* ---- by node ---- */

static void nodes_have(unsigned long first, unsigned long second)
{
	char text[4096], want[2][64];

	sim_debugfs_read("nodes", text, sizeof(text));
	snprintf(want[0], sizeof(want[0]), "node 0 vnode 0 current_kb %lu ", first * 4);
	snprintf(want[1], sizeof(want[1]), "node 1 vnode 1 current_kb %lu ", second * 4);
	sim_assert(strstr(text, want[0]) && strstr(text, want[1]), "%s", text);
}

static void set_nodes(unsigned long first, unsigned long second)
{
	unsigned long pages[SIM_VNODES] = { first, second };

	if (!sim_vnodes_agreed()) {
		case_host_has_plenty();
		sim_vnodes_offer(false);
		case_settle();
	}
	sim_vnodes_set(pages, false);
}

static void each_node_has_its_target(void)
{
	set_nodes(5000, 4000);
	case_settle();
	nodes_have(5000, 4000);
	set_nodes(4000, 5000);
	case_settle();
	nodes_have(4000, 5000);
	sim_rest_check();
}

static void node_is_refused(void)
{
	set_nodes(5000, 4000);
	case_settle();
	sim_xen.free[1] = 0;
	set_nodes(5300, 4200);
	sim_sleep(100 * SIM_MS);
	nodes_have(5300, 4000);
}

/* One node waits, in the same way as a domain; the other does not wait for it. */
static void nodes_wait_by_themselves(void)
{
	unsigned long steps;

	node_is_refused();
	case_node_waits_for(0, "none");
	case_node_waits_for(1, "xen-refused");
	case_sysfs_says("state", "waiting");
	case_sysfs_says("reason", "xen-refused");
	backoff_is("1", "2");
	sim_sleep(1100 * SIM_MS);
	backoff_is("2", "3");
	sim_sleep(2100 * SIM_MS);
	backoff_is("4", "4");
	sim_sleep(4100 * SIM_MS);
	backoff_is("32", "5");
	set_nodes(5100, 4200);
	sim_sleep(100 * SIM_MS);
	backoff_is("1", "2");
	nodes_have(5100, 4000);
	sim_sleep(100 * SIM_S);
	steps = sim_worker_steps();
	sim_sleep(320 * SIM_S);
	sim_assert(sim_worker_steps() - steps <= 30, "%lu steps in 320 s",
		   sim_worker_steps() - steps);
	sim_xen.free[1] = 1000;
	sim_sleep(33 * SIM_S);
	nodes_have(5100, 4200);
	backoff_is("1", "1");
	case_sysfs_says("state", "idle");
	case_sysfs_says("reason", "none");
}

/* The reason that is shown is that of the node which lacks most. */
static void farthest_node_has_the_say(void)
{
	set_nodes(5000, 4000);
	case_settle();
	sim_xen.free[0] = sim_xen.free[1] = 0;
	guest_has_left(0);
	set_nodes(4900, 4200);
	sim_sleep(SIM_S);
	case_sysfs_says("reason", "xen-refused");
	set_nodes(4500, 4200);
	sim_sleep(SIM_S);
	case_sysfs_says("reason", "guest-memory");
	/* And of the last of those that lack as much: one waits for what the other has to give. */
	set_nodes(5200, 3800);
	sim_sleep(SIM_S);
	case_node_waits_for(0, "ceiling");
	case_node_waits_for(1, "guest-memory");
	case_sysfs_says("reason", "guest-memory");
}

/* A target of the domain is reached by whichever node can. */
static void other_node_gives(void)
{
	struct page *page, *next;

	case_host_has_plenty();
	case_reach(11000);
	while (sim_alloc_for(2, MOVABLE))
		;
	list_for_each_entry_safe(page, next, &sim_processes[2].pages, lru)
		if (page_to_nid(page))
			sim_free_page(page);
	/* It is not asked for its share first. */
	sim_toolstack_set(9000);
	sim_sleep(100 * SIM_MS);
	sim_equal(balloon_stats.current_pages, 9000);
	sim_rest_check();
}

static void other_node_takes(void)
{
	case_host_has_plenty();
	case_reach(8000);
	sim_xen.free[0] = 0;
	case_reach(9000);
}

static void frames_of_a_node_come_back(void)
{
	set_nodes(5000, 4000);
	case_settle();
	max_mem_size = PFN_PHYS((u64)sim_machine.boot_end);
	sim_equal(sim_borrow(borrowed, 0, 600), 600);
	set_nodes(6144, 4000);
	sim_sleep(100 * SIM_S);
	case_sysfs_says("reason", "frames-lent");
	sim_give_back(borrowed, 600, 600, false);
	sim_sleep(10 * SIM_MS);
	nodes_have(6144, 4000);
	case_settle();
	sim_rest_check();
}

/* ---- no memory to steer each node ---- */

static void refused(struct sim_machine *m, const char *file, unsigned int grants)
{
	case_with_vnodes(m);
	sim_alloc_refuses = file;
	sim_alloc_grants = grants;
}

static void no_nodes(struct sim_machine *m)
{
	refused(m, "worker.c", 0);
}

static void no_candidates(struct sim_machine *m)
{
	refused(m, "worker.c", 1);
}

static void no_shares(struct sim_machine *m)
{
	refused(m, "account.c", 1);
}

/* The domain is moved as a whole. */
static void domain_is_moved(void)
{
	sim_equal(case_logged("No memory to steer each node by itself"), 1);
	sim_equal(sim_slab_objects("worker.c"), 0);
	case_host_has_plenty();
	case_reach(9000);
	case_reach(11000);
	sim_rest_check();
}

static void nothing_is_missing(void)
{
	sim_equal(case_logged("No memory to steer"), 0);
	sim_equal(sim_slab_objects("worker.c"), 2);
}

const struct sim_case sim_cases_of_worker[] = {
	{ "the worker waits longer each time", NULL, waits_grow },
	{ "a new target ends the wait", NULL, new_target_ends_the_wait },
	{ "a new target starts the waits again", NULL, wait_starts_again_with_a_target },
	{ "why a target is not reached is logged once", NULL, reason_is_logged_once },
	{ "the ceiling is asked for after each wait", NULL, ceiling_is_asked_for_again },
	{ "the ceiling is not asked for more often than that", NULL,
	  ceiling_is_not_asked_for_often },
	{ "the ceiling is asked for after a short step", NULL,
	  ceiling_is_asked_for_after_a_short_step },
	{ "page frames that come back are used at once", growth_is_limited,
	  frames_that_come_back_are_used },
	{ "page frames end no other wait", NULL, frames_wake_no_other_wait },
	{ "the PoD remainder goes before a move up", with_pod_remainder, pod_remainder_goes_first },
	{ "the PoD remainder does not delay a move down", with_pod_remainder,
	  pod_remainder_does_not_delay_inflation },
	{ "a memory block goes after 10 quiet seconds", blocks_are_movable,
	  block_goes_when_it_is_quiet },
	{ "a request ends the quiet", blocks_are_movable, request_is_not_quiet },
	{ "a removal in vain is learned from", blocks_are_movable, quiet_time_is_learned },
	{ "a memory block is tried again after a move", blocks_are_movable,
	  block_is_tried_again_after_a_move },
	{ "relief comes again when it went back", NULL, relief_comes_again_when_it_went_back },
	{ "relief is the reason as long as it is needed", NULL, relief_is_the_reason },
	{ "who asks for the ceiling waits for the step", NULL, ceiling_waits_for_the_step },
	{ "the ceiling is the same during a move", NULL, ceiling_is_the_same_during_a_move },
	{ "a request is there when the worker is woken for it", NULL,
	  request_comes_before_the_wakeup },
	{ "the worker moves nothing while the next kernel takes over", NULL,
	  next_kernel_is_left_alone },
	{ "no limit is shown as the largest size", NULL, no_limit },
	{ "each node has its target", case_with_vnodes, each_node_has_its_target },
	{ "each node waits by itself", case_with_vnodes, nodes_wait_by_themselves },
	{ "the node that lacks most has the say", case_with_vnodes, farthest_node_has_the_say },
	{ "another node gives", case_with_vnodes, other_node_gives },
	{ "another node takes", case_with_vnodes, other_node_takes },
	{ "page frames of a node that come back are used at once", case_with_vnodes,
	  frames_of_a_node_come_back },
	{ "nodes are not steered without memory for them", no_nodes, domain_is_moved },
	{ "nodes are not steered without memory for a choice", no_candidates, domain_is_moved },
	{ "nodes are not steered without memory for shares", no_shares, domain_is_moved },
	{ "nodes are steered where there is memory", case_with_vnodes, nothing_is_missing },
	{}
};
