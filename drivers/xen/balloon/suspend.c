// SPDX-License-Identifier: GPL-2.0
/*
 * Saving the domain: whether the toolstack can restore what it would save now, and what has to be
 * done long before so that its image contains all of the memory.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "suspend.h"
#include "account.h"
#include "format.h"
#include "hotplug.h"
#include "save.h"
#include "worker.h"
#include "xen.h"

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/sizes.h>

#include <xen/balloon.h>
#include <xen/balloon-arch.h>

/* Seconds during which a domain that is being saved goes on releasing memory to Xen. */
#define SUSPEND_WAIT 10

/*
 * Pages above its target with which a domain is still saved. libxl: LIBXL_MAXMEM_CONSTANT lets it
 * have 1 MiB more than its target, of which the toolstack's own pages in an HVM or PVH domain take
 * up to 128 KiB. Half of the 1 MiB is the guest's.
 */
#define RESTORE_SLACK (SZ_512K >> PAGE_SHIFT)

/**
 * xen_balloon_prepare_for_max - prepare for the largest size that the domain may reach
 * @pages: the most that the toolstack may ever ask for, in our count
 *
 * To be called at boot, after a restore, and when @pages has changed.
 *
 * Context: process, may sleep.
 */
void xen_balloon_prepare_for_max(unsigned long pages)
{
	unsigned long frames = READ_ONCE(balloon_stats.total_pages);

	if (!xen_balloon_extend_for_save(pages - min(pages, frames), xen_balloon_current_pages()))
		pr_debug("A save could overlook memory that comes while it begins\n");
}

/* Whether an image of the domain would be complete, and could be restored; if not, says why. */
static bool suspend_is_safe(void)
{
	if (!xen_balloon_save_is_safe()) {
		pr_warn("Suspend refused: memory added in the last %u s may be missing from the image; retry the save\n",
			XEN_BALLOON_SAVE_SECONDS);
		return false;
	}
	if (!xen_balloon_hotplug_can_restore()) {
		pr_warn("Suspend refused: after a restore the device model would use memory of this domain for video; change its maximum by 1 GiB (xl mem-max) and retry the save\n");
		return false;
	}
	return true;
}

/*
 * Returns the PoD remainder to Xen, or says why not. Xen would populate it to save it, with memory
 * that the domain does not have.
 */
static bool suspend_release_pod(void)
{
	unsigned long end = jiffies + SUSPEND_WAIT * HZ;

	while (xen_pod_remainder_left() && time_before(jiffies, end))
		xen_pod_remainder_release();
	if (!xen_pod_remainder_left())
		return true;
	pr_warn("Suspend refused: memory that was never populated is still being returned to Xen; retry the save\n");
	return false;
}

/* Goes down to @fits pages, as far as that is possible within SUSPEND_WAIT. */
static void suspend_finish_inflate(unsigned long fits)
{
	unsigned long end = jiffies + SUSPEND_WAIT * HZ;
	/* The threads that write pages out are frozen already. */
	unsigned int noio = memalloc_noio_save();

	while (xen_balloon_current_pages() > fits && time_before(jiffies, end))
		if (xen_balloon_worker_inflate_to(fits))
			break;
	memalloc_noio_restore(noio);
	xen_balloon_account_pool();
	/* If the save fails, nothing else says that the domain may be below its target. */
	xen_balloon_worker_wake();
}

/**
 * xen_balloon_prepare_suspend - get down to what the domain will be restored with
 * @fits: how much the toolstack will then let it have, in pages; ULONG_MAX: it does not say, and
 *	  the target counts
 *
 * The toolstack restores a domain with the memory of its own target, and a domain that was saved
 * with more cannot be restored at all: Xen reports "Over-allocation", and the image is worthless.
 * So a move down is finished first, for %SUSPEND_WAIT seconds at most, and a domain that does not
 * get there is not saved: it lives on, and the toolstack learns that the save has failed. A
 * toolstack that would give it more room says so with a higher target. A move up goes on
 * afterwards.
 *
 * Context: process, while user space, kernel threads and the worker are frozen.
 * Return: 0, or -EBUSY when the domain cannot be saved now.
 */
int xen_balloon_prepare_suspend(unsigned long fits)
{
	if (!xen_balloon_worker_runs())
		return 0;
	if (!suspend_is_safe() || !suspend_release_pod())
		return -EBUSY;
	if (fits == ULONG_MAX)
		fits = xen_balloon_target_pages();
	suspend_finish_inflate(fits);
	if (xen_balloon_current_pages() <= fits + RESTORE_SLACK)
		return 0;
	pr_warn("Suspend refused: %llu KiB above the target, this domain could not be restored; set a target that it can reach and retry the save\n",
		xen_balloon_pages_to_kb(xen_balloon_current_pages() - fits));
	return -EBUSY;
}
