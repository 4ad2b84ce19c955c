/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_EXTENTS_H
#define _XEN_EXTENTS_H

#include <linux/pfn.h>
#include <linux/sizes.h>

#include <xen/interface/xen.h>

/* A superpage, 2 MiB of the page frames of an auto-translated domain. */
#define XEN_SUPERPAGE_PAGES	PFN_DOWN(SZ_2M)
#define XEN_SUPERPAGE_ORDER	9

unsigned long xen_release_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order);
unsigned long xen_populate_extents(xen_pfn_t *extents, unsigned long nr, unsigned int order);

#endif	/* _XEN_EXTENTS_H */
