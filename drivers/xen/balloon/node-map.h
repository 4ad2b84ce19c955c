/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Xen balloon driver: which Linux node is which Xen vnode.
 *
 * In a PV domain the two have the same number. Elsewhere Linux numbers nodes in the order in which
 * ACPI's SRAT names them, CPUs first: with CPU 0 in vnode 1, vnode 1 is node 0. The map follows
 * from where the memory is: the ranges of a vnode, and the node that Linux has for them.
 *
 * Pure: numbers in, a map out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_BALLOON_NODE_MAP_H
#define _XEN_BALLOON_NODE_MAP_H

#include <linux/types.h>

#include <xen/vnuma.h>

#define XEN_BALLOON_MAX_VNODES	XEN_VNUMA_MAX_VNODES

/**
 * struct xen_balloon_node_map - the node of each vnode
 * @count:	number of vnodes
 * @node:	the Linux node of each; NUMA_NO_NODE while none of its memory is known
 */
struct xen_balloon_node_map {
	unsigned int count;
	int node[XEN_BALLOON_MAX_VNODES];
};

void xen_balloon_node_map_init(struct xen_balloon_node_map *map, unsigned int count);
bool xen_balloon_node_map_add(struct xen_balloon_node_map *map, unsigned int vnode, int nid);
int xen_balloon_node_map_vnode(const struct xen_balloon_node_map *map, int nid);

#endif	/* _XEN_BALLOON_NODE_MAP_H */
