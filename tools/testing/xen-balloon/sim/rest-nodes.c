// SPDX-License-Identifier: GPL-2.0
/*
 * What has to hold at rest by node, in a domain whose vnodes the driver knows: its books agree with
 * what is populated, each node comes to a target of its own, and one that cannot says why, costs
 * nothing and does not stop the other.
 */
#include <linux/memory_hotplug.h>
#include <xen/balloon.h>

#include <stdio.h>
#include <stdlib.h>
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
	bool undisturbed;
	int i;

	undisturbed = sim_undisturbed;
	sim_undisturbed = true;
	sim_debugfs_read("nodes", text, sizeof(text));
	sim_undisturbed = undisturbed;
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

	if (!sim_vnuma_is_known())
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
		     NODE_DATA(nid)->totalreserve_pages * 5 / 2 - 1024;

	return max(spare, 0L);
}

/* What one node cannot give of its share others give. */
unsigned long sim_nodes_spare(void)
{
	unsigned long spare = 0;
	int nid;

	for (nid = 0; nid < SIM_NODES; nid++)
		spare += node_spare(nid);
	return spare - min(spare, 1024UL);
}

/* ---- targets by vnode ---- */

static unsigned long nodes_wanted[SIM_NODES];

static bool nodes_are_there(void)
{
	struct node_status nodes[SIM_NODES];
	int nid;

	if (!sim_rest_is_idle())
		return false;
	nodes_read(nodes);
	for (nid = 0; nid < SIM_NODES; nid++)
		if (nodes[nid].current_pages != nodes_wanted[nid] ||
		    strcmp(nodes[nid].reason, "none"))
			return false;
	return true;
}

static void nodes_set(unsigned long first, unsigned long second)
{
	unsigned long pages[SIM_VNODES];

	nodes_wanted[0] = first;
	nodes_wanted[1] = second;
	pages[sim_vnuma_vnode(0)] = first;
	pages[sim_vnuma_vnode(1)] = second;
	sim_vnodes_set(pages, false);
}

/* Each node is to have so much more than it has page frames for. */
void sim_nodes_want_more(unsigned long pages)
{
	struct node_status nodes[SIM_NODES];

	nodes_read(nodes);
	nodes_set(nodes[0].current_pages + nodes[0].pool + pages,
		  nodes[1].current_pages + nodes[1].pool + pages);
}

static unsigned long nodes_told(const char *path)
{
	const char *text = sim_xenstore_get(path);

	return text ? strtoul(text, NULL, 10) : 0;
}

/* What the guest says of a vnode is what it was told. */
static void nodes_check_report(unsigned int vnode)
{
	char path[64];

	snprintf(path, sizeof(path), "data/balloon/vnode%u/current-balloon-size", vnode);
	sim_assert(nodes_told(path) == sim_vnodes_balloon(vnode) * 4,
		   "the balloon of vnode %u has %lu KiB, but the host hears of %lu", vnode,
		   sim_vnodes_balloon(vnode) * 4, nodes_told(path));
	snprintf(path, sizeof(path), "data/balloon/vnode%u/reason", vnode);
	sim_assert(!strcmp(sim_xenstore_get(path), "none"),
		   "vnode %u is at its target, but the host hears: %s", vnode,
		   sim_xenstore_get(path));
}

static void nodes_check_reports(unsigned int nr_vnodes)
{
	unsigned int vnode;

	sim_sleep(2 * SIM_S);
	if (sim_now < sim_xenstore_late)
		sim_sleep(sim_xenstore_late - sim_now);
	if (sim_xenstore_refused)
		return;
	sim_assert(nodes_told("data/balloon/current") ==
		   (balloon_stats.current_pages + sim_toolstack_hidden()) * 4,
		   "the domain has %lu KiB, but the host hears of %lu",
		   (balloon_stats.current_pages + sim_toolstack_hidden()) * 4,
		   nodes_told("data/balloon/current"));
	sim_assert(!strcmp(sim_xenstore_get("data/balloon/interface"), "vnode"),
		   "the guest does not say that it goes by vnode");
	for (vnode = 0; vnode < nr_vnodes; vnode++)
		nodes_check_report(vnode);
}

static void nodes_reach(unsigned long first, unsigned long second)
{
	struct node_status nodes[SIM_NODES];

	nodes_set(first, second);
	if (sim_wait_for(nodes_are_there, "targets by node", REACH_TIMEOUT)) {
		sim_nodes_check();
		nodes_check_reports(SIM_VNODES);
		return;
	}
	nodes_read(nodes);
	sim_fail("rest-nodes", 0,
		 "%lu and %lu pages are not reached, but %lu: %s, and %lu: %s; targets %lu and %lu, pools %lu and %lu",
		 first, second, nodes[0].current_pages, nodes[0].reason, nodes[1].current_pages,
		 nodes[1].reason, nodes[0].target, nodes[1].target, nodes[0].pool, nodes[1].pool);
}

/* The domain has no more than before, so that one has to give before the other can take. */
static void nodes_move(int from, unsigned long nr_pages)
{
	struct node_status nodes[SIM_NODES];

	/* What was wanted before may be under way. */
	sim_wait_for(sim_rest_is_idle, "the worker", REACH_TIMEOUT);
	nodes_read(nodes);
	nr_pages = min(nr_pages, node_spare(from));
	nodes_reach(nodes[0].current_pages + (from ? nr_pages : -nr_pages),
		    nodes[1].current_pages + (from ? -nr_pages : nr_pages));
}

static bool nodes_second_is_there(void)
{
	struct node_status nodes[SIM_NODES];

	nodes_read(nodes);
	return nodes[1].current_pages == nodes_wanted[1];
}

/* With a memory block that goes some memory goes, which has to come back from the host. */
static void nodes_check_second(const struct node_status *node)
{
	bool free = sim_xen.free[sim_machine.pnode[sim_vnuma_vnode(1)]];
	bool there = node->current_pages == nodes_wanted[1];
	const char *reason = there || free ? "none" : "xen-refused";

	sim_assert(!strcmp(node->reason, reason) && (there || !free),
		   "node 1 has %lu pages, is to have %lu, and says %s, not %s",
		   node->current_pages, nodes_wanted[1], node->reason, reason);
}

/*
 * The host's node has nothing for the first node, which waits and says why; the other one reaches
 * its target, and no more is asked of it. What that gives may be memory that the first can use.
 */
static void nodes_unreachable(void)
{
	unsigned long *free = &sim_xen.free[sim_machine.pnode[sim_vnuma_vnode(0)]], before = *free;
	struct node_status nodes[SIM_NODES];
	unsigned long less;

	nodes_read(nodes);
	less = min(node_spare(1), 200UL);
	*free = 0;
	nodes_set(nodes[0].current_pages + 500, nodes[1].current_pages - less);
	sim_assert(sim_wait_for(nodes_second_is_there, "the second node", REACH_TIMEOUT),
		   "a node waits for another one that cannot have memory");
	*free = 0;
	sim_sleep(100 * SIM_S);
	nodes_read(nodes);
	/* What a memory block took for its memmap is free when it is removed. */
	if (nodes[0].current_pages == nodes_wanted[0]) {
		*free = before + 1024;
		return;
	}
	sim_assert(!strcmp(nodes[0].reason, "xen-refused"),
		   "node 0 has %lu pages and not %lu, and Xen has none for it, but it says: %s",
		   nodes[0].current_pages, nodes_wanted[0], nodes[0].reason);
	nodes_check_second(&nodes[1]);
	/* After each attempt of a node the worker checks whether there is something else to do. */
	sim_rest_check_cost(3200, 3200 / 32 * 3 * SIM_NODES + 10);
	*free = before + 1024;
	sim_sleep(40 * SIM_S);
	nodes_reach(nodes_wanted[0], nodes_wanted[1]);
}

static void nodes_rest_steered(void)
{
	struct node_status nodes[SIM_NODES];

	nodes_move(0, 1500);
	nodes_move(1, 3000);
	nodes_unreachable();
	nodes_read(nodes);
	nodes_reach(max(nodes[0].current_pages, sim_vnodes_map(sim_vnuma_vnode(0)) + 100),
		    nodes[1].current_pages);
	nodes_move(0, 600);
}

/*
 * A node waits for memory of its own. Without the keys the same target is only an amount, and other
 * memory will do.
 */
static void nodes_withdraw(void)
{
	unsigned int first = sim_machine.pnode[sim_vnuma_vnode(0)];
	unsigned long before = sim_xen.free[first], total;
	struct node_status nodes[SIM_NODES];

	nodes_read(nodes);
	total = nodes[0].current_pages + 500 + nodes[1].current_pages;
	sim_xen.free[first] = 0;
	nodes_set(nodes[0].current_pages + 500, nodes[1].current_pages);
	sim_sleep(10 * SIM_S);
	sim_vnodes_withdraw();
	if (sim_xen.free[!first] > 2000)
		sim_rest_reach(total);
	sim_xen.free[first] = before;
}

/* A domain without vNUMA is one vnode, and follows the key of that. */
static bool nodes_domain_is_there(void)
{
	return balloon_stats.current_pages == nodes_wanted[0] && sim_rest_is_idle();
}

static void nodes_rest_domain(void)
{
	nodes_wanted[0] = balloon_stats.current_pages + 700;
	sim_vnodes_set(nodes_wanted, true);
	sim_assert(sim_wait_for(nodes_domain_is_there, "the target of vnode 0", REACH_TIMEOUT),
		   "vnode 0 is to have %lu pages, and has %lu", nodes_wanted[0],
		   balloon_stats.current_pages);
	nodes_check_reports(1);
}

/* Those that cannot be steered by vnode do not take the offer. */
void sim_nodes_rest(void)
{
	bool can = sim_vnuma_is_steered() || !sim_machine.vnuma, agreed;

	if (sim_machine.domain == SIM_DOM0)
		return;
	sim_vnodes_offer(false);
	agreed = sim_wait_for(sim_vnodes_agreed, "an answer", 20 * SIM_S);
	sim_assert(can || !agreed, "the guest has taken an offer that it cannot follow");
	sim_assert(!can || agreed || !sim_boot_had_memory, "the guest does not answer");
	if (agreed && sim_vnuma_is_steered())
		nodes_rest_steered();
	else if (agreed)
		nodes_rest_domain();
	if (agreed && sim_vnuma_is_steered())
		nodes_withdraw();
	else
		sim_vnodes_withdraw();
	sim_sleep(40 * SIM_S);
}
