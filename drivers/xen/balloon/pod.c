// SPDX-License-Identifier: GPL-2.0
/*
 * Spare memory: of what Xen keeps ready for the domain, the part that it will not have for now.
 *
 * A PVH or HVM domain finds its maximum in the memory map. What is past the initial balloon was
 * taken out of that map, so that nobody waits for it to be given back: it goes in the background,
 * once user space is up. When more memory is wanted before it is gone, the worker begins with that.
 */
#include "pod.h"
#include "worker.h"

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/workqueue.h>

#include <xen/balloon.h>

/* A few milliseconds of work, then a pause: it is for nobody. */
#define PAUSE_MS	20

static void pod_work_fn(struct work_struct *work);
static DECLARE_DELAYED_WORK(pod_work, pod_work_fn);

static void pod_work_fn(struct work_struct *work)
{
	if (system_state >= SYSTEM_RUNNING)
		xen_release_spare();
	if (xen_spare_left())
		queue_delayed_work(system_freezable_wq, &pod_work, msecs_to_jiffies(PAUSE_MS));
	else
		xen_balloon_worker_restart();
}

/**
 * xen_balloon_pod_init - see to it that spare memory goes to Xen
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_pod_init(void)
{
	if (xen_spare_left())
		queue_delayed_work(system_freezable_wq, &pod_work, msecs_to_jiffies(PAUSE_MS));
}
