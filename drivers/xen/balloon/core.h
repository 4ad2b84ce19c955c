/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core offers to the other parts of the driver. The contract with the rest of the kernel
 * is in include/xen/balloon.h.
 */
#ifndef _XEN_BALLOON_CORE_H
#define _XEN_BALLOON_CORE_H

#include <linux/types.h>

#include "policy.h"

struct xen_balloon_batch;

/**
 * struct xen_balloon_status - where the driver stands, for a user
 * @state:	what it is at
 * @reason:	why the target is not reached
 * @floor:	the smallest target that is accepted, in pages
 */
struct xen_balloon_status {
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	unsigned long floor;
};

void xen_balloon_status(struct xen_balloon_status *status);
unsigned long xen_balloon_ceiling(void);
int xen_balloon_set_floor(unsigned long pages);
void xen_balloon_set_boot_target(unsigned long pages);
void xen_balloon_prepare_for_max(unsigned long pages);
void xen_balloon_limits_changed(void);
int xen_balloon_prepare_suspend(unsigned long fits);
void xen_balloon_stop(void);
bool xen_balloon_make_room(unsigned long nr_pages);
bool xen_balloon_prepare_relief(void);
unsigned long xen_balloon_relieve(struct xen_balloon_batch *batch, unsigned long nr_pages,
				  unsigned long reserve);
unsigned long xen_balloon_e820_pages(void);
void xen_balloon_frames_added(unsigned long nr_pages);
void xen_balloon_frames_removed(unsigned long nr_pages);
int xen_balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages);
void xen_balloon_memmap_release(unsigned long pfn, unsigned long nr_pages);
int xen_balloon_evict(unsigned long pfn, unsigned long nr_pages);

#endif	/* _XEN_BALLOON_CORE_H */
