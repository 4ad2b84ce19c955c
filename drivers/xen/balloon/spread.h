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
 * struct xen_balloon_share - one node
 * @current_pages:	what it has
 * @frames:		page frames that there are: with memory, in the balloon, or lent
 * @limit:		how many pages it can give now, or take, whichever way the domain goes
 * @target:		set to what it should have
 * @moves:		used while the difference is spread: its part of it
 * @excess:		likewise: what is above its limit of that
 * @weight:		used while a part of the difference is spread: what its share goes by
 * @given:		likewise: its share
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
