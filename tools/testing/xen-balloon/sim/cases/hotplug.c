// SPDX-License-Identifier: GPL-2.0
/* Page frames are added when the pool is empty, in memory blocks, and where they may be. */
#include <linux/errno.h>
#include <linux/memory_hotplug.h>
#include <linux/pfn.h>

#include <asm/xen/page.h>

#include "case.h"

#define BLOCK		SIM_SECTION_PAGES
/* Of its own memmap, in 2 MiB pages. */
#define MEMMAP		512UL
/* Attempts to take the device hotplug lock, at 5 ms each. */
#define LOCK_TRIES	20

static unsigned long first_block(void)
{
	return DIV_ROUND_UP(max(sim_machine.boot_end, sim_machine.ram_end), BLOCK);
}

/* All page frames are populated. */
static void fill(void)
{
	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
}

static void ask_for(unsigned long more)
{
	sim_toolstack_set(balloon_stats.total_pages + more);
	case_settle();
}

/* ---- one block at a time ---- */

static void added_when_needed(void)
{
	unsigned long before;

	fill();
	sim_equal(sim_nr_blocks, 0);
	before = balloon_stats.total_pages;
	case_reach(before + 1);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.total_pages, before + BLOCK);
	case_reach(before + BLOCK);
	sim_equal(sim_nr_blocks, 1);
	case_reach(before + BLOCK + 1);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(case_counter("grow_steps"), 2);
	sim_equal(case_counter("grown_pages"), 2 * BLOCK);
	sim_assert(sim_block_present(first_block()) && sim_block_present(first_block() + 1),
		   "the blocks are not next to each other");
	sim_rest_check();
}

/* mm puts them online by itself, be it into another zone. */
static void policy_of_user(struct sim_machine *m)
{
	m->online_policy = 2;
}

static void added_movable(void)
{
	fill();
	ask_for(BLOCK + 1);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(is_zone_movable_page(pfn_to_page(first_block() * BLOCK)), true);
	sim_equal(case_counter("grown_pages"), 2 * BLOCK);
	sim_rest_check();
}

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

static void added_in_pv(void)
{
	fill();
	ask_for(BLOCK + 1);
	sim_equal(sim_nr_blocks, 2);
	sim_rest_check();
}

/* ---- the lock ---- */

static bool lock_release;

static void lock_holder(void *arg)
{
	lock_device_hotplug();
	while (!lock_release) {
		sim_sleep(100 * SIM_MS);
		/* It is not the driver's time. */
		unlock_device_hotplug();
		lock_device_hotplug();
	}
	unlock_device_hotplug();
}

static void waits_for_lock_only_so_long(void)
{
	unsigned int tries;

	fill();
	sim_task_start("other user", lock_holder, NULL);
	sim_sleep(SIM_MS);
	tries = sim_hotplug_lock_tries;
	ask_for(1);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(sim_hotplug_lock_tries - tries, LOCK_TRIES);
	case_sysfs_says("state", "waiting");
	case_sysfs_says("reason", "growth-failed");
	lock_release = true;
	case_reach(balloon_stats.total_pages + 1);
	sim_equal(sim_nr_blocks, 1);
}

/* ---- where ---- */

/* RAM of the E820 that the kernel does not use: two blocks, with a gap before and a part after. */
static void known_ram(struct sim_machine *m)
{
	pv(m);
	m->known_start = m->boot_end + BLOCK;
	m->ram_end = m->known_start + 2 * BLOCK + BLOCK / 2;
}

static void known_ram_goes_first(void)
{
	unsigned long known = sim_machine.known_start / BLOCK;

	fill();
	ask_for(2 * BLOCK);
	sim_equal(sim_nr_blocks, 2);
	sim_equal(sim_block_present(known), true);
	sim_equal(sim_block_present(known + 1), true);
	ask_for(1);
	sim_equal(sim_block_present(known + 2), false);
	sim_equal(sim_block_present(known + 3), true);
}

static void ends_with_the_p2m(void)
{
	fill();
	xen_p2m_size = (first_block() + 1) * BLOCK;
	ask_for(BLOCK + 1);
	sim_equal(sim_nr_blocks, 1);
	case_sysfs_says("reason", "growth-failed");
	sim_sleep(100 * SIM_S);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(case_logged("Cannot allocate new System RAM resource"), 1);
	sim_equal(sim_slab_objects("hotplug.c"), 1);
}

static void p2m_one_short(void)
{
	fill();
	xen_p2m_size = (first_block() + 1) * BLOCK - 1;
	ask_for(1);
	sim_equal(sim_nr_blocks, 0);
}

/* ROMS of device-model.c. */
#define DEVICE	16384UL

static void hvm(struct sim_machine *m)
{
	m->domain = SIM_HVM;
	m->video = 2 * BLOCK;
	m->block_sections = 1;
}

static void device_memory_is_left_alone(void)
{
	unsigned long maximum = sim_machine.maximum + 2 * BLOCK, end, nr;

	fill();
	sim_toolstack_set_maximum(maximum);
	ask_for(2 * BLOCK);
	sim_equal(sim_nr_blocks, 2);
	/* That of the device model which a restore would start comes after the maximum. */
	end = maximum + sim_toolstack_hidden() + sim_machine.video + DEVICE;
	nr = DIV_ROUND_UP(end, BLOCK);
	sim_equal(sim_block_present(nr), true);
	sim_equal(sim_block_present(nr + 1), true);
	sim_equal(sim_slab_objects("hotplug.c"), 1);
	sim_rest_check();
}

/* The largest size of the domain, and so where a device model puts its memory after a restore. */
static int save_with_maximum(unsigned long pages)
{
	sim_toolstack_set_maximum(pages - sim_toolstack_hidden());
	case_settle();
	sim_toolstack_begin_save();
	return sim_suspend(true);
}

static unsigned long hvm_block(void)
{
	unsigned long nr = first_block();

	sim_toolstack_plenty();
	case_reach(balloon_stats.total_pages);
	sim_toolstack_set_maximum(sim_machine.maximum + 10);
	ask_for(1);
	sim_equal(sim_nr_blocks, 1);
	while (!sim_block_present(nr))
		nr++;
	return nr * BLOCK;
}

static void restore_would_write_into_block(void)
{
	unsigned long pfn = hvm_block();

	sim_equal(save_with_maximum(pfn), -EBUSY);
	sim_equal(save_with_maximum(pfn + BLOCK - 1), -EBUSY);
	sim_equal(save_with_maximum(pfn + BLOCK), 0);
}

/* Video memory and ROMs come before the block. */
static void restore_is_safe_below(void)
{
	unsigned long pfn = hvm_block(), device = DEVICE + sim_machine.video;

	sim_equal(save_with_maximum(pfn - device + 1), -EBUSY);
	sim_equal(save_with_maximum(pfn - device), 0);
}

/* ---- their memmap ---- */

static void own_memmap(struct sim_machine *m)
{
	m->memmap_on_memory = true;
}

static void own_memmap_is_populated(void)
{
	unsigned long before, pfn = first_block() * BLOCK;

	fill();
	before = balloon_stats.total_pages;
	case_reach(before + 600);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.total_pages, before + BLOCK);
	sim_equal(sim_xen_is_ram(pfn + MEMMAP - 1), true);
	sim_equal(balloon_stats.balloon_low, BLOCK - 600);
	sim_rest_check();
}

/* Xen's limit is 1 MiB above the target, as the toolstack counts. */
static void room_for_own_memmap(unsigned long pages)
{
	fill();
	ask_for(pages - 256 - sim_toolstack_hidden());
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_xen_is_ram(first_block() * BLOCK + MEMMAP - 1), pages >= MEMMAP);
	sim_rest_check();
}

static void memmap_just_fits(void)
{
	room_for_own_memmap(MEMMAP);
}

static void memmap_does_not_fit(void)
{
	room_for_own_memmap(MEMMAP - 1);
}

/* All but this many pages that the guest could give are in use. */
static void leave_available(unsigned long pages)
{
	while (si_mem_available() > pages)
		sim_assert(sim_alloc_for(0, GFP_HIGHUSER | __GFP_NORETRY), "no memory");
}

static void too_little_for_memmap(void)
{
	fill();
	leave_available(BLOCK / 32 - 1);
	ask_for(1);
	sim_equal(sim_nr_blocks, 0);
	case_sysfs_says("reason", "growth-failed");
	sim_equal(case_logged("Cannot add additional memory"), 0);
}

static void enough_for_memmap(void)
{
	fill();
	leave_available(BLOCK / 32);
	ask_for(1);
	sim_equal(sim_nr_blocks, 1);
}

const struct sim_case sim_cases_of_hotplug[] = {
	{ "a memory block is added when the pool is empty, and not before",
	  NULL, added_when_needed },
	{ "a memory block goes online where the user has chosen", policy_of_user, added_movable },
	{ "a PV domain adds memory blocks", pv, added_in_pv },
	{ "growth does not wait longer than 100 ms for the hotplug lock",
	  NULL, waits_for_lock_only_so_long },
	{ "growth goes into RAM of the E820 first", known_ram, known_ram_goes_first },
	{ "growth ends where the p2m ends", pv, ends_with_the_p2m },
	{ "no memory block goes beyond the p2m", pv, p2m_one_short },
	{ "growth stays out of the memory of devices", hvm, device_memory_is_left_alone },
	{ "a domain is not saved if the device model would write into a block", hvm,
	  restore_would_write_into_block },
	{ "a domain is saved if the device model writes below its blocks",
	  hvm, restore_is_safe_below },
	{ "a memory block brings its own memmap", own_memmap, own_memmap_is_populated },
	{ "memmap may reach the ceiling", own_memmap, memmap_just_fits },
	{ "memmap does not exceed the ceiling", own_memmap, memmap_does_not_fit },
	{ "no memory block is added where the guest has too little for its memmap",
	  NULL, too_little_for_memmap },
	{ "a memory block is added where the guest has enough for its memmap",
	  NULL, enough_for_memmap },
	{}
};
