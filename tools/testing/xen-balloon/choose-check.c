// SPDX-License-Identifier: GPL-2.0
/* What has to be true of every choice, and of every view of a node. */
#include <linux/minmax.h>

#include "choose-check.h"
#include "test.h"

#define MAX_NODES	32

/* Nodes that give, that take, that add memory blocks, and that remove some. */
static const unsigned int order_of[] = {
	[XEN_BALLOON_INFLATE] = 0,
	[XEN_BALLOON_DEFLATE] = 1,
	[XEN_BALLOON_GROW] = 2,
	[XEN_BALLOON_SHRINK] = 3,
};

static bool can_go(const struct xen_balloon_candidate *c)
{
	return c->action != XEN_BALLOON_NOTHING && !c->stuck;
}

/* No node that could go had precedence over it. */
static void check_first(const struct xen_balloon_candidate *first,
			const struct xen_balloon_candidate *other)
{
	if (first->passed >= XEN_BALLOON_PATIENCE || other->passed >= XEN_BALLOON_PATIENCE) {
		REQUIRE(first->passed >= other->passed, "passed over %u times, another %u times",
			first->passed, other->passed);
		if (first->passed > other->passed)
			return;
	}
	REQUIRE(order_of[first->action] <= order_of[other->action], "action %u before %u",
		first->action, other->action);
	if (first->action == other->action)
		REQUIRE(first->distance >= other->distance, "%lu pages before %lu",
			first->distance, other->distance);
}

int checked_choose(struct xen_balloon_candidate *candidates, unsigned int nr)
{
	struct xen_balloon_candidate before[MAX_NODES];
	unsigned int i;
	int chosen;

	for (i = 0; i < nr; i++)
		before[i] = candidates[i];
	chosen = xen_balloon_choose(candidates, nr);
	REQUIRE(chosen >= -1 && chosen < (int)nr, "%d of %u", chosen, nr);
	REQUIRE(chosen < 0 || can_go(&before[chosen]), "%d cannot go", chosen);
	for (i = 0; i < nr; i++) {
		bool waits = (int)i != chosen && can_go(&before[i]);

		REQUIRE(chosen >= 0 || !waits, "%u can go, and none does", i);
		REQUIRE(candidates[i].passed == (waits ? before[i].passed + 1 : 0),
			"%u: passed over %u times after %u", i, candidates[i].passed,
			before[i].passed);
		if (waits)
			check_first(&before[chosen], &before[i]);
	}
	return chosen;
}

/*
 * A node within these limits keeps the domain within its own, whatever the others have: it goes
 * down to no less than the floor leaves it, and up by no more than Xen and the target allow.
 */
void checked_narrow(struct xen_balloon_view *view, unsigned long current_pages,
		    unsigned long target, unsigned long reclaimable)
{
	struct xen_balloon_view of_domain = *view;
	unsigned long others = current_pages - min(current_pages, view->current_pages), room;

	xen_balloon_choose_narrow(view, current_pages, target, reclaimable);
	REQUIRE(view->floor >= of_domain.floor || view->floor + others >= of_domain.floor,
		"floor %lu beside %lu, for %lu", view->floor, others, of_domain.floor);
	REQUIRE(view->floor <= of_domain.floor, "floor %lu, for %lu", view->floor,
		of_domain.floor);
	REQUIRE(view->ceiling >= view->current_pages, "ceiling %lu below %lu", view->ceiling,
		view->current_pages);
	room = view->ceiling - view->current_pages;
	REQUIRE(!room || current_pages + room <= of_domain.ceiling, "%lu above %lu, for %lu", room,
		current_pages, of_domain.ceiling);
	REQUIRE(!room || current_pages + room <= max(target, of_domain.floor + XEN_BALLOON_FLOOR_ROOM),
		"%lu above %lu, for a target of %lu", room, current_pages, target);
	REQUIRE(view->reclaimable <= reclaimable && view->reclaimable <= of_domain.reclaimable,
		"%lu can be taken", view->reclaimable);
	REQUIRE(view->current_pages == of_domain.current_pages, "%lu pages instead of %lu",
		view->current_pages, of_domain.current_pages);
}
