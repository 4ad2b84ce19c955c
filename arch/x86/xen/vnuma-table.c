// SPDX-License-Identifier: GPL-2.0
/*
 * Checks and interprets the vNUMA table that Xen hands over.
 *
 * Xen checks little of what a toolstack sets (xen/common/domctl.c: vnuma_init()). Nonsense about
 * memory or CPUs makes the whole table useless; nonsense about distances, only the distances. Linux
 * does the same with ACPI's SRAT and SLIT.
 *
 * Pure: every function works on its arguments only, and may be called from anywhere. Built in
 * userspace too, see tools/testing/xen-balloon.
 */
#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include <asm/page.h>

#include <xen/vnuma.h>

/* Distances as in ACPI, in a byte: of a vnode to itself, and the maximum that Linux can hold. */
#define DISTANCE_LOCAL	10
#define DISTANCE_MAX	255

/**
 * xen_vnuma_check_sizes - check the sizes from Xen before anything is allocated for them
 * @table:	a table with @vnodes, @vcpus and @ranges set
 *
 * Context: any.
 * Return: XEN_VNUMA_GOOD, or the fault.
 */
enum xen_vnuma_fault xen_vnuma_check_sizes(const struct xen_vnuma_table *table)
{
	if (!table->vnodes)
		return XEN_VNUMA_NO_VNODES;
	if (table->vnodes > XEN_VNUMA_MAX_VNODES)
		return XEN_VNUMA_TOO_MANY_VNODES;
	if (table->ranges > XEN_VNUMA_MAX_RANGES)
		return XEN_VNUMA_TOO_MANY_RANGES;
	if (table->vcpus > XEN_VNUMA_MAX_VCPUS)
		return XEN_VNUMA_TOO_MANY_VCPUS;
	return XEN_VNUMA_GOOD;
}

/**
 * xen_vnuma_bytes - return the size of the arrays of a table
 * @table:	a table with good sizes
 *
 * Context: any.
 * Return: bytes, at most 40 KiB.
 */
size_t xen_vnuma_bytes(const struct xen_vnuma_table *table)
{
	return table->ranges * sizeof(*table->range) +
	       table->vnodes * table->vnodes * sizeof(*table->distance) +
	       table->vcpus * sizeof(*table->vcpu_vnode);
}

/**
 * xen_vnuma_place - place the arrays of a table
 * @table:	a table with good sizes
 * @memory:	xen_vnuma_bytes() bytes, aligned for a u64
 *
 * Context: any.
 */
void xen_vnuma_place(struct xen_vnuma_table *table, void *memory)
{
	table->range = memory;
	table->distance = (u32 *)(table->range + table->ranges);
	table->vcpu_vnode = table->distance + table->vnodes * table->vnodes;
}

/* Reduce ranges to whole pages, as a page has one node. Drop those without a whole page. */
static void vnuma_table_align_ranges(struct xen_vnuma_table *table)
{
	unsigned int i, nr = 0;

	for (i = 0; i < table->ranges; i++) {
		struct xen_vnuma_range range = table->range[i];
		u64 past = range.start % PAGE_SIZE;

		/* Rounding up goes no further than the end, so it cannot overflow. */
		range.end = ALIGN_DOWN(range.end, PAGE_SIZE);
		if (range.start >= range.end)
			continue;
		range.start += past ? PAGE_SIZE - past : 0;
		if (range.start < range.end)
			table->range[nr++] = range;
	}
	table->ranges = nr;
}

/* Insertion sort: the ranges are few, and usually in order. */
static void vnuma_table_sort_ranges(struct xen_vnuma_table *table)
{
	unsigned int i, at;

	for (i = 1; i < table->ranges; i++) {
		struct xen_vnuma_range range = table->range[i];

		for (at = i; at && table->range[at - 1].start > range.start; at--)
			table->range[at] = table->range[at - 1];
		table->range[at] = range;
	}
}

static enum xen_vnuma_fault vnuma_table_check_ranges(const struct xen_vnuma_table *table)
{
	unsigned int i;

	for (i = 0; i < table->ranges; i++) {
		if (table->range[i].start > table->range[i].end)
			return XEN_VNUMA_BACKWARD_RANGE;
		if (table->range[i].vnode >= table->vnodes)
			return XEN_VNUMA_RANGE_WITHOUT_VNODE;
	}
	return XEN_VNUMA_GOOD;
}

static bool vnuma_table_ranges_overlap(const struct xen_vnuma_table *table)
{
	unsigned int i;

	for (i = 1; i < table->ranges; i++)
		if (table->range[i].start < table->range[i - 1].end)
			return true;
	return false;
}

static bool vnuma_table_vcpus_have_vnodes(const struct xen_vnuma_table *table)
{
	unsigned int i;

	for (i = 0; i < table->vcpus; i++)
		if (table->vcpu_vnode[i] >= table->vnodes)
			return false;
	return true;
}

/**
 * xen_vnuma_prepare - check a table, and put its ranges in order
 * @table:	the table from Xen, with good sizes; its ranges are changed
 *
 * Afterwards the ranges ascend, are whole pages, and do not overlap. A vnode may have no range and
 * no CPU: the toolstack can build such a vnode.
 *
 * Context: any.
 * Return: XEN_VNUMA_GOOD, or the fault that makes the table useless.
 */
enum xen_vnuma_fault xen_vnuma_prepare(struct xen_vnuma_table *table)
{
	enum xen_vnuma_fault fault = vnuma_table_check_ranges(table);

	if (fault != XEN_VNUMA_GOOD)
		return fault;
	if (!vnuma_table_vcpus_have_vnodes(table))
		return XEN_VNUMA_VCPU_WITHOUT_VNODE;
	vnuma_table_align_ranges(table);
	vnuma_table_sort_ranges(table);
	if (vnuma_table_ranges_overlap(table))
		return XEN_VNUMA_OVERLAP;
	return table->ranges ? XEN_VNUMA_GOOD : XEN_VNUMA_NO_MEMORY;
}

/**
 * xen_vnuma_distances_valid - whether Linux accepts the distances
 * @table:	a table that xen_vnuma_prepare() has found good
 *
 * Context: any.
 * Return: false unless each vnode is at distance 10 from itself, and at 11 to 255 from any other.
 */
bool xen_vnuma_distances_valid(const struct xen_vnuma_table *table)
{
	unsigned int from, to;

	for (from = 0; from < table->vnodes; from++) {
		for (to = 0; to < table->vnodes; to++) {
			u32 distance = table->distance[from * table->vnodes + to];

			if (distance > DISTANCE_MAX)
				return false;
			if (from == to ? distance != DISTANCE_LOCAL : distance <= DISTANCE_LOCAL)
				return false;
		}
	}
	return true;
}

/**
 * xen_vnuma_covered - count the bytes of an area that are in any range
 * @table:	a table that xen_vnuma_prepare() has found good
 * @start:	first byte of the area
 * @end:	the last byte plus one
 *
 * Context: any.
 * Return: bytes.
 */
u64 xen_vnuma_covered(const struct xen_vnuma_table *table, u64 start, u64 end)
{
	unsigned int i;
	u64 bytes = 0;

	for (i = 0; i < table->ranges; i++) {
		u64 from = max(start, table->range[i].start);
		u64 to = min(end, table->range[i].end);

		if (from < to)
			bytes += to - from;
	}
	return bytes;
}

/**
 * xen_vnuma_pages - count the pages that the toolstack has built a vnode with
 * @table:	a table that xen_vnuma_prepare() has found good
 * @vnode:	the vnode
 *
 * Context: any.
 * Return: pages.
 */
unsigned long xen_vnuma_pages(const struct xen_vnuma_table *table, unsigned int vnode)
{
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < table->ranges; i++)
		if (table->range[i].vnode == vnode)
			pages += (table->range[i].end - table->range[i].start) >> PAGE_SHIFT;
	return pages;
}

/**
 * xen_vnuma_spans - divide the address space among vnodes
 * @table:	a table that xen_vnuma_prepare() has found good
 * @end:	the end of the address space, in bytes
 * @spans:	array for the spans, with room for XEN_VNUMA_MAX_RANGES, which is enough
 *
 * Memory in no range goes to the vnode of the range below it; below all ranges, to that of the
 * first. The E820 may have more memory than the domain was built with, up to maxmem, and Linux
 * wants a node for all of it.
 *
 * Context: any.
 * Return: number of spans. They ascend from 0 to @end without a gap, none is empty, and adjacent
 *	   spans are of different vnodes.
 */
unsigned int xen_vnuma_spans(const struct xen_vnuma_table *table, u64 end,
			     struct xen_vnuma_span *spans)
{
	unsigned int i, nr = 0;

	for (i = 0; i < table->ranges; i++) {
		u64 from = i ? table->range[i].start : 0;
		u64 to = i + 1 < table->ranges ? table->range[i + 1].start : end;

		to = min(to, end);
		if (from >= to)
			break;
		if (nr && spans[nr - 1].vnode == table->range[i].vnode)
			spans[nr - 1].end = to;
		else
			spans[nr++] = (struct xen_vnuma_span){ from, to, table->range[i].vnode };
	}
	return nr;
}

/**
 * xen_vnuma_fault_text - describe the fault of a table
 * @fault:	the fault
 *
 * Context: any.
 * Return: words that follow "the table of Xen ...".
 */
const char *xen_vnuma_fault_text(enum xen_vnuma_fault fault)
{
	static const char *const texts[XEN_VNUMA_FAULTS] = {
		[XEN_VNUMA_GOOD] = "is good",
		[XEN_VNUMA_NO_VNODES] = "has no node",
		[XEN_VNUMA_TOO_MANY_VNODES] = "has too many nodes",
		[XEN_VNUMA_TOO_MANY_RANGES] = "has too many ranges of memory",
		[XEN_VNUMA_TOO_MANY_VCPUS] = "has too many CPUs",
		[XEN_VNUMA_BACKWARD_RANGE] = "has a range that ends before it starts",
		[XEN_VNUMA_RANGE_WITHOUT_VNODE] = "has memory of a node that it does not have",
		[XEN_VNUMA_OVERLAP] = "has ranges of memory that overlap",
		[XEN_VNUMA_VCPU_WITHOUT_VNODE] = "has a CPU of a node that it does not have",
		[XEN_VNUMA_NO_MEMORY] = "has no memory",
	};

	return texts[fault];
}
