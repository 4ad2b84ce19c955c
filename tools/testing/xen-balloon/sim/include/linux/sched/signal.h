/* SPDX-License-Identifier: GPL-2.0 */
/* What is pending for a task; kthreads have one sighand_struct in common. See model/hotplug.c. */
#ifndef _SIM_LINUX_SCHED_SIGNAL_H
#define _SIM_LINUX_SCHED_SIGNAL_H

#include <linux/spinlock.h>

struct sighand_struct {
	spinlock_t siglock;
};

struct task_struct {
	struct sighand_struct *sighand;
};

extern struct task_struct *current;

void recalc_sigpending(void);

static inline struct sighand_struct *lock_task_sighand(struct task_struct *task,
						       unsigned long *flags)
{
	*flags = 0;
	spin_lock_irq(&task->sighand->siglock);
	return task->sighand;
}

static inline void unlock_task_sighand(struct task_struct *task, unsigned long *flags)
{
	spin_unlock_irq(&task->sighand->siglock);
}

#endif	/* _SIM_LINUX_SCHED_SIGNAL_H */
