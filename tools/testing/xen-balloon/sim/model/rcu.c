// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks RCU: a grace period ends when each task that ran when it began has slept of its own accord.
 *
 * Models kernel/rcu/tasks.h.
 */
#include <linux/rcupdate.h>

#include "../core/task.h"
#include "machine.h"

static struct rcu_head *rcu_waiting;
static struct sim_task *rcu_task;

void call_rcu_tasks(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	head->next = rcu_waiting;
	rcu_waiting = head;
	if (rcu_task->patient)
		sim_task_wake(rcu_task);
}

static u64 rcu_sleeps[SIM_TASKS];

static bool rcu_all_have_slept(void)
{
	int i;

	for (i = 1; i < SIM_TASKS; i++) {
		struct sim_task *task = &sim_tasks[i];

		if ((task->state == SIM_TASK_RUNNABLE || task->state == SIM_TASK_BLOCKED) &&
		    task != sim_current && task->sleeps == rcu_sleeps[i] && task->in_walk)
			return false;
	}
	return true;
}

static void rcu_main(void *arg)
{
	struct rcu_head *head, *next;
	int i;

	for (;;) {
		while (!rcu_waiting) {
			sim_current->patient = true;
			sim_task_block("a grace period to begin", ~0ULL);
			sim_current->patient = false;
		}
		head = rcu_waiting;
		rcu_waiting = NULL;
		for (i = 1; i < SIM_TASKS; i++)
			rcu_sleeps[i] = sim_tasks[i].sleeps;
		do {
			sim_sleep(10 * SIM_MS);
		} while (!rcu_all_have_slept());
		for (; head; head = next) {
			next = head->next;
			head->func(head);
		}
	}
}

void sim_rcu_boot(void)
{
	rcu_task = sim_task_start("rcu_tasks", rcu_main, NULL);
}
