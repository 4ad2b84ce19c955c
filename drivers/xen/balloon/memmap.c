// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the memmap of a block that brings its own (memory_hotplug.memmap_on_memory).
 *
 * These page frames have no struct pages of their own. They are populated before mm hears of the
 * block, and as long as there is the block.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "memmap.h"
#include "account.h"
#include "guest.h"
#include "xen.h"

#include <linux/errno.h>
#include <linux/printk.h>

/**
 * xen_balloon_memmap_populate - populate page frames that a memmap will be on
 * @pfn:	the first of them
 * @nr_pages:	how many
 * @nid:	their node
 *
 * Context: process, under the device hotplug lock; in an auto-translated domain.
 * Return: 0, or -ENOSPC when Xen does not have the memory.
 */
int xen_balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages, int nid)
{
	unsigned long before = xen_balloon_populated_frames(pfn, nr_pages);
	unsigned long done = xen_balloon_populate_frames(pfn, nr_pages);

	if (done < nr_pages) {
		xen_balloon_release_frames(pfn, done);
		done = xen_balloon_populated_frames(pfn, nr_pages);
		xen_balloon_account_populated(nid, (long)done - (long)before);
		return -ENOSPC;
	}
	xen_balloon_account_populated(nid, nr_pages - before);
	xen_balloon_account_frames(nid, nr_pages);
	return 0;
}

/**
 * xen_balloon_memmap_release - release these page frames to Xen
 * @pfn:	the first of them; mm knows them no longer
 * @nr_pages:	how many
 * @nid:	their node
 *
 * Context: process, may sleep; under the device hotplug lock.
 */
void xen_balloon_memmap_release(unsigned long pfn, unsigned long nr_pages, int nid)
{
	unsigned long done = 0;

	if (xen_balloon_guest_scrub_frames(pfn, nr_pages))
		done = xen_balloon_release_frames(pfn, nr_pages);
	xen_balloon_account_populated(nid, -(long)done);
	xen_balloon_account_frames(nid, -(long)nr_pages);
	/* They are the domain's, and of no use until a block is added here again. */
	if (done < nr_pages)
		pr_warn("%lu pages of memmap could not be released to Xen\n",
			nr_pages - done);
}
