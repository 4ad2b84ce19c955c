/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which node of Linux is which vnode of Xen. STUB: no domain has vnodes. To be replaced by the file of this name on the
 * branch pvnuma, which has the same functions.
 */
#ifndef _XEN_BALLOON_NODE_H
#define _XEN_BALLOON_NODE_H

#include <linux/numa.h>

static inline void xen_balloon_node_init(void)
{
}

static inline unsigned int xen_balloon_node_count(void)
{
	return 0;
}

static inline int xen_balloon_node_to_vnode(int nid)
{
	return -1;
}

static inline int xen_balloon_vnode_to_node(unsigned int vnode)
{
	return NUMA_NO_NODE;
}

static inline unsigned long xen_balloon_vnode_pages(unsigned int vnode)
{
	return 0;
}

#endif	/* _XEN_BALLOON_NODE_H */
