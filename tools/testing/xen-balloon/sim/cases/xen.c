// SPDX-License-Identifier: GPL-2.0
/*
 * What Xen is asked for, what becomes of the rest when it does only part of that, and how far saves
 * reach when it could not be told in time.
 */
#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/moduleparam.h>
#include <linux/pfn.h>

#include <stdio.h>
#include <string.h>

#include "balloon/place.h"
#include "balloon/save.h"
#include "balloon/xen.h"

#include "case.h"

#define SIZE	6000

static void with_memory(struct sim_machine *m)
{
	sim_xen.free[0] += 1UL << 16;
	sim_xen.superpages[0] = 64;
}

static void with_pv(struct sim_machine *m)
{
	with_memory(m);
	m->domain = SIM_PV;
}

/* ---- PV: mappings are kept in step ---- */

static void pv_superpages_are_mapped(void)
{
	unsigned long hypercalls;

	sim_xen_scatters = true;
	case_reach(SIZE);
	hypercalls = case_counter("hypercalls");
	case_reach(SIZE + 3 * 512);
	sim_equal(case_counter("deflated_superpages"), 3);
	/* To populate them, and to map them: nothing is released again. */
	sim_equal(case_counter("hypercalls") - hypercalls, 6);
	sim_rest_check();
}

static void pv_rest_is_released(void)
{
	unsigned long free;

	case_reach(SIZE);
	free = sim_xen.free[0];
	sim_mmu_refuses_after = 100;
	sim_warnings_expected = 1;
	sim_toolstack_set(SIZE + 300);
	sim_sleep(SIM_MS);
	case_settle();
	sim_equal(balloon_stats.current_pages, SIZE + 300);
	sim_equal(sim_xen.free[0], free - 300);
	sim_equal(sim_warnings_expected, 0);
	sim_equal(case_counter("short"), 1);
	sim_rest_check();
}

static void pv_rest_is_mapped_again(void)
{
	case_reach(SIZE);
	sim_xen.stops_after = 1;
	sim_toolstack_set(SIZE - 30);
	case_settle();
	sim_equal(sim_xen.stops_after, 0);
	sim_xen.stops_after = 11;
	sim_toolstack_set(SIZE - 60);
	case_settle();
	sim_equal(sim_xen.stops_after, 0);
	sim_equal(balloon_stats.current_pages, SIZE - 60);
	sim_rest_check();
}

static void pv_memory_blocks_are_marked(void)
{
	sim_toolstack_set_maximum(sim_machine.maximum + SIM_SECTION_PAGES);
	case_reach(sim_machine.maximum + 1);
	sim_rest_check();
}

/* Twice what it has, behind the end of a memory block of the largest size. */
static void pv_room_is_made_in_advance(void)
{
	unsigned long end = ALIGN(max_pfn, 1UL << 15) + 2 * sim_machine.memory;

	sim_toolstack_set_maximum(1UL << 19);
	case_settle();
	sim_equal(sim_p2m_page_present(end - 1), true);
	sim_equal(sim_p2m_page_present(ALIGN(end, 512)), false);
	sim_equal(xen_balloon_is_prepared(pfn_to_page(end - 1), 1), true);
	sim_equal(xen_balloon_is_prepared(pfn_to_page(ALIGN(end, 512)), 1), false);
	sim_equal(xen_balloon_is_prepared(pfn_to_page(ALIGN(end, 512) - 1), 2), false);
}

/* ---- page frames without struct pages ---- */

static const struct xen_balloon_place anywhere = { .nid = NUMA_NO_NODE };

static void frames_are_populated(void)
{
	unsigned long pfn = sim_machine.boot_end;

	sim_xen.max_pages = 1UL << 16;
	sim_equal(xen_balloon_populate_frames(pfn, 3, &anywhere), 3);
	sim_equal(xen_balloon_release_frames(pfn, 1), 1);
	sim_equal(sim_xen_is_ram(pfn), false);
	sim_equal(sim_xen_is_ram(pfn + 1), true);
	sim_equal(xen_balloon_release_frames(pfn + 1, 2), 2);
	sim_equal(sim_xen_is_ram(pfn + 1), false);
	sim_equal(sim_xen_is_ram(pfn + 2), false);
}

/* ---- Xen had no memory at boot to be told how far memory may come ---- */

static void without_memory(struct sim_machine *m)
{
	sim_xen.free[0] = m->memory;
}

static void have_memory(void)
{
	sim_xen.free[0] = 1UL << 14;
	sim_xen.max_pages = 1UL << 16;
}

/* Saves reach as far as the memory at boot. */
static void frames_of_next_kernel_are_unseen(void)
{
	unsigned long pfn = sim_machine.boot_end;

	sim_xen.max_pages = 1UL << 16;
	sim_equal(xen_balloon_populate_frames(pfn, 1, &anywhere), 0);
	sim_equal(xen_balloon_save_is_safe(), true);
	have_memory();
	sim_equal(xen_balloon_populate_frames(pfn, 1, &anywhere), 1);
	sim_equal(xen_balloon_save_is_safe(), false);
}

static void set_own_target(unsigned long pages)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", pages * 4);
	sim_equal(sim_sysfs_write("target_kb", text), strlen(text));
	case_settle();
	sim_equal(balloon_stats.current_pages, pages);
}

static void memory_of_boot_is_seen(void)
{
	have_memory();
	set_own_target(sim_machine.boot_end);
	sim_equal(case_save(), 0);
	sim_equal(case_logged("Suspend refused"), 0);
}

static void growth_is_unseen(void)
{
	have_memory();
	set_own_target(sim_machine.boot_end + 512);
	sim_equal(case_save(), -EBUSY);
	sim_equal(case_logged("memory added in the last 10 s may be missing"), 1);
	sim_sleep(10 * SIM_S + 8 * SIM_MS);
	/* It is seen from now on, and so is what is below it. */
	set_own_target(sim_machine.boot_end + 1024);
	sim_equal(case_save(), 0);
}

/* The maximum becomes known while the domain is saved. */
static void known_maximum_is_for_later(void)
{
	have_memory();
	sim_toolstack_begin_save();
	sim_toolstack_set_maximum(sim_machine.maximum + 100);
	case_reach(sim_machine.maximum + 100);
	sim_equal(sim_suspend(true), -EBUSY);
}

static void known_maximum_counts_later(void)
{
	have_memory();
	sim_toolstack_set_maximum(sim_machine.maximum + 100);
	case_settle();
	sim_sleep(10 * SIM_S + 8 * SIM_MS);
	case_reach(sim_machine.maximum + 100);
	sim_equal(case_save(), 0);
}

/* ---- relief, in a PV domain: the p2m has room for a memory block that has just come ---- */

static void with_pv_without_maximum(struct sim_machine *m)
{
	with_pv(m);
	m->maximum = 0;
}

/* Before the worker populates page frames of it. */
static void stop_worker(enum sim_point kind)
{
	if (!balloon_stats.balloon_low || sim_current->spins ||
	    strncmp(sim_current->name, "kworker", 7))
		return;
	sim_at_point = NULL;
	sim_task_block("its CPU", sim_now + 10 * SIM_MS);
}

static bool worker_has_stopped(void)
{
	return !sim_at_point;
}

static void relief_is_unseen(void)
{
	char text[24];

	sim_equal(sim_param_oom_reserve.ops->set("400K", &sim_param_oom_reserve), 0);
	have_memory();
	set_own_target(sim_machine.boot_end);
	sim_toolstack_begin_save();
	sim_at_point = stop_worker;
	snprintf(text, sizeof(text), "%lu", (sim_machine.boot_end + 100) * 4);
	sim_sysfs_write("target_kb", text);
	sim_equal(sim_wait_for(worker_has_stopped, "the worker", SIM_S), true);
	sim_out_of_memory();
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end + 100);
	sim_equal(sim_suspend(true), -EBUSY);
	sim_equal(case_logged("memory added in the last 10 s may be missing"), 1);
}

/* ---- Xen is told ---- */

#define HIGHEST	(6UL << 18)

static void known_already(void)
{
	sim_equal(sim_xen.max_gpfn, HIGHEST);
	sim_xen.max_gpfn = HIGHEST - 1;
	sim_toolstack_set_maximum(sim_machine.maximum);
	case_settle();
	sim_equal(sim_xen.max_gpfn, HIGHEST - 1);
	sim_xen.max_gpfn = HIGHEST - 2;
	sim_toolstack_set_maximum(sim_machine.maximum);
	case_settle();
	sim_equal(sim_xen.max_gpfn, HIGHEST);
}

/* Others who want addresses get others while that page frame is populated. */
static void want_its_address(enum sim_point kind)
{
	struct resource res = { .flags = IORESOURCE_MEM };

	if (kind != SIM_HYPERCALL || sim_xen.max_gpfn != HIGHEST)
		return;
	sim_at_point = NULL;
	sim_equal(allocate_resource(&iomem_resource, &res, PAGE_SIZE, PFN_PHYS((u64)HIGHEST), ~0ULL,
				    PAGE_SIZE, NULL, NULL), 0);
	sim_equal(PFN_DOWN(res.start), HIGHEST + 1);
	release_resource(&res);
}

static void its_address_is_reserved(void)
{
	sim_xen.max_gpfn = 0;
	sim_at_point = want_its_address;
	sim_toolstack_set_maximum(sim_machine.maximum);
	case_settle();
	sim_assert(!sim_at_point, "nothing was populated");
}

const struct sim_case sim_cases_of_xen[] = {
	{ "superpages of a PV domain are mapped", with_pv, pv_superpages_are_mapped },
	{ "what cannot be mapped is released", with_pv, pv_rest_is_released },
	{ "what Xen does not take is mapped again", with_pv, pv_rest_is_mapped_again },
	{ "all of a memory block of a PV domain is marked", with_pv, pv_memory_blocks_are_marked },
	{ "the p2m has room for what may come", with_pv, pv_room_is_made_in_advance },
	{ "page frames without a memmap", NULL, frames_are_populated },
	{ "a save does not see new page frames of the next kernel", without_memory,
	  frames_of_next_kernel_are_unseen },
	{ "a save sees all memory of the boot", without_memory, memory_of_boot_is_seen },
	{ "a save does not see growth that Xen was not told of", without_memory, growth_is_unseen },
	{ "a save does not reach as far as a maximum that came later", without_memory,
	  known_maximum_is_for_later },
	{ "a save reaches as far as an earlier maximum", without_memory,
	  known_maximum_counts_later },
	{ "a save does not see relief out of a new memory block", with_pv_without_maximum,
	  relief_is_unseen },
	{ "Xen is not told what it knows", NULL, known_already },
	{ "the page frame that tells Xen is reserved", NULL, its_address_is_reserved },
	{}
};
