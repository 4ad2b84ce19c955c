// SPDX-License-Identifier: GPL-2.0
/*
 * The populate-on-demand (PoD) remainder: memory past the initial balloon, returned to Xen in the
 * background.
 *
 * The E820 of a PVH or HVM domain covers its maximum. Early set-up takes the part past the initial
 * balloon out of it, so that boot need not wait for its release: that is done here, once user space
 * is up. If more memory is wanted before it is gone, the worker releases it first.
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
 * xen_balloon_pod_init - start returning the PoD remainder
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_pod_init(void)
{
	if (xen_pod_remainder_left())
		queue_delayed_work(system_freezable_wq, &pod_work, msecs_to_jiffies(PAUSE_MS));
}
