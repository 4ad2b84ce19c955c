// SPDX-License-Identifier: GPL-2.0
/* A PV domain keeps page tables and the p2m in step with its memory, whatever Xen does. */
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/xen/page.h>

#include "case.h"

#define TABLE	PTRS_PER_PTE

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

static unsigned long pinned(void)
{
	unsigned long table, n = 0;

	for (table = 0; table < sim_machine.boot_end / TABLE; table++)
		n += sim_table_is_pinned(table);
	return n;
}

/* What a process wrote is there, wherever its page is: all is mapped as Xen has it. */
static void all_is_mapped(unsigned long pages)
{
	sim_equal(balloon_stats.current_pages, pages);
	sim_equal(pinned(), DIV_ROUND_UP(sim_machine.boot_end / TABLE, 3));
	sim_rest_check();
}

static void fill(void)
{
	case_allow(sim_machine.maximum);
	case_reach(sim_machine.boot_end);
	all_is_mapped(sim_machine.boot_end);
}

/* ---- superpages ---- */

/* Each table of the first batch is unhooked, filled and hooked again at once. */
static void tables_at_a_time(void)
{
	unsigned long before, flushes;

	fill();
	before = case_counter("hypercalls");
	flushes = sim_tlb_flushes;
	case_reach(sim_machine.boot_end - 4 * TABLE);
	sim_equal(case_counter("inflated_superpages"), 4);
	sim_equal(sim_tlb_flushes, flushes + 1);
	/* Unpin each in turn, unhook, pin, hook, flush, release ... */
	sim_equal(case_counter("hypercalls") - before, 8);
	all_is_mapped(sim_machine.boot_end - 4 * TABLE);
	before = case_counter("hypercalls");
	case_reach(sim_machine.boot_end);
	sim_equal(case_counter("hypercalls") - before, 7);
	sim_equal(sim_tlb_flushes, flushes + 1);
	all_is_mapped(sim_machine.boot_end);
	/* All of the time is in there, and no more. */
	sim_sleep(1000 * SIM_S);
	sim_debugfs_use(true);
	case_reach(sim_machine.boot_end - 4 * TABLE);
	sim_assert(case_counter("xen_ns") && case_counter("xen_ns") < case_counter("step_ns"),
		   "%llu ns of a step in Xen", case_counter("xen_ns"));
}

static void entries_at_a_time(void)
{
	unsigned long before, flushes;

	fill();
	before = case_counter("hypercalls");
	flushes = sim_tlb_flushes;
	case_reach(sim_machine.boot_end - 100);
	sim_equal(sim_tlb_flushes, flushes + 1);
	sim_equal(case_counter("hypercalls") - before, 3);
	all_is_mapped(sim_machine.boot_end - 100);
	before = case_counter("hypercalls");
	case_reach(sim_machine.boot_end);
	sim_equal(case_counter("hypercalls") - before, 2);
	all_is_mapped(sim_machine.boot_end);
}

/* ---- Xen does less ---- */

/* Xen takes so many pages of a batch, and then none. */
static void taken_in_part(unsigned long pages)
{
	fill();
	sim_xen.stops_after = pages + 1;
	sim_xen.stays_stopped = true;
	sim_toolstack_set(sim_machine.boot_end - 4 * TABLE);
	case_settle();
	all_is_mapped(sim_machine.boot_end - pages);
	sim_xen.stops_after = 0;
	case_reach(sim_machine.boot_end - 4 * TABLE);
	all_is_mapped(sim_machine.boot_end - 4 * TABLE);
}

static void taken_to_a_table(void)
{
	taken_in_part(2 * TABLE);
}

static void taken_within_a_table(void)
{
	taken_in_part(2 * TABLE + 100);
}

static void not_taken(void)
{
	taken_in_part(0);
}

static void given_in_part(void)
{
	fill();
	case_reach(sim_machine.boot_end - 4 * TABLE);
	sim_xen.superpages[0] = 3;
	sim_xen.free[0] = 3 * TABLE + 10;
	sim_toolstack_set(sim_machine.boot_end);
	case_settle();
	case_sysfs_says("reason", "xen-refused");
	all_is_mapped(sim_machine.boot_end - TABLE + 10);
}

/* ---- Xen refuses what it never does ---- */

/* What is populated and cannot be mapped goes back. */
static void not_mapped(void)
{
	fill();
	case_reach(sim_machine.boot_end - 100);
	sim_mmu_refuses_after = 40;
	sim_warnings_expected = 1;
	sim_toolstack_set(sim_machine.boot_end);
	case_settle();
	sim_equal(sim_warnings_expected, 0);
	all_is_mapped(sim_machine.boot_end);
	sim_equal(case_counter("short"), 1);
}

/* There is another attempt after a second. */
static void none_mapped(void)
{
	fill();
	case_reach(sim_machine.boot_end - 100);
	sim_mmu_refuses_after = 0;
	sim_warnings_expected = 1;
	sim_toolstack_set(sim_machine.boot_end);
	case_settle();
	case_sysfs_says("reason", "xen-refused");
	all_is_mapped(sim_machine.boot_end - 100);
	sim_sleep(1100 * SIM_MS);
	all_is_mapped(sim_machine.boot_end);
}

/* What cannot be unmapped stays. */
static void not_unmapped(void)
{
	fill();
	sim_mmu_refuses_after = 40;
	sim_warnings_expected = 1;
	sim_toolstack_set(sim_machine.boot_end - 100);
	case_settle();
	sim_equal(sim_warnings_expected, 0);
	all_is_mapped(sim_machine.boot_end - 100);
	sim_equal(case_counter("short"), 1);
}

/* ---- tables that are hooked elsewhere ---- */

/* One of the first batch cannot be unhooked, and those that follow are not either. */
static void hooked_twice(unsigned long n, unsigned long hypercalls)
{
	unsigned long before;

	fill();
	sim_hooked_twice_after = n;
	before = case_counter("hypercalls");
	case_reach(sim_machine.boot_end - 8 * TABLE);
	sim_equal(sim_hooked_twice_after, -1);
	sim_equal(case_counter("inflated_superpages"), 8);
	sim_equal(case_counter("hypercalls") - before, hypercalls);
	all_is_mapped(sim_machine.boot_end - 8 * TABLE);
	case_reach(sim_machine.boot_end);
	all_is_mapped(sim_machine.boot_end);
}

static void first_is_hooked_twice(void)
{
	hooked_twice(0, 17);
}

static void second_is_hooked_twice(void)
{
	hooked_twice(1, 18);
}

static void last_is_hooked_twice(void)
{
	hooked_twice(3, 18);
}

const struct sim_case sim_cases_of_pvmmu[] = {
	{ "page tables of superpages are changed out of use", pv, tables_at_a_time },
	{ "entries of single pages are changed in place", pv, entries_at_a_time },
	{ "superpages that Xen does not take are mapped again", pv, taken_to_a_table },
	{ "pages of a superpage that Xen does not take are mapped again",
	  pv, taken_within_a_table },
	{ "all of a batch is mapped again when Xen takes nothing", pv, not_taken },
	{ "what Xen gives of a batch is mapped", pv, given_in_part },
	{ "pages that Xen does not map are given back", pv, not_mapped },
	{ "nothing is entered into the p2m that Xen does not map", pv, none_mapped },
	{ "pages that Xen does not unmap are kept", pv, not_unmapped },
	{ "the first table of a batch is hooked elsewhere too", pv, first_is_hooked_twice },
	{ "a table in the middle of a batch is hooked elsewhere too", pv, second_is_hooked_twice },
	{ "the last table of a batch is hooked elsewhere too", pv, last_is_hooked_twice },
	{}
};
