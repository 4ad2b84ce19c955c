// SPDX-License-Identifier: GPL-2.0
/*
 * What has to hold of a save at rest: the guest refuses it as long as its image lacks page frames,
 * also when it was not the worker that populated them.
 */
#include <linux/align.h>
#include <linux/moduleparam.h>
#include <xen/balloon.h>

#include <asm/xen/page.h>

#include "core/task.h"
#include "history.h"
#include "model/machine.h"
#include "users/users.h"

/*
 * With so few pages available the p2m is not extended in advance (xen_balloon_p2m_prealloc()): that
 * may take a tenth of them.
 */
#define SCARCE		200

/*
 * By how many pages the target is raised, and how much relief a guest that is out of memory gets:
 * 200 pages. A domain is saved that is up to 128 pages above its target.
 */
#define WANTED		100
#define RESERVE		"800K"

static unsigned long save_target;

static bool save_is_there(void)
{
	return balloon_stats.current_pages == save_target;
}

static void save_fill(void)
{
	while (si_mem_available() > SCARCE)
		if (!sim_alloc_for(2, GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY))
			break;
}

static void save_free(void)
{
	while (sim_processes[2].nr_pages)
		sim_free_page(list_first_entry(&sim_processes[2].pages, struct page, lru));
	sim_processes[2].doomed = false;
}

/* The first page frame above RAM for which the p2m has no room. */
static unsigned long save_first_missing(void)
{
	unsigned long pfn = ALIGN_DOWN(max_pfn, P2M_PER_PAGE);

	while (pfn < SIM_MAX_PFN && sim_p2m_page_present(pfn))
		pfn += P2M_PER_PAGE;
	return pfn;
}

static unsigned long save_block_pages(void)
{
	return memory_block_size_bytes() >> PAGE_SHIFT;
}

/* The number of memory blocks that fit below that. */
static unsigned long save_blocks_before(void)
{
	return (save_first_missing() - max_pfn) / save_block_pages();
}

/* The guest hears of the target while memory is scarce; after that it has enough to follow it. */
static bool save_grow(unsigned long blocks)
{
	save_target = balloon_stats.current_pages + blocks * save_block_pages();
	sim_toolstack_set(save_target);
	sim_sleep(SIM_S);
	save_free();
	return sim_wait_for(save_is_there, "memory blocks", 60 * SIM_S);
}

/* All page frames are populated, and the p2m has no room for all of the next memory block. */
static bool save_come_to_end_of_p2m(void)
{
	unsigned long blocks;

	sim_rest_reach(balloon_stats.total_pages - balloon_stats.target_unpopulated);
	save_fill();
	sim_toolstack_set_maximum(balloon_stats.total_pages + (1UL << 16));
	sim_sleep(3 * SIM_S);
	blocks = save_blocks_before();
	if (blocks > 8 || !save_grow(blocks))
		return false;
	save_fill();
	return !save_blocks_before() && !balloon_stats.balloon_low;
}

static bool save_is_in_pool(unsigned long pfn)
{
	return sim_has_memmap(pfn) && pfn_to_page(pfn)->state && pfn_to_page(pfn)->offline;
}

/*
 * A memory block is added while the domain is being saved. Before the worker populates any of it
 * the guest runs out of memory, and gets all that the target asks for.
 */
static void save_relieve(void)
{
	unsigned long missing = save_first_missing();
	unsigned int i;

	sim_toolstack_begin_save();
	sim_toolstack_set(balloon_stats.current_pages + WANTED);
	for (i = 0; i < 10000 && !save_is_in_pool(missing); i++)
		sim_sleep(balloon_stats.balloon_low ? 0 : 50 * SIM_US);
	sim_out_of_memory();
	sim_suspend(true);
}

void sim_save_rest(void)
{
	if (sim_machine.domain != SIM_PV)
		return;
	sim_param_oom_reserve.ops->set(RESERVE, &sim_param_oom_reserve);
	if (save_come_to_end_of_p2m())
		save_relieve();
	save_free();
	sim_param_oom_reserve.ops->set("0", &sim_param_oom_reserve);
	sim_sleep(40 * SIM_S);
	sim_rest_reach(sim_toolstack_target());
}
