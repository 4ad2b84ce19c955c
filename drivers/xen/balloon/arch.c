// SPDX-License-Identifier: GPL-2.0
/*
 * What an architecture provides that has nothing of the kind; see include/xen/balloon.h.
 */
#include <linux/init.h>
#include <linux/types.h>

#include <xen/balloon.h>
#include <xen/page.h>

/**
 * xen_spare_left - whether there is spare memory that has yet to be given back
 *
 * This is for architectures that have none.
 *
 * Context: any.
 * Return: true when xen_release_spare() has something to do.
 */
bool __weak xen_spare_left(void)
{
	return false;
}

/**
 * xen_release_spare - give back some of the spare memory
 *
 * This is for architectures that have none.
 *
 * Context: process, may sleep.
 */
void __weak xen_release_spare(void)
{
}

/**
 * xen_spare_memory - RAM of the memory map that the kernel does not use
 * @spare: where to write it, ascending
 * @max: how many regions at most
 * @end: set to the page frame behind the last RAM of the map
 *
 * This is for architectures that do not know.
 *
 * Context: process, once, at boot.
 * Return: regions written.
 */
unsigned int __init __weak xen_spare_memory(struct xen_memory_region *spare, unsigned int max,
					    unsigned long *end)
{
	return 0;
}
