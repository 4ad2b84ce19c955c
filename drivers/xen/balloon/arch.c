// SPDX-License-Identifier: GPL-2.0
/*
 * Weak defaults for include/xen/balloon-arch.h, for an architecture that provides none of it.
 */
#include <linux/init.h>
#include <linux/types.h>

#include <xen/balloon-arch.h>

/**
 * xen_pod_remainder_left - whether the PoD remainder still has to be returned to Xen
 *
 * Context: any.
 * Return: false: there is none.
 */
bool __weak xen_pod_remainder_left(void)
{
	return false;
}

/**
 * xen_pod_remainder_release - return one batch of the PoD remainder to Xen
 *
 * Context: process, may sleep.
 */
void __weak xen_pod_remainder_release(void)
{
}

/**
 * xen_hotplug_regions - find RAM of the E820 that the kernel does not use
 * @regions:	where to write it, in ascending order
 * @max:	how many regions at most
 * @end:	set to the end of the RAM in the E820, a page frame, exclusive, where that is known
 *
 * Context: process, once, at boot.
 * Return: 0: none is known.
 */
unsigned int __init __weak xen_hotplug_regions(struct xen_memory_region *regions,
					       unsigned int max, unsigned long *end)
{
	return 0;
}
