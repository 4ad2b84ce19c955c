// SPDX-License-Identifier: GPL-2.0
/* Pages are taken from the page allocator, and go back to it; what was in them is cleared. */
#include <linux/errno.h>
#include <linux/memory_hotplug.h>
#include <linux/pfn.h>

#include <xen/mem-reservation.h>

#include <string.h>

#include "balloon/guest.h"
#include "balloon/place.h"
#include "balloon/xen.h"

#include "case.h"

#define SIZE	6000

#define KERNEL	(&sim_zones[ZONE_DMA32])
#define MOVABLE	(&sim_zones[ZONE_MOVABLE])

static struct page *pages[2048];

/* ---- contents ---- */

static bool take_any(unsigned short owner)
{
	return sim_alloc_for(owner, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
}

static void free_all(unsigned short owner)
{
	while (sim_processes[owner].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[owner].pages, struct page, lru));
}

/* The simulated Xen looks at what it gets. */
static void pages_are_cleared(void)
{
	while (take_any(2))
		;
	free_all(2);
	case_reach(SIZE);
	case_reach(SIZE - 1);
	sim_rest_check();
}

/* No superpages, and no small runs: each second page is in use. */
static void single_pages_are_taken(void)
{
	struct page *page, *next;

	while (take_any(2))
		;
	list_for_each_entry_safe(page, next, &sim_processes[2].pages, lru)
		if (page_to_pfn(page) & 1)
			sim_free_page(page);
	sim_toolstack_set(SIZE);
	case_settle();
	free_all(2);
	sim_rest_check();
}

static const struct xen_balloon_place anywhere = { .nid = NUMA_NO_NODE };

static unsigned long dirty(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long n = 0;

	while (nr_pages--)
		n += sim_gfns[pfn + nr_pages].dirty;
	return n;
}

static void frames_are_cleared(void)
{
	unsigned long pfn = sim_machine.boot_end, i;

	sim_xen.max_pages = 1UL << 16;
	sim_equal(xen_balloon_populate_frames(pfn, 5, &anywhere), 5);
	for (i = 0; i < 5; i++)
		sim_xen_touch(pfn + i, true);
	lock_device_hotplug();
	xen_scrub_pages = false;
	sim_equal(xen_balloon_guest_scrub_frames(pfn, 4), true);
	sim_equal(dirty(pfn, 5), 5);
	xen_scrub_pages = true;
	sim_alloc_refuses = "";
	sim_equal(xen_balloon_guest_scrub_frames(pfn, 4), false);
	sim_equal(dirty(pfn, 5), 5);
	sim_equal(xen_balloon_guest_scrub_frames(pfn, 4), true);
	unlock_device_hotplug();
	sim_equal(dirty(pfn, 5), 1);
	sim_equal(sim_gfns[pfn + 4].dirty, true);
}

/* ---- runs ---- */

static void each_page_has_a_reference(void)
{
	unsigned long free = KERNEL->nr_free, managed = KERNEL->managed_pages, i;
	struct page *page = xen_balloon_guest_take_order(NUMA_NO_NODE, 3);

	for (i = 0; i < 8; i++)
		sim_equal(page_count(page + i), 1);
	sim_equal(KERNEL->managed_pages, managed - 8);
	sim_equal(KERNEL->nr_free, free - 8);
	/* The first one alone, as the others. */
	xen_balloon_guest_give(page, 1);
	sim_equal(KERNEL->nr_free, free - 7);
	xen_balloon_guest_give(page + 1, 7);
	sim_equal(KERNEL->managed_pages, managed);
	sim_equal(KERNEL->nr_free, free);
}

/* ---- ZONE_MOVABLE ---- */

static void with_movable_zone(struct sim_machine *m)
{
	m->movable_start = 3 * SIM_SECTION_PAGES;
}

static unsigned int take(int nid, unsigned int nr_pages)
{
	return xen_balloon_guest_take_pages(nid, pages, nr_pages, false, sim_now + SIM_S);
}

static unsigned int taken_from(const struct zone *zone)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(pages) && pages[i]; i++)
		n += page_zone(pages[i]) == zone;
	return n;
}

/* So many pages above the low watermark are free. */
static void leave_in_movable_zone(unsigned long nr_pages, unsigned short owner)
{
	while (MOVABLE->nr_free > low_wmark_pages(MOVABLE) + nr_pages)
		take_any(owner);
}

static void zone_keeps_its_watermark(void)
{
	leave_in_movable_zone(8, 2);
	sim_equal(page_zone(xen_balloon_guest_take_order(NUMA_NO_NODE, 3)) == KERNEL, true);
	sim_equal(page_zone(xen_balloon_guest_take_order(NUMA_NO_NODE, 2)) == MOVABLE, true);
	sim_equal(take(NUMA_NO_NODE, 8), 8);
	sim_equal(taken_from(MOVABLE), 4);
}

static void kernel_keeps_its_floor(void)
{
	unsigned long free = KERNEL->nr_free, managed = KERNEL->managed_pages;

	leave_in_movable_zone(0, 2);
	xen_balloon_guest_set_kernel_floor(managed);
	sim_assert(!xen_balloon_guest_take_order(NUMA_NO_NODE, 0), "a page of the kernel is taken");
	/* With some effort. */
	sim_equal(take(NUMA_NO_NODE, 8), 1);
	sim_equal(taken_from(MOVABLE), 1);
	sim_equal(KERNEL->nr_free, free);
	xen_balloon_guest_set_kernel_floor(managed - 1);
	sim_assert(xen_balloon_guest_take_order(NUMA_NO_NODE, 0), "no page is taken");
	sim_equal(KERNEL->managed_pages, managed - 1);
}

static void kernel_keeps_its_floor_to_the_page(void)
{
	unsigned long managed = KERNEL->managed_pages;

	leave_in_movable_zone(0, 2);
	xen_balloon_guest_set_kernel_floor(managed - 519);
	sim_assert(xen_balloon_guest_take_order(NUMA_NO_NODE, 9), "no superpage is taken");
	sim_assert(!xen_balloon_guest_take_order(NUMA_NO_NODE, 3), "8 pages are taken, of 7");
	sim_equal(take(NUMA_NO_NODE, 64), 7);
	sim_equal(KERNEL->managed_pages, managed - 519);
}

static void floor_of_domain_is_enough(void)
{
	xen_balloon_guest_set_kernel_floor(KERNEL->managed_pages);
	sim_equal(take(NUMA_NO_NODE, 8), 8);
	sim_assert(xen_balloon_guest_take_order(NUMA_NO_NODE, 3), "no run is taken");
}

/* Files have ZONE_MOVABLE, and mm has to be asked for pages of the kernel first. */
static void files_give_way(void)
{
	unsigned long free = KERNEL->nr_free;

	leave_in_movable_zone(0, SIM_PAGE_CACHE);
	xen_balloon_guest_set_kernel_floor(KERNEL->managed_pages);
	while (sim_take_page(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_THISNODE, 0, 0) &&
	       KERNEL->nr_free == free)
		;
	free = KERNEL->nr_free;
	sim_equal(take(NUMA_NO_NODE, 64), 1);
	sim_equal(taken_from(MOVABLE), 1);
	sim_equal(KERNEL->nr_free, free);
}

static void move_down_leaves_nothing_behind(void)
{
	case_reach(SIZE);
	sim_rest_check();
	case_reach(sim_machine.memory);
	leave_in_movable_zone(0, 2);
	xen_balloon_guest_set_kernel_floor(KERNEL->managed_pages - 100);
	sim_toolstack_set(SIZE);
	case_settle();
	case_sysfs_says("reason", "guest-memory");
	free_all(2);
	sim_rest_check();
}

/* ---- nodes ---- */

static void with_nodes(struct sim_machine *m)
{
	m->nodes = 2;
	m->node_start = 2 * SIM_SECTION_PAGES;
}

static void pages_are_of_the_node(void)
{
	int nid;
	unsigned int i;

	for (nid = 0; nid < 2; nid++) {
		memset(pages, 0, sizeof(pages));
		sim_equal(take(nid, 64), 64);
		for (i = 0; i < 64; i++)
			sim_equal(page_to_nid(pages[i]), nid);
		sim_equal(page_to_nid(xen_balloon_guest_take_order(nid, 9)), nid);
	}
}

static void watermarks_are_of_the_node(void)
{
	unsigned long first = KERNEL->_watermark[WMARK_HIGH];
	unsigned long second = sim_zones[MAX_NR_ZONES]._watermark[WMARK_HIGH];

	sim_equal(first > 0 && second > 0, true);
	sim_equal(xen_balloon_guest_watermarks(0), first);
	sim_equal(xen_balloon_guest_watermarks(1), second);
	sim_equal(xen_balloon_guest_watermarks(NUMA_NO_NODE), first + second);
}

/* ---- exactly these pages ---- */

#define RANGE	(4 * SIM_SECTION_PAGES)

static int take_range(unsigned int *patience_ms)
{
	int err;

	lock_device_hotplug();
	err = xen_balloon_guest_take_range(RANGE, 64, patience_ms);
	unlock_device_hotplug();
	return err;
}

static void use_range(void)
{
	while (!pfn_to_page(RANGE)->on_lru || !pfn_to_page(RANGE + 64)->on_lru)
		take_any(2);
}

static void write_page(unsigned long n, u64 time)
{
	pfn_to_page(RANGE + n)->written_until = sim_now + time;
}

static void range_is_taken(void)
{
	unsigned long managed = KERNEL->managed_pages, i;
	unsigned int patience = 200;
	u64 start = sim_now;

	use_range();
	/* The one behind it does not matter. */
	write_page(64, SIM_S);
	sim_equal(take_range(&patience), 0);
	sim_equal(patience, 200);
	sim_equal(sim_now - start < 10 * SIM_MS, true);
	sim_equal(KERNEL->managed_pages, managed - 64);
	sim_equal(dirty(RANGE, 64), 0);
	for (i = 0; i < 64; i++)
		sim_equal(page_count(pfn_to_page(RANGE + i)), 1);
}

/* Pages that are written out one after the other: what is left of the patience counts. */
static void disk_is_waited_for(void)
{
	unsigned int patience = 200;
	u64 start = sim_now;

	use_range();
	write_page(63, 25 * SIM_MS);
	write_page(1, 45 * SIM_MS);
	sim_equal(take_range(&patience), 0);
	sim_equal(patience, 150);
	sim_equal((sim_now - start) / (10 * SIM_MS), 5);
}

static void disk_takes_too_long(void)
{
	unsigned long managed = KERNEL->managed_pages;
	unsigned int patience = 30;
	u64 start = sim_now;

	use_range();
	write_page(63, SIM_S);
	sim_equal(take_range(&patience), -EBUSY);
	sim_equal(patience, 0);
	sim_equal((sim_now - start) / (10 * SIM_MS), 3);
	sim_equal(KERNEL->managed_pages, managed);
	sim_sleep(SIM_S);
	sim_equal(take_range(&patience), 0);
}

static void pinned_page_stays(void)
{
	unsigned long managed = KERNEL->managed_pages;
	unsigned int patience = 200;

	use_range();
	pfn_to_page(RANGE + 10)->pins = 1;
	sim_equal(take_range(&patience), -EBUSY);
	sim_equal(KERNEL->managed_pages, managed);
	sim_equal(page_count(pfn_to_page(RANGE + 10)), 1);
}

const struct sim_case sim_cases_of_guest[] = {
	{ "pages are cleared", NULL, pages_are_cleared },
	{ "single pages are taken", NULL, single_pages_are_taken },
	{ "page frames without a memmap are cleared", NULL, frames_are_cleared },
	{ "each page of a run has a reference", NULL, each_page_has_a_reference },
	{ "ZONE_MOVABLE keeps its watermark", with_movable_zone, zone_keeps_its_watermark },
	{ "the kernel keeps its floor", with_movable_zone, kernel_keeps_its_floor },
	{ "the kernel keeps its floor to the page", with_movable_zone,
	  kernel_keeps_its_floor_to_the_page },
	{ "without ZONE_MOVABLE the kernel has no floor", NULL, floor_of_domain_is_enough },
	{ "files in ZONE_MOVABLE give way", with_movable_zone, files_give_way },
	{ "a move down with ZONE_MOVABLE leaves nothing behind", with_movable_zone,
	  move_down_leaves_nothing_behind },
	{ "pages are taken of a node", with_nodes, pages_are_of_the_node },
	{ "watermarks of a node", with_nodes, watermarks_are_of_the_node },
	{ "a range is taken", NULL, range_is_taken },
	{ "a range is taken when the disk has written it", NULL, disk_is_waited_for },
	{ "a range is not taken when the disk takes too long", NULL, disk_takes_too_long },
	{ "a range with a pinned page is not taken", NULL, pinned_page_stays },
	{}
};
