/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory for the memmap of a block that brings its own (memory_hotplug.memmap_on_memory).
 */
#ifndef _XEN_BALLOON_MEMMAP_H
#define _XEN_BALLOON_MEMMAP_H

#include <linux/types.h>

#include "place.h"

struct resource;

int xen_balloon_memmap_populate(const struct resource *block, unsigned long nr_pages,
				const struct xen_balloon_place *place);
bool xen_balloon_memmap_disown(struct resource *block, bool unusable);
unsigned long xen_balloon_memmap_unclaimed(const struct xen_balloon_place *place);
struct resource *xen_balloon_memmap_take_range(const struct xen_balloon_place *place);
bool xen_balloon_memmap_can_restore(void);
void xen_balloon_memmap_release(unsigned long pfn);
bool xen_balloon_memmap_has_unclaimed(void);
void xen_balloon_memmap_release_unclaimed(void);

#endif /* _XEN_BALLOON_MEMMAP_H */
