/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory for the memmap of a block that brings its own (memory_hotplug.memmap_on_memory).
 */
#ifndef _XEN_BALLOON_MEMMAP_H
#define _XEN_BALLOON_MEMMAP_H

#include <linux/types.h>

#include "place.h"

int xen_balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages,
				const struct xen_balloon_place *place);
void xen_balloon_memmap_disown(unsigned long pfn);
void xen_balloon_memmap_release(unsigned long pfn);
bool xen_balloon_memmap_is_clear(unsigned long pfn);
bool xen_balloon_memmap_has_unclaimed(void);
void xen_balloon_memmap_release_unclaimed(void);

#endif /* _XEN_BALLOON_MEMMAP_H */
