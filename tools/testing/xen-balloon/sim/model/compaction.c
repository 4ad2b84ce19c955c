// SPDX-License-Identifier: GPL-2.0
/*
 * Compaction: walks over the memmap of a zone.
 *
 * Models mm/compaction.c: compact_zone(): the ends of the zone are read once; each pageblock is
 * checked for being online, but not while the zone is contiguous; others run in between.
 */
#include <linux/mm.h>
#include <linux/memory_hotplug.h>

#include <trace/events/compaction.h>

#include "../core/task.h"
#include "machine.h"

struct compact_control {
	unsigned long pageblocks;
};

typedef void walk_begin_t(void *data, struct compact_control *cc, unsigned long start,
			  unsigned long end, bool sync);
typedef void walk_end_t(void *data, struct compact_control *cc, unsigned long start,
			unsigned long end, bool sync, int status);

static walk_begin_t *begin_probe;
static walk_end_t *end_probe;

int register_trace_mm_compaction_begin(walk_begin_t *fn, void *data)
{
	if (!sim_machine.can_follow_walks)
		return -ENOSYS;
	begin_probe = fn;
	return 0;
}

int register_trace_mm_compaction_end(walk_end_t *fn, void *data)
{
	end_probe = fn;
	return 0;
}

void unregister_trace_mm_compaction_end(walk_end_t *fn, void *data)
{
	end_probe = NULL;
}

/* How many of the tracepoints the driver follows. */
int sim_walk_probes(void)
{
	return !!begin_probe + !!end_probe;
}

/* A walk that a case makes, under any name. */
void sim_walk_begin(const void *walk, unsigned long start, unsigned long end)
{
	if (begin_probe)
		begin_probe(NULL, (struct compact_control *)walk, start, end, true);
}

void sim_walk_end(const void *walk)
{
	if (end_probe)
		end_probe(NULL, (struct compact_control *)walk, 0, 0, true, 0);
}

/* What is read of each pageblock: as pageblock_skip_persistent() does. */
static unsigned long compact_read(unsigned long pfn)
{
	struct page *page = pfn_to_page(pfn);

	return *(volatile unsigned char *)&page->state + *(volatile int *)&page->refcount;
}

/* One walk over each zone, with a pause after so many pageblocks. */
void sim_compact(unsigned long pageblocks_a_turn)
{
	struct compact_control cc = {};
	unsigned long pfn, start, end;
	struct zone *zone;

	for_each_populated_zone(zone) {
		sim_current->in_walk = true;
		start = zone->zone_start_pfn;
		end = zone_end_pfn(zone);
		sim_point(SIM_RESCHED);
		if (begin_probe)
			begin_probe(NULL, &cc, start, end, true);
		sim_current->in_walk = false;
		for (pfn = start; pfn < end; pfn += pageblock_nr_pages) {
			if (!zone->contiguous && !pfn_to_online_page(pfn))
				continue;
			compact_read(pfn);
			sim_spend(2000);
			if (++cc.pageblocks % pageblocks_a_turn == 0)
				sim_sleep(5 * SIM_MS);
			/* Checked before: it may be gone by now. */
			compact_read(pfn + pageblock_nr_pages - 1);
		}
		if (end_probe)
			end_probe(NULL, &cc, start, end, true, 0);
	}
}
