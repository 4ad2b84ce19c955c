// SPDX-License-Identifier: GPL-2.0
/* Any vNUMA table of a good size: what vnuma-check.c checks always has to hold. */
#include <string.h>

#include <linux/minmax.h>

#include <asm/page.h>

#include "fuzz-input.h"
#include "test.h"
#include "vnuma-check.h"

#define MAX_VCPUS	16

static u32 distance[XEN_VNUMA_MAX_VNODES * XEN_VNUMA_MAX_VNODES];
static u32 vcpu_vnode[MAX_VCPUS];
static struct xen_vnuma_range range[XEN_VNUMA_MAX_RANGES];

/* The lowest and the highest. */
static u32 vnode(u8 n)
{
	return n < 0xf0 ? n : 0xffffff00 + n;
}

static unsigned int read_ranges(const u8 *data, size_t size, bool small)
{
	size_t each = small ? sizeof(struct fuzz_small_range) : sizeof(struct fuzz_large_range);
	unsigned int nr = min(size / each, (size_t)XEN_VNUMA_MAX_RANGES), i;
	struct fuzz_large_range l;
	struct fuzz_small_range s;

	for (i = 0; i < nr; i++, data += each) {
		if (small) {
			memcpy(&s, data, sizeof(s));
			l = (struct fuzz_large_range){ s.start * 512ULL, s.end * 512ULL, s.vnode };
		} else {
			memcpy(&l, data, sizeof(l));
		}
		range[i] = (struct xen_vnuma_range){ l.start, l.end, 0, vnode(l.vnode) };
	}
	return nr;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct xen_vnuma_table table = {
		.range = range, .distance = distance, .vcpu_vnode = vcpu_vnode,
	};
	const struct xen_vnuma_table *prepared;
	struct fuzz_vnuma head;
	unsigned int i;

	if (size < sizeof(head))
		return 0;
	memcpy(&head, data, sizeof(head));
	table.vnodes = 1 + head.vnodes % XEN_VNUMA_MAX_VNODES;
	table.vcpus = head.vcpus % (MAX_VCPUS + 1);
	for (i = 0; i < ARRAY_SIZE(distance); i++)
		distance[i] = head.distance[i % ARRAY_SIZE(head.distance)];
	for (i = 0; i < MAX_VCPUS; i++)
		vcpu_vnode[i] = vnode(head.vcpu_vnode[i % ARRAY_SIZE(head.vcpu_vnode)]);
	table.ranges = read_ranges(data + sizeof(head), size - sizeof(head), head.small % 2);
	checked_prepare(&table, head.end, &prepared);
	xen_vnuma_distances_valid(prepared);
	return 0;
}
