/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vNUMA: the virtual NUMA nodes (vnodes) that the toolstack has given to this domain, as Xen
 * reports them: XENMEM_get_vnumainfo in xen/include/public/memory.h.
 *
 * Xen numbers vnodes from 0. In a PV domain Linux uses the same numbers, elsewhere its numbers
 * follow the order in ACPI's SRAT: see drivers/xen/balloon/node-map.h.
 */
#ifndef _XEN_VNUMA_H
#define _XEN_VNUMA_H

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/types.h>

/* Xen keeps the distances, and the ranges, in a page each: xen/common/domctl.c, vnuma_init(). */
#define XEN_VNUMA_MAX_VNODES	32
#define XEN_VNUMA_MAX_RANGES	170
/* MAX_PV_VCPUS of Xen; an HVM or PVH domain has 128 at most. */
#define XEN_VNUMA_MAX_VCPUS	8192

/*
 * Bits of xen_memory_reservation.address_bits, which is mem_flags in Xen. With XENMEMF_vnode the
 * node is a vnode, and an unprivileged domain may insist on it; without it the node is a pnode,
 * which such a domain must not name. Only with XENFEAT_memory_op_vnode_supported.
 */
#define XENMEMF_node(node)		(((node) + 1) << 8)
#define XENMEMF_exact_node_request	BIT(17)
#define XENMEMF_vnode			BIT(18)
#define XENMEMF_exact_vnode(vnode)	\
	(XENMEMF_vnode | XENMEMF_exact_node_request | XENMEMF_node(vnode))

/**
 * struct xen_vnuma_range - memory of a vnode: Xen's struct xen_vmemrange
 * @start:	its first byte
 * @end:	the byte after its last
 * @flags:	none are defined
 * @vnode:	the vnode
 */
struct xen_vnuma_range {
	u64 start;
	u64 end;
	u32 flags;
	u32 vnode;
};

/**
 * struct xen_vnuma_table - what Xen says about the vnodes of this domain
 * @vnodes:	their number
 * @vcpus:	number of virtual CPUs
 * @ranges:	number of ranges
 * @range:	in any order until xen_vnuma_prepare(), then ascending
 * @distance:	from vnode f to vnode t at index f * @vnodes + t, as in ACPI's SLIT
 * @vcpu_vnode:	the vnode of each virtual CPU
 */
struct xen_vnuma_table {
	unsigned int vnodes;
	unsigned int vcpus;
	unsigned int ranges;
	struct xen_vnuma_range *range;
	u32 *distance;
	u32 *vcpu_vnode;
};

/**
 * enum xen_vnuma_fault - what makes a table unusable
 *
 * @XEN_VNUMA_GOOD:		nothing
 * @XEN_VNUMA_NO_VNODES:	it has no vnode
 * @XEN_VNUMA_TOO_MANY_VNODES:	it has more vnodes than Xen supports
 * @XEN_VNUMA_TOO_MANY_RANGES:	likewise, ranges
 * @XEN_VNUMA_TOO_MANY_VCPUS:	likewise, virtual CPUs
 * @XEN_VNUMA_BACKWARD_RANGE:	a range ends before it starts
 * @XEN_VNUMA_RANGE_WITHOUT_VNODE: a range refers to a vnode that does not exist
 * @XEN_VNUMA_OVERLAP:		two ranges overlap
 * @XEN_VNUMA_VCPU_WITHOUT_VNODE: a virtual CPU refers to a vnode that does not exist
 * @XEN_VNUMA_NO_MEMORY:	no range has a whole page of memory
 * @XEN_VNUMA_FAULTS:		number of these
 */
enum xen_vnuma_fault {
	XEN_VNUMA_GOOD,
	XEN_VNUMA_NO_VNODES,
	XEN_VNUMA_TOO_MANY_VNODES,
	XEN_VNUMA_TOO_MANY_RANGES,
	XEN_VNUMA_TOO_MANY_VCPUS,
	XEN_VNUMA_BACKWARD_RANGE,
	XEN_VNUMA_RANGE_WITHOUT_VNODE,
	XEN_VNUMA_OVERLAP,
	XEN_VNUMA_VCPU_WITHOUT_VNODE,
	XEN_VNUMA_NO_MEMORY,
	XEN_VNUMA_FAULTS,
};

/**
 * struct xen_vnuma_span - a part of the address space whose memory all belongs to one vnode
 * @start:	its first byte
 * @end:	the byte after its last
 * @vnode:	the vnode
 */
struct xen_vnuma_span {
	u64 start;
	u64 end;
	unsigned int vnode;
};

/* arch/x86/xen/vnuma-info.c: asks Xen. With CONFIG_NUMA. */
int xen_vnuma_read_sizes(struct xen_vnuma_table *table);
int xen_vnuma_read(struct xen_vnuma_table *table);

/* arch/x86/xen/vnuma-table.c: interprets the table. With CONFIG_NUMA. */
enum xen_vnuma_fault xen_vnuma_check_sizes(const struct xen_vnuma_table *table);
size_t xen_vnuma_bytes(const struct xen_vnuma_table *table);
void xen_vnuma_place(struct xen_vnuma_table *table, void *memory);
enum xen_vnuma_fault xen_vnuma_prepare(struct xen_vnuma_table *table);
bool xen_vnuma_distances_valid(const struct xen_vnuma_table *table);
u64 xen_vnuma_covered(const struct xen_vnuma_table *table, u64 start, u64 end);
unsigned long xen_vnuma_pages(const struct xen_vnuma_table *table, unsigned int vnode);
unsigned int xen_vnuma_spans(const struct xen_vnuma_table *table, u64 end,
			     struct xen_vnuma_span *spans);
const char *xen_vnuma_fault_text(enum xen_vnuma_fault fault);

/* arch/x86/xen/vnuma.c: for x86_numa_init() in a PV domain. */
#if defined(CONFIG_XEN_PV) && defined(CONFIG_NUMA)
int xen_numa_init(void);
#else
static inline int xen_numa_init(void)
{
	return -ENODEV;
}
#endif

#endif	/* _XEN_VNUMA_H */
