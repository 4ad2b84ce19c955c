// SPDX-License-Identifier: GPL-2.0
/* Wait queues: kernel/sched/wait.c. */
#include <linux/wait.h>

#include "../core/task.h"

void wake_up_all(struct wait_queue_head *wq)
{
	int i;

	sim_point(SIM_WRITE);
	for (i = 1; i < SIM_TASKS; i++)
		if (sim_tasks[i].waits_on == wq)
			sim_task_wake(&sim_tasks[i]);
}

/* Returns false when time is up: the caller then checks its condition once more. */
bool sim_wait(struct wait_queue_head *wq, u64 until, const char *what)
{
	sim_might_sleep(what);
	if (sim_now >= until)
		return false;
	sim_current->waits_on = wq;
	sim_task_block(what, until);
	sim_current->waits_on = NULL;
	return true;
}
