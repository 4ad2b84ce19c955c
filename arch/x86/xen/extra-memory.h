/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_EXTRA_MEMORY_H
#define _XEN_EXTRA_MEMORY_H

#include <linux/types.h>

struct boot_params;

/**
 * struct extra_memory_cap - how much extra memory there may be, and how it came to that
 * @pages:	pages
 * @said:	as on the command line, "auto" without
 * @granule:	pages; where @pages cuts RAM in two, it does so at a multiple of this
 */
struct extra_memory_cap {
	unsigned long pages;
	const char *said;
	unsigned long granule;
};

struct extra_memory_cap xen_extra_memory_cap(unsigned long boot_pages, unsigned long ready_pages);
bool xen_extra_memory_fits(struct extra_memory_cap *cap, unsigned long extra_pages,
			   unsigned long ready_pages);
void xen_extra_memory_report(const struct extra_memory_cap *cap, unsigned long extra_pages,
			     unsigned long capped_pages);
unsigned long xen_pvh_extra_memory(const struct boot_params *params, unsigned long boot_pages);
void xen_release_unpopulated(void);

#endif	/* _XEN_EXTRA_MEMORY_H */
