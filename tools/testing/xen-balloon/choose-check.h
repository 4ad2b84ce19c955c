/* SPDX-License-Identifier: GPL-2.0 */
/* The invariants of choose.c, for its tests and its fuzz target. */
#ifndef _CHOOSE_CHECK_H
#define _CHOOSE_CHECK_H

#include "choose.h"

int checked_choose(struct xen_balloon_candidate *candidates, unsigned int nr);
void checked_narrow(struct xen_balloon_view *view, unsigned long current_pages,
		    unsigned long target, unsigned long reclaimable);

#endif	/* _CHOOSE_CHECK_H */
