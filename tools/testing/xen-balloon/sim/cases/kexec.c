// SPDX-License-Identifier: GPL-2.0
/*
 * Another kernel takes over: wherever it is copied to there is memory, whatever the toolstack
 * allows, and nothing else changes.
 */
#include <linux/kexec.h>

#include <stdio.h>

#include <xen/balloon-arch.h>

#include "case.h"

#define SUPERPAGE	512UL

/* What the toolstack needs for a reset. */
#define ROOM		256

#define SIZE		6000

/*
 * At that size the balloon has the superpages from the first one behind the kernel on, the last of
 * them in part: so many page frames of that.
 */
#define FIRST		(3 * SUPERPAGE)
#define LAST		(11 * SUPERPAGE)
#define BEHIND		(LAST + SUPERPAGE)
#define IN_LAST		144

static struct kimage image;

static void copy_to(unsigned long pfn, unsigned long nr_pages)
{
	image.segment[image.nr_segments++] = (struct kexec_segment){
		pfn << PAGE_SHIFT, nr_pages << PAGE_SHIFT };
}

static void jump(void)
{
	kexec_image = &image;
	kexec_in_progress = true;
	sim_notify_reboot();
}

static unsigned long populated(unsigned long pfn, unsigned long end)
{
	unsigned long n = 0;

	for (; pfn < end; pfn++)
		n += sim_xen_is_ram(pfn);
	return n;
}

static unsigned long room(void)
{
	return sim_xen.max_pages - sim_xen.tot_pages;
}

static void said(const char *fmt, unsigned long pages)
{
	char text[100];

	snprintf(text, sizeof(text), fmt, pages);
	sim_assert(case_logged(text) == 1, "\"%s\" is not in the log, or twice", text);
}

static void with_memory(struct sim_machine *m)
{
	sim_xen.free[0] += 1UL << 16;
	sim_xen.superpages[0] = 64;
}

/* ---- page frames with a memmap ---- */

static void memory_where_it_is_copied_to(void)
{
	case_reach(SIZE);
	sim_equal(populated(FIRST, BEHIND), SUPERPAGE - IN_LAST);
	sim_xen.max_pages = 1UL << 16;
	/* The first superpage of it is populated, and it ends with one. */
	copy_to(FIRST - 100, SUPERPAGE + 100);
	copy_to(BEHIND + 100, 10);
	copy_to(LAST, 10);
	/* No segment any more. */
	image.segment[image.nr_segments] = (struct kexec_segment){
		(FIRST + 4 * SUPERPAGE) << PAGE_SHIFT, PAGE_SIZE };
	jump();
	sim_equal(populated(FIRST, FIRST + SUPERPAGE), SUPERPAGE);
	sim_equal(populated(LAST, BEHIND), SUPERPAGE);
	sim_equal(sim_xen.tot_pages, SIZE + SUPERPAGE + IN_LAST);
	said("the next kernel is copied to %lu pages of the balloon", SUPERPAGE + IN_LAST);
	said("kexec: %lu pages stay in the balloon", 7 * SUPERPAGE);
}

static void worker_stops(void)
{
	case_reach(SIZE);
	copy_to(FIRST, 1);
	jump();
	sim_toolstack_set(SIZE + 100);
	sim_sleep(10 * SIM_S);
	sim_equal(balloon_stats.current_pages, SIZE - SUPERPAGE);
}

static void nothing_but_kexec(void)
{
	case_reach(SIZE);
	copy_to(FIRST, 1);
	kexec_image = &image;
	sim_notify_reboot();
	sim_equal(case_logged("kexec"), 0);
	case_reach(SIZE - 10);
}

static void nothing_is_left_in_balloon(void)
{
	case_reach(sim_machine.maximum);
	sim_xen.max_pages += ROOM;
	copy_to(FIRST, 1);
	jump();
	said("the next kernel is copied to %lu pages of the balloon", 0);
	sim_equal(case_logged("stay in the balloon"), 0);
}

/* ---- limits ---- */

static void room_is_left_for_reset(void)
{
	case_reach(SIZE);
	sim_xen.max_pages = sim_xen.tot_pages;
	copy_to(BEHIND, 10);
	jump();
	sim_equal(room(), ROOM);
	sim_equal(sim_xen.tot_pages, SIZE - ROOM);
	said("the next kernel is copied to %lu pages of the balloon", 0);
}

/* After xl mem-max. */
static void room_is_made_below_a_lower_limit(void)
{
	case_reach(SIZE);
	sim_xen.max_pages = sim_xen.tot_pages - 100;
	copy_to(BEHIND, 10);
	jump();
	sim_assert(sim_xen.max_pages >= sim_xen.tot_pages + ROOM, "there is no room for a reset");
}

static void other_memory_makes_room(void)
{
	case_reach(SIZE);
	sim_xen.max_pages = sim_xen.tot_pages;
	copy_to(FIRST, SUPERPAGE);
	jump();
	sim_equal(populated(FIRST, FIRST + SUPERPAGE), SUPERPAGE);
	sim_equal(room(), ROOM);
	said("the next kernel is copied to %lu pages of the balloon", SUPERPAGE);
}

static void says_so_without_memory(void)
{
	case_reach(SIZE);
	sim_xen.max_pages = 1UL << 16;
	sim_xen.free[0] = 0;
	sim_xen_set_pod_target(0);
	copy_to(BEHIND, 10);
	copy_to(FIRST, 1);
	copy_to(LAST, 1);
	jump();
	said("kexec: where the next kernel is copied to there is no memory (-%lu)", 28);
	sim_equal(case_logged("pages of the balloon, they have memory now"), 0);
}

/* All that the guest has is in the way: what is released for one is wanted for the next. */
static void does_not_go_on_for_ever(void)
{
	unsigned long hypercalls;

	case_reach(SIZE);
	sim_xen.max_pages = sim_xen.tot_pages;
	copy_to(FIRST, sim_machine.boot_end - FIRST);
	hypercalls = sim_xen.hypercalls;
	jump();
	/* Eight rounds, and what they need. */
	sim_equal(sim_xen.hypercalls - hypercalls, 52);
	sim_equal(case_logged("where the next kernel is copied to there is no memory"), 1);
}

/* Files have all of ZONE_MOVABLE, and the kernel has as little as it can do with. */
static void with_movable_zone(struct sim_machine *m)
{
	m->movable_start = 3 * SIM_SECTION_PAGES;
}

/* Half of what the floor of the domain leaves free. */
#define KERNEL_FLOOR	2191

static void kernel_needs_no_floor_then(void)
{
	struct zone *zone = &sim_zones[ZONE_MOVABLE];

	while (zone_page_state(zone, NR_FREE_PAGES) > low_wmark_pages(zone))
		sim_alloc_for(SIM_PAGE_CACHE, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	sim_cache_is_busy = true;
	sim_toolstack_set(SIZE);
	case_settle();
	case_sysfs_says("reason", "guest-memory");
	sim_equal(sim_zones[ZONE_DMA32].managed_pages, KERNEL_FLOOR);
	sim_xen.max_pages = sim_xen.tot_pages;
	copy_to(0, 1);
	jump();
	sim_equal(room(), ROOM);
}

/* More superpages than are released at a time. */
static void with_pod_remainder(struct sim_machine *m)
{
	m->pod_end = m->boot_end + 20 * SUPERPAGE;
	m->ram_end = m->pod_end;
	m->maximum = m->pod_end;
}

static void pod_remainder_is_returned(void)
{
	sim_equal(xen_pod_remainder_left(), true);
	copy_to(0, 1);
	jump();
	sim_equal(xen_pod_remainder_left(), false);
}

/* ---- page frames without one ---- */

static unsigned long removed_block(void)
{
	unsigned long block = sim_machine.boot_end / SIM_SECTION_PAGES;

	sim_toolstack_set_maximum(sim_machine.maximum + SIM_SECTION_PAGES);
	/* One page of it is populated. */
	case_reach(sim_machine.maximum + 1);
	sim_equal(sim_block_present(block), true);
	case_reach(SIZE);
	sim_sleep(3000 * SIM_S);
	sim_equal(sim_block_present(block), false);
	sim_xen.max_pages = 1UL << 16;
	return block * SIM_SECTION_PAGES;
}

static void memory_block_is_gone(void)
{
	unsigned long pfn = removed_block();

	copy_to(pfn + 200, 10);
	copy_to(pfn + 90, 10);
	jump();
	said("the next kernel is copied to %lu pages of the balloon", 20);
	image.nr_segments = 0;
	copy_to(pfn + 100, 600);
	jump();
	said("the next kernel is copied to %lu pages of the balloon", 590);
	sim_equal(populated(pfn, pfn + SIM_SECTION_PAGES), 10 + 600);
	sim_equal(populated(pfn + 100, pfn + 700), 600);
}

static void memory_block_is_gone_without_memory(void)
{
	unsigned long pfn = removed_block();

	sim_xen.free[0] = 0;
	copy_to(pfn, 600);
	jump();
	said("kexec: where the next kernel is copied to there is no memory (-%lu)", 28);
}

/* Nothing is to be done, and nothing could be: the guest uses all that it has. */
static void memory_block_is_gone_and_populated(void)
{
	unsigned long pfn = removed_block();

	copy_to(pfn, 10);
	jump();
	while (sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
		;
	sim_xen.max_pages = sim_xen.tot_pages;
	jump();
	said("the next kernel is copied to %lu pages of the balloon", 0);
}

/* ---- others ---- */

static void with_pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

static void pv_domain_has_no_kexec(void)
{
	case_reach(SIZE);
	copy_to(FIRST, 1);
	jump();
	sim_equal(case_logged("kexec"), 0);
	sim_equal(sim_xen.tot_pages, SIZE);
}

static void step_is_waited_for(void)
{
	case_reach(SIZE);
	sim_equal(case_waits_for("xen_balloon_worker_mover.lock", jump), true);
}

const struct sim_case sim_cases_of_kexec[] = {
	{ "the next kernel has memory where it is copied to", with_memory,
	  memory_where_it_is_copied_to },
	{ "the worker stops when the next kernel takes over", with_memory, worker_stops },
	{ "a reboot is no kexec", NULL, nothing_but_kexec },
	{ "kexec with an empty balloon", with_memory, nothing_is_left_in_balloon },
	{ "kexec leaves room for a reset", NULL, room_is_left_for_reset },
	{ "kexec leaves room for a reset below a lower limit", NULL,
	  room_is_made_below_a_lower_limit },
	{ "kexec releases memory to have it elsewhere", NULL, other_memory_makes_room },
	{ "kexec without memory is in the log", NULL, says_so_without_memory },
	{ "kexec does not go on for ever", NULL, does_not_go_on_for_ever },
	{ "kexec needs no floor for the kernel", with_movable_zone, kernel_needs_no_floor_then },
	{ "kexec returns the PoD remainder", with_pod_remainder, pod_remainder_is_returned },
	{ "the next kernel has memory where a memory block was", with_memory,
	  memory_block_is_gone },
	{ "kexec without memory where a memory block was", with_memory,
	  memory_block_is_gone_without_memory },
	{ "the next kernel is copied to where a memory block was twice", with_memory,
	  memory_block_is_gone_and_populated },
	{ "a PV domain does without kexec", with_pv, pv_domain_has_no_kexec },
	{ "kexec waits for a step", NULL, step_is_waited_for },
	{}
};
