// SPDX-License-Identifier: GPL-2.0
/*
 * vNUMA: Xen's table of the domain's vnodes, what Xen makes of requests for memory of one, and what
 * has to hold for these. Two vnodes have half of the memory each; a third has none.
 *
 * Models xen/common/memory.c: get_vnuma_info of do_memory_op(), construct_memop_from_reservation();
 * drivers/xen/manage.c: xen_resume_notifier.
 */
#include <linux/errno.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/notifier.h>

#include <xen/vnuma.h>
#include <xen/xen-ops.h>

#include <string.h>

#include "../core/task.h"
#include "machine.h"

#define VCPUS	2
#define RANGES	3

/* A range where the guest has no RAM: firmware, which the toolstack counts. */
#define FIRMWARE_START	SIM_MAX_PFN
#define FIRMWARE_PAGES	97UL

/* struct xen_vnuma_topology_info of public/memory.h. */
struct vnuma_info {
	u16 domid;
	u16 pad;
	u32 vnodes;
	u32 vcpus;
	u32 ranges;
	u64 distance;
	u64 vcpu_vnode;
	u64 range;
};

static struct vnuma_table {
	u32 vnodes;
	struct xen_vnuma_range range[RANGES];
} table;

/* The table is what it was at boot, and the driver has vnodes. */
static bool as_at_boot, driver_knows;

u64 sim_strict_since = ~0ULL;
bool sim_boot_had_memory;

/* What is wrong with what Xen says of it. */
enum sim_vnuma_fault sim_vnuma_fault;

/* ---- the table ---- */

/*
 * The driver has found the vnodes: it moves each node by itself, even if they have changed since.
 */
bool sim_vnuma_is_known(void)
{
	return driver_knows;
}

/* And it can ask for memory of a vnode. */
bool sim_vnuma_is_steered(void)
{
	return as_at_boot && driver_knows;
}

/* The driver has started. @memory: all that it asked for it has got. */
void sim_vnuma_check_boot(bool memory)
{
	char text[4096];

	sim_boot_had_memory = memory;
	sim_debugfs_read("nodes", text, sizeof(text));
	driver_knows = !strncmp(text, "node ", 5) && strncmp(text, "node -1 ", 8);
	sim_assert(!driver_knows || sim_machine.vnuma == SIM_VNUMA_GOOD,
		   "the driver has found vnodes that there are not");
	sim_assert(driver_knows || sim_machine.vnuma != SIM_VNUMA_GOOD || !memory,
		   "the driver has not found the vnodes");
}

/* The vnode of a node of Linux; nodes are numbered by address here. */
unsigned int sim_vnuma_vnode(int nid)
{
	return sim_machine.swapped ? !nid : nid;
}

/* The size of a vnode as the toolstack counts it, in pages. */
unsigned long sim_vnuma_size(unsigned int vnode)
{
	unsigned long bytes = 0;
	int i;

	for (i = 0; i < RANGES; i++)
		if (table.range[i].vnode == vnode)
			bytes += table.range[i].end - table.range[i].start;
	return bytes >> PAGE_SHIFT;
}

static void vnuma_set_range(unsigned int i, unsigned long start, unsigned long end, u32 vnode)
{
	table.range[i] = (struct xen_vnuma_range){
		.start = (u64)start << PAGE_SHIFT,
		.end = (u64)end << PAGE_SHIFT,
		.vnode = vnode,
	};
}

/* The ranges are not in order, as Xen does not care. */
void sim_vnuma_boot(void)
{
	unsigned long middle = sim_machine.node_start;

	if (!sim_machine.vnuma)
		return;
	/* A part of the second node is the first vnode's. */
	if (sim_machine.vnuma == SIM_VNUMA_NONSENSE)
		middle += 512;
	table.vnodes = SIM_VNODES + sim_machine.empty_vnode;
	vnuma_set_range(0, middle, sim_machine.memory, sim_vnuma_vnode(1));
	vnuma_set_range(1, 0, middle, sim_vnuma_vnode(0));
	vnuma_set_range(2, FIRMWARE_START, FIRMWARE_START + (sim_is_pv() ? 0 : FIRMWARE_PAGES),
			sim_vnuma_vnode(0));
	as_at_boot = true;
}

/* On its new host the domain has the same table, or none, or another. libxl has no such hosts. */
void sim_vnuma_restored(u32 home)
{
	memset(&table, 0, sizeof(table));
	sim_vnuma_boot();
	as_at_boot = !home;
	sim_strict_since = ~0ULL;
	if (home == 1)
		table.vnodes = 0;
	else if (home == 2 && sim_machine.vnuma)
		vnuma_set_range(2, FIRMWARE_START, FIRMWARE_START + 512, 0);
}

long sim_vnuma_info(void *arg)
{
	static const u32 vcpu_vnode[VCPUS] = { 0, 1 };
	struct vnuma_info *info = arg, room = *info;
	struct xen_vnuma_range *range;
	u32 *distance, from, to;

	if (!table.vnodes)
		return -EOPNOTSUPP;
	info->vnodes = table.vnodes;
	info->vcpus = VCPUS;
	info->ranges = RANGES;
	if (sim_vnuma_fault == SIM_VNUMA_TOO_LARGE)
		info->vnodes = 1000;
	if (room.vnodes < table.vnodes || room.vcpus < VCPUS || room.ranges < RANGES)
		return -ENOBUFS;
	if (sim_vnuma_fault == SIM_VNUMA_UNREADABLE)
		return -EFAULT;
	distance = (u32 *)(uintptr_t)info->distance;
	for (from = 0; from < table.vnodes; from++)
		for (to = 0; to < table.vnodes; to++)
			*distance++ = from == to ? 10 : 20;
	memcpy((void *)(uintptr_t)info->vcpu_vnode, vcpu_vnode, sizeof(vcpu_vnode));
	memcpy((void *)(uintptr_t)info->range, table.range, sizeof(table.range));
	range = (struct xen_vnuma_range *)(uintptr_t)info->range;
	if (sim_vnuma_fault == SIM_VNUMA_BACKWARD)
		range->start = range->end + 1;
	else if (sim_vnuma_fault == SIM_VNUMA_MISSING)
		range->start = range->end;
	return 0;
}

/* ---- requests ---- */

static unsigned int vnuma_wanted(unsigned int mem_flags)
{
	return (mem_flags >> 8 & 0xff) - 1;
}

/* Sets the host node, or -1: any. False when Xen refuses all of it. */
bool sim_vnuma_find_pnode(unsigned int mem_flags, int *pnode)
{
	*pnode = -1;
	if (!(mem_flags & XENMEMF_vnode))
		return !(mem_flags & XENMEMF_exact_node_request);
	/* Without a table the vnode is ignored. */
	if (!table.vnodes)
		return true;
	if (vnuma_wanted(mem_flags) >= table.vnodes)
		return false;
	sim_assert(mem_flags & XENMEMF_exact_node_request,
		   "a vnode is asked for, but not exactly: Xen may give other memory while it has some of it");
	*pnode = sim_machine.pnode[vnuma_wanted(mem_flags)];
	return true;
}

/* The last request of this task for memory of the vnode got nothing, or got some. */
void sim_vnuma_refused(unsigned int mem_flags, bool refused)
{
	unsigned int bit;

	if (!(mem_flags & XENMEMF_vnode))
		return;
	bit = 1U << vnuma_wanted(mem_flags);
	if (refused)
		sim_current->refused_vnodes |= bit;
	else
		sim_current->refused_vnodes &= ~bit;
}

/*
 * A page frame gets memory of its own vnode. Other memory it gets only after Xen had none of that,
 * and not where the toolstack has steered by vnode for some time; a guest that is out of memory
 * takes any, and so does one that is about to be replaced, for page frames whose node no valid
 * memmap tells.
 */
void sim_vnuma_check_populate(unsigned long pfn, unsigned int mem_flags)
{
	unsigned int vnode;

	if (!sim_vnuma_is_steered() || !sim_has_memmap(pfn))
		return;
	vnode = sim_vnuma_vnode(page_to_nid(pfn_to_page(pfn)));
	if (mem_flags & XENMEMF_vnode) {
		sim_assert(vnuma_wanted(mem_flags) == vnode,
			   "page frame %#lx of vnode %u is to get memory of vnode %u", pfn, vnode,
			   vnuma_wanted(mem_flags));
		return;
	}
	if (sim_current->in_oom || (kexec_in_progress && !pfn_to_online_page(pfn)))
		return;
	sim_assert(sim_current->refused_vnodes & 1U << vnode,
		   "page frame %#lx is to get any memory, not first that of vnode %u", pfn, vnode);
	sim_assert(sim_strict_since == ~0ULL || sim_now < sim_strict_since + 10 * SIM_S,
		   "page frame %#lx is to get any memory, not only that of vnode %u", pfn, vnode);
}

/* ---- who is told of a restore ---- */

static struct notifier_block *resume_notifiers;

void xen_resume_notifier_register(struct notifier_block *nb)
{
	struct notifier_block *other;

	for (other = resume_notifiers; other; other = other->next)
		sim_assert(other != nb, "a notifier is registered twice");
	nb->next = resume_notifiers;
	resume_notifiers = nb;
}

void sim_notify_resume(void)
{
	struct notifier_block *nb;

	for (nb = resume_notifiers; nb; nb = nb->next)
		nb->notifier_call(nb, 0, NULL);
}
