/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory blocks that the driver has added, while they go online and offline.
 *
 * A block is in one of three states, and changes it under the device hotplug lock:
 *
 *   XEN_BALLOON_BLOCK_NEW		added, not online; no frame is populated
 *   XEN_BALLOON_BLOCK_ONLINE	each frame is populated and the guest's, or in the pool, or lent
 *   XEN_BALLOON_BLOCK_OFFLINE	no frame is in use; @unpopulated says which are not populated
 */
#ifndef _XEN_BALLOON_MEMORY_BLOCK_H
#define _XEN_BALLOON_MEMORY_BLOCK_H

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/types.h>

#include "compaction.h"

enum xen_balloon_block_state {
	XEN_BALLOON_BLOCK_NEW,
	XEN_BALLOON_BLOCK_ONLINE,
	XEN_BALLOON_BLOCK_OFFLINE,
};

/**
 * struct xen_balloon_block - a memory block that the driver has added
 * @list:	entry in xen_balloon_blocks, the newest first
 * @start:	its first usable page frame
 * @nr_pages:	number of usable page frames
 * @memmap:	number of page frames before @start that hold the memmap of the block itself; they
 *		are populated as long as the block exists. 0 when the memmap is elsewhere
 * @state:	see above
 * @unpopulated:	bitmap of the page frames that are not populated; exists from when the block
 *		starts to go offline until it is online again, else NULL
 * @removal_gen: removal_gen of hotplug.c when its removal was last tried
 * @failures:	number of failed removals, at the cost of moving pages
 * @retry_at:	when removal may be retried after a failure, in seconds since boot
 * @nid:	its node
 * @mark:	when it went offline, for compaction walks that have yet to notice
 * @marked:	no walk that began after @mark can know it
 */
struct xen_balloon_block {
	struct list_head list;
	unsigned long start;
	unsigned long nr_pages;
	unsigned long memmap;
	enum xen_balloon_block_state state;
	unsigned long *unpopulated;
	int removal_gen;
	unsigned int failures;
	unsigned long retry_at;
	int nid;
	struct xen_balloon_walk_mark mark;
	bool marked;
};

extern struct list_head xen_balloon_blocks;

int xen_balloon_blocks_init(void);
struct xen_balloon_block *xen_balloon_block_create(unsigned long start, unsigned long nr_pages,
						   unsigned long memmap, int nid);
void xen_balloon_block_delete(struct xen_balloon_block *block);
struct xen_balloon_block *xen_balloon_block_in_state(enum xen_balloon_block_state state, int nid);
bool xen_balloon_block_is_on(int nid);
int xen_balloon_block_online(struct xen_balloon_block *block);
bool xen_balloon_block_removable(const struct xen_balloon_block *block,
				 unsigned long max_populated);

#ifdef CONFIG_MEMORY_HOTREMOVE
bool xen_balloon_block_memmap_removable(void);
int xen_balloon_block_offline(struct xen_balloon_block *block);
int xen_balloon_block_remove(struct xen_balloon_block *block);
#else
static inline bool xen_balloon_block_memmap_removable(void)
{
	return false;
}

static inline int xen_balloon_block_offline(struct xen_balloon_block *block)
{
	return -EOPNOTSUPP;
}

static inline int xen_balloon_block_remove(struct xen_balloon_block *block)
{
	return -EOPNOTSUPP;
}
#endif

#endif	/* _XEN_BALLOON_MEMORY_BLOCK_H */
