// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the device model of an HVM domain has behind its RAM: growth stays out of that of the
 * device model that runs, and of that which a restore would start.
 */
#include <linux/errno.h>

#include <xen/balloon-arch.h>
#include <xen/balloon.h>

#include "balloon/device-model.h"

#include "case.h"

/* What the driver takes an option ROM to need: 64 MiB. */
#define ROMS	(1UL << 14)

#define VIDEO	2048UL

/* Where device memory begins: behind the E820, and behind the toolstack's maximum. */
#define MAP_END	(sim_machine.ram_end)
#define NEXT	(sim_machine.maximum + sim_toolstack_hidden())

#define HIGH	(1UL << 20)
#define LOW_END	0xf0000UL

static void with_video(struct sim_machine *m)
{
	m->domain = SIM_HVM;
	m->video = VIDEO;
	sim_xen.free[0] += 1UL << 16;
}

static void growth_stays_out(void)
{
	unsigned long block, first = (NEXT + VIDEO + ROMS) / SIM_SECTION_PAGES + 1;

	sim_toolstack_set_maximum(sim_machine.maximum + SIM_SECTION_PAGES);
	case_reach(sim_machine.maximum + SIM_SECTION_PAGES);
	for (block = sim_machine.boot_end / SIM_SECTION_PAGES; block < first; block++)
		sim_equal(sim_block_present(block), false);
	/* The maximum is a memory block above the first one. */
	sim_equal(sim_block_present(first + 1), true);
}

static void ranges_begin_and_end(void)
{
	unsigned long running_end = MAP_END + ROMS + VIDEO, next_end = NEXT + ROMS + VIDEO;

	sim_equal(xen_balloon_device_memory_end(MAP_END - 100, 100), 0);
	sim_equal(xen_balloon_device_memory_end(MAP_END - 100, 101), running_end);
	sim_equal(xen_balloon_device_memory_end(running_end - 1, 1), running_end);
	sim_equal(xen_balloon_device_memory_end(running_end, 1), next_end);
	sim_equal(xen_balloon_device_memory_end(next_end - 1, 1), next_end);
	sim_equal(xen_balloon_device_memory_end(next_end, 1), 0);
}

static void ranges_are_apart(void)
{
	unsigned long next = NEXT + 2 * ROMS;

	sim_toolstack_set_maximum(sim_machine.maximum + 2 * ROMS);
	case_settle();
	sim_equal(xen_balloon_device_memory_end(next - 5, 5), 0);
	sim_equal(xen_balloon_device_memory_end(next - 5, 6), next + ROMS + VIDEO);
}

static void restore_writes_behind_maximum(void)
{
	sim_equal(xen_balloon_device_memory_after_restore(NEXT - 5, 5), false);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT - 5, 6), true);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT + ROMS + VIDEO - 1, 1), true);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT + ROMS + VIDEO, 1), false);
}

/* Video memory counts from the first maximum on, and not again with each. */
static void restore_makes_next_the_running(void)
{
	unsigned long end = NEXT + ROMS + VIDEO + 1000;

	sim_toolstack_set_maximum(sim_machine.maximum + 1000);
	case_settle();
	sim_equal(xen_balloon_device_memory_end(MAP_END, 1), MAP_END + ROMS + VIDEO);
	xen_balloon_device_memory_restored();
	sim_equal(xen_balloon_device_memory_end(MAP_END, 1), 0);
	sim_equal(xen_balloon_device_memory_end(end - 1, 1), end);
	sim_equal(xen_balloon_device_memory_end(end, 1), 0);
}

/* Until the toolstack gives a maximum, a restore is not known to change anything. */
static void no_maximum_no_restore(void)
{
	xen_balloon_device_memory_restored();
	sim_equal(xen_balloon_device_memory_end(MAP_END - 1, 1), 0);
	sim_equal(xen_balloon_device_memory_end(MAP_END + ROMS + VIDEO, 1), NEXT + ROMS + VIDEO);
}

static void none_without_device_model(void)
{
	sim_equal(xen_balloon_device_memory_end(0, 1UL << 21), 0);
	sim_equal(xen_balloon_device_memory_after_restore(0, 1UL << 21), false);
}

/* ---- a save is refused while a restore would write into RAM ---- */

static int save_with_maximum(unsigned long pages)
{
	case_reach(8000);
	sim_toolstack_set_maximum(pages);
	case_settle();
	sim_toolstack_begin_save();
	return sim_suspend(true);
}

static void saved_with_maximum_at_map_end(void)
{
	sim_equal(save_with_maximum(MAP_END - sim_toolstack_hidden()), 0);
}

static void refused_with_maximum_below_map_end(void)
{
	sim_equal(save_with_maximum(MAP_END - sim_toolstack_hidden() - 1), -EBUSY);
	sim_equal(case_logged("after a restore the device model would use memory"), 1);
}

/* ---- memmap that Xen has not taken back ---- */

static void with_memmap_on_memory(struct sim_machine *m)
{
	with_video(m);
	m->memmap_on_memory = true;
}

static bool one_block_is_left(void)
{
	return sim_nr_blocks == 1;
}

/* Returns where it is: of two blocks beyond a gap one has been removed. */
static unsigned long leave_memmap(void)
{
	static struct page *lent[4 * SIM_SECTION_PAGES];
	unsigned long block = SIM_MAX_GFN / SIM_SECTION_PAGES - 1;
	unsigned int n = 0;

	case_allow(sim_machine.maximum + 8 * SIM_SECTION_PAGES);
	case_reach(balloon_stats.total_pages);
	sim_xen.max_pages += 4 * 512;
	sim_sysctl_write("hotplug_unpopulated", 1);
	for (; sim_nr_blocks < 2; n += 512)
		sim_equal(xen_alloc_ballooned_pages(512, lent + n), 0);
	xen_free_ballooned_pages(n, lent);
	while (!sim_block_present(block))
		block--;
	case_reach(8000);
	sim_xen.stops_after = 1;
	sim_xen.stays_stopped = true;
	sim_assert(sim_wait_for(one_block_is_left, "removal", 100 * SIM_S), "the block stays");
	sim_equal(sim_xen_is_ram(block * SIM_SECTION_PAGES), true);
	return block * SIM_SECTION_PAGES;
}

static void not_saved_with_memmap_left(void)
{
	unsigned long pfn = leave_memmap();

	sim_toolstack_set_maximum(pfn - sim_toolstack_hidden());
	case_settle();
	sim_toolstack_begin_save();
	sim_equal(sim_suspend(true), -EBUSY);
	sim_equal(case_logged("after a restore the device model would use memory"), 1);
}

static void growth_does_not_use_it(void)
{
	unsigned long pfn = leave_memmap();

	sim_toolstack_set_maximum(pfn - sim_toolstack_hidden());
	case_settle();
	case_reach(balloon_stats.total_pages + 600);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(sim_block_present(pfn / SIM_SECTION_PAGES), false);
}

/* ---- what a kernel before kexec has left, and Xen does not take back ---- */

static void with_kexec(struct sim_machine *m)
{
	with_video(m);
	xen_boot_is_kexec = true;
}

static void not_saved_with_inherited(void)
{
	unsigned long pfn, maximum = sim_machine.maximum + 8 * SIM_SECTION_PAGES;
	struct page *lent;

	/* The first block behind the device memory of a restored domain. */
	pfn = ALIGN(maximum + sim_toolstack_hidden() + VIDEO + ROMS, SIM_SECTION_PAGES);
	case_allow(maximum);
	case_reach(balloon_stats.total_pages);
	sim_xen.max_pages += 512;
	case_inherit(pfn, 9);
	sim_xen.paging = 0;
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(xen_alloc_ballooned_pages(1, &lent), -ENOMEM);
	sim_equal(sim_slab_objects("hotplug.c"), 1);
	sim_equal(sim_nr_blocks, 0);
	sim_xen.paging = 1000;
	case_reach(8000);
	sim_toolstack_set_maximum(pfn - sim_toolstack_hidden());
	case_settle();
	sim_toolstack_begin_save();
	sim_equal(sim_suspend(true), -EBUSY);
	sim_equal(case_logged("after a restore the device model would use memory"), 1);
}

/* ---- more than there is room for below 4 GiB ---- */

static void with_high_memory(struct sim_machine *m)
{
	with_video(m);
	m->memory = m->boot_end;
	m->ram_end = HIGH + 1000;
	m->known_start = m->ram_end;
	m->maximum = LOW_END + 1000;
	sim_xen.free[0] += m->memory;
}

static void maximum_goes_on_above_4_gib(void)
{
	unsigned long next = HIGH + 1000 + sim_toolstack_hidden(), end = next + ROMS + VIDEO;

	sim_equal(xen_balloon_device_memory_end(HIGH + 999, 1), 0);
	sim_equal(xen_balloon_device_memory_after_restore(next - 1, 1), false);
	sim_equal(xen_balloon_device_memory_after_restore(next, 1), true);
	sim_equal(xen_balloon_device_memory_end(end - 1, 1), end);
	sim_equal(xen_balloon_device_memory_in_map(), false);
}

/* mmio_hole= in the domain's configuration. */
static void with_large_hole(struct sim_machine *m)
{
	with_high_memory(m);
	m->maximum = 0xc0000UL + 1000;
}

static void hole_is_learnt_from_first_maximum(void)
{
	unsigned long more = 500;

	sim_equal(xen_balloon_device_memory_after_restore(MAP_END - 1, 1), false);
	sim_equal(xen_balloon_device_memory_after_restore(MAP_END, 1), true);
	xen_balloon_device_memory_maximum(NEXT + more, VIDEO);
	sim_equal(xen_balloon_device_memory_after_restore(MAP_END + more - 1, 1), false);
	sim_equal(xen_balloon_device_memory_after_restore(MAP_END + more, 1), true);
	/* Exactly as much as there is room for below the hole. */
	xen_balloon_device_memory_maximum(NEXT - 1000, VIDEO);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT - 1001, 1), false);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT - 1000, 1), true);
	sim_equal(xen_balloon_device_memory_after_restore(HIGH, 1), false);
}

/* A maximum that is above 4 GiB as a whole tells nothing of what is below. */
static void with_low_maximum(struct sim_machine *m)
{
	with_high_memory(m);
	m->maximum = m->boot_end;
	m->ram_end = HIGH + m->maximum + 97;
	m->known_start = m->ram_end;
}

static void no_hole_is_learnt(void)
{
	sim_equal(NEXT, MAP_END - HIGH);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT, 1), true);
}

/* ---- more than one task ---- */

static void set_maximum(void)
{
	xen_balloon_device_memory_maximum(NEXT, VIDEO);
}

static void look_for_end(void)
{
	xen_balloon_device_memory_end(0, 1);
}

static void look_behind_restore(void)
{
	xen_balloon_device_memory_after_restore(0, 1);
}

static void look_into_map(void)
{
	xen_balloon_device_memory_in_map();
}

static void both_ends_at_once(void)
{
	sim_equal(case_waits_for("device_memory_lock", set_maximum), true);
	sim_equal(case_waits_for("device_memory_lock", xen_balloon_device_memory_restored), true);
	sim_equal(case_waits_for("device_memory_lock", look_for_end), true);
	sim_equal(case_waits_for("device_memory_lock", look_behind_restore), true);
	sim_equal(case_waits_for("device_memory_lock", look_into_map), true);
}

static void raise_when_unlocked(enum sim_point kind)
{
	if (kind != SIM_UNLOCK)
		return;
	sim_at_point = NULL;
	xen_balloon_device_memory_maximum(NEXT + ROMS, VIDEO);
}

static void answer_is_of_one_time(void)
{
	sim_at_point = raise_when_unlocked;
	sim_equal(xen_balloon_device_memory_after_restore(NEXT, 1), true);
	sim_equal(xen_balloon_device_memory_after_restore(NEXT, 1), false);
}

const struct sim_case sim_cases_of_device_memory[] = {
	{ "growth goes above device memory", with_video, growth_stays_out },
	{ "device memory begins behind the E820", with_video, ranges_begin_and_end },
	{ "device memory of two device models", with_video, ranges_are_apart },
	{ "a restore writes behind the maximum", with_video, restore_writes_behind_maximum },
	{ "a restore starts another device model", with_video, restore_makes_next_the_running },
	{ "a restore with the same maximum", with_video, no_maximum_no_restore },
	{ "a domain without device model has no device memory", NULL, none_without_device_model },
	{ "a domain is saved whose maximum is its E820", with_video,
	  saved_with_maximum_at_map_end },
	{ "a domain is not saved whose maximum is in its E820", with_video,
	  refused_with_maximum_below_map_end },
	{ "a domain is not saved with memmap where device memory would be", with_memmap_on_memory,
	  not_saved_with_memmap_left },
	{ "a domain is not saved with memory of the previous kernel where device memory would be",
	  with_kexec, not_saved_with_inherited },
	{ "growth does not use memmap where device memory would be", with_memmap_on_memory,
	  growth_does_not_use_it },
	{ "device memory goes on above 4 GiB", with_high_memory, maximum_goes_on_above_4_gib },
	{ "device memory with a large hole", with_large_hole, hole_is_learnt_from_first_maximum },
	{ "device memory without a hole", with_low_maximum, no_hole_is_learnt },
	{ "both ends of device memory are read at once", with_video, both_ends_at_once },
	{ "a range is compared with device memory of one time", with_video, answer_is_of_one_time },
	{}
};
