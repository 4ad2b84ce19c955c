/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_PAGE_H
#define _SIM_XEN_PAGE_H

#include <linux/types.h>

#include <asm/page.h>

#define XEN_PAGE_SHIFT			12
#define XEN_EXTRA_MEM_MAX_REGIONS	128

struct page;

struct xen_memory_region {
	unsigned long start_pfn;
	unsigned long n_pfns;
};

extern struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS];
extern unsigned long xen_released_pages;

#define page_to_xen_pfn(page)	page_to_pfn(page)
#define xen_page_to_gfn(page)	sim_page_to_gfn(page)

unsigned long sim_page_to_gfn(const struct page *page);

#endif	/* _SIM_XEN_PAGE_H */
