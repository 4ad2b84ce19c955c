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

/* How often a node is passed over before it goes first, whatever it is to do. */
#define XEN_BALLOON_PATIENCE 8U

/* How far above its floor a domain may go whatever its target, in pages: by a superpage. */
#define XEN_BALLOON_FLOOR_ROOM 512UL

/**
 * struct xen_balloon_candidate - one node
 * @action:	what its next step is to do
 * @distance:	pages between what it has and its target
 * @stuck:	what was tried here last has failed, and it is not time to try again
 * @passed:	how often others went first while it could; 0 at first, kept from choice to choice
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
