/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Room in the p2m of a PV domain. Auto-translated domains (PVH, HVM, Arm) have no p2m.
 */
#ifndef _XEN_BALLOON_P2M_H
#define _XEN_BALLOON_P2M_H

#include <linux/errno.h>
#include <linux/types.h>

#ifdef CONFIG_XEN_HAVE_PVMMU
int xen_balloon_p2m_prepare(unsigned long pfn, unsigned long nr_pages);
int xen_balloon_p2m_mark_unpopulated(unsigned long pfn, unsigned long nr_pages);
unsigned long xen_balloon_p2m_end(void);
bool xen_balloon_p2m_prealloc(unsigned long end);
bool xen_balloon_p2m_has_room(unsigned long end);
#else
static inline int xen_balloon_p2m_prepare(unsigned long pfn, unsigned long nr_pages)
{
	return -EOPNOTSUPP;
}

static inline int xen_balloon_p2m_mark_unpopulated(unsigned long pfn, unsigned long nr_pages)
{
	return -EOPNOTSUPP;
}

static inline unsigned long xen_balloon_p2m_end(void)
{
	return 0;
}

static inline bool xen_balloon_p2m_prealloc(unsigned long end)
{
	return true;
}

static inline bool xen_balloon_p2m_has_room(unsigned long end)
{
	return true;
}
#endif

#endif	/* _XEN_BALLOON_P2M_H */
