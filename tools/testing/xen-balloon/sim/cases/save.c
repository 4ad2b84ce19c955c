// SPDX-License-Identifier: GPL-2.0
/* The domain is saved, or the toolstack learns that it cannot be. */
#include <linux/errno.h>

#include <stdio.h>

#include "case.h"

/* Pages above its target with which a domain can still be restored: half of libxl's 1 MiB. */
#define SLACK	128

/* For so long a save waits for what has to be done first. */
#define WAIT	(10 * SIM_S)

#define SIZE	6000

/* A target below what the domain can go down to. */
static void target_out_of_reach(unsigned long by)
{
	char floor[24];

	case_reach(SIZE);
	snprintf(floor, sizeof(floor), "%u", SIZE * 4);
	sim_sysfs_write("min_kb", floor);
	sim_toolstack_set(SIZE - by);
	case_settle();
	sim_equal(balloon_stats.current_pages, SIZE);
	case_sysfs_says("reason", "floor");
}

static void saved_just_above_target(void)
{
	target_out_of_reach(SLACK);
	sim_equal(case_save(), 0);
	sim_equal(case_logged("Suspend refused"), 0);
}

static void refused_further_above_target(void)
{
	target_out_of_reach(SLACK + 1);
	sim_equal(case_save(), -EBUSY);
	sim_equal(case_logged("Suspend refused: 516 KiB above the target"), 1);
}

static void move_is_finished_first(void)
{
	sim_toolstack_set(SIZE);
	sim_equal(case_save(), 0);
	sim_equal(balloon_stats.current_pages, SIZE);
}

/* The toolstack's target counts for what it will restore, the domain's own for all else. */
static void own_target_comes_back(void)
{
	case_reach(SIZE);
	sim_sysfs_write("target_kb", "24100");
	case_settle();
	sim_equal(balloon_stats.current_pages, 6025);
	sim_device_refuses = true;
	sim_equal(case_save(), -EBUSY);
	case_settle();
	sim_equal(balloon_stats.current_pages, 6025);
}

/* The toolstack's target is what the domain will be restored with. */
static void toolstack_target_is_reached_first(void)
{
	case_reach(SIZE);
	sim_sysfs_write("target_kb", "24800");
	case_settle();
	sim_equal(balloon_stats.current_pages, 6200);
	sim_equal(case_save(), 0);
	sim_equal(balloon_stats.current_pages, SIZE);
	sim_equal(balloon_stats.balloon_low, sim_machine.boot_end - SIZE);
	sim_equal(sim_current->noio, false);
}

/* The worker is frozen before it has begun. */
static void own_target_is_reached_without_another(void)
{
	sim_xenstore_remove("memory/target");
	sim_assert(sim_wait_for(sim_xenstore_quiet, "xenwatch", SIM_S), "it does not end");
	sim_sysfs_write("target_kb", "24000");
	sim_equal(case_save(), 0);
	sim_equal(balloon_stats.current_pages, SIZE);
}

/* ---- how far Xen knows the memory of the domain ---- */

/* Xen is told that memory may come up to there: behind devices, in steps of 2 GiB. */
#define GIB		(1UL << 18)
#define HIGHEST(gib)	((gib) * GIB)

static void maximum_is_made_known(void)
{
	sim_equal(sim_xen.max_gpfn, HIGHEST(6));
	sim_toolstack_set_maximum(sim_machine.maximum + GIB);
	case_settle();
	sim_equal(sim_xen.max_gpfn, HIGHEST(6));
	sim_toolstack_set_maximum(sim_machine.maximum + GIB + 1);
	case_settle();
	sim_equal(sim_xen.max_gpfn, HIGHEST(8));
	sim_equal(case_logged("A save could overlook memory"), 0);
}

static void without_memory(struct sim_machine *m)
{
	sim_xen.free[0] = m->memory;
}

static void maximum_is_made_known_later(void)
{
	sim_equal(case_logged("A save could overlook memory"), 3);
	sim_equal(sim_xen.max_gpfn, sim_machine.boot_end - 1);
	sim_xen.free[0] = 1;
	sim_toolstack_set(sim_machine.memory);
	case_settle();
	sim_equal(sim_xen.max_gpfn, HIGHEST(6));
	/* It was for a moment. */
	sim_equal(sim_xen.free[0], 1);
	sim_equal(case_logged("A save could overlook memory"), 3);
}

/* ---- the PoD remainder ---- */

static void with_pod_remainder(struct sim_machine *m)
{
	m->pod_end = m->boot_end + 16 * SIM_SECTION_PAGES;
	m->ram_end = m->maximum = m->pod_end;
}

static void pod_is_returned_first(void)
{
	sim_equal(case_save(), 0);
	sim_equal(sim_xen.pod_entries, 0);
}

static void refused_with_pod(void)
{
	u64 start = sim_now;

	sim_pod_superpage_time = SIM_S;
	sim_equal(case_save(), -EBUSY);
	sim_equal(case_logged("Suspend refused: memory that was never populated"), 1);
	/* At a time it returns 8 superpages. */
	sim_equal((sim_now - start) / (8 * SIM_S), DIV_ROUND_UP(WAIT, 8 * SIM_S));
}

const struct sim_case sim_cases_of_save[] = {
	{ "a domain is saved that is 512 KiB above its target", NULL, saved_just_above_target },
	{ "a domain is not saved that is further above its target", NULL,
	  refused_further_above_target },
	{ "a move down is finished before a save", NULL, move_is_finished_first },
	{ "a domain goes back to a target of its own when it was not saved", NULL,
	  own_target_comes_back },
	{ "a domain goes down to the toolstack's target before a save", NULL,
	  toolstack_target_is_reached_first },
	{ "a domain without toolstack's target goes down to its own before a save", NULL,
	  own_target_is_reached_without_another },
	{ "Xen is told how far memory may come", NULL, maximum_is_made_known },
	{ "Xen is told later how far memory may come", without_memory,
	  maximum_is_made_known_later },
	{ "the PoD remainder is returned before a save", with_pod_remainder,
	  pod_is_returned_first },
	{ "a domain is not saved with a PoD remainder", with_pod_remainder, refused_with_pod },
	{}
};
