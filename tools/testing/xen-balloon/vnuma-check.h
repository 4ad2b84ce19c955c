/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks what becomes of a vNUMA table, against answers that are found the slow way. For tests and
 * fuzz targets alike, see map-check.h.
 */
#ifndef _VNUMA_CHECK_H
#define _VNUMA_CHECK_H

#include <xen/vnuma.h>

/* Print the ranges of a case, so that a failure can be understood. */
void show_table(const struct xen_vnuma_table *table);

/*
 * Prepares a copy of @raw, and checks it, its pages, what it covers, and how it divides the
 * address space below @end. @raw has good sizes, and stays as it is. *@prepared, unless it is NULL,
 * is valid until the next call.
 */
enum xen_vnuma_fault checked_prepare(const struct xen_vnuma_table *raw, u64 end,
				     const struct xen_vnuma_table **prepared);

#endif	/* _VNUMA_CHECK_H */
