/* SPDX-License-Identifier: GPL-2.0 */
/* Workqueues. See model/workqueue.c. */
#ifndef _SIM_LINUX_WORKQUEUE_H
#define _SIM_LINUX_WORKQUEUE_H

#include <linux/list.h>
#include <linux/types.h>

#include "../../core/clock.h"

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	work_func_t func;
	struct workqueue_struct *wq;
	struct list_head entry;
	bool pending;
	bool queued;
	bool running;
	int disabled;
};

struct delayed_work {
	struct work_struct work;
	struct sim_timer timer;
};

#define WQ_UNBOUND	2u
#define WQ_FREEZABLE	4u

#define DECLARE_DELAYED_WORK(name, fn)	struct delayed_work name = { .work.func = (fn) }
#define INIT_DELAYED_WORK(dwork, fn)	(*(dwork) = (struct delayed_work){ .work.func = (fn) })

extern struct workqueue_struct *system_freezable_wq, *system_long_wq;

struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int max_active);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
bool disable_delayed_work_sync(struct delayed_work *dwork);

#endif	/* _SIM_LINUX_WORKQUEUE_H */
