/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a target for the domain is spread over its nodes.
 *
 * Numbers in, numbers out. Knows no pages, no locks and no Xen, and is therefore also built and
 * tested in userspace. All counts are in pages.
 */
#ifndef _XEN_BALLOON_SPREAD_H
#define _XEN_BALLOON_SPREAD_H

#include <linux/types.h>

/**
 * struct xen_balloon_share - what a node has, and its share of the target
 * @current_pages:	pages that it has
 * @frames:		all its page frames: populated, in the balloon, or lent
 * @limit:		pages that it can give or take now, whichever way the domain goes
 * @target:		set to the pages that it should have
 * @moves:		scratch: pages that it gives or takes to reach @target
 * @excess:		scratch: pages of @moves above @limit
 * @weight:		scratch: its weight when spread_give() shares out some pages
 * @given:		scratch: its share of these, in pages
 */
struct xen_balloon_share {
	unsigned long current_pages;
	unsigned long frames;
	unsigned long limit;
	unsigned long target;
	unsigned long moves;
	unsigned long excess;
	unsigned long weight;
	unsigned long given;
};

void xen_balloon_spread(unsigned long total, struct xen_balloon_share *shares, unsigned int nr);

#endif	/* _XEN_BALLOON_SPREAD_H */
