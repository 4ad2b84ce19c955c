/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compaction walks: whether any may still read the memmap of memory that has gone offline.
 */
#ifndef _XEN_BALLOON_COMPACTION_H
#define _XEN_BALLOON_COMPACTION_H

#include <linux/types.h>

/**
 * enum xen_balloon_walk_state - progress of a mark
 * @XEN_BALLOON_WALK_UNMARKED:	not in use
 * @XEN_BALLOON_WALK_GRACE:	a walk that has read the old end of its zone may not have begun yet
 * @XEN_BALLOON_WALK_GRACE_AGAIN:	the same, and the memory has gone offline once more
 *					meanwhile
 * @XEN_BALLOON_WALK_MARKED:	every such walk has begun; its number is at most the mark's
 */
enum xen_balloon_walk_state {
	XEN_BALLOON_WALK_UNMARKED,
	XEN_BALLOON_WALK_GRACE,
	XEN_BALLOON_WALK_GRACE_AGAIN,
	XEN_BALLOON_WALK_MARKED,
};

/**
 * struct xen_balloon_walk_mark - the moment when memory went offline, in terms of compaction walks
 * @rcu:	for the callback at the end of the grace period
 * @state:	see above; protected by the lock of compaction.c
 * @last:	with XEN_BALLOON_WALK_MARKED: number of the last walk that may know the memory
 */
struct xen_balloon_walk_mark {
	struct rcu_head rcu;
	enum xen_balloon_walk_state state;
	u64 last;
};

#ifdef CONFIG_COMPACTION
bool xen_balloon_walks_init(void);
void xen_balloon_walks_mark(struct xen_balloon_walk_mark *mark);
bool xen_balloon_walks_passed(const struct xen_balloon_walk_mark *mark, unsigned long start,
			      unsigned long end);
#else
static inline bool xen_balloon_walks_init(void)
{
	return true;
}

static inline void xen_balloon_walks_mark(struct xen_balloon_walk_mark *mark)
{
}

static inline bool xen_balloon_walks_passed(const struct xen_balloon_walk_mark *mark,
					    unsigned long start, unsigned long end)
{
	return true;
}
#endif

#endif	/* _XEN_BALLOON_COMPACTION_H */
