// SPDX-License-Identifier: GPL-2.0
/*
 * When the page structures of memory that has gone offline may be freed.
 *
 * Memory compaction walks through a zone, and stops in between to let others run. When it goes on
 * it does not ask whether the page frames that it has reached are still online: isolate_freepages()
 * trusts zone->contiguous, and isolate_migratepages_block() what it saw at the start of a
 * pageblock. If their page structures are gone by then, the kernel dies of a page fault. Other
 * drivers that remove memory can count on never seeing that; here it is fragmentation that sets
 * compaction off, and the balloon that fragments memory.
 *
 * A walk that begins when memory is offline already does not enter it. So it is the walks from
 * before that have to be waited for. kcompactd is asleep when it does not walk, and a task that
 * walks because it needs memory has PF_MEMALLOC set all the while. Nothing shows that the
 * administrator has memory compacted, with /proc/sys/vm/compact_memory: there it is as with other
 * drivers.
 */
#include "balloon-compaction.h"

#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

/* How often to look, and how long to wait in between: 100 ms in all, as long as a step may take. */
#define LOOKS	10
#define WAIT_MS	10

static bool kcompactd_walks(int nid)
{
	pg_data_t *pgdat = NODE_DATA(nid);

	return pgdat->kcompactd && !wq_has_sleeper(&pgdat->kcompactd_wait);
}

static bool task_walks(void)
{
	struct task_struct *process, *task;
	bool walks = false;

	rcu_read_lock();
	for_each_process_thread(process, task)
		walks |= (READ_ONCE(task->flags) & (PF_MEMALLOC | PF_KSWAPD)) == PF_MEMALLOC;
	rcu_read_unlock();
	return walks;
}

/**
 * balloon_compaction_ends - wait for compaction that was under way
 * @nid: the node whose memory it is about
 *
 * Context: process, may sleep.
 * Return: true when all that was under way has ended; false when it is not known to have, after
 * 100 ms.
 */
bool balloon_compaction_ends(int nid)
{
	unsigned int i;

	for (i = 0; i < LOOKS; i++) {
		if (i)
			msleep(WAIT_MS);
		if (!kcompactd_walks(nid) && !task_walks())
			return true;
	}
	return false;
}
