// SPDX-License-Identifier: GPL-2.0
/*
 * Lending: unpopulated page frames, for drivers that map memory of other domains into them.
 *
 * As long as the pool has any, lending and returning a frame takes only the lock of the pool. After
 * that, memory of the guest is released to Xen, in batches that are not the worker's: a borrower
 * does not wait for a step, but it does wait for memory hotplug when the hotplug_unpopulated sysctl
 * has the domain grow for it.
 */
#include "lend.h"
#include "account.h"
#include "hotplug.h"
#include "move.h"
#include "pool.h"
#include "worker.h"
#include "xen.h"

#include <linux/errno.h>
#include <linux/mm.h>

/* Accounts frames to their nodes: lent with @sign 1, returned with -1. */
static void lend_account_nodes(unsigned int nr_pages, struct page **pages, long sign)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++)
		if (pages[i])
			xen_balloon_account_lent_of(page_to_nid(pages[i]), sign);
}

static long lend_some(unsigned int nr_pages, struct page **pages)
{
	unsigned long added;
	unsigned int order;
	long got;

	*pages = xen_balloon_pool_take(&xen_balloon_frames, NUMA_NO_NODE, 0, 0,
				       XEN_BALLOON_POOL_FOR_BORROWER, &order);
	if (*pages)
		return 1;
	if (xen_balloon_hotplug_for_lent() && xen_balloon_hotplug_possible() &&
	    !xen_balloon_hotplug_add(&XEN_BALLOON_ANYWHERE, &added))
		return 0;
	got = xen_balloon_move_to_lend(nr_pages, pages);
	/* The domain is below its target now. */
	if (got > 0)
		xen_balloon_worker_wake();
	return got;
}

/**
 * xen_balloon_lend - lend unpopulated page frames
 * @nr_pages:	their number
 * @pages:	filled in with them, in any order; all of them lowmem
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM; then none are lent.
 */
int xen_balloon_lend(unsigned int nr_pages, struct page **pages)
{
	unsigned int n = 0, prepared = 0;
	long got;
	int err;

	xen_balloon_account_lent(nr_pages);
	while (n < nr_pages) {
		got = lend_some(nr_pages - n, pages + n);
		if (got < 0) {
			err = got;
			goto undo;
		}
		lend_account_nodes(got, pages + n, 1);
		n += got;
		for (; prepared < n; prepared++) {
			err = xen_balloon_prepare(pages[prepared], 1);
			if (err)
				goto undo;
		}
	}
	xen_balloon_account_pool();
	return 0;
undo:
	xen_balloon_account_lent(-(long)(nr_pages - n));
	xen_balloon_lend_return(n, pages);
	return err;
}

/**
 * xen_balloon_lend_return - take back page frames that were lent
 * @nr_pages:	number of entries in @pages
 * @pages:	any of those that xen_balloon_lend() filled in, with nothing mapped there any
 *		longer; NULL stands for a frame that is not returned but forgotten
 *
 * A forgotten frame stays lent: growth makes up for frames that are away.
 *
 * Context: process.
 */
void xen_balloon_lend_return(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;
	long returned = 0;

	lend_account_nodes(nr_pages, pages, -1);
	for (i = 0; i < nr_pages; i++) {
		if (!pages[i])
			continue;
		xen_balloon_pool_put(&xen_balloon_frames, pages[i], 1);
		returned++;
	}
	xen_balloon_account_lent(-returned);
	xen_balloon_account_pool();
	xen_balloon_worker_frames_returned();
}
