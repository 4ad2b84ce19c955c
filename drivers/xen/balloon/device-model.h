/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Device memory: page frames that the device model of an HVM domain uses for memory of its devices.
 */
#ifndef _XEN_BALLOON_DEVICE_MODEL_H
#define _XEN_BALLOON_DEVICE_MODEL_H

#include <linux/types.h>

#ifdef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG
void xen_balloon_device_memory_boot(unsigned long map_end);
void xen_balloon_device_memory_maximum(unsigned long maximum, unsigned long video);
void xen_balloon_device_memory_restored(void);
unsigned long xen_balloon_device_memory_end(unsigned long start, unsigned long nr_pages);
bool xen_balloon_device_memory_after_restore(unsigned long start, unsigned long nr_pages);
bool xen_balloon_device_memory_in_map(void);
#else
static inline void xen_balloon_device_memory_maximum(unsigned long maximum, unsigned long video)
{
}

static inline void xen_balloon_device_memory_restored(void)
{
}
#endif

#endif	/* _XEN_BALLOON_DEVICE_MODEL_H */
