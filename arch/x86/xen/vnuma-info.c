// SPDX-License-Identifier: GPL-2.0
/*
 * Asks Xen for the vNUMA table of this domain. Works in a PV domain before there is an allocator,
 * and in each type of domain later.
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
 * struct xen_vnuma_topology_info of Xen. It has handles in it, which are as wide as a pointer, in
 * fields of 64 bits.
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

/* Xen fills in the counts, also when they say that there is too little room. */
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

	/* Before 4.6 Xen has vnodes, and takes no memory of one. */
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
 * @table:	its sizes are set, and no more
 *
 * Context: any.
 * Return: 0; -EOPNOTSUPP if the domain has no vNUMA, or Xen no vNUMA that is of use; another errno
 *	   of Xen.
 */
int xen_vnuma_read_sizes(struct xen_vnuma_table *table)
{
	int err;

	*table = (struct xen_vnuma_table){};
	err = vnuma_info_op(table);
	/* No room at all is too little: this is the answer. */
	return err == -ENOBUFS ? 0 : err;
}

/**
 * xen_vnuma_read - ask Xen for the vNUMA table of this domain
 * @table:	with the sizes that xen_vnuma_read_sizes() has set, and room for so much
 *
 * Context: any.
 * Return: 0; -ENOBUFS if the table has grown in the meantime; as above.
 */
int xen_vnuma_read(struct xen_vnuma_table *table)
{
	return vnuma_info_op(table);
}
