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

#endif	/* _SIM_LINUX_SCHED_SIGNAL_H */
