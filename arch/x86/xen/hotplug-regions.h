/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_HOTPLUG_REGIONS_H
#define _XEN_HOTPLUG_REGIONS_H

/* The number of regions that the balloon driver has room for. */
#define XEN_HOTPLUG_REGIONS_MAX	16

/* Memory is hot-added by section. 32-bit kernels may have no sections, and then hot-add nothing. */
#ifdef CONFIG_SPARSEMEM
#define XEN_HOTPLUG_UNIT	PAGES_PER_SECTION
#else
#define XEN_HOTPLUG_UNIT	1UL
#endif

void xen_hotplug_region_add(unsigned long start_pfn, unsigned long end_pfn);
void xen_hotplug_set_ram_end(unsigned long end_pfn);

#endif	/* _XEN_HOTPLUG_REGIONS_H */
