// SPDX-License-Identifier: GPL-2.0
/*
 * Xen balloon driver: the vnodes of this domain, and the Linux nodes that they are.
 *
 * The map is made once, at boot, and does not change: it has no lock. After a restore it is valid
 * as long as Xen describes the vnodes as before.
 *
 * Context: any, unless a function says otherwise.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "node.h"

#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/notifier.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <xen/vnuma.h>
#include <xen/xen-ops.h>
#include <xen/xen.h>

/**
 * struct node_vnodes - the vnodes
 * @map:	the node of each
 * @pages:	the size of each, as the toolstack built it
 */
struct node_vnodes {
	struct xen_balloon_node_map map;
	unsigned long pages[XEN_BALLOON_MAX_VNODES];
};

/* The vnodes at boot, and whether they are the same where the domain runs now. */
static struct node_vnodes node_vnodes;
static bool node_vnodes_hold;

/*
 * Room for the arrays of the table, as large as at boot. It is kept where there are vnodes: they
 * would be lost if there were no memory for it when the domain is restored.
 */
static void *node_room;
static size_t node_room_size;

/**
 * struct node_finding - state while the map is made
 * @map:	the map
 * @vnode:	the vnode whose memory is being looked at
 * @nid:	on failure, the node that contradicts the map
 */
struct node_finding {
	struct xen_balloon_node_map *map;
	unsigned int vnode;
	int nid;
};

static int node_add_page(struct node_finding *finding, unsigned long pfn)
{
	struct page *page = pfn_to_online_page(pfn);

	/* An offline memory block tells nothing: its memory is not in use. */
	if (!page)
		return 0;
	finding->nid = page_to_nid(page);
	return xen_balloon_node_map_add(finding->map, finding->vnode, finding->nid) ? 0 : -EEXIST;
}

/*
 * Adds RAM in a range of the vnode by its two ends. A node in between would have memory and no
 * vnode, which node_compare_memory() notices in the end.
 */
static int node_add_ram(unsigned long pfn, unsigned long nr, void *finding)
{
	return node_add_page(finding, pfn) ?: node_add_page(finding, pfn + nr - 1);
}

/* Return: 0; -EINVAL, after a line in the log, when nodes and vnodes are not one to one. */
static int node_compare_memory(struct xen_balloon_node_map *map,
			       const struct xen_vnuma_table *table)
{
	struct node_finding finding = { .map = map };
	unsigned int i;
	int nid;

	for (i = 0; i < table->ranges; i++) {
		const struct xen_vnuma_range *range = &table->range[i];
		unsigned long pfn = PFN_DOWN(range->start);

		/* -EINVAL if there is no RAM, which may be due to mem=. */
		finding.vnode = range->vnode;
		if (walk_system_ram_range(pfn, PFN_DOWN(range->end) - pfn, &finding,
					  node_add_ram) == -EEXIST) {
			pr_info("NUMA nodes are ignored: vnode %u of Xen is not one node, or not all of node %d\n",
				finding.vnode, finding.nid);
			return -EINVAL;
		}
	}
	for_each_node_state(nid, N_MEMORY) {
		if (xen_balloon_node_map_vnode(map, nid) < 0) {
			pr_info("NUMA nodes are ignored: node %d is no vnode of Xen\n", nid);
			return -EINVAL;
		}
	}
	return 0;
}

static void node_make_map(struct node_vnodes *found, struct xen_vnuma_table *table)
{
	struct xen_balloon_node_map map;
	enum xen_vnuma_fault fault;
	unsigned int vnode;
	int err;

	err = xen_vnuma_read(table);
	if (err) {
		pr_info("NUMA nodes are ignored: no vNUMA table from Xen (error %d)\n", err);
		return;
	}
	fault = xen_vnuma_prepare(table);
	if (fault != XEN_VNUMA_GOOD) {
		pr_info("NUMA nodes are ignored: the vNUMA table of Xen %s\n",
			xen_vnuma_fault_text(fault));
		return;
	}
	xen_balloon_node_map_init(&map, table->vnodes);
	if (node_compare_memory(&map, table))
		return;
	found->map = map;
	for (vnode = 0; vnode < table->vnodes; vnode++)
		found->pages[vnode] = xen_vnuma_pages(table, vnode);
}

/* Returns false when there is no room: no memory, or a larger table than at boot. */
static bool node_make_room(size_t size)
{
	if (!node_room) {
		node_room = kvzalloc(size, GFP_KERNEL);
		node_room_size = size;
	}
	return node_room && size <= node_room_size;
}

/* When there is vNUMA that the driver cannot use, the log says why, and no vnodes are found. */
static void node_find(struct node_vnodes *found)
{
	struct xen_vnuma_table table;
	enum xen_vnuma_fault fault;

	*found = (struct node_vnodes){};
	if (xen_initial_domain() || xen_vnuma_read_sizes(&table))
		return;
	fault = xen_vnuma_check_sizes(&table);
	if (fault != XEN_VNUMA_GOOD) {
		pr_info("NUMA nodes are ignored: the vNUMA table of Xen %s\n",
			xen_vnuma_fault_text(fault));
		return;
	}
	if (!node_make_room(xen_vnuma_bytes(&table))) {
		pr_info("NUMA nodes are ignored: no memory for the vNUMA table of Xen\n");
		return;
	}
	xen_vnuma_place(&table, node_room);
	node_make_map(found, &table);
}

/* A vnode without any memory online, then or now, contradicts nothing. */
static bool node_is_as_at_boot(const struct node_vnodes *now)
{
	unsigned int vnode;

	if (now->map.count != node_vnodes.map.count)
		return false;
	for (vnode = 0; vnode < now->map.count; vnode++)
		if (now->pages[vnode] != node_vnodes.pages[vnode] ||
		    (now->map.node[vnode] != NUMA_NO_NODE &&
		     node_vnodes.map.node[vnode] != NUMA_NO_NODE &&
		     now->map.node[vnode] != node_vnodes.map.node[vnode]))
			return false;
	return true;
}

/*
 * Called after a restore, or a save that was given up. Devices are not there yet, and neither is
 * Xenstore: what the toolstack says of vnodes is read afterwards.
 */
static int node_resumed(struct notifier_block *nb, unsigned long event, void *data)
{
	struct node_vnodes now;
	bool hold;

	node_find(&now);
	hold = node_is_as_at_boot(&now);
	if (hold != READ_ONCE(node_vnodes_hold))
		pr_info("The vnodes of Xen are %s: memory is moved %s\n",
			hold ? "what they were at boot" : "not what they were at boot",
			hold ? "by node" : "wherever it is");
	WRITE_ONCE(node_vnodes_hold, hold);
	return NOTIFY_DONE;
}

static struct notifier_block node_nb = { .notifier_call = node_resumed };

/**
 * xen_balloon_node_init - find out which Linux node each vnode is
 *
 * When there is vNUMA that the driver cannot use, the log says why.
 *
 * Context: process, may sleep. At boot, before the rest of the driver; once more if that fails.
 */
void xen_balloon_node_init(void)
{
	unsigned int vnode;

	/* Found by an earlier attempt, which had no memory for the rest of the driver. */
	if (node_vnodes.map.count)
		return;
	node_find(&node_vnodes);
	if (!node_vnodes.map.count) {
		kvfree(node_room);
		node_room = NULL;
		return;
	}
	for (vnode = 0; vnode < node_vnodes.map.count; vnode++)
		pr_info("vnode %u of Xen is node %d, %lu KiB\n", vnode, node_vnodes.map.node[vnode],
			node_vnodes.pages[vnode] << (PAGE_SHIFT - 10));
	node_vnodes_hold = true;
	xen_resume_notifier_register(&node_nb);
}

/**
 * xen_balloon_node_count - the number of vnodes
 *
 * Return: 0 if memory is not to be moved by node; XEN_BALLOON_MAX_VNODES at most.
 */
unsigned int xen_balloon_node_count(void)
{
	return node_vnodes.map.count;
}

/**
 * xen_balloon_node_holds - whether the vnodes are what they were at boot
 *
 * Return: false also if there are none, or if Xen describes them differently after a restore.
 */
bool xen_balloon_node_holds(void)
{
	return READ_ONCE(node_vnodes_hold);
}

/**
 * xen_balloon_node_to_vnode - the vnode that a Linux node is
 * @nid:	the node, or NUMA_NO_NODE
 *
 * Return: the vnode; -1 if the node is no vnode, or no longer one.
 */
int xen_balloon_node_to_vnode(int nid)
{
	if (!xen_balloon_node_holds())
		return -1;
	return xen_balloon_node_map_vnode(&node_vnodes.map, nid);
}

/**
 * xen_balloon_vnode_to_node - the Linux node that a vnode is
 * @vnode:	any number
 *
 * Return: the node; NUMA_NO_NODE if there is no such vnode, or it was built without memory.
 */
int xen_balloon_vnode_to_node(unsigned int vnode)
{
	if (vnode >= node_vnodes.map.count)
		return NUMA_NO_NODE;
	return node_vnodes.map.node[vnode];
}

/**
 * xen_balloon_vnode_pages - how much memory the toolstack built a vnode with
 * @vnode:	any number
 *
 * Return: pages: the sum of its ranges.
 */
unsigned long xen_balloon_vnode_pages(unsigned int vnode)
{
	if (vnode >= node_vnodes.map.count)
		return 0;
	return node_vnodes.pages[vnode];
}
