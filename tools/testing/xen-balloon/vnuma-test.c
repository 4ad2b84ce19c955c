// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of arch/x86/xen/vnuma-table.c: tables of vNUMA tables as toolstacks make them, and as they
 * should not; random ones. vnuma-check.c checks all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/page.h>

#include "test.h"
#include "vnuma-check.h"

#define MIB(n)		((n) * (1ULL << 20))
#define GIB(n)		((n) * (1ULL << 30))
#define END		(1ULL << 46)
/* The last page that there is, which has an end but no end as a number. */
#define LAST		(~0ULL - PAGE_SIZE + 1)

static u32 distances[XEN_VNUMA_MAX_VNODES * XEN_VNUMA_MAX_VNODES];
static u32 vcpus[XEN_VNUMA_MAX_VCPUS];

/* A table with these ranges, and CPUs and distances that make sense. */
static struct xen_vnuma_table make_table(unsigned int vnodes, struct xen_vnuma_range *range,
					 unsigned int ranges)
{
	struct xen_vnuma_table table = {
		.vnodes = vnodes, .vcpus = 4, .ranges = ranges,
		.range = range, .distance = distances, .vcpu_vnode = vcpus,
	};
	unsigned int i;

	for (i = 0; i < vnodes * vnodes; i++)
		distances[i] = i / vnodes == i % vnodes ? 10 : 20;
	for (i = 0; i < table.vcpus; i++)
		vcpus[i] = i % vnodes;
	return table;
}

/* ---- sizes ---- */

static void sizes_table(void)
{
	static const struct {
		struct xen_vnuma_table table;
		enum xen_vnuma_fault want;
	} cases[] = {
		{ { .vnodes = 1 }, XEN_VNUMA_GOOD },
		{ { .vnodes = 2, .vcpus = 2, .ranges = 2 }, XEN_VNUMA_GOOD },
		{ { .vnodes = 32, .vcpus = 8192, .ranges = 170 }, XEN_VNUMA_GOOD },
		{ { .vnodes = 0 }, XEN_VNUMA_NO_VNODES },
		{ { .vnodes = 0, .vcpus = 2, .ranges = 2 }, XEN_VNUMA_NO_VNODES },
		{ { .vnodes = 33 }, XEN_VNUMA_TOO_MANY_VNODES },
		{ { .vnodes = ~0U }, XEN_VNUMA_TOO_MANY_VNODES },
		/* Squared, it is 0. */
		{ { .vnodes = 65536 }, XEN_VNUMA_TOO_MANY_VNODES },
		{ { .vnodes = 2, .ranges = 171 }, XEN_VNUMA_TOO_MANY_RANGES },
		{ { .vnodes = 2, .ranges = ~0U }, XEN_VNUMA_TOO_MANY_RANGES },
		{ { .vnodes = 2, .vcpus = 8193 }, XEN_VNUMA_TOO_MANY_VCPUS },
		{ { .vnodes = 2, .vcpus = ~0U }, XEN_VNUMA_TOO_MANY_VCPUS },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum xen_vnuma_fault got = xen_vnuma_check_sizes(&cases[i].table);

		CHECK(got == cases[i].want, "%zu: it %s", i, xen_vnuma_fault_text(got));
	}
}

/* All of the arrays can be written, and they do not overlap. */
static void place_all_sizes(void)
{
	static const unsigned int sizes[][3] = {
		{ 1, 0, 0 }, { 1, 1, 1 }, { 2, 2, 2 }, { 3, 5, 7 }, { 32, 8192, 170 },
		{ 32, 0, 0 }, { 1, 0, 170 }, { 1, 8192, 0 }, { 5, 1, 3 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct xen_vnuma_table table = {
			.vnodes = sizes[i][0], .vcpus = sizes[i][1], .ranges = sizes[i][2],
		};
		size_t square = table.vnodes * table.vnodes, n, sum = 0;
		size_t bytes = xen_vnuma_bytes(&table);
		u8 *memory = malloc(bytes);

		CHECK(bytes == table.ranges * 24 + square * 4 + table.vcpus * 4 &&
		      bytes <= 41 << 10, "%zu: %zu bytes", i, bytes);
		xen_vnuma_place(&table, memory);
		memset(memory, 0, bytes);
		for (n = 0; n < table.ranges; n++)
			table.range[n].start = table.range[n].end = 1;
		memset(table.distance, 1, square * sizeof(*table.distance));
		if (table.vcpus)
			memset(table.vcpu_vnode, 1, table.vcpus * sizeof(*table.vcpu_vnode));
		for (n = 0; n < table.ranges; n++)
			CHECK(table.range[n].start == 1 && table.range[n].end == 1 &&
			      !table.range[n].vnode, "%zu: range %zu is overwritten", i, n);
		for (n = 0; n < bytes; n++)
			sum += memory[n];
		CHECK(sum == 2 * table.ranges + 4 * square + 4 * table.vcpus,
		      "%zu: %zu bytes are written", i, sum);
		free(memory);
	}
}

/* ---- ranges ---- */

/* Ends with a range of no size at address 0. */
struct prepare_case {
	const char *name;
	unsigned int vnodes;
	struct xen_vnuma_range range[6];
	enum xen_vnuma_fault want;
};

static unsigned int count_ranges(const struct xen_vnuma_range *range, unsigned int max)
{
	unsigned int nr = 0;

	while (nr < max && (range[nr].start || range[nr].end))
		nr++;
	return nr;
}

static void prepare_all_of(const struct prepare_case *cases, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		struct xen_vnuma_range range[ARRAY_SIZE(cases->range)];
		struct xen_vnuma_table raw;
		enum xen_vnuma_fault got;

		memcpy(range, cases[i].range, sizeof(range));
		raw = make_table(cases[i].vnodes, range, count_ranges(range, ARRAY_SIZE(range)));
		got = checked_prepare(&raw, END, NULL);
		CHECK(got == cases[i].want, "%s: it %s", cases[i].name, xen_vnuma_fault_text(got));
	}
}

/* As toolstacks make them. */
static void prepare_good(void)
{
	static const struct prepare_case cases[] = {
		{ "one", 1, { { 0, MIB(512), 0, 0 } } },
		{ "libxl, PV", 2, { { 0, MIB(384), 0, 0 }, { MIB(384), MIB(512), 0, 1 } } },
		{ "libxl, HVM with the hole for devices", 2,
		  { { 0, GIB(2), 0, 0 }, { GIB(2), 0xf0000000, 0, 1 },
		    { GIB(4), 0x210000000, 0, 1 } } },
		{ "libxl, PV with the host's E820", 2,
		  { { 0, 0x9f000, 0, 0 }, { MIB(1), GIB(1), 0, 0 }, { GIB(1), GIB(3), 0, 1 },
		    { GIB(4), GIB(5), 0, 1 } } },
		{ "the other node first", 2, { { 0, MIB(1), 0, 1 }, { MIB(1), MIB(2), 0, 0 } } },
		{ "not in order", 2, { { MIB(1), MIB(2), 0, 0 }, { 0, MIB(1), 0, 1 } } },
		{ "backwards", 3, { { MIB(5), MIB(6), 0, 0 }, { MIB(3), MIB(4), 0, 1 },
				    { MIB(1), MIB(2), 0, 2 } } },
		{ "interleaved", 2, { { 0, MIB(1), 0, 0 }, { MIB(2), MIB(3), 0, 0 },
				      { MIB(1), MIB(2), 0, 1 }, { MIB(3), MIB(4), 0, 1 } } },
		{ "a node without memory", 3, { { 0, MIB(1), 0, 0 }, { MIB(1), MIB(2), 0, 2 } } },
		{ "with flags", 1, { { 0, MIB(1), 7, 0 } } },
		{ "of 32 nodes the last", 32, { { 0, MIB(1), 0, 31 } } },
		{ "a page", 1, { { 0, PAGE_SIZE, 0, 0 } } },
	};

	prepare_all_of(cases, ARRAY_SIZE(cases));
}

static void prepare_bad(void)
{
	static const struct prepare_case cases[] = {
		{ "no range", 1, { }, XEN_VNUMA_NO_MEMORY },
		{ "an empty one", 1, { { MIB(1), MIB(1), 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "backward", 1, { { MIB(2), MIB(1), 0, 0 } }, XEN_VNUMA_BACKWARD_RANGE },
		{ "backward by a byte", 1, { { 0, MIB(1), 0, 0 }, { MIB(2), MIB(2) - 1, 0, 0 } },
		  XEN_VNUMA_BACKWARD_RANGE },
		{ "a node too high", 2, { { 0, MIB(1), 0, 2 } }, XEN_VNUMA_RANGE_WITHOUT_VNODE },
		{ "no node, the second", 2, { { 0, MIB(1), 0, 1 }, { MIB(1), MIB(2), 0, ~0U } },
		  XEN_VNUMA_RANGE_WITHOUT_VNODE },
		{ "no node, and empty", 1, { { 0, MIB(1), 0, 0 }, { MIB(1), MIB(1), 0, 1 } },
		  XEN_VNUMA_RANGE_WITHOUT_VNODE },
		{ "overlap", 2, { { 0, MIB(2), 0, 0 }, { MIB(1), MIB(3), 0, 1 } },
		  XEN_VNUMA_OVERLAP },
		{ "overlap by a page", 2,
		  { { 0, MIB(1) + PAGE_SIZE, 0, 0 }, { MIB(1), MIB(3), 0, 1 } },
		  XEN_VNUMA_OVERLAP },
		{ "overlap with itself", 1, { { 0, MIB(2), 0, 0 }, { MIB(1), MIB(3), 0, 0 } },
		  XEN_VNUMA_OVERLAP },
		{ "twice the same", 2, { { 0, MIB(2), 0, 0 }, { 0, MIB(2), 0, 1 } },
		  XEN_VNUMA_OVERLAP },
		{ "one in the other", 2, { { 0, MIB(9), 0, 0 }, { MIB(2), MIB(3), 0, 1 } },
		  XEN_VNUMA_OVERLAP },
		{ "overlap, not in order", 3,
		  { { MIB(4), MIB(6), 0, 0 }, { 0, MIB(1), 0, 1 }, { MIB(5), MIB(7), 0, 2 } },
		  XEN_VNUMA_OVERLAP },
	};

	prepare_all_of(cases, ARRAY_SIZE(cases));
}

/* Whole pages only. */
static void prepare_aligns(void)
{
	static const struct prepare_case cases[] = {
		{ "inwards", 1, { { 1, MIB(1) + 1, 0, 0 } } },
		{ "less than a page", 1, { { 1, PAGE_SIZE, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "a page, but across pages", 1, { { 0x800, 0x1800, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "in one page", 1, { { 0x1010, 0x1020, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "nearly two pages", 1, { { 1, 0x1fff, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "one of three", 2, { { 1, 0x2fff, 0, 0 }, { 0x3000, 0x4000, 0, 1 } } },
		{ "overlap in part of a page", 2,
		  { { 0, 0x1800, 0, 0 }, { 0x1400, 0x3000, 0, 1 } } },
		{ "an empty one between", 2,
		  { { 0, 0x2000, 0, 0 }, { 0x1800, 0x1900, 0, 1 }, { 0x2000, 0x3000, 0, 1 } } },
	};

	prepare_all_of(cases, ARRAY_SIZE(cases));
}

static void prepare_at_the_limits(void)
{
	static const struct prepare_case cases[] = {
		{ "everything", 1, { { 0, ~0ULL, 0, 0 } } },
		{ "up to the last page", 1, { { LAST - PAGE_SIZE, LAST, 0, 0 } } },
		{ "in the last page", 1, { { LAST, ~0ULL, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "in the last page, not from its start", 1, { { LAST + 1, ~0ULL, 0, 0 } },
		  XEN_VNUMA_NO_MEMORY },
		{ "across the last page", 1, { { LAST - 1, ~0ULL, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "the last byte", 1, { { ~0ULL, ~0ULL, 0, 0 } }, XEN_VNUMA_NO_MEMORY },
		{ "beyond all RAM", 2, { { END, END + MIB(1), 0, 0 }, { MIB(1), MIB(2), 0, 1 } } },
	};

	prepare_all_of(cases, ARRAY_SIZE(cases));
}

static void vcpus_table(void)
{
	static const struct {
		unsigned int vcpus;
		u32 vnode[4];
		enum xen_vnuma_fault want;
	} cases[] = {
		{ 4, { 0, 1, 0, 1 }, XEN_VNUMA_GOOD },
		{ 4, { 1, 1, 1, 1 }, XEN_VNUMA_GOOD },
		{ 0, { 9 }, XEN_VNUMA_GOOD },
		{ 1, { 1, 9 }, XEN_VNUMA_GOOD },
		{ 1, { 2 }, XEN_VNUMA_VCPU_WITHOUT_VNODE },
		{ 4, { 0, 1, 0, 2 }, XEN_VNUMA_VCPU_WITHOUT_VNODE },
		{ 4, { ~0U, 1, 0, 1 }, XEN_VNUMA_VCPU_WITHOUT_VNODE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_vnuma_range range = { 0, MIB(1), 0, 0 };
		struct xen_vnuma_table raw = make_table(2, &range, 1);
		enum xen_vnuma_fault got;

		raw.vcpus = cases[i].vcpus;
		memcpy(vcpus, cases[i].vnode, sizeof(cases[i].vnode));
		got = checked_prepare(&raw, END, NULL);
		CHECK(got == cases[i].want, "%zu: it %s", i, xen_vnuma_fault_text(got));
	}
}

/* ---- what it means ---- */

static void spans_table(void)
{
	static const struct {
		const char *name;
		struct xen_vnuma_range range[5];
		u64 end;
		struct xen_vnuma_span want[5];
	} cases[] = {
		{ "one", { { 0, MIB(1), 0, 0 } }, GIB(1), { { 0, GIB(1), 0 } } },
		{ "memory, and more up to maxmem",
		  { { 0, MIB(384), 0, 0 }, { MIB(384), MIB(512), 0, 1 } }, GIB(2),
		  { { 0, MIB(384), 0 }, { MIB(384), GIB(2), 1 } } },
		{ "a hole is of the node below",
		  { { 0, MIB(1), 0, 0 }, { MIB(3), MIB(4), 0, 1 } }, MIB(4),
		  { { 0, MIB(3), 0 }, { MIB(3), MIB(4), 1 } } },
		{ "a hole below all is of the first",
		  { { MIB(1), MIB(2), 0, 1 }, { MIB(3), MIB(4), 0, 0 } }, MIB(4),
		  { { 0, MIB(3), 1 }, { MIB(3), MIB(4), 0 } } },
		{ "neighbours of one node are one",
		  { { 0, MIB(1), 0, 0 }, { MIB(1), MIB(2), 0, 0 }, { MIB(2), MIB(3), 0, 1 },
		    { MIB(9), MIB(10), 0, 1 } }, MIB(20),
		  { { 0, MIB(2), 0 }, { MIB(2), MIB(20), 1 } } },
		{ "interleaved",
		  { { 0, MIB(1), 0, 0 }, { MIB(1), MIB(2), 0, 1 }, { MIB(2), MIB(3), 0, 0 } },
		  MIB(3), { { 0, MIB(1), 0 }, { MIB(1), MIB(2), 1 }, { MIB(2), MIB(3), 0 } } },
		{ "cut in a range", { { 0, MIB(4), 0, 0 }, { MIB(4), MIB(8), 0, 1 } }, MIB(6),
		  { { 0, MIB(4), 0 }, { MIB(4), MIB(6), 1 } } },
		{ "cut at a range", { { 0, MIB(4), 0, 0 }, { MIB(4), MIB(8), 0, 1 } }, MIB(4),
		  { { 0, MIB(4), 0 } } },
		{ "cut before a range", { { 0, MIB(4), 0, 0 }, { MIB(6), MIB(8), 0, 1 } }, MIB(5),
		  { { 0, MIB(5), 0 } } },
		{ "nothing to divide", { { 0, MIB(4), 0, 0 } }, 0, { } },
	};
	struct xen_vnuma_span spans[XEN_VNUMA_MAX_RANGES];
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_vnuma_range range[ARRAY_SIZE(cases->range)];
		const struct xen_vnuma_table *table;
		struct xen_vnuma_table raw;
		unsigned int nr;

		memcpy(range, cases[i].range, sizeof(range));
		raw = make_table(2, range, count_ranges(range, ARRAY_SIZE(range)));
		checked_prepare(&raw, cases[i].end, &table);
		memset(spans, 0, sizeof(spans));
		nr = xen_vnuma_spans(table, cases[i].end, spans);
		for (n = 0; n < ARRAY_SIZE(cases->want) && cases[i].want[n].end; n++)
			CHECK(spans[n].start == cases[i].want[n].start &&
			      spans[n].end == cases[i].want[n].end &&
			      spans[n].vnode == cases[i].want[n].vnode,
			      "%s: span %zu is %#llx .. %#llx of %u", cases[i].name, n,
			      (unsigned long long)spans[n].start,
			      (unsigned long long)spans[n].end, spans[n].vnode);
		CHECK(nr == n, "%s: %u spans", cases[i].name, nr);
	}
}

/* As many as there can be. */
static void spans_full(void)
{
	static struct xen_vnuma_range range[XEN_VNUMA_MAX_RANGES];
	struct xen_vnuma_span spans[XEN_VNUMA_MAX_RANGES];
	const struct xen_vnuma_table *table;
	struct xen_vnuma_table raw;
	unsigned int i, nr;

	for (i = 0; i < XEN_VNUMA_MAX_RANGES; i++)
		range[i] = (struct xen_vnuma_range){ MIB(2 * i), MIB(2 * i + 1), 0, i % 32 };
	raw = make_table(32, range, XEN_VNUMA_MAX_RANGES);
	REQUIRE(checked_prepare(&raw, END, &table) == XEN_VNUMA_GOOD, "it is refused");
	nr = xen_vnuma_spans(table, END, spans);
	CHECK(nr == XEN_VNUMA_MAX_RANGES, "%u spans", nr);
	CHECK(xen_vnuma_pages(table, 31) == 5 * 256, "%lu pages", xen_vnuma_pages(table, 31));
}

static void covered_table(void)
{
	struct xen_vnuma_range range[] = {
		{ MIB(1), MIB(3), 0, 0 }, { MIB(3), MIB(4), 0, 1 }, { MIB(8), MIB(9), 0, 0 },
	};
	static const struct {
		u64 start, end, want;
	} cases[] = {
		{ 0, MIB(1), 0 }, { 0, MIB(2), MIB(1) }, { 0, GIB(1), MIB(4) },
		{ MIB(2), MIB(4), MIB(2) }, { MIB(4), MIB(8), 0 }, { MIB(3), MIB(3), 0 },
		{ MIB(9), GIB(9), 0 }, { MIB(8) - 1, MIB(8) + 1, 1 }, { MIB(2), MIB(9), MIB(3) },
		{ 0, ~0ULL, MIB(4) },
	};
	const struct xen_vnuma_table *table;
	struct xen_vnuma_table raw = make_table(2, range, ARRAY_SIZE(range));
	size_t i;

	REQUIRE(checked_prepare(&raw, END, &table) == XEN_VNUMA_GOOD, "it is refused");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 got = xen_vnuma_covered(table, cases[i].start, cases[i].end);

		CHECK(got == cases[i].want, "%#llx .. %#llx: %#llx",
		      (unsigned long long)cases[i].start, (unsigned long long)cases[i].end,
		      (unsigned long long)got);
	}
}

static void pages_table(void)
{
	struct xen_vnuma_range range[] = {
		{ 0, MIB(1), 0, 2 }, { MIB(1), MIB(3), 0, 0 }, { MIB(4), MIB(8), 0, 2 },
	};
	static const unsigned long want[] = { 512, 0, 256 + 1024, 0 };
	const struct xen_vnuma_table *table;
	struct xen_vnuma_table raw = make_table(3, range, ARRAY_SIZE(range));
	unsigned int vnode;

	REQUIRE(checked_prepare(&raw, END, &table) == XEN_VNUMA_GOOD, "it is refused");
	for (vnode = 0; vnode < ARRAY_SIZE(want); vnode++)
		CHECK(xen_vnuma_pages(table, vnode) == want[vnode], "vnode %u: %lu pages", vnode,
		      xen_vnuma_pages(table, vnode));
}

static void distances_table(void)
{
	static const struct {
		const char *name;
		unsigned int vnodes;
		u32 distance[9];
		bool want;
	} cases[] = {
		{ "one", 1, { 10 }, true },
		{ "one, not at home", 1, { 20 }, false },
		{ "one, nowhere", 1, { 0 }, false },
		{ "two", 2, { 10, 20, 20, 10 }, true },
		{ "two, as near as can be", 2, { 10, 11, 11, 10 }, true },
		{ "two, as far as can be", 2, { 10, 255, 255, 10 }, true },
		{ "two, one way is farther", 2, { 10, 20, 30, 10 }, true },
		{ "two in one place", 2, { 10, 10, 10, 10 }, false },
		{ "nearer than at home", 2, { 10, 9, 20, 10 }, false },
		{ "the other way", 2, { 10, 20, 0, 10 }, false },
		{ "too far", 2, { 10, 256, 20, 10 }, false },
		{ "far too far", 2, { 10, 20, ~0U, 10 }, false },
		{ "a byte of it would do", 2, { 10, 276, 20, 10 }, false },
		{ "the second is not at home", 2, { 10, 20, 20, 11 }, false },
		{ "at home, in a byte of it", 2, { 266, 20, 20, 10 }, false },
		{ "three", 3, { 10, 20, 30, 20, 10, 20, 30, 20, 10 }, true },
		{ "three, and a bad corner", 3, { 10, 20, 30, 20, 10, 20, 30, 20, 20 }, false },
		{ "three, and a bad side", 3, { 10, 20, 30, 20, 10, 5, 30, 20, 10 }, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 *distance = malloc(cases[i].vnodes * cases[i].vnodes * sizeof(*distance));
		const struct xen_vnuma_table table = {
			.vnodes = cases[i].vnodes, .distance = distance,
		};

		memcpy(distance, cases[i].distance,
		       cases[i].vnodes * cases[i].vnodes * sizeof(*distance));
		CHECK(xen_vnuma_distances_valid(&table) == cases[i].want, "%s: they are %svalid",
		      cases[i].name, cases[i].want ? "in" : "");
		free(distance);
	}
}

/* There is a text for each, and no two are the same. */
static void fault_texts(void)
{
	enum xen_vnuma_fault fault, other;

	for (fault = 0; fault < XEN_VNUMA_FAULTS; fault++) {
		REQUIRE(xen_vnuma_fault_text(fault), "fault %d has no text", fault);
		for (other = 0; other < fault; other++)
			CHECK(strcmp(xen_vnuma_fault_text(fault), xen_vnuma_fault_text(other)),
			      "faults %d and %d have one text", fault, other);
	}
}

/* ---- properties ---- */

/* Mostly good ones: a row of ranges with holes, shuffled, and a mistake now and then. */
static unsigned int any_ranges(struct rng *rng, struct xen_vnuma_range *range, unsigned int vnodes)
{
	unsigned int nr = rng_below(rng, rng_chance(rng, 90) ? 8 : XEN_VNUMA_MAX_RANGES + 1), i;
	bool aligned = rng_chance(rng, 70);
	u64 at = rng_chance(rng, 50) ? 0 : rng_below(rng, MIB(2));

	for (i = 0; i < nr; i++) {
		u64 hole = rng_chance(rng, 50) ? 0 : rng_below(rng, MIB(1));
		u64 size = rng_below(rng, rng_chance(rng, 50) ? 4 * PAGE_SIZE : MIB(8));

		if (aligned) {
			hole = hole / PAGE_SIZE * PAGE_SIZE;
			size = size / PAGE_SIZE * PAGE_SIZE;
			at = at / PAGE_SIZE * PAGE_SIZE;
		}
		range[i] = (struct xen_vnuma_range){
			at + hole, at + hole + size, 0, rng_below(rng, vnodes),
		};
		at += hole + size;
	}
	for (i = nr; i > 1; i--) {
		unsigned int other = rng_below(rng, i);
		struct xen_vnuma_range was = range[i - 1];

		range[i - 1] = range[other];
		range[other] = was;
	}
	if (nr && rng_chance(rng, 15))
		range[rng_below(rng, nr)].end += rng_below(rng, MIB(4));
	if (nr && rng_chance(rng, 5))
		range[rng_below(rng, nr)].start = rng_next(rng) >> rng_below(rng, 60);
	if (nr && rng_chance(rng, 3))
		range[rng_below(rng, nr)].vnode = rng_next(rng);
	if (nr && rng_chance(rng, 3))
		range[rng_below(rng, nr)].end = ~0ULL;
	return nr;
}

static void any_table(struct rng *rng)
{
	static struct xen_vnuma_range range[XEN_VNUMA_MAX_RANGES];
	unsigned int vnodes = rng_range(rng, 1, rng_chance(rng, 80) ? 4 : 32);
	u64 ends[] = { END, ~0ULL, rng_below(rng, MIB(64)), 0, PAGE_SIZE };
	struct xen_vnuma_table raw = make_table(vnodes, range, any_ranges(rng, range, vnodes));

	if (rng_chance(rng, 3))
		vcpus[rng_below(rng, raw.vcpus)] = rng_next(rng);
	checked_prepare(&raw, ends[rng_below(rng, ARRAY_SIZE(ends))], NULL);
}

static const struct test tests[] = {
	UNIT(sizes_table),
	UNIT(place_all_sizes),
	UNIT(prepare_good),
	UNIT(prepare_bad),
	UNIT(prepare_aligns),
	UNIT(prepare_at_the_limits),
	UNIT(vcpus_table),
	UNIT(spans_table),
	UNIT(spans_full),
	UNIT(covered_table),
	UNIT(pages_table),
	UNIT(distances_table),
	UNIT(fault_texts),
	PROPERTY(any_table, 20000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
