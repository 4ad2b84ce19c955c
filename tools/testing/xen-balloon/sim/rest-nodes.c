// SPDX-License-Identifier: GPL-2.0
/*
 * What has to hold at rest by node, in a domain whose vnodes the driver knows: its books agree with
 * what is populated, each node comes to a target of its own, and one that cannot says why, costs
 * nothing and does not stop the other.
 */
#include <linux/memory_hotplug.h>
#include <xen/balloon.h>

#include <stdio.h>
#include <string.h>

#include "core/task.h"
#include "history.h"
#include "model/machine.h"
#include "users/users.h"

/**
 * struct node_status - a line of the driver's file in debugfs; counts in pages
 * @nid:	the node
 * @vnode:	the vnode that it is
 * @current_pages: what it has
 * @target:	what it should have
 * @pool:	page frames in the balloon
 * @lent:	page frames that are lent
 * @reason:	why it is not at its target
 */
struct node_status {
	int nid;
	int vnode;
	unsigned long current_pages;
	unsigned long target;
	unsigned long pool;
	unsigned long lent;
	char reason[24];
};

static void nodes_read(struct node_status *nodes)
{
	char text[4096], *line = text;
	int i;

	sim_debugfs_read("nodes", text, sizeof(text));
	for (i = 0; i < SIM_NODES; i++) {
		struct node_status node;

		sim_assert(sscanf(line,
				  "node %d vnode %d current_kb %lu target_kb %lu pool_kb %lu lent_kb %lu reason %23s",
				  &node.nid, &node.vnode, &node.current_pages, &node.target,
				  &node.pool, &node.lent, node.reason) == 7,
			   "no line for each node in debugfs: %s", text);
		node.current_pages /= 4;
		node.target /= 4;
		node.pool /= 4;
		node.lent /= 4;
		sim_assert(node.nid >= 0 && node.nid < SIM_NODES &&
			   node.vnode == sim_vnuma_vnode(node.nid),
			   "node %d is taken for vnode %d", node.nid, node.vnode);
		nodes[node.nid] = node;
		line = strchr(line, '\n') + 1;
	}
}

/* ---- the books ---- */

struct node_frames {
	unsigned long populated;
	unsigned long pool;
};

static void nodes_count(struct node_frames *frames)
{
	unsigned long pfn, block_pages = memory_block_size_bytes() >> PAGE_SHIFT;

	for (pfn = 0; pfn < SIM_MAX_PFN; pfn++) {
		struct page *page;
		int nid;

		if (!sim_has_memmap(pfn)) {
			pfn += SIM_SECTION_PAGES - 1;
			continue;
		}
		page = pfn_to_page(pfn);
		nid = sim_block_nid(pfn / block_pages);
		frames[nid].populated += sim_xen_is_ram(pfn);
		if (sim_block_is_online(pfn / block_pages) && page->state && page->offline) {
			sim_assert(page_to_nid(page) == nid, "page %#lx is of another node", pfn);
			frames[nid].pool++;
		}
	}
}

/* Memory of memmap that Xen did not take back is counted for a node, and has no struct pages. */
void sim_nodes_check(void)
{
	struct node_frames frames[SIM_NODES] = {};
	struct node_status nodes[SIM_NODES];
	unsigned long sum = 0;
	int nid;

	if (!sim_vnuma_is_steered())
		return;
	nodes_read(nodes);
	nodes_count(frames);
	for (nid = 0; nid < SIM_NODES; nid++) {
		sum += nodes[nid].current_pages;
		sim_assert(nodes[nid].pool == frames[nid].pool,
			   "node %d: %lu page frames in the pool, %lu counted", nid,
			   frames[nid].pool, nodes[nid].pool);
		sim_assert(nodes[nid].current_pages - frames[nid].populated <= 512,
			   "node %d: %lu page frames are populated, %lu counted", nid,
			   frames[nid].populated, nodes[nid].current_pages);
	}
	sim_assert(sum == balloon_stats.current_pages, "nodes have %lu pages, the domain %lu", sum,
		   balloon_stats.current_pages);
}

/* ---- what can be had ---- */

/* The driver leaves the page allocator some of each node. */
static unsigned long node_spare(int nid)
{
	long spare = sum_zone_node_page_state(nid, NR_FREE_PAGES) -
		     NODE_DATA(nid)->totalreserve_pages * 5 / 2 - 2048 - 1024;

	return max(spare, 0L);
}

/* A domain that goes down takes of each node in proportion. */
unsigned long sim_nodes_spare(void)
{
	struct node_status nodes[SIM_NODES];
	unsigned long spare = ~0UL;
	int nid;

	nodes_read(nodes);
	for (nid = 0; nid < SIM_NODES; nid++)
		spare = min(spare, node_spare(nid) * balloon_stats.current_pages /
				   nodes[nid].current_pages);
	return spare - min(spare, 1024UL);
}
