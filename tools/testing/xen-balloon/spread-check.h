/* SPDX-License-Identifier: GPL-2.0 */
/* The invariants of spread.c, for its tests and its fuzz target. */
#ifndef _SPREAD_CHECK_H
#define _SPREAD_CHECK_H

#include "spread.h"

void checked_spread(unsigned long total, struct xen_balloon_share *shares, unsigned int nr);

#endif	/* _SPREAD_CHECK_H */
