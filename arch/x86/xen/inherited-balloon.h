/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_INHERITED_BALLOON_H
#define _XEN_INHERITED_BALLOON_H

#include <linux/types.h>

#include <xen/interface/xen.h>

bool xen_pfn_is_populated(xen_pfn_t pfn);
bool xen_inherits_balloon(void);
unsigned long xen_scrub_inherited_memory(unsigned long pfn, unsigned long nr_pages);
void xen_populate_inherited_balloon(void);

#endif	/* _XEN_INHERITED_BALLOON_H */
