// SPDX-License-Identifier: GPL-2.0
/*
 * Spare memory: of what Xen keeps ready for the domain, the part that it will not have for now.
 *
 * A PVH or HVM domain finds its maximum in the memory map. What is past the initial balloon was
 * taken out of that map, so that nobody waits for it to be given back: it goes in the background,
 * once user space is up. When more memory is wanted before it is gone, the worker begins with that.
 */
#include "pod.h"
#include "core.h"

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/workqueue.h>

#include <xen/balloon.h>

/* A few milliseconds of work, then a pause: it is for nobody. */
#define PAUSE_MS	20

/**
 * xen_spare_left - whether there is spare memory that has yet to be given back
 *
 * This is for architectures that have none.
 *
 * Context: any.
 * Return: true when xen_release_spare() has something to do.
 */
bool __weak xen_spare_left(void)
{
	return false;
}

/**
 * xen_release_spare - give back some of the spare memory
 *
 * This is for architectures that have none.
 *
 * Context: process, may sleep.
 */
void __weak xen_release_spare(void)
{
}

static void spare_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(release, spare_work);

static void spare_work(struct work_struct *work)
{
	if (system_state >= SYSTEM_RUNNING)
		xen_release_spare();
	if (xen_spare_left())
		queue_delayed_work(system_freezable_wq, &release, msecs_to_jiffies(PAUSE_MS));
	else
		xen_balloon_limits_changed();
}

/**
 * xen_balloon_pod_init - see to it that spare memory goes to Xen
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_pod_init(void)
{
	if (xen_spare_left())
		queue_delayed_work(system_freezable_wq, &release, msecs_to_jiffies(PAUSE_MS));
}
