// SPDX-License-Identifier: GPL-2.0
/*
 * The PoD remainder: memory of an HVM or PVH domain that Xen keeps populated on demand, past the
 * initial balloon or cut off by mem=.
 *
 * The page frames are not in the kernel's E820, so nothing touches them. As releasing hundreds of
 * GiB takes Xen a while, the balloon driver returns them when user space runs, a batch at a time.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "pod-remainder.h"

#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include <xen/balloon-arch.h>

#include "extents.h"
#include "hotplug-regions.h"

/* Superpages released by one hypercall: 128 MiB, a few milliseconds. */
#define RELEASE_BATCH	64

/**
 * struct pod_remainder - a region of page frames to be returned, from its end down
 * @start_pfn:	the first page frame
 * @end_pfn:	end, exclusive, of the page frames that still have to be returned
 * @reserved:	keeps foreign mappings out until the whole region is returned
 *
 * Regions are added at boot. @end_pfn is written under pod_remainder_lock, and read without it.
 */
struct pod_remainder {
	unsigned long start_pfn;
	unsigned long end_pfn;
	struct resource reserved;
};

/* As many past the initial balloon as there are hotplug regions, and as many that are cut off. */
static struct pod_remainder regions[2 * XEN_HOTPLUG_REGIONS_MAX];
static unsigned int nr_regions __ro_after_init;
static DEFINE_MUTEX(pod_remainder_lock);

/* Number of superpages of a region that still have to be returned. */
static unsigned int pod_remainder_superpages(const struct pod_remainder *region)
{
	unsigned long start = round_up(region->start_pfn, XEN_SUPERPAGE_PAGES);
	unsigned long end = READ_ONCE(region->end_pfn);

	return end > start ? (end - start) / XEN_SUPERPAGE_PAGES : 0;
}

/* The first region with superpages that still have to be returned, or NULL. */
static struct pod_remainder *pod_remainder_first(void)
{
	unsigned int i;

	for (i = 0; i < nr_regions; i++)
		if (pod_remainder_superpages(&regions[i]))
			return &regions[i];
	return NULL;
}

/**
 * xen_pod_remainder_add - leave page frames to be returned in the background
 * @start_pfn:	the first page frame
 * @end_pfn:	the last page frame plus one
 *
 * Context: early boot, before the page allocator; at most 2 * XEN_HOTPLUG_REGIONS_MAX times.
 */
void __init xen_pod_remainder_add(unsigned long start_pfn, unsigned long end_pfn)
{
	regions[nr_regions].start_pfn = start_pfn;
	regions[nr_regions++].end_pfn = end_pfn;
}

/**
 * xen_pod_remainder_pages - the size of the PoD remainder
 *
 * Context: early boot, before the page allocator.
 * Return: pages that still have to be returned.
 */
unsigned long __init xen_pod_remainder_pages(void)
{
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < nr_regions; i++)
		pages += pod_remainder_superpages(&regions[i]) * XEN_SUPERPAGE_PAGES;
	return pages;
}

/* Reserve the regions: foreign memory mapped there would be returned with them. */
static int __init pod_remainder_reserve(void)
{
	unsigned int i;

	for (i = 0; i < nr_regions; i++) {
		struct pod_remainder *region = &regions[i];

		if (!pod_remainder_superpages(region))
			continue;
		region->reserved =
			DEFINE_RES_MEM_NAMED(PFN_PHYS(region->start_pfn),
					     PFN_PHYS(region->end_pfn - region->start_pfn),
					     "Xen PoD remainder");
		if (request_resource(&iomem_resource, &region->reserved))
			pr_warn("%pR is not free\n", &region->reserved);
	}
	return 0;
}
early_initcall(pod_remainder_reserve);

/**
 * xen_pod_remainder_left - whether the PoD remainder still has to be returned to Xen
 *
 * Context: any.
 * Return: true while xen_pod_remainder_release() has something to do.
 */
bool xen_pod_remainder_left(void)
{
	return pod_remainder_first();
}

static void pod_remainder_release_batch(struct pod_remainder *region)
{
	unsigned long n, nr = min(pod_remainder_superpages(region), RELEASE_BATCH);
	xen_pfn_t extents[RELEASE_BATCH];

	for (n = 0; n < nr; n++)
		extents[n] = region->end_pfn - (n + 1) * XEN_SUPERPAGE_PAGES;
	/* Skip a superpage that Xen refuses. */
	n = min(xen_release_extents(extents, nr, XEN_SUPERPAGE_ORDER) + 1, nr);
	WRITE_ONCE(region->end_pfn, region->end_pfn - n * XEN_SUPERPAGE_PAGES);
	/* A resource without a parent was never reserved. */
	if (!pod_remainder_superpages(region) && region->reserved.parent)
		release_resource(&region->reserved);
}

/**
 * xen_pod_remainder_release - return one batch of the PoD remainder to Xen
 *
 * A superpage that Xen refuses is left alone. Either it was returned when the domain was saved and
 * restored, or Xen still counts it and nothing is lost.
 *
 * Context: process, may sleep; when user space is up, or when more memory is wanted before that.
 */
void xen_pod_remainder_release(void)
{
	struct pod_remainder *region;

	mutex_lock(&pod_remainder_lock);
	region = pod_remainder_first();
	if (region)
		pod_remainder_release_batch(region);
	mutex_unlock(&pod_remainder_lock);
}
