// SPDX-License-Identifier: GPL-2.0
/*
 * The populate-on-demand (PoD) remainder: memory past the initial balloon, returned to Xen in the
 * background.
 *
 * A PVH or HVM domain finds its maximum in the E820. The part past the initial balloon was taken
 * out of that, so that boot need not wait until it is released: that is done here, once user space
 * is up. When more memory is wanted before it is gone, the worker begins with it.
 */
#include "pod.h"
#include "worker.h"

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/workqueue.h>

#include <xen/balloon-arch.h>

/* Nothing waits for this, so throttle it: a few milliseconds of work, then a pause. */
#define PAUSE_MS	20

static void pod_work_fn(struct work_struct *work);
static DECLARE_DELAYED_WORK(pod_work, pod_work_fn);

static void pod_work_fn(struct work_struct *work)
{
	if (system_state >= SYSTEM_RUNNING)
		xen_pod_remainder_release();
	if (xen_pod_remainder_left())
		queue_delayed_work(system_freezable_wq, &pod_work, msecs_to_jiffies(PAUSE_MS));
	else
		xen_balloon_worker_restart();
}

/**
 * xen_balloon_pod_init - begin to return the PoD remainder
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_pod_init(void)
{
	if (xen_pod_remainder_left())
		queue_delayed_work(system_freezable_wq, &pod_work, msecs_to_jiffies(PAUSE_MS));
}
