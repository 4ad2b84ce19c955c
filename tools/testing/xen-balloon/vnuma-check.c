// SPDX-License-Identifier: GPL-2.0
/* See vnuma-check.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/page.h>

#include "test.h"
#include "vnuma-check.h"

void show_table(const struct xen_vnuma_table *table)
{
	unsigned int i;

	printf("# %u vnodes, %u vcpus\n", table->vnodes, table->vcpus);
	for (i = 0; i < table->ranges; i++)
		printf("# %#llx .. %#llx of vnode %u\n",
		       (unsigned long long)table->range[i].start,
		       (unsigned long long)table->range[i].end, table->range[i].vnode);
}

/* The first whole page of a range, and the page behind the last; equal if it has none. */
static u64 first_page(const struct xen_vnuma_range *r)
{
	return r->start / PAGE_SIZE + (r->start % PAGE_SIZE != 0);
}

static u64 last_page(const struct xen_vnuma_range *r)
{
	u64 last = r->end / PAGE_SIZE;

	return last > first_page(r) ? last : first_page(r);
}

static bool is_empty(const struct xen_vnuma_range *r)
{
	return first_page(r) == last_page(r);
}

/* By the pages of each two. */
static bool some_overlap(const struct xen_vnuma_table *raw)
{
	unsigned int i, n;

	for (i = 0; i < raw->ranges; i++)
		for (n = 0; n < i; n++)
			if (!is_empty(&raw->range[i]) && !is_empty(&raw->range[n]) &&
			    first_page(&raw->range[i]) < last_page(&raw->range[n]) &&
			    first_page(&raw->range[n]) < last_page(&raw->range[i]))
				return true;
	return false;
}

/* Whether a table has a fault: it may have several, and one of them is to be found. */
static bool has_fault(const struct xen_vnuma_table *raw, enum xen_vnuma_fault fault)
{
	bool backward = false, homeless = false, empty = true, vcpu = false;
	unsigned int i;

	for (i = 0; i < raw->ranges; i++) {
		backward |= raw->range[i].start > raw->range[i].end;
		homeless |= raw->range[i].vnode >= raw->vnodes;
		empty &= is_empty(&raw->range[i]);
	}
	for (i = 0; i < raw->vcpus; i++)
		vcpu |= raw->vcpu_vnode[i] >= raw->vnodes;

	switch (fault) {
	case XEN_VNUMA_GOOD:
		return !backward && !homeless && !empty && !vcpu && !some_overlap(raw);
	case XEN_VNUMA_BACKWARD_RANGE:
		return backward;
	case XEN_VNUMA_RANGE_WITHOUT_VNODE:
		return homeless;
	case XEN_VNUMA_VCPU_WITHOUT_VNODE:
		return vcpu;
	case XEN_VNUMA_OVERLAP:
		return some_overlap(raw);
	case XEN_VNUMA_NO_MEMORY:
		return empty;
	default:
		return false;
	}
}

/* The vnode of a page by the ranges as they came; -1 if it is in none. */
static int vnode_of_page(const struct xen_vnuma_table *raw, u64 page)
{
	unsigned int i;

	for (i = 0; i < raw->ranges; i++)
		if (page >= first_page(&raw->range[i]) && page < last_page(&raw->range[i]))
			return raw->range[i].vnode;
	return -1;
}

/* The same when pages in no range are of the vnode below, or of the first. */
static int vnode_of_any_page(const struct xen_vnuma_table *raw, u64 page)
{
	u64 below = 0, lowest = ~0ULL;
	int vnode = -1, first = -1;
	unsigned int i;

	for (i = 0; i < raw->ranges; i++) {
		const struct xen_vnuma_range *r = &raw->range[i];

		if (is_empty(r))
			continue;
		if (first_page(r) <= page && (vnode < 0 || first_page(r) > below)) {
			below = first_page(r);
			vnode = r->vnode;
		}
		if (first_page(r) < lowest) {
			lowest = first_page(r);
			first = r->vnode;
		}
	}
	return vnode < 0 ? first : vnode;
}

static void check_ranges(const struct xen_vnuma_table *raw, const struct xen_vnuma_table *table)
{
	unsigned int i;

	REQUIRE(table->ranges && table->ranges <= raw->ranges, "%u ranges of %u", table->ranges,
		raw->ranges);
	for (i = 0; i < table->ranges; i++) {
		const struct xen_vnuma_range *r = &table->range[i];

		REQUIRE(r->start % PAGE_SIZE == 0 && r->end % PAGE_SIZE == 0 && r->start < r->end,
			"range %u is not of whole pages", i);
		REQUIRE(!i || r[-1].end <= r->start, "range %u is not behind that before", i);
		REQUIRE(vnode_of_page(raw, r->start / PAGE_SIZE) == (int)r->vnode &&
			vnode_of_page(raw, r->end / PAGE_SIZE - 1) == (int)r->vnode,
			"range %u is not of vnode %u", i, r->vnode);
	}
}

static void check_pages(const struct xen_vnuma_table *raw, const struct xen_vnuma_table *table)
{
	unsigned int vnode, i;
	u64 all = 0;

	for (vnode = 0; vnode <= raw->vnodes; vnode++) {
		u64 want = 0;

		for (i = 0; i < raw->ranges; i++)
			if (raw->range[i].vnode == vnode)
				want += last_page(&raw->range[i]) - first_page(&raw->range[i]);
		REQUIRE(xen_vnuma_pages(table, vnode) == want, "vnode %u has %#lx pages, not %#llx",
			vnode, xen_vnuma_pages(table, vnode), (unsigned long long)want);
		all += want;
	}
	REQUIRE(xen_vnuma_covered(table, 0, ~0ULL) == all * PAGE_SIZE, "%#llx bytes are covered",
		(unsigned long long)xen_vnuma_covered(table, 0, ~0ULL));
}

/* What is covered of an area is what is covered of its two parts, and of a page all or nothing. */
static void check_covered(const struct xen_vnuma_table *raw, const struct xen_vnuma_table *table)
{
	u64 all = xen_vnuma_covered(table, 0, ~0ULL);
	unsigned int i;

	for (i = 0; i < raw->ranges; i++) {
		u64 at = raw->range[i].start, page = at / PAGE_SIZE * PAGE_SIZE;
		u64 want = vnode_of_page(raw, at / PAGE_SIZE) < 0 ? 0 : PAGE_SIZE;

		REQUIRE(xen_vnuma_covered(table, 0, at) +
			xen_vnuma_covered(table, at, ~0ULL) == all,
			"parts at %#llx are not the whole", (unsigned long long)at);
		REQUIRE(!xen_vnuma_covered(table, at, at), "something is covered of nothing");
		if (page < ~0ULL - PAGE_SIZE)
			REQUIRE(xen_vnuma_covered(table, page, page + PAGE_SIZE) == want,
				"the page at %#llx is not covered so", (unsigned long long)page);
	}
}

static void check_spans(const struct xen_vnuma_table *raw, const struct xen_vnuma_table *table,
			u64 end)
{
	/* On the heap, the sanitizer sees writes past its end. */
	struct xen_vnuma_span *spans = malloc(XEN_VNUMA_MAX_RANGES * sizeof(*spans));
	unsigned int nr = xen_vnuma_spans(table, end, spans), i;
	u64 at = 0;

	for (i = 0; i < nr; i++) {
		const struct xen_vnuma_span *s = &spans[i];

		REQUIRE(s->start == at && s->start < s->end,
			"span %u: %#llx .. %#llx after %#llx", i, (unsigned long long)s->start,
			(unsigned long long)s->end, (unsigned long long)at);
		REQUIRE(!i || s[-1].vnode != s->vnode, "span %u could be one with that before", i);
		REQUIRE(vnode_of_any_page(raw, s->start / PAGE_SIZE) == (int)s->vnode &&
			vnode_of_any_page(raw, (s->end - 1) / PAGE_SIZE) == (int)s->vnode,
			"span %u is not of vnode %u", i, s->vnode);
		at = s->end;
	}
	REQUIRE(at == end, "spans end at %#llx and not at %#llx", (unsigned long long)at,
		(unsigned long long)end);
	free(spans);
}

enum xen_vnuma_fault checked_prepare(const struct xen_vnuma_table *raw, u64 end,
				     const struct xen_vnuma_table **prepared)
{
	static struct xen_vnuma_table table;
	static void *memory;
	enum xen_vnuma_fault fault;

	free(memory);
	table = *raw;
	memory = malloc(xen_vnuma_bytes(&table));
	xen_vnuma_place(&table, memory);
	if (raw->ranges)
		memcpy(table.range, raw->range, raw->ranges * sizeof(*raw->range));
	memcpy(table.distance, raw->distance, raw->vnodes * raw->vnodes * sizeof(*raw->distance));
	if (raw->vcpus)
		memcpy(table.vcpu_vnode, raw->vcpu_vnode, raw->vcpus * sizeof(*raw->vcpu_vnode));

	fault = xen_vnuma_prepare(&table);
	REQUIRE(has_fault(raw, fault), "it %s, does it?", xen_vnuma_fault_text(fault));
	REQUIRE(!memcmp(table.distance, raw->distance,
			raw->vnodes * raw->vnodes * sizeof(*raw->distance)),
		"distances have changed");
	REQUIRE(table.vnodes == raw->vnodes && table.vcpus == raw->vcpus, "sizes have changed");
	if (fault == XEN_VNUMA_GOOD) {
		check_ranges(raw, &table);
		check_pages(raw, &table);
		check_covered(raw, &table);
		check_spans(raw, &table, end);
	}
	if (prepared)
		*prepared = &table;
	return fault;
}
