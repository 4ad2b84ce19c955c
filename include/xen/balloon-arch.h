/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Xen balloon driver: the part that an architecture provides.
 *
 * The driver has weak defaults for the functions, for architectures that provide none of this.
 */
#ifndef _XEN_BALLOON_ARCH_H
#define _XEN_BALLOON_ARCH_H

#include <linux/types.h>

struct xen_memory_region;

/*
 * Number of page frames in the E820 that the domain has no memory for: returned to Xen at boot, or
 * still part of the PoD remainder. Set by the architecture before the driver is initialised, or 0.
 */
extern unsigned long xen_boot_released_pages;

/*
 * Whether another kernel ran in this domain before and has started this one (kexec). The
 * toolstack's maximum may have changed since the E820 was made.
 */
extern bool xen_boot_is_kexec;

/**
 * xen_hotplug_regions - find RAM of the E820 that the kernel does not use
 * @regions:	where to write it, in ascending order
 * @max:	how many regions at most
 * @end:	set to the end of the RAM in the E820, a page frame, exclusive
 *
 * Such RAM has no memmap; the driver hot-adds memory blocks there.
 *
 * Context: process, once, at boot.
 * Return: number of regions written; without any, @end may be left as it is.
 */
unsigned int xen_hotplug_regions(struct xen_memory_region *regions, unsigned int max,
				 unsigned long *end);

/**
 * xen_pod_remainder_left - whether the PoD remainder still has to be returned to Xen
 *
 * The PoD remainder is memory past the initial balloon that Xen keeps populated on demand.
 *
 * Context: any.
 * Return: true while xen_pod_remainder_release() has something to do.
 */
bool xen_pod_remainder_left(void);

/**
 * xen_pod_remainder_release - return one batch of the PoD remainder to Xen
 *
 * Context: process, may sleep.
 */
void xen_pod_remainder_release(void);

#endif	/* _XEN_BALLOON_ARCH_H */
