// SPDX-License-Identifier: GPL-2.0
/*
 * Processes and the page cache: who has the guest's memory, and what happens when it runs out.
 *
 * Models mm/vmscan.c: direct reclaim of clean page cache, kswapd; mm/oom_kill.c: out_of_memory():
 * the notifiers, then the largest process.
 */
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/oom.h>

#include "../core/task.h"
#include "machine.h"

struct sim_process sim_processes[SIM_PROCESSES];
struct notifier_block *sim_oom_notifier;
bool sim_frozen;

static DEFINE_MUTEX(oom_lock);

int register_oom_notifier(struct notifier_block *nb)
{
	sim_oom_notifier = nb;
	return 0;
}

/* All of the page cache is being written out, which takes its time. */
bool sim_cache_is_busy;

/* Pages of the page cache that nothing has pinned. Returns how many were freed. */
unsigned long sim_reclaim(unsigned long nr_pages, gfp_t gfp)
{
	struct sim_process *cache = &sim_processes[SIM_PAGE_CACHE];
	struct page *page, *next;
	unsigned long n = 0;

	/* The threads that write pages out stand still. */
	sim_assert(!sim_frozen || !(gfp & (__GFP_IO | __GFP_FS)) || sim_current->noio,
		   "reclaim waits for I/O while all are frozen");
	sim_spend(20 * SIM_US);
	sim_point(SIM_RESCHED);
	list_for_each_entry_safe(page, next, &cache->pages, lru) {
		if (n >= nr_pages || sim_cache_is_busy)
			break;
		if (page->pins || sim_page_is_written(page))
			continue;
		sim_free_page(page);
		n++;
	}
	return n;
}

static bool zones_are_low(void)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		if (zone->nr_free < zone->_watermark[WMARK_HIGH])
			return true;
	return false;
}

static struct sim_task *kswapd;

/* One for all nodes. Reclaims until there is memory to spare, or nothing can be reclaimed. */
static void kswapd_main(void *arg)
{
	for (;;) {
		while (!sim_frozen && zones_are_low() && sim_reclaim(32, GFP_KERNEL))
			;
		sim_current->patient = true;
		sim_task_block("a zone below its watermark", ~0ULL);
		sim_current->patient = false;
	}
}

void sim_kswapd_start(void)
{
	kswapd = sim_task_start("kswapd", kswapd_main, NULL);
}

void sim_kswapd_wake(void)
{
	if (kswapd && kswapd->patient)
		sim_task_wake(kswapd);
}

static struct sim_process *process_largest(void)
{
	struct sim_process *process, *largest = NULL;

	for (process = sim_processes + SIM_PAGE_CACHE + 1;
	     process < sim_processes + SIM_PROCESSES; process++)
		if (!process->doomed && process->nr_pages &&
		    (!largest || process->nr_pages > largest->nr_pages))
			largest = process;
	return largest;
}

/* Whether a process that has been killed still has its memory. */
static bool process_dying(void)
{
	struct sim_process *process;

	for (process = sim_processes; process < sim_processes + SIM_PROCESSES; process++)
		if (process->doomed && process->nr_pages)
			return true;
	return false;
}

/* Returns false when there is nothing to be done: the kernel panics then. */
bool sim_out_of_memory(void)
{
	struct sim_process *process;
	unsigned long freed = 0;
	bool dying;

	mutex_lock(&oom_lock);
	sim_current->in_oom = true;
	if (sim_oom_notifier)
		sim_oom_notifier->notifier_call(sim_oom_notifier, 0, &freed);
	sim_current->in_oom = false;
	dying = process_dying();
	process = freed || dying ? NULL : process_largest();
	if (process)
		process->doomed = true;
	mutex_unlock(&oom_lock);
	if (!freed && !process && !dying)
		return false;
	/* A process that is killed frees its memory when it notices that. */
	sim_sleep(freed ? SIM_MS : 50 * SIM_MS);
	return true;
}
