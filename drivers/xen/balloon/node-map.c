// SPDX-License-Identifier: GPL-2.0
/*
 * Xen balloon driver: which Linux node is which Xen vnode. See node-map.h.
 *
 * Context: any, on its arguments only, unless a function says otherwise.
 */
#include "node-map.h"

#include <linux/numa.h>
#include <linux/types.h>

/**
 * xen_balloon_node_map_init - start with an empty map
 * @map:	the map
 * @count:	number of vnodes, at most XEN_BALLOON_MAX_VNODES
 */
void xen_balloon_node_map_init(struct xen_balloon_node_map *map, unsigned int count)
{
	unsigned int vnode;

	map->count = count;
	for (vnode = 0; vnode < XEN_BALLOON_MAX_VNODES; vnode++)
		map->node[vnode] = NUMA_NO_NODE;
}

/**
 * xen_balloon_node_map_vnode - the vnode that a node is
 * @map:	the map
 * @nid:	the node: any number
 *
 * Return: the vnode; -1 if the node is no vnode.
 */
int xen_balloon_node_map_vnode(const struct xen_balloon_node_map *map, int nid)
{
	unsigned int vnode;

	if (nid == NUMA_NO_NODE)
		return -1;
	for (vnode = 0; vnode < map->count; vnode++)
		if (map->node[vnode] == nid)
			return vnode;
	return -1;
}

/**
 * xen_balloon_node_map_add - note that memory of a vnode is on a node
 * @map:	the map
 * @vnode:	one of its vnodes
 * @nid:	the node that Linux has for some memory in a range of @vnode
 *
 * Return: false if that contradicts what has been added: the vnode is on two nodes, or the node is
 *	   two vnodes. The map is unchanged then, and of no use.
 */
bool xen_balloon_node_map_add(struct xen_balloon_node_map *map, unsigned int vnode, int nid)
{
	int known;

	if (vnode >= map->count || nid < 0)
		return false;
	known = xen_balloon_node_map_vnode(map, nid);
	if (known >= 0)
		return known == vnode;
	if (map->node[vnode] != NUMA_NO_NODE)
		return false;
	map->node[vnode] = nid;
	return true;
}
