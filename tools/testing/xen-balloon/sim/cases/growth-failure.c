// SPDX-License-Identifier: GPL-2.0
/* A memory block cannot be added, or put online: nothing is lost, and it is tried again. */
#include <linux/errno.h>
#include <linux/memory_hotplug.h>
#include <linux/slab.h>

#include <asm/xen/hypercall.h>
#include <xen/balloon-arch.h>
#include <xen/mem-reservation.h>

#include "case.h"

#define BLOCK		SIM_SECTION_PAGES
/* Of its own memmap, in 2 MiB pages. */
#define MEMMAP		512UL

static unsigned long first_pfn(void)
{
	return sim_machine.boot_end;
}

/* One page more than there are page frames. */
static void want_more(unsigned long pages)
{
	case_allow(sim_machine.maximum + 8 * BLOCK);
	case_reach(balloon_stats.total_pages);
	sim_toolstack_set(balloon_stats.total_pages + pages);
	case_settle();
}

static void failed(const char *reason)
{
	case_sysfs_says("state", "waiting");
	case_sysfs_says("reason", reason);
	sim_equal(sim_slab_objects("memory-block.c"), sim_nr_blocks);
}

/* ---- mm refuses ---- */

static void refused_by_mm(void)
{
	sim_hotplug_refuses = true;
	want_more(1);
	failed("growth-failed");
	sim_equal(sim_nr_blocks, 0);
	sim_equal(case_logged("Cannot add additional memory (-12)"), 1);
	sim_equal(sim_slab_objects("hotplug.c"), 0);
	sim_hotplug_refuses = false;
	case_reach(balloon_stats.total_pages + 1);
	sim_equal(sim_block_present(first_pfn() / BLOCK), true);
	sim_rest_check();
}

static void own_memmap(struct sim_machine *m)
{
	m->memmap_on_memory = true;
}

static void refused_with_memmap(void)
{
	unsigned long before;

	sim_hotplug_refuses = true;
	want_more(600);
	failed("growth-failed");
	before = sim_xen.tot_pages;
	sim_equal(before, balloon_stats.current_pages);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_equal(sim_xen_is_ram(first_pfn()), false);
	sim_equal(sim_xen_is_ram(first_pfn() + MEMMAP - 1), false);
	sim_rest_check();
	sim_hotplug_refuses = false;
	case_reach(sim_machine.boot_end + 600);
	sim_rest_check();
}

static unsigned long populated_of_memmap(void)
{
	return case_populated(first_pfn(), MEMMAP);
}

/* And Xen does not take the memmap. */
static void refused_with_memmap_left(void)
{
	want_more(0);
	sim_hotplug_refuses = true;
	sim_xen.stops_after = 1;
	sim_xen.stays_stopped = true;
	want_more(600);
	failed("growth-failed");
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(MEMMAP)), false);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_hotplug_refuses = false;
	case_reach(sim_machine.boot_end + 600);
	sim_equal(sim_block_present(first_pfn() / BLOCK), true);
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_rest_check();
}

/* Two sections, of which mm leaves the first behind. */
static void two_sections(struct sim_machine *m)
{
	m->block_sections = 2;
	m->boot_end = ALIGN(m->boot_end, 2 * BLOCK);
	m->pod_end = m->boot_end;
	m->known_start = m->boot_end;
	m->ram_end = m->boot_end;
	m->maximum = m->boot_end;
}

static void left_behind_by_mm(void)
{
	unsigned long nr = first_pfn() / BLOCK / 2;

	sim_hotplug_refuses = true;
	sim_hotplug_leaves_section = true;
	want_more(1);
	failed("growth-failed");
	sim_hotplug_refuses = false;
	sim_hotplug_leaves_section = false;
	case_reach(sim_machine.boot_end + 1);
	sim_equal(sim_block_present(nr), false);
	sim_equal(sim_block_present(nr + 1), true);
	sim_equal(case_logged("Cannot add additional memory (-17)"), 1);
	/* The range that is of no use, and that of the block. */
	sim_equal(sim_slab_objects("hotplug.c"), 2);
	sim_rest_check();
}

static void two_sections_with_memmap(struct sim_machine *m)
{
	two_sections(m);
	own_memmap(m);
}

/* The addresses stay reserved when Xen takes the memmap after all. */
static void left_behind_with_memmap(void)
{
	sim_hotplug_refuses = true;
	sim_hotplug_leaves_section = true;
	want_more(0);
	sim_xen.stops_after = 1;
	sim_xen.stays_stopped = true;
	want_more(600);
	sim_hotplug_refuses = false;
	sim_hotplug_leaves_section = false;
	sim_sleep(1100 * SIM_MS);
	sim_equal(case_logged("Cannot add additional memory (-17)"), 1);
	sim_equal(populated_of_memmap(), MEMMAP);
	sim_xen.stops_after = 0;
	case_reach(sim_machine.boot_end + 700);
	sim_equal(populated_of_memmap(), 0);
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(2 * BLOCK)), false);
	sim_equal(sim_block_present(first_pfn() / BLOCK / 2), false);
	sim_equal(sim_nr_blocks, 1);
	sim_rest_check();
}

/* The driver's own memory: it has not got that for what it notes of a block. */
static void without_memory_of(const char *file, const char *reason)
{
	unsigned long before = sim_slab_objects(file);

	sim_alloc_refuses = file;
	sim_alloc_stays_refused = true;
	want_more(600);
	failed(reason);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(sim_slab_objects(file), before);
	sim_equal(sim_slab_objects("hotplug.c"), 0);
	sim_equal(sim_slab_objects("memmap.c"), 0);
	sim_equal(balloon_stats.current_pages, sim_machine.boot_end);
	sim_equal(sim_xen.tot_pages, sim_machine.boot_end);
	sim_alloc_refuses = NULL;
	case_reach(sim_machine.boot_end + 600);
	sim_rest_check();
}

static void without_a_resource(void)
{
	without_memory_of("/hotplug.c", "growth-failed");
}

static void without_a_block(void)
{
	without_memory_of("/memory-block.c", "growth-failed");
}

static void without_memmap(void)
{
	without_memory_of("/memmap.c", "growth-failed");
}

/* ---- it does not go online ---- */

static void not_online(void)
{
	sim_online_refuses = true;
	want_more(1);
	failed("growth-failed");
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.total_pages, sim_machine.boot_end);
	sim_equal(case_logged("Cannot put additional memory online (-16)"), 1);
	sim_online_refuses = false;
	case_reach(sim_machine.boot_end + 1);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(case_counter("grown_pages"), BLOCK);
	sim_rest_check();
}

static void never_online(void)
{
	sim_online_refuses = true;
	want_more(1);
	sim_equal(sim_nr_blocks, 1);
	case_reach(sim_machine.boot_end - 1);
	sim_equal(sim_nr_blocks, 1);
	sim_sleep(20 * SIM_S);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(sim_slab_objects("memory-block.c"), 0);
	sim_equal(case_counter("shrunk_pages"), 0);
	sim_rest_check_cost(1000, 0);
	sim_rest_check();
}

/* ---- the user does not want it ---- */

static void offline_block(void)
{
	unsigned long nr = first_pfn() / BLOCK, before;

	want_more(1);
	case_reach(sim_machine.boot_end + 600);
	before = sim_now;
	sim_equal(sim_block_offline(nr, SIM_S), 0);
	sim_equal(case_logged("was put offline; no more is added until it is online again"), 1);
	sim_toolstack_set(balloon_stats.current_pages + BLOCK);
	case_settle();
	case_sysfs_says("reason", "growth-failed");
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_block_online(nr, false), 0);
	sim_assert(sim_wait_for(sim_rest_is_idle, "growth", 5 * SIM_S), "it does not go on");
	sim_equal(sim_nr_blocks, 2);
	sim_assert(sim_now - before < 10 * SIM_S, "the worker was not woken");
	sim_rest_check();
}

static void not_with_mem(void)
{
	max_mem_size = PFN_PHYS((u64)sim_machine.boot_end);
	want_more(1);
	failed("no-frames");
	sim_equal(sim_nr_blocks, 0);
}

/* ---- page frames to lend ---- */

static struct page *lent[8];

static void lent_from_guest(void)
{
	unsigned long before;

	want_more(0);
	before = balloon_stats.total_pages;
	sim_equal(sim_borrow(lent, 0, 8), 8);
	sim_equal(sim_nr_blocks, 0);
	sim_equal(balloon_stats.current_pages, before - 8);
}

static void lent_from_growth(void)
{
	unsigned long before;

	want_more(0);
	before = balloon_stats.current_pages;
	sim_sysctl_write("hotplug_unpopulated", 1);
	sim_equal(sim_borrow(lent, 0, 8), 8);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(balloon_stats.current_pages, before);
	sim_equal(balloon_stats.balloon_low, BLOCK - 8);
}

/* ---- memory for page tables ---- */

/* So many more pages can the driver have. */
static void leave_free(unsigned long pages)
{
	struct zone *zone = page_zone(pfn_to_page(sim_machine.boot_end - 1));

	while (zone->nr_free > zone->_watermark[WMARK_MIN] + pages)
		sim_assert(sim_take_page(0, 0, 0), "no memory");
}

/* The page cache counts as available, and cannot be reclaimed now. */
static void keep_in_cache(void)
{
	unsigned int i;

	for (i = 0; i < 2000; i++)
		sim_alloc_for(SIM_PAGE_CACHE, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY);
	sim_cache_is_busy = true;
}

static void few_for_tables(unsigned long pages, unsigned long wanted)
{
	want_more(0);
	keep_in_cache();
	leave_free(pages);
	sim_toolstack_set(balloon_stats.total_pages + 600);
	case_settle();
	sim_equal(sim_nr_blocks, 0);
	failed("growth-failed");
	sim_equal(case_logged("No "), pages < wanted);
	sim_equal(case_logged("Cannot add additional memory (-12)"), pages >= wanted);
}

static void pv(struct sim_machine *m)
{
	m->domain = SIM_PV;
}

/* A page for each 512 pages of the block, and 16. */
static void pv_tables_fit(void)
{
	few_for_tables(20, 20);
}

static void pv_tables_do_not_fit(void)
{
	few_for_tables(19, 20);
}

static void pvh_tables_fit(void)
{
	few_for_tables(16, 16);
}

static void pvh_tables_do_not_fit(void)
{
	few_for_tables(15, 16);
}

/* ---- what a kernel before kexec has left ---- */

static void kexec(struct sim_machine *m)
{
	xen_boot_is_kexec = true;
}

static void inherited_is_released(void)
{
	unsigned long pfn = first_pfn();

	want_more(0);
	sim_toolstack_set_maximum(sim_machine.maximum + 8 * BLOCK);
	case_inherit(pfn + 100, 0);
	case_inherit(pfn + 101, 0);
	case_inherit(pfn + 103, 0);
	case_inherit(pfn + BLOCK - 512, 9);
	/* The next block is not added yet. */
	case_inherit(pfn + BLOCK, 0);
	case_reach(balloon_stats.total_pages + 400);
	sim_equal(sim_nr_blocks, 1);
	sim_equal(sim_xen.tot_pages, balloon_stats.current_pages + 1);
	sim_equal(sim_xen_is_ram(pfn + BLOCK), true);
	case_reach(balloon_stats.total_pages + 1);
	sim_equal(sim_memremaps_of_nothing, 0);
	sim_rest_check();
}

static void inherited_that_stays(void)
{
	want_more(0);
	sim_toolstack_set_maximum(sim_machine.maximum + 8 * BLOCK);
	case_inherit(first_pfn() + 512, 9);
	sim_xen.paging = 0;
	sim_toolstack_set(balloon_stats.total_pages + 400);
	case_settle();
	failed("growth-failed");
	sim_equal(sim_nr_blocks, 0);
	/* The range, which others must not use meanwhile, is tried again. */
	sim_equal(sim_resource_is_free(PFN_PHYS(first_pfn()), PFN_PHYS(BLOCK)), false);
	sim_equal(sim_slab_objects("hotplug.c"), 1);
	sim_xen.paging = 1000;
	case_reach(balloon_stats.total_pages + 400);
	sim_equal(sim_block_present(first_pfn() / BLOCK), true);
	sim_rest_check();
}

const struct sim_case sim_cases_of_growth_failure[] = {
	{ "nothing is lost when mm refuses a memory block", NULL, refused_by_mm },
	{ "the memmap of a memory block that mm refuses is released",
	  own_memmap, refused_with_memmap },
	{ "memmap that is left when mm refuses a memory block is used again",
	  own_memmap, refused_with_memmap_left },
	{ "an address is given up at which mm has left a section",
	  two_sections, left_behind_by_mm },
	{ "memmap is released at an address that is given up",
	  two_sections_with_memmap, left_behind_with_memmap },
	{ "no memory for a resource is no harm", own_memmap, without_a_resource },
	{ "no memory for a block is no harm", own_memmap, without_a_block },
	{ "no memory for memmap is no harm", own_memmap, without_memmap },
	{ "a memory block that does not go online is tried again", NULL, not_online },
	{ "a memory block that never went online is removed", NULL, never_online },
	{ "nothing is added while a memory block is offline", NULL, offline_block },
	{ "nothing is added with mem=", NULL, not_with_mem },
	{ "page frames to lend come from the guest", NULL, lent_from_guest },
	{ "page frames to lend come from growth if the user wants that", NULL, lent_from_growth },
	{ "a PV domain has pages for page tables", pv, pv_tables_fit },
	{ "a PV domain does not grow without pages for page tables", pv, pv_tables_do_not_fit },
	{ "a PVH domain has pages for page tables", NULL, pvh_tables_fit },
	{ "a PVH domain does not grow without pages for page tables", NULL, pvh_tables_do_not_fit },
	{ "what a kernel before kexec had in a memory block is released",
	  kexec, inherited_is_released },
	{ "a memory block is not added before that is released", kexec, inherited_that_stays },
	{}
};
