// SPDX-License-Identifier: GPL-2.0
/*
 * Asks Xen for the vNUMA table of this domain. Works in a PV domain before there is an allocator,
 * and in any domain later.
 */
#include <linux/errno.h>
#include <linux/types.h>

#include <asm/xen/hypercall.h>

#include <xen/features.h>
#include <xen/interface/features.h>
#include <xen/interface/xen.h>
#include <xen/vnuma.h>

#define XENMEM_get_vnumainfo	26

/*
 * struct xen_vnuma_topology_info of Xen. Its handles, which are as wide as a pointer, are in 64-bit
 * fields.
 */
struct vnuma_info {
	domid_t domid;
	u16 pad;
	u32 vnodes;
	u32 vcpus;
	u32 ranges;
	u64 distance;
	u64 vcpu_vnode;
	u64 range;
};

static_assert(sizeof(struct vnuma_info) == 40);
static_assert(sizeof(struct xen_vnuma_range) == 24);

/* Xen fills in the counts even if there is too little room. */
static int vnuma_info_op(struct xen_vnuma_table *table)
{
	struct vnuma_info info = {
		.domid = DOMID_SELF,
		.vnodes = table->vnodes,
		.vcpus = table->vcpus,
		.ranges = table->ranges,
		.distance = (uintptr_t)table->distance,
		.vcpu_vnode = (uintptr_t)table->vcpu_vnode,
		.range = (uintptr_t)table->range,
	};
	int err;

	/* Xen before 4.6 has vnodes, but cannot be asked for the memory of a vnode. */
	if (!xen_feature(XENFEAT_memory_op_vnode_supported))
		return -EOPNOTSUPP;
	err = HYPERVISOR_memory_op(XENMEM_get_vnumainfo, &info);
	table->vnodes = info.vnodes;
	table->vcpus = info.vcpus;
	table->ranges = info.ranges;
	return err;
}

/**
 * xen_vnuma_read_sizes - ask Xen how large the vNUMA table of this domain is
 * @table:	the table; its sizes are set, and the rest is cleared
 *
 * Context: any.
 * Return: 0; -EOPNOTSUPP if the domain has no vNUMA, or Xen no usable vNUMA; another errno from
 *	   Xen.
 */
int xen_vnuma_read_sizes(struct xen_vnuma_table *table)
{
	int err;

	*table = (struct xen_vnuma_table){};
	err = vnuma_info_op(table);
	/* There was no room at all, so this is the expected answer. */
	return err == -ENOBUFS ? 0 : err;
}

/**
 * xen_vnuma_read - ask Xen for the vNUMA table of this domain
 * @table:	the table, with sizes from xen_vnuma_read_sizes(), and arrays of these sizes
 *
 * Context: any.
 * Return: 0; -ENOBUFS if the table has grown in the meantime; else as xen_vnuma_read_sizes().
 */
int xen_vnuma_read(struct xen_vnuma_table *table)
{
	return vnuma_info_op(table);
}
