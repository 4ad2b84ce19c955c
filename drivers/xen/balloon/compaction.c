// SPDX-License-Identifier: GPL-2.0
/*
 * Compaction walks: whether any may still read the memmap of memory that has gone offline.
 *
 * mm/compaction.c: compact_zone() reads where its zone begins and ends, and then walks it for as
 * long as that takes, without a lock that hot-remove takes too, and yielding the CPU in between. It
 * checks once per pageblock whether memory is online, and not at all while zone->contiguous says
 * that all of the zone is. So a walk that began before a block went offline may read the block's
 * memmap at any time until it ends; if the memmap is gone, the kernel dies of a page fault. Walks
 * are made by kcompactd, by allocations of large pages, and by every write to
 * /proc/sys/vm/compact_memory.
 *
 * All walks pass two tracepoints: mm_compaction_begin and mm_compaction_end. Their probes here keep
 * a list of the walks under way, each with its number and its range. The memmap of a block may be
 * freed when no walk is left that covers the block and began before the block was offline. Walks
 * that begin later find the block offline.
 *
 * Between reading the end of its zone and its tracepoint a walk does not sleep: at most it is
 * preempted. A grace period of Tasks RCU waits for that, and in a kernel without preemption one of
 * RCU does. Stock mm has a cond_resched() there, in __reset_isolation_suitable(): scripts/overlay
 * has the end read again after that.
 *
 * memory-block.c makes sure that the zone does not become contiguous around a gap.
 */
#include "compaction.h"

#include <linux/rcupdate.h>
#include <linux/spinlock.h>

struct compact_control;

#include <trace/events/compaction.h>

/* Maximum number of walks known at a time. More are only counted: nothing is freed meanwhile. */
#define MAX_WALKS	64

/**
 * struct xen_balloon_walk - a walk that is under way
 * @cc:		its identity: the walk keeps this on its stack; NULL: this entry is free
 * @start:	page frame number where its zone began
 * @end:	page frame number where its zone ended
 * @number:	its number: from 1, in the order in which walks begin
 */
struct xen_balloon_walk {
	const struct compact_control *cc;
	unsigned long start;
	unsigned long end;
	u64 number;
};

/* Protects everything below, and the marks. Taken with preemption disabled. */
static DEFINE_RAW_SPINLOCK(walk_lock);
static struct xen_balloon_walk walks[MAX_WALKS];
static unsigned int walks_unknown;
static u64 walks_begun;

static struct xen_balloon_walk *walk_find(const struct compact_control *cc)
{
	unsigned int i;

	for (i = 0; i < MAX_WALKS; i++)
		if (walks[i].cc == cc)
			return &walks[i];
	return NULL;
}

static void walk_begins(void *data, struct compact_control *cc, unsigned long start,
			unsigned long end, bool sync)
{
	struct xen_balloon_walk *walk;
	unsigned long flags;

	raw_spin_lock_irqsave(&walk_lock, flags);
	walks_begun++;
	walk = walk_find(NULL);
	if (walk)
		*walk = (struct xen_balloon_walk){ cc, start, end, walks_begun };
	else
		walks_unknown++;
	raw_spin_unlock_irqrestore(&walk_lock, flags);
}

static void walk_ends(void *data, struct compact_control *cc, unsigned long start,
		      unsigned long end, bool sync, int status)
{
	struct xen_balloon_walk *walk;
	unsigned long flags;

	raw_spin_lock_irqsave(&walk_lock, flags);
	walk = walk_find(cc);
	if (walk)
		walk->cc = NULL;
	else if (walks_unknown)
		walks_unknown--;
	raw_spin_unlock_irqrestore(&walk_lock, flags);
}

static void walk_grace_ends(struct rcu_head *rcu)
{
	struct xen_balloon_walk_mark *mark = container_of(rcu, struct xen_balloon_walk_mark, rcu);
	unsigned long flags;
	bool renewed;

	raw_spin_lock_irqsave(&walk_lock, flags);
	renewed = mark->state == XEN_BALLOON_WALK_GRACE_AGAIN;
	mark->state = renewed ? XEN_BALLOON_WALK_GRACE : XEN_BALLOON_WALK_MARKED;
	mark->last = walks_begun;
	raw_spin_unlock_irqrestore(&walk_lock, flags);
	if (renewed)
		call_rcu_tasks(&mark->rcu, walk_grace_ends);
}

/**
 * xen_balloon_walks_mark - note that memory has gone offline
 * @mark: its mark, which must exist until xen_balloon_walks_passed() returns true
 *
 * Context: process.
 */
void xen_balloon_walks_mark(struct xen_balloon_walk_mark *mark)
{
	unsigned long flags;
	bool waiting;

	raw_spin_lock_irqsave(&walk_lock, flags);
	waiting = mark->state == XEN_BALLOON_WALK_GRACE ||
		  mark->state == XEN_BALLOON_WALK_GRACE_AGAIN;
	mark->state = waiting ? XEN_BALLOON_WALK_GRACE_AGAIN : XEN_BALLOON_WALK_GRACE;
	raw_spin_unlock_irqrestore(&walk_lock, flags);
	if (!waiting)
		call_rcu_tasks(&mark->rcu, walk_grace_ends);
}

/**
 * xen_balloon_walks_passed - whether no walk reads the memmap of memory that is offline
 * @mark:	set when it went offline
 * @start:	its first page frame
 * @end:	the page frame after its last
 *
 * Context: any.
 * Return: true when no walk does or will; false when one may, or when that is not known yet.
 */
bool xen_balloon_walks_passed(const struct xen_balloon_walk_mark *mark, unsigned long start,
			      unsigned long end)
{
	unsigned long flags;
	unsigned int i;
	bool passed;

	raw_spin_lock_irqsave(&walk_lock, flags);
	passed = mark->state == XEN_BALLOON_WALK_MARKED && !walks_unknown;
	for (i = 0; i < MAX_WALKS && passed; i++)
		passed = !walks[i].cc || walks[i].number > mark->last ||
			 walks[i].end <= start || walks[i].start >= end;
	raw_spin_unlock_irqrestore(&walk_lock, flags);
	return passed;
}

/**
 * xen_balloon_walks_init - start following walks
 *
 * Context: process, once, before the first block is added: no walk from before can know a block.
 * Return: false when walks cannot be followed, as in a kernel without tracepoints; no memmap may be
 * freed then.
 */
bool __init xen_balloon_walks_init(void)
{
	if (register_trace_mm_compaction_end(walk_ends, NULL))
		return false;
	if (!register_trace_mm_compaction_begin(walk_begins, NULL))
		return true;
	unregister_trace_mm_compaction_end(walk_ends, NULL);
	return false;
}
