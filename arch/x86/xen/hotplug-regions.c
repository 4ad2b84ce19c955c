// SPDX-License-Identifier: GPL-2.0
/*
 * Hotplug regions: RAM of the E820 that the kernel does not use. The balloon driver hot-adds memory
 * blocks there.
 */
#include "hotplug-regions.h"

#include <linux/init.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include <asm/e820/api.h>

#include <xen/balloon-arch.h>
#include <xen/page.h>
#include <xen/xen.h>

static struct xen_memory_region regions[XEN_HOTPLUG_REGIONS_MAX] __initdata;
static unsigned int nr_regions __initdata;

/* The end, exclusive, of the RAM in the E820, and that of the last region below 4 GiB. */
static unsigned long ram_end __initdata;
static unsigned long low_end __initdata;

/**
 * xen_hotplug_region_add - leave RAM of the E820 to hot-add
 * @start_pfn:	the first page frame, above all regions added before
 * @end_pfn:	the last page frame plus one
 *
 * A region that contains no whole memory section is left out, as it cannot be hot-added.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_hotplug_region_add(unsigned long start_pfn, unsigned long end_pfn)
{
	if (end_pfn <= PFN_DOWN(SZ_4G))
		low_end = max(low_end, end_pfn);
	if (round_up(start_pfn, XEN_HOTPLUG_UNIT) >= round_down(end_pfn, XEN_HOTPLUG_UNIT) ||
	    nr_regions == XEN_HOTPLUG_REGIONS_MAX)
		return;
	regions[nr_regions++] = (struct xen_memory_region){ start_pfn, end_pfn - start_pfn };
}

/**
 * xen_hotplug_set_ram_end - set the end of the RAM in the E820
 * @end_pfn:	the last page frame plus one
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_hotplug_set_ram_end(unsigned long end_pfn)
{
	ram_end = end_pfn;
}

/**
 * xen_hotplug_regions - list the RAM of the E820 that the kernel does not use
 * @to:		array for the regions, ascending
 * @max:	maximum number of regions
 * @end:	set to the end of the RAM in the E820, a page frame, exclusive
 *
 * Context: process, once, at boot.
 * Return: number of regions written.
 */
unsigned int __init xen_hotplug_regions(struct xen_memory_region *to, unsigned int max,
					unsigned long *end)
{
	unsigned int i;

	for (i = 0; i < nr_regions && i < max; i++)
		to[i] = regions[i];
	*end = ram_end;
	return i;
}

/*
 * A hotplug region below 4 GiB is not in the kernel's E820, so it looks like address space for
 * devices. Unless firmware provides a range, the kernel places devices from pci_mem_start on.
 */
static int __init hotplug_regions_keep_devices_off(void)
{
	if (xen_pv_domain())
		pci_mem_start = max_t(u64, pci_mem_start, PFN_PHYS((u64)low_end));
	return 0;
}
early_initcall(hotplug_regions_keep_devices_off);
