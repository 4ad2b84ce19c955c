/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core offers to the other parts of the driver. The contract with the rest of the kernel
 * is in include/xen/balloon.h.
 */
#ifndef _XEN_BALLOON_CORE_H
#define _XEN_BALLOON_CORE_H

#include <linux/types.h>

#include "policy.h"

struct balloon_batch;

/**
 * struct balloon_status - where the driver stands, for a user
 * @state:	what it is at
 * @reason:	why the target is not reached
 * @floor:	the smallest target that is accepted, in pages
 */
struct balloon_status {
	enum balloon_state state;
	enum balloon_reason reason;
	unsigned long floor;
};

void balloon_status(struct balloon_status *status);
unsigned long balloon_ceiling(void);
int balloon_set_floor(unsigned long pages);
void balloon_toolstack_target(unsigned long pages);
void balloon_toolstack_maximum(unsigned long pages);
void balloon_limits_changed(void);
int balloon_prepare_suspend(unsigned long fits);
void balloon_stop(void);
bool balloon_make_room(unsigned long nr_pages);
bool balloon_prepare_relief(void);
unsigned long balloon_relieve(struct balloon_batch *batch, unsigned long nr_pages,
			      unsigned long reserve);
unsigned long balloon_map_pages(void);
void balloon_frames_added(unsigned long nr_pages);
void balloon_frames_removed(unsigned long nr_pages);
int balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages);
void balloon_memmap_release(unsigned long pfn, unsigned long nr_pages);
int balloon_evict(unsigned long pfn, unsigned long nr_pages);

#endif	/* _XEN_BALLOON_CORE_H */
