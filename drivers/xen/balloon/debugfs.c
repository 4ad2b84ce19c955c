// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/xen-balloon/nodes: a line for each node that has its own target. A domain
 * that is moved as a whole has one line, for node -1. For the counters beside it see statistics.c.
 */
#include "account.h"
#include "format.h"
#include "node.h"
#include "worker.h"

#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/numa.h>
#include <linux/seq_file.h>

#include <xen/xen.h>

static void debugfs_show_node(struct seq_file *m, int nid, int vnode)
{
	struct xen_balloon_counts counts;
	unsigned long target = nid == NUMA_NO_NODE ? xen_balloon_target_pages() :
						      xen_balloon_account_target(nid);

	xen_balloon_account_get(nid, &counts);
	seq_printf(m, "node %d vnode %d current_kb %llu target_kb %llu pool_kb %llu lent_kb %llu reason %s\n",
		   nid, vnode, xen_balloon_pages_to_kb(counts.current_pages),
		   xen_balloon_pages_to_kb(target), xen_balloon_pages_to_kb(counts.pool),
		   xen_balloon_pages_to_kb(counts.lent),
		   xen_balloon_reason_name(xen_balloon_node_reason(nid)));
}

static int debugfs_nodes_show(struct seq_file *m, void *unused)
{
	unsigned int vnode;
	int nid;

	if (!xen_balloon_worker_steers_nodes()) {
		debugfs_show_node(m, NUMA_NO_NODE, -1);
		return 0;
	}
	for (vnode = 0; vnode < xen_balloon_node_count(); vnode++) {
		nid = xen_balloon_vnode_to_node(vnode);
		if (nid != NUMA_NO_NODE)
			debugfs_show_node(m, nid, vnode);
	}
	return 0;
}

static int debugfs_nodes_open(struct inode *inode, struct file *file)
{
	return single_open(file, debugfs_nodes_show, NULL);
}

static const struct file_operations debugfs_nodes_fops = {
	.open = debugfs_nodes_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

/* After statistics.c, which creates the directory. */
static int __init debugfs_init_nodes(void)
{
	struct dentry *dir = xen_domain() ? debugfs_lookup("xen-balloon", NULL) : NULL;

	if (dir && xen_balloon_worker_runs())
		debugfs_create_file("nodes", 0400, dir, NULL, &debugfs_nodes_fops);
	dput(dir);
	return 0;
}
late_initcall(debugfs_init_nodes);
