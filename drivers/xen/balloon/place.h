/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A place: where memory is taken from, or wanted.
 */
#ifndef _XEN_BALLOON_PLACE_H
#define _XEN_BALLOON_PLACE_H

#include <linux/numa.h>
#include <linux/types.h>

#include <xen/vnuma.h>

#include "node.h"

/**
 * struct xen_balloon_place - where memory is taken from, or wanted
 * @nid:	the node, for pages and page frames of the guest; NUMA_NO_NODE: any
 * @strict:	Xen is to give memory of the vnode of @nid or none; else it may give other memory
 *		when that vnode's is used up
 */
struct xen_balloon_place {
	int nid;
	bool strict;
};

#define XEN_BALLOON_ANYWHERE ((struct xen_balloon_place){ .nid = NUMA_NO_NODE })

/*
 * Returns the mem_flags that ask Xen for memory of exactly this vnode, or 0 for any memory. Without
 * the exact flag Xen takes memory of another node while it has some of the right one below its own
 * DMA limit (xen/common/page_alloc.c: alloc_domheap_pages()).
 */
static inline unsigned int xen_balloon_place_flags(const struct xen_balloon_place *place)
{
	int vnode = xen_balloon_node_to_vnode(place->nid);

	return vnode < 0 ? 0 : XENMEMF_exact_vnode(vnode);
}

#endif	/* _XEN_BALLOON_PLACE_H */
