/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Xen balloon driver: the vnodes of this domain, and the Linux nodes that they are.
 *
 * Without CONFIG_NUMA, or where Xen has no vNUMA, there are none: the domain is moved as a whole.
 */
#ifndef _XEN_BALLOON_NODE_H
#define _XEN_BALLOON_NODE_H

#include <linux/numa.h>

#include "node-map.h"

#if defined(CONFIG_NUMA) && defined(CONFIG_X86)
void xen_balloon_node_init(void);
unsigned int xen_balloon_node_count(void);
bool xen_balloon_node_holds(void);
int xen_balloon_node_to_vnode(int nid);
int xen_balloon_vnode_to_node(unsigned int vnode);
unsigned long xen_balloon_vnode_pages(unsigned int vnode);
#else
static inline void xen_balloon_node_init(void)
{
}

static inline unsigned int xen_balloon_node_count(void)
{
	return 0;
}

static inline bool xen_balloon_node_holds(void)
{
	return false;
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
#endif

#endif	/* _XEN_BALLOON_NODE_H */
