/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_EXTRA_MEMORY_H
#define _XEN_EXTRA_MEMORY_H

#include <linux/types.h>

struct boot_params;

/**
 * struct xen_extra_memory_cap - the cap on the extra memory
 * @pages:	maximum number of pages of extra memory
 * @param_text:	value on the command line, "auto" if there is none
 * @granule:	pages; the cap splits a RAM range only at multiples of this
 */
struct xen_extra_memory_cap {
	unsigned long pages;
	const char *param_text;
	unsigned long granule;
};

struct xen_extra_memory_cap xen_extra_memory_read_cap(unsigned long boot_pages,
						      unsigned long ready_pages);
bool xen_extra_memory_fit_cap(struct xen_extra_memory_cap *cap, unsigned long extra_pages,
			      unsigned long ready_pages);
void xen_extra_memory_report(const struct xen_extra_memory_cap *cap, unsigned long extra_pages,
			     unsigned long capped_pages);
unsigned long xen_pvh_extra_memory(const struct boot_params *params, unsigned long boot_pages);
void xen_release_unpopulated(void);

#endif	/* _XEN_EXTRA_MEMORY_H */
