// SPDX-License-Identifier: GPL-2.0
/* Which node is which vnode is found at boot, or the log says why not; a restore may change it. */
#include <linux/slab.h>

#include <stdio.h>
#include <string.h>

#include "case.h"

#define BLOCK	SIM_SECTION_PAGES

static void two_vnodes(struct sim_machine *m)
{
	case_split(m, 3 * BLOCK);
	sim_xen.paging = 1000;
}

/* Without firmware, which is the first vnode's, they are of the same size. */
static void same_size(struct sim_machine *m)
{
	two_vnodes(m);
	m->domain = SIM_PV;
	m->node_start = 2 * BLOCK;
	m->memory = 4 * BLOCK;
	m->boot_end = m->memory;
	m->pod_end = m->boot_end;
	m->movable_start = m->boot_end;
	m->known_start = m->boot_end;
	m->ram_end = m->boot_end;
	m->maximum = m->boot_end;
}

/* What debugfs says of the nodes: their vnodes, or -1 for the domain as a whole. */
static bool vnodes_are_known(void)
{
	char text[4096];

	sim_debugfs_read("nodes", text, sizeof(text));
	return strncmp(text, "node -1 ", 8);
}

/* ---- at boot ---- */

static void found(void)
{
	sim_equal(vnodes_are_known(), true);
	sim_equal(case_logged("vnode 0 of Xen is node 0, 24964 KiB"), 1);
	sim_equal(case_logged("vnode 1 of Xen is node 1, 16384 KiB"), 1);
	sim_equal(case_logged("of Xen is node"), 2);
	sim_equal(case_logged("NUMA nodes are ignored"), 0);
}

static void swapped(struct sim_machine *m)
{
	two_vnodes(m);
	m->swapped = true;
}

static void found_swapped(void)
{
	sim_equal(case_logged("vnode 0 of Xen is node 1, 16384 KiB"), 1);
	sim_equal(case_logged("vnode 1 of Xen is node 0, 24964 KiB"), 1);
}

static void empty(struct sim_machine *m)
{
	two_vnodes(m);
	m->empty_vnode = true;
}

static void found_empty(void)
{
	sim_equal(case_logged("vnode 2 of Xen is node -1, 0 KiB"), 1);
	sim_equal(case_logged("of Xen is node"), 3);
}

static void is_ignored(const char *why)
{
	sim_equal(vnodes_are_known(), false);
	sim_equal(case_logged("of Xen is node"), 0);
	sim_equal(case_logged("NUMA nodes are ignored"), 1);
	sim_equal(case_logged(why), 1);
	sim_equal(sim_slab_objects("node.c"), 0);
}

static void none(void)
{
	sim_equal(vnodes_are_known(), false);
	sim_equal(case_logged("NUMA nodes are ignored"), 0);
	sim_equal(sim_slab_objects("node.c"), 0);
}

static void unreadable(struct sim_machine *m)
{
	two_vnodes(m);
	sim_vnuma_fault = SIM_VNUMA_UNREADABLE;
}

static void ignored_unread(void)
{
	is_ignored("ignored: no vNUMA table from Xen (error -14)");
}

static void too_large(struct sim_machine *m)
{
	two_vnodes(m);
	sim_vnuma_fault = SIM_VNUMA_TOO_LARGE;
}

static void ignored_too_large(void)
{
	is_ignored("ignored: the vNUMA table of Xen has too many nodes");
}

static void backward(struct sim_machine *m)
{
	two_vnodes(m);
	sim_vnuma_fault = SIM_VNUMA_BACKWARD;
}

static void ignored_backward(void)
{
	is_ignored("ignored: the vNUMA table of Xen has a range that ends before it starts");
}

static void missing(struct sim_machine *m)
{
	two_vnodes(m);
	sim_vnuma_fault = SIM_VNUMA_MISSING;
}

static void ignored_missing(void)
{
	is_ignored("ignored: node 1 is no vnode of Xen");
}

static void numa_off(struct sim_machine *m)
{
	two_vnodes(m);
	m->vnuma = SIM_VNUMA_OFF;
	m->nodes = 1;
}

static void ignored_numa_off(void)
{
	is_ignored("ignored: vnode 1 of Xen is not one node, or not all of node 0");
}

static void nonsense(struct sim_machine *m)
{
	two_vnodes(m);
	m->vnuma = SIM_VNUMA_NONSENSE;
}

static void ignored_nonsense(void)
{
	is_ignored("ignored: vnode 0 of Xen is not one node, or not all of node 1");
}

static void no_room(struct sim_machine *m)
{
	two_vnodes(m);
	sim_alloc_refuses = "/node.c";
	sim_alloc_stays_refused = true;
}

static void ignored_without_room(void)
{
	is_ignored("ignored: no memory for the vNUMA table of Xen");
}

/* The books could not be opened when page frames were borrowed early. */
static void second_attempt(struct sim_machine *m)
{
	two_vnodes(m);
	sim_boot_borrows = true;
	sim_alloc_refuses = "/balloon.c";
}

/* ---- after a restore ---- */

static const char *const changed =
	"The vnodes of Xen are not what they were at boot: memory is moved wherever it is";
static const char *const as_before =
	"The vnodes of Xen are what they were at boot: memory is moved by node";

static void restore(u32 home)
{
	sim_next_home = home;
	sim_toolstack_begin_save();
	sim_equal(sim_suspend(true), 0);
	sim_sleep(2 * SIM_S);
	case_settle();
}

static void nothing_changes(void)
{
	sim_vnuma_check_boot(true);
	restore(0);
	sim_equal(case_logged("The vnodes of Xen are"), 0);
	sim_rest_reach(sim_machine.boot_end - 600);
	sim_rest_check();
}

static void other_sizes(void)
{
	restore(2);
	sim_equal(case_logged(changed), 1);
	restore(2);
	sim_equal(case_logged(changed), 1);
	sim_equal(case_logged(as_before), 0);
	restore(0);
	sim_equal(case_logged(as_before), 1);
}

static void no_vnodes(void)
{
	restore(1);
	sim_equal(case_logged(changed), 1);
	sim_equal(case_logged("NUMA nodes are ignored"), 0);
	case_reach(sim_machine.boot_end - 1000);
}

/* The table is larger, and memory may be short by then. */
static void one_more(void)
{
	sim_machine.empty_vnode = true;
	restore(0);
	sim_equal(case_logged(changed), 1);
	sim_equal(case_logged("ignored: no memory for the vNUMA table of Xen"), 1);
}

static void one_less(void)
{
	sim_machine.empty_vnode = false;
	restore(0);
	sim_equal(case_logged(changed), 1);
	sim_equal(case_logged("NUMA nodes are ignored"), 0);
}

static void exchanged(void)
{
	sim_machine.swapped = true;
	restore(0);
	sim_equal(case_logged(changed), 1);
	sim_machine.swapped = false;
	restore(0);
	sim_equal(case_logged(as_before), 1);
}

/* What was not known at boot is not known afterwards. */
static void never_known(void)
{
	sim_vnuma_fault = SIM_VNUMA_FINE;
	restore(0);
	sim_equal(vnodes_are_known(), false);
	sim_equal(case_logged("The vnodes of Xen are"), 0);
}

const struct sim_case sim_cases_of_node[] = {
	{ "each vnode is found on its node", two_vnodes, found },
	{ "each vnode is found where nodes are numbered the other way", swapped, found_swapped },
	{ "a vnode without memory is on no node", empty, found_empty },
	{ "vnodes are found once, even if the driver starts twice", second_attempt, found },
	{ "a domain without vNUMA has no vnodes", NULL, none },
	{ "vNUMA that cannot be read is ignored", unreadable, ignored_unread },
	{ "vNUMA that is too large is ignored", too_large, ignored_too_large },
	{ "vNUMA that makes no sense is ignored", backward, ignored_backward },
	{ "vNUMA that lacks a node is ignored", missing, ignored_missing },
	{ "vNUMA is ignored with numa=off", numa_off, ignored_numa_off },
	{ "vNUMA is ignored when a vnode is on two nodes", nonsense, ignored_nonsense },
	{ "vNUMA is ignored without memory for it", no_room, ignored_without_room },
	{ "vnodes are the same after a restore", two_vnodes, nothing_changes },
	{ "vnodes of other sizes are noticed after a restore", two_vnodes, other_sizes },
	{ "missing vnodes are noticed after a restore", two_vnodes, no_vnodes },
	{ "one more vnode is noticed after a restore", two_vnodes, one_more },
	{ "one less vnode is noticed after a restore", empty, one_less },
	{ "exchanged vnodes are noticed after a restore", same_size, exchanged },
	{ "vNUMA that is ignored at boot is ignored after a restore", unreadable, never_known },
	{}
};
