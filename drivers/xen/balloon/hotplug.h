/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hotplug: page frames for memory that the kernel did not know of at boot.
 */
#ifndef _XEN_BALLOON_HOTPLUG_H
#define _XEN_BALLOON_HOTPLUG_H

#include <linux/errno.h>
#include <linux/types.h>

#include "place.h"

#ifdef CONFIG_XEN_BALLOON_MEMORY_HOTPLUG
void xen_balloon_hotplug_init(void);
bool xen_balloon_hotplug_possible(void);
bool xen_balloon_hotplug_for_lent(void);
int xen_balloon_hotplug_add(const struct xen_balloon_place *place, unsigned long *nr_pages);
bool xen_balloon_hotplug_can_remove(int nid, unsigned long *removable, unsigned long *freed);
void xen_balloon_hotplug_retry_removal(void);
int xen_balloon_hotplug_remove(int nid, unsigned long max_populated, unsigned long *nr_pages);
bool xen_balloon_hotplug_can_restore(void);
void xen_balloon_hotplug_release_unclaimed(void);
#else
static inline void xen_balloon_hotplug_init(void)
{
}

static inline bool xen_balloon_hotplug_possible(void)
{
	return false;
}

static inline bool xen_balloon_hotplug_for_lent(void)
{
	return false;
}

static inline int xen_balloon_hotplug_add(const struct xen_balloon_place *place,
					  unsigned long *nr_pages)
{
	*nr_pages = 0;
	return -EOPNOTSUPP;
}

static inline bool xen_balloon_hotplug_can_remove(int nid, unsigned long *removable,
						  unsigned long *freed)
{
	return false;
}

static inline void xen_balloon_hotplug_retry_removal(void)
{
}

static inline int xen_balloon_hotplug_remove(int nid, unsigned long max_populated,
					     unsigned long *nr_pages)
{
	*nr_pages = 0;
	return -EOPNOTSUPP;
}

static inline bool xen_balloon_hotplug_can_restore(void)
{
	return true;
}

static inline void xen_balloon_hotplug_release_unclaimed(void)
{
}
#endif

#endif	/* _XEN_BALLOON_HOTPLUG_H */
