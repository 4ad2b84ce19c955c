// SPDX-License-Identifier: GPL-2.0
/*
 * Which node goes next. Pure, see choose.h.
 *
 * Xen has one limit for the domain: when memory goes from one node to another, the node that takes
 * has no room before the other has given. So nodes that give go first, then those that take, then
 * those that add memory blocks, and last those that remove some; of the same kind, the one that is
 * farthest from its target. A node with much to do would keep the others waiting for long: one that
 * has been passed over often enough goes before all.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "choose.h"

#include <linux/minmax.h>

/**
 * xen_balloon_choose_narrow - narrow the limits of the domain to those of a node
 * @view:		numbers of the node, but floor and ceiling of the domain
 * @current_pages:	pages that the domain has
 * @target:		pages that it should have
 * @reclaimable:	pages that the balloon may take from it
 *
 * The floor and ceiling of a node are what the other nodes leave of the domain's. The domain may
 * not exceed its target for one node to take memory that another has yet to give. At the domain's
 * floor, though, no node can give before another has taken: there the domain may exceed its floor
 * by a superpage.
 *
 * Context: any: it works on its arguments only.
 */
void xen_balloon_choose_narrow(struct xen_balloon_view *view, unsigned long current_pages,
			       unsigned long target, unsigned long reclaimable)
{
	unsigned long others = current_pages - min(current_pages, view->current_pages);
	unsigned long most = max(target, view->floor + XEN_BALLOON_FLOOR_ROOM);
	unsigned long ceiling = max(min(view->ceiling, most), current_pages);

	view->floor -= min(view->floor, others);
	view->ceiling = view->current_pages + (ceiling - current_pages);
	view->reclaimable = min(view->reclaimable, reclaimable);
}

/* The larger the rank, the later the action. */
static unsigned int choose_rank(enum xen_balloon_action action)
{
	switch (action) {
	case XEN_BALLOON_INFLATE:
		return 0;
	case XEN_BALLOON_DEFLATE:
		return 1;
	case XEN_BALLOON_GROW:
		return 2;
	case XEN_BALLOON_SHRINK:
	case XEN_BALLOON_NOTHING:
	case XEN_BALLOON_ACTIONS:
		break;
	}
	return 3;
}

static bool choose_can_go(const struct xen_balloon_candidate *c)
{
	return c->action != XEN_BALLOON_NOTHING && !c->stuck;
}

static bool choose_is_before(const struct xen_balloon_candidate *a,
			     const struct xen_balloon_candidate *b)
{
	bool overdue = a->passed >= XEN_BALLOON_PATIENCE || b->passed >= XEN_BALLOON_PATIENCE;

	if (overdue && a->passed != b->passed)
		return a->passed > b->passed;
	if (choose_rank(a->action) != choose_rank(b->action))
		return choose_rank(a->action) < choose_rank(b->action);
	return a->distance > b->distance;
}

/**
 * xen_balloon_choose - choose the node that takes the next step
 * @candidates:	the nodes; @passed of each is updated
 * @nr:		number of @candidates
 *
 * Context: any: it works on its arguments only.
 * Return: the index of the node that is to go; -1 when none can.
 */
int xen_balloon_choose(struct xen_balloon_candidate *candidates, unsigned int nr)
{
	int best = -1;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (choose_can_go(&candidates[i]) &&
		    (best < 0 || choose_is_before(&candidates[i], &candidates[best])))
			best = i;
	for (i = 0; i < nr; i++) {
		if (i == best || !choose_can_go(&candidates[i]))
			candidates[i].passed = 0;
		else
			candidates[i].passed++;
	}
	return best;
}
