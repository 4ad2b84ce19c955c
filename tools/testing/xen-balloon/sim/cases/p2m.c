// SPDX-License-Identifier: GPL-2.0
/* A PV domain has room in the p2m before it matters, or is not saved for some time. */
#include <linux/errno.h>
#include <linux/memory_hotplug.h>
#include <linux/moduleparam.h>

#include <asm/xen/page.h>

#include "../core/lock.h"
#include "case.h"

#define BLOCK	SIM_SECTION_PAGES
#define PAGE	P2M_PER_PAGE

/* XEN_BALLOON_SAVE_SECONDS */
#define SAVE_SECONDS	10

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

/* Above its memory there is a page frame that shares a page of the p2m. */
static void pv_odd(struct sim_machine *m)
{
	pv(m);
	m->memory += 100;
}

static void dom0(struct sim_machine *m)
{
	m->domain = SIM_DOM0;
}

/* How far the p2m has pages. */
static unsigned long room(void)
{
	unsigned long pfn = 0;

	while (sim_p2m_page_present(pfn))
		pfn += PAGE;
	return pfn;
}

static void fill(void)
{
	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(sim_machine.boot_end);
}

/* ---- in advance ---- */

static void room_for_all_at_boot(void)
{
	sim_equal(room(), sim_machine.boot_end);
	/* So it can be saved at any time. */
	case_allow(sim_machine.maximum);
	case_reach(sim_machine.boot_end);
	sim_equal(case_save(), 0);
}

/* From the next 128 MiB on as far as the domain may grow. */
static void room_for_the_maximum(void)
{
	unsigned long more = 3 * BLOCK + 1;

	sim_toolstack_plenty();
	sim_toolstack_set_maximum(sim_machine.boot_end + more);
	case_settle();
	sim_equal(room(), ALIGN(ALIGN(sim_machine.boot_end, 32768) + more, PAGE));
	sim_sleep((SAVE_SECONDS + 1) * SIM_S);
	case_reach(sim_machine.boot_end + more);
	sim_equal(case_save(), 0);
}

static void not_beyond_its_end(void)
{
	xen_p2m_size = sim_machine.boot_end + BLOCK + PAGE;
	sim_toolstack_plenty();
	sim_toolstack_set_maximum(sim_machine.boot_end + 8 * BLOCK);
	case_settle();
	sim_equal(room(), sim_machine.boot_end + BLOCK + PAGE);
}

/* ---- without memory ---- */

/* For the p2m a tenth of it is taken at most. */
static void leave_available(unsigned long pages)
{
	while (si_mem_available() > pages)
		sim_assert(sim_alloc_for(0, GFP_HIGHUSER | __GFP_NORETRY), "no memory");
}

static void modest(unsigned long available, bool enough)
{
	/* Of the last page of the p2m one entry less is needed. */
	unsigned long start = room(), more = 2 * BLOCK - 1;

	sim_toolstack_plenty();
	leave_available(available);
	sim_toolstack_set_maximum(sim_machine.boot_end + more);
	case_settle();
	sim_equal(room(), enough ? 32768 + 2 * BLOCK : start);
}

/* From 40 MiB to 144 MiB. */
#define MISSING	((32768 + 2 * BLOCK - 10240) / PAGE)

static void enough_available(void)
{
	modest(10 * MISSING, true);
}

static void too_little_available(void)
{
	modest(10 * MISSING - 1, false);
}

static void retried_with_next_target(void)
{
	unsigned long start = room();

	sim_p2m_is_full = true;
	case_allow(sim_machine.boot_end + BLOCK);
	case_settle();
	sim_equal(room(), start);
	sim_p2m_is_full = false;
	case_reach(sim_machine.memory + 100);
	sim_equal(room(), ALIGN(sim_machine.boot_end, 32768) + BLOCK);
}

static void no_block_without_room(void)
{
	fill();
	sim_p2m_is_full = true;
	xen_p2m_size = SIM_MAX_PFN;
	sim_toolstack_set_maximum(SIM_MAX_PFN / 2);
	case_settle();
	sim_toolstack_set(sim_machine.boot_end + 1);
	case_settle();
	sim_equal(sim_nr_blocks <= 1, true);
	sim_rest_check();
}

/* ---- what is marked ---- */

/* The kernel was told not to see this memory. */
static void hidden_at(unsigned long pfn)
{
	unsigned long mfn = get_phys_to_machine(0);

	sim_toolstack_set_maximum(sim_machine.maximum + 8 * BLOCK);
	case_settle();
	sim_equal(sim_p2m_page_present(pfn), true);
	__set_phys_to_machine(pfn, mfn);
	sim_toolstack_set(sim_machine.boot_end + 1);
	case_settle();
	sim_equal(sim_nr_blocks, 0);
	case_sysfs_says("reason", "growth-failed");
	sim_equal(case_logged("Cannot add additional memory (-16)"), 1);
	sim_equal(get_phys_to_machine(pfn), mfn);
	__set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
	case_reach(sim_machine.boot_end + 1);
	sim_rest_check();
}

static void hidden_first(void)
{
	fill();
	hidden_at(sim_machine.boot_end);
}

static void hidden_last(void)
{
	fill();
	hidden_at(sim_machine.boot_end + BLOCK - 1);
}

static void marked_unpopulated(void)
{
	unsigned long pfn;

	fill();
	case_reach(sim_machine.boot_end + 1);
	sim_equal(sim_nr_blocks, 1);
	for (pfn = sim_machine.boot_end; pfn < sim_machine.boot_end + BLOCK; pfn++)
		if (!sim_xen_is_ram(pfn))
			sim_equal(get_phys_to_machine(pfn), INVALID_P2M_ENTRY);
	sim_rest_check();
}

/* Each change is under the lock; a block is marked by pages of the p2m, as others may wait. */
static void under_a_lock(void)
{
	unsigned long taken;

	fill();
	sim_sleep(SIM_S);
	taken = sim_lock_taken("p2m_lock");
	case_reach(sim_machine.boot_end + 1);
	/* And when the page frame is populated. */
	sim_equal(sim_lock_taken("p2m_lock") - taken, BLOCK / PAGE + 1);
	taken = sim_lock_taken("p2m_lock");
	/* One of these is there already. */
	sim_toolstack_set_maximum(sim_machine.maximum + 10 * BLOCK);
	case_settle();
	sim_equal(sim_lock_taken("p2m_lock") - taken, BLOCK / PAGE + 1);
	sim_equal(sim_p2m_pages_unlocked, 0);
}

/* Without an allocation: there is room for all of it, to the last page frame. */
static void room_for_relief(void)
{
	unsigned int i;

	sim_toolstack_plenty();
	sim_xen.max_pages += BLOCK;
	sim_param_oom_reserve.ops->set("6M", &sim_param_oom_reserve);
	sim_equal(sim_machine.boot_end - balloon_stats.current_pages, 1536);
	for (i = 0; i < 20; i++)
		sim_out_of_memory();
	sim_equal(case_counter("relief_pages"), 1536);
}

/* ---- saves ---- */

/* Nothing tells how far it will grow: there is no room in advance. */
static void grow_unforeseen(void)
{
	sim_p2m_is_full = true;
	fill();
	sim_p2m_is_full = false;
	sim_equal(room(), sim_machine.boot_end);
}

/* A save that has begun before misses what came since. */
static void not_saved_after_growth(void)
{
	grow_unforeseen();
	sim_xen.max_pages += 2 * BLOCK;
	sim_sysctl_write("hotplug_unpopulated", 1);
	case_reach(sim_machine.boot_end + 10);
	sim_equal(case_save(), -EBUSY);
	sim_sleep((SAVE_SECONDS + 1) * SIM_S);
	sim_equal(case_save(), 0);
}

/* Page frames that are lent are in the p2m too. */
static void not_saved_after_lending(void)
{
	struct page *lent[1] = {};

	grow_unforeseen();
	sim_xen.max_pages += 2 * BLOCK;
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(sim_borrow(lent, 0, 1), 1);
	sim_equal(page_to_pfn(lent[0]) >= sim_machine.boot_end, true);
	sim_give_back(lent, 1, 1, false);
	sim_equal(room(), sim_machine.boot_end + BLOCK);
	sim_equal(case_save(), -EBUSY);
	sim_sleep((SAVE_SECONDS + 1) * SIM_S);
	/* By now saves know of the block. */
	case_reach(sim_machine.boot_end + 5);
	sim_equal(case_save(), 0);
}

static void seen_by_later_saves(void)
{
	unsigned long room_end;

	fill();
	room_end = room();
	sim_sleep((SAVE_SECONDS + 1) * SIM_S);
	sim_equal(room_end > sim_machine.boot_end, true);
	case_reach(sim_machine.boot_end + 10);
	sim_equal(case_save(), 0);
}

/* dom0 is not saved, and has no room in advance. */
static void dom0_makes_room(void)
{
	sim_equal(room(), ALIGN(sim_machine.memory, PAGE));
	case_allow(sim_machine.boot_end);
	case_reach(sim_machine.boot_end);
	sim_equal(room(), sim_machine.boot_end);
	sim_rest_check();
}

/* Without memory for that nothing is populated. */
static void dom0_waits_for_room(void)
{
	unsigned long start = room();

	case_allow(sim_machine.boot_end);
	case_reach(start);
	sim_p2m_is_full = true;
	sim_toolstack_set(sim_machine.boot_end);
	case_settle();
	case_sysfs_says("reason", "guest-memory");
	sim_equal(balloon_stats.current_pages, start);
	sim_rest_check();
	sim_p2m_is_full = false;
	case_reach(sim_machine.boot_end);
	sim_rest_check();
}

const struct sim_case sim_cases_of_p2m[] = {
	{ "the p2m has room for all page frames from the start", pv, room_for_all_at_boot },
	{ "the p2m has room for the largest size of the domain", pv, room_for_the_maximum },
	{ "the p2m does not outgrow itself", pv, not_beyond_its_end },
	{ "room is made in advance where ten times as much is available", pv, enough_available },
	{ "room is not made in advance where less is available", pv, too_little_available },
	{ "room that could not be made is made later", pv, retried_with_next_target },
	{ "a memory block without room in the p2m is no harm", pv, no_block_without_room },
	{ "memory that is hidden is not taken for a memory block's first", pv, hidden_first },
	{ "memory that is hidden is not taken for a memory block's last", pv, hidden_last },
	{ "page frames of a memory block are marked unpopulated", pv, marked_unpopulated },
	{ "the p2m is extended under a lock", pv, under_a_lock },
	{ "there is room for relief up to the last page frame", pv, room_for_relief },
	{ "a domain is not saved that has grown unforeseen", pv, not_saved_after_growth },
	{ "a domain is not saved that has lent page frames unforeseen",
	  pv, not_saved_after_lending },
	{ "a domain is saved that has grown as foreseen", pv_odd, seen_by_later_saves },
	{ "dom0 makes room when it is needed", dom0, dom0_makes_room },
	{ "dom0 waits for room", dom0, dom0_waits_for_room },
	{}
};
