/* SPDX-License-Identifier: GPL-2.0 */
/* Wait queues: a waiter checks its condition again each time that it is woken. */
#ifndef _SIM_LINUX_WAIT_H
#define _SIM_LINUX_WAIT_H

#include <linux/jiffies.h>

struct wait_queue_head {
	int unused;
};

#define DECLARE_WAIT_QUEUE_HEAD(name)	struct wait_queue_head name = {}

void wake_up_all(struct wait_queue_head *wq);
bool sim_wait(struct wait_queue_head *wq, u64 until, const char *what);

#define wait_event_timeout(wq, condition, timeout) ({				\
	u64 sim_until = ktime_get_ns() + (u64)(timeout) * (1000000000 / HZ);	\
	bool sim_woken = true, sim_done;					\
										\
	while (!(sim_done = (condition)) && sim_woken)				\
		sim_woken = sim_wait(&(wq), sim_until, #condition);		\
	(long)(sim_done ? 1 : 0);						\
})

#endif	/* _SIM_LINUX_WAIT_H */
