/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which node goes next.
 *
 * Numbers in, a choice out. Knows no pages, no locks and no Xen, and is therefore also built and
 * tested in userspace.
 */
#ifndef _XEN_BALLOON_CHOOSE_H
#define _XEN_BALLOON_CHOOSE_H

#include <linux/types.h>

#include "policy.h"

/* Number of times that a node is passed over before it goes first, whatever it is to do. */
#define XEN_BALLOON_PATIENCE 8U

/* Pages, a superpage, by which a domain may go above its floor, whatever its target. */
#define XEN_BALLOON_FLOOR_ROOM 512UL

/**
 * struct xen_balloon_candidate - a node that may take the next step
 * @action:	what that step is to do
 * @distance:	pages between what it has and its target
 * @stuck:	the last step here has failed, and it is not yet time to try again
 * @passed:	number of times that other nodes went first while it could; 0 at first, kept from
 *		choice to choice
 */
struct xen_balloon_candidate {
	enum xen_balloon_action action;
	unsigned long distance;
	bool stuck;
	unsigned int passed;
};

void xen_balloon_choose_narrow(struct xen_balloon_view *view, unsigned long current_pages,
			       unsigned long target, unsigned long reclaimable);
int xen_balloon_choose(struct xen_balloon_candidate *candidates, unsigned int nr);

#endif	/* _XEN_BALLOON_CHOOSE_H */
