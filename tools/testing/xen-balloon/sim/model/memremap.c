// SPDX-License-Identifier: GPL-2.0
/*
 * Page frames without struct pages, mapped for a while: what is written there is checked when they
 * are unmapped. Models kernel/iomem.c.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pfn.h>

#include <stdlib.h>

#include "../core/task.h"
#include "machine.h"

static struct {
	unsigned char *bytes;
	unsigned long pfn, nr_pages;
} mapped;

/* How often nothing was to be mapped: the kernel returns NULL then. */
unsigned int sim_memremaps_of_nothing;

void *memremap(phys_addr_t start, size_t size, unsigned long flags)
{
	sim_might_sleep("memory");
	sim_assert(!mapped.bytes, "memremap() twice");
	sim_assert(sim_hotplug_is_locked(), "page frames are cleared without the hotplug lock");
	sim_memremaps_of_nothing += !size;
	sim_assert(!sim_resource_meets(start, size),
		   "memremap() of System RAM, which may have no memmap");
	if (sim_chance(SIM_FAIL_ALLOC, sim_fail_alloc_rate) || sim_alloc_is_refused(""))
		return NULL;
	mapped.pfn = PFN_DOWN(start);
	mapped.nr_pages = PFN_DOWN(size);
	mapped.bytes = malloc(size);
	memset(mapped.bytes, 0x5e, size);
	return mapped.bytes;
}

void memunmap(void *p)
{
	unsigned long i;

	sim_assert(p == mapped.bytes, "memunmap() of something else");
	for (i = 0; i < mapped.nr_pages; i++)
		sim_xen_touch(mapped.pfn + i, mapped.bytes[i << PAGE_SHIFT] ||
			      mapped.bytes[((i + 1) << PAGE_SHIFT) - 1]);
	free(mapped.bytes);
	mapped.bytes = NULL;
	sim_spend(100 * mapped.nr_pages);
}
