/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks a plan against the promises of memory-plan.h, which are worked out range by range and so
 * for maps of any size. For tests and fuzz targets alike, see map-check.h.
 */
#ifndef _PLAN_CHECK_H
#define _PLAN_CHECK_H

#include "memory-plan.h"

/* Number of page frames whose addresses fit in 64 bits. */
#define MAX_PAGES	(1UL << 52)

/* Makes map and plan and checks both. The plan is valid until the next call. */
const struct xen_memory_plan *checked_plan(const struct e820_entry *entries, unsigned int nr,
					   const struct xen_memory_request *request);

#endif	/* _PLAN_CHECK_H */
