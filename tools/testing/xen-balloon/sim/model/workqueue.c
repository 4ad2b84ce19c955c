// SPDX-License-Identifier: GPL-2.0
/*
 * Workqueues: work runs in kworkers, and no work in two of them at once.
 *
 * Models kernel/workqueue.c: queue_delayed_work_on(), mod_delayed_work_on(), freeze_workqueues_*(),
 * disable_delayed_work_sync().
 */
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <string.h>

#include "../core/task.h"
#include "machine.h"

#define KWORKERS	4

struct workqueue_struct {
	const char *name;
	unsigned int flags;
	int max_active;
	int active;
	struct list_head works;
};

static struct workqueue_struct *queues[4];
static int nr_queues;
static bool frozen;
static struct sim_task *kworkers[KWORKERS];
static unsigned long works_run;

const char *sim_queue_refuses = "";

struct workqueue_struct *system_freezable_wq, *system_long_wq;

struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int max_active)
{
	struct workqueue_struct *wq = sim_kmalloc(sizeof(*wq), 0, "workqueue.c", 0);

	if (!wq || !strcmp(name, sim_queue_refuses))
		return NULL;
	*wq = (struct workqueue_struct){ .name = name, .flags = flags, .max_active = max_active };
	INIT_LIST_HEAD(&wq->works);
	queues[nr_queues++] = wq;
	return wq;
}

static void queue_wake_kworkers(void)
{
	int i;

	for (i = 0; i < KWORKERS; i++)
		if (kworkers[i] && kworkers[i]->patient)
			sim_task_wake(kworkers[i]);
}

static void work_enqueue(struct work_struct *work)
{
	list_add_tail(&work->entry, &work->wq->works);
	work->queued = true;
	queue_wake_kworkers();
}

static void work_timeout(struct sim_timer *timer)
{
	work_enqueue(&container_of(timer, struct delayed_work, timer)->work);
}

static void work_start(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	dwork->work.pending = true;
	dwork->work.wq = wq;
	if (delay)
		sim_timer_start(&dwork->timer, delay < ~0UL / 4000000 ? delay * 4 * SIM_MS : ~0ULL / 4,
				work_timeout);
	else
		work_enqueue(&dwork->work);
}

/* Returns whether it was pending. */
static bool work_cancel(struct delayed_work *dwork)
{
	bool pending = dwork->work.pending;

	sim_timer_stop(&dwork->timer);
	if (dwork->work.queued)
		list_del(&dwork->work.entry);
	dwork->work.queued = false;
	dwork->work.pending = false;
	return pending;
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	sim_point(SIM_WRITE);
	sim_assert(wq && dwork->work.func, "work without a queue or a function");
	if (dwork->work.pending || dwork->work.disabled)
		return false;
	work_start(wq, dwork, delay);
	return true;
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	bool pending;

	sim_point(SIM_WRITE);
	sim_assert(wq && dwork->work.func, "work without a queue or a function");
	pending = work_cancel(dwork);
	if (!dwork->work.disabled)
		work_start(wq, dwork, delay);
	return pending;
}

bool disable_delayed_work_sync(struct delayed_work *dwork)
{
	bool pending;

	sim_might_sleep("work to end");
	dwork->work.disabled++;
	pending = work_cancel(dwork);
	while (dwork->work.running)
		sim_task_block("work to end", sim_now + SIM_MS);
	return pending;
}

static struct work_struct *queue_next_work(void)
{
	struct work_struct *work;
	int i;

	for (i = 0; i < nr_queues; i++) {
		if ((frozen && queues[i]->flags & WQ_FREEZABLE) ||
		    queues[i]->active >= queues[i]->max_active)
			continue;
		list_for_each_entry(work, &queues[i]->works, entry)
			if (!work->running)
				return work;
	}
	return NULL;
}

static void work_run(struct work_struct *work)
{
	struct workqueue_struct *wq = work->wq;

	list_del(&work->entry);
	work->queued = false;
	work->pending = false;
	work->running = true;
	wq->active++;
	works_run++;
	sim_point(SIM_WRITE);
	work->func(work);
	sim_assert(!sim_current->signal_pending, "a kthread with a signal pending");
	work->running = false;
	wq->active--;
}

static void kworker_main(void *arg)
{
	struct work_struct *work;

	for (;;) {
		work = queue_next_work();
		if (work) {
			work_run(work);
			/* What had to wait for this may be next. */
			queue_wake_kworkers();
			continue;
		}
		sim_current->patient = true;
		sim_task_block("work", ~0ULL);
		sim_current->patient = false;
	}
}

/* No work runs, or has only to wait for its turn. */
bool sim_works_are_quiet(void)
{
	int i;

	for (i = 0; i < nr_queues; i++)
		if (queues[i]->active || !list_empty(&queues[i]->works))
			return false;
	return true;
}

unsigned long sim_worker_steps(void)
{
	return works_run;
}

void sim_freeze_works(void)
{
	frozen = true;
}

bool sim_works_frozen(void)
{
	int i;

	for (i = 0; i < nr_queues; i++)
		if (queues[i]->flags & WQ_FREEZABLE && queues[i]->active)
			return false;
	return true;
}

void sim_thaw_works(void)
{
	frozen = false;
	queue_wake_kworkers();
}

void sim_workqueue_boot(void)
{
	static const char *const names[KWORKERS] = { "kworker/0", "kworker/1", "kworker/2",
						     "kworker/3" };
	int i;

	system_freezable_wq = alloc_workqueue("events_freezable", WQ_FREEZABLE, 256);
	system_long_wq = alloc_workqueue("events_long", 0, 256);
	for (i = 0; i < KWORKERS; i++)
		kworkers[i] = sim_task_start(names[i], kworker_main, NULL);
	sim_kswapd_start();
}
