// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of arch/x86/xen/memory-map.c: tables of entries and ranges, real maps, and random ones that
 * are compared with a model that has one state for each byte. map-check.c checks all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>

#include "map-check.h"
#include "maps.h"
#include "memory-map.h"
#include "test.h"

#define RAM		E820_TYPE_RAM
#define RESERVED	E820_TYPE_RESERVED
#define ACPI		E820_TYPE_ACPI
#define NVS		E820_TYPE_NVS
#define UNUSABLE	E820_TYPE_UNUSABLE
#define SOFT		E820_TYPE_SOFT_RESERVED

/* The last page of all. */
#define LAST		(~0ULL << PAGE_SHIFT)

/* ---- make: tables ---- */

struct make_case {
	const char *name;
	struct e820_entry entries[6];	/* up to the first without a size */
	struct xen_e820_range want[8];	/* up to the first without an end */
};

static void check_makes(const struct make_case *cases, size_t nr_cases)
{
	size_t c;

	for (c = 0; c < nr_cases; c++) {
		const struct make_case *make = &cases[c];
		const struct xen_e820_map *map;
		unsigned int nr = 0, i;

		while (nr < ARRAY_SIZE(make->entries) && make->entries[nr].size)
			nr++;
		map = checked_map(make->entries, nr);
		for (i = 0; i < map->nr && i < ARRAY_SIZE(make->want); i++)
			CHECK(map->range[i].start == make->want[i].start &&
			      map->range[i].end == make->want[i].end &&
			      map->range[i].type == make->want[i].type,
			      "%s: range %u is %#llx .. %#llx type %#x", make->name, i,
			      (unsigned long long)map->range[i].start,
			      (unsigned long long)map->range[i].end, map->range[i].type);
		CHECK(i == ARRAY_SIZE(make->want) || !make->want[i].end,
		      "%s: there are only %u ranges", make->name, map->nr);
	}
}

static void make_sorts_and_merges(void)
{
	static const struct make_case cases[] = {
		{ "nothing", { }, { } },
		{ "one", { { 0x1000, 0x3000, RAM } }, { { 0x1000, 0x4000, RAM } } },
		{ "in order", { { 0x1000, 0x1000, RAM }, { 0x3000, 0x1000, RAM } },
		  { { 0x1000, 0x2000, RAM }, { 0x3000, 0x4000, RAM } } },
		{ "not in order", { { 0x3000, 0x1000, RAM }, { 0x1000, 0x1000, RAM } },
		  { { 0x1000, 0x2000, RAM }, { 0x3000, 0x4000, RAM } } },
		{ "touching", { { 0x1000, 0x1000, RAM }, { 0x2000, 0x1000, RAM } },
		  { { 0x1000, 0x3000, RAM } } },
		{ "touching, not in order",
		  { { 0x2000, 0x1000, NVS }, { 0x3000, 5, NVS }, { 0x1000, 0x1000, NVS } },
		  { { 0x1000, 0x3005, NVS } } },
		{ "touching, of two types", { { 0x1000, 0x1000, RAM }, { 0x2000, 0x1000, NVS } },
		  { { 0x1000, 0x2000, RAM }, { 0x2000, 0x3000, NVS } } },
		{ "nearly touching", { { 0x1000, 0xfff, NVS }, { 0x2000, 0x1000, NVS } },
		  { { 0x1000, 0x1fff, NVS }, { 0x2000, 0x3000, NVS } } },
		{ "overlapping", { { 0x1000, 0x3000, RAM }, { 0x2000, 0x4000, RAM } },
		  { { 0x1000, 0x6000, RAM } } },
		{ "one in the other", { { 0x1000, 0x5000, RAM }, { 0x2000, 0x1000, RAM } },
		  { { 0x1000, 0x6000, RAM } } },
		{ "twice the same", { { 0x1000, 0x1000, RAM }, { 0x1000, 0x1000, RAM } },
		  { { 0x1000, 0x2000, RAM } } },
		{ "all types",
		  { { 0, 0x1000, RAM }, { 0x1000, 1, RESERVED }, { 0x1001, 1, ACPI },
		    { 0x1002, 1, NVS }, { 0x1003, 1, UNUSABLE }, { 0x1004, 1, SOFT } },
		  { { 0, 0x1000, RAM }, { 0x1000, 0x1001, RESERVED }, { 0x1001, 0x1002, ACPI },
		    { 0x1002, 0x1003, NVS }, { 0x1003, 0x1004, UNUSABLE },
		    { 0x1004, 0x1005, SOFT } } },
	};

	check_makes(cases, ARRAY_SIZE(cases));
}

/* The higher type is the more cautious one. */
static void make_settles_overlaps(void)
{
	static const struct make_case cases[] = {
		{ "in the middle", { { 0, 0x5000, RAM }, { 0x2000, 0x1000, RESERVED } },
		  { { 0, 0x2000, RAM }, { 0x2000, 0x3000, RESERVED }, { 0x3000, 0x5000, RAM } } },
		{ "in the middle, the other order",
		  { { 0x2000, 0x1000, RESERVED }, { 0, 0x5000, RAM } },
		  { { 0, 0x2000, RAM }, { 0x2000, 0x3000, RESERVED }, { 0x3000, 0x5000, RAM } } },
		{ "lower in the middle", { { 0, 0x5000, NVS }, { 0x2000, 0x1000, RAM } },
		  { { 0, 0x5000, NVS } } },
		{ "at the start", { { 0, 0x3000, RAM }, { 0, 0x1000, NVS } },
		  { { 0, 0x1000, NVS }, { 0x1000, 0x3000, RAM } } },
		{ "at the end", { { 0, 0x3000, RAM }, { 0x2000, 0x1000, NVS } },
		  { { 0, 0x2000, RAM }, { 0x2000, 0x3000, NVS } } },
		{ "across the end", { { 0, 0x3000, NVS }, { 0x1000, 0x4000, ACPI } },
		  { { 0, 0x3000, NVS }, { 0x3000, 0x5000, ACPI } } },
		{ "across the start", { { 0x1000, 0x4000, NVS }, { 0, 0x3000, ACPI } },
		  { { 0, 0x1000, ACPI }, { 0x1000, 0x5000, NVS } } },
		{ "all of it", { { 0x1000, 0x1000, RAM }, { 0, 0x4000, RESERVED } },
		  { { 0, 0x4000, RESERVED } } },
		{ "exactly", { { 0x1000, 0x1000, ACPI }, { 0x1000, 0x1000, NVS } },
		  { { 0x1000, 0x2000, NVS } } },
		{ "three deep",
		  { { 0, 0x5000, RAM }, { 0x1000, 0x3000, ACPI }, { 0x2000, 0x1000, UNUSABLE } },
		  { { 0, 0x1000, RAM }, { 0x1000, 0x2000, ACPI }, { 0x2000, 0x3000, UNUSABLE },
		    { 0x3000, 0x4000, ACPI }, { 0x4000, 0x5000, RAM } } },
		{ "the same type from two",
		  { { 0, 0x2000, NVS }, { 0x1000, 0x3000, ACPI }, { 0x2000, 0x1000, NVS } },
		  { { 0, 0x3000, NVS }, { 0x3000, 0x4000, ACPI } } },
		{ "types are numbers", { { 0, 0x2000, SOFT }, { 0x1000, 0x2000, 0x7fffffff } },
		  { { 0, 0x2000, SOFT }, { 0x2000, 0x3000, 0x7fffffff } } },
		{ "the highest number", { { 0, 0x2000, SOFT }, { 0x1000, 0x2000, 0xffffffff } },
		  { { 0, 0x1000, SOFT }, { 0x1000, 0x3000, 0xffffffff } } },
		{ "type 0 is reserved", { { 0x1000, 0x1000, 0 } },
		  { { 0x1000, 0x2000, RESERVED } } },
		{ "type 0 is above RAM", { { 0, 0x3000, RAM }, { 0x1000, 0x1000, 0 } },
		  { { 0, 0x1000, RAM }, { 0x1000, 0x2000, RESERVED }, { 0x2000, 0x3000, RAM } } },
		{ "type 0 is below ACPI", { { 0, 0x3000, 0 }, { 0x1000, 0x1000, ACPI } },
		  { { 0, 0x1000, RESERVED }, { 0x1000, 0x2000, ACPI },
		    { 0x2000, 0x3000, RESERVED } } },
		{ "type 0 next to reserved", { { 0, 0x1000, 0 }, { 0x1000, 0x1000, RESERVED } },
		  { { 0, 0x2000, RESERVED } } },
	};

	check_makes(cases, ARRAY_SIZE(cases));
}

static void make_aligns_ram_only(void)
{
	static const struct make_case cases[] = {
		{ "RAM, inwards", { { 0x1001, 0x3000, RAM } }, { { 0x2000, 0x4000, RAM } } },
		{ "RAM, at the start", { { 0x1fff, 0x2001, RAM } }, { { 0x2000, 0x4000, RAM } } },
		{ "RAM, at the end", { { 0x1000, 0x1fff, RAM } }, { { 0x1000, 0x2000, RAM } } },
		{ "less than a page of RAM", { { 0x1000, 0xfff, RAM } }, { } },
		{ "a page of RAM, but across pages", { { 0x1800, 0x1000, RAM } }, { } },
		{ "nearly two pages of RAM, none whole", { { 0x1001, 0x1ffe, RAM } }, { } },
		{ "a byte of RAM", { { 0x1000, 1, RAM } }, { } },
		{ "others as they are", { { 0x1001, 1, NVS }, { 0x1ffe, 4, ACPI } },
		  { { 0x1001, 0x1002, NVS }, { 0x1ffe, 0x2002, ACPI } } },
		{ "as on most PCs", { { 0, 0x9fc00, RAM }, { 0x9fc00, 0x400, RESERVED } },
		  { { 0, 0x9f000, RAM }, { 0x9fc00, 0xa0000, RESERVED } } },
		{ "merged before it is aligned",
		  { { 0x1000, 0x1800, RAM }, { 0x2800, 0x1800, RAM } },
		  { { 0x1000, 0x4000, RAM } } },
		{ "cut before it is aligned", { { 0x1000, 0x4000, RAM }, { 0x2800, 4, NVS } },
		  { { 0x1000, 0x2000, RAM }, { 0x2800, 0x2804, NVS }, { 0x3000, 0x5000, RAM } } },
		{ "RAM without a whole page", { { 0x1000, 0x2000, RAM }, { 0x1800, 0x1000, NVS } },
		  { { 0x1800, 0x2800, NVS } } },
		{ "neighbours of RAM without a whole page stay apart",
		  { { 0x1000, 0x400, NVS }, { 0x1400, 0x400, RAM }, { 0x1800, 0x400, NVS } },
		  { { 0x1000, 0x1400, NVS }, { 0x1800, 0x1c00, NVS } } },
	};

	check_makes(cases, ARRAY_SIZE(cases));
}

static void make_at_the_limits(void)
{
	static const struct make_case cases[] = {
		{ "everything", { { 0, ~0ULL, RESERVED } }, { { 0, ~0ULL, RESERVED } } },
		{ "everything as RAM", { { 0, ~0ULL, RAM } }, { { 0, LAST, RAM } } },
		{ "one byte too much", { { 1, ~0ULL, NVS } }, { { 1, ~0ULL, NVS } } },
		{ "far too much", { { LAST, ~0ULL, NVS } }, { { LAST, ~0ULL, NVS } } },
		{ "far too much RAM", { { 1ULL << 63, ~0ULL, RAM } },
		  { { 1ULL << 63, LAST, RAM } } },
		{ "RAM in the last page", { { LAST, 0x1000, RAM } }, { } },
		{ "RAM up to the last page", { { LAST - 0x1000, 0x1000, RAM } },
		  { { LAST - 0x1000, LAST, RAM } } },
		{ "RAM beyond the start of the last page", { { LAST + 1, 0x100, RAM } }, { } },
		{ "reserved in the last page", { { LAST, 0xfff, RESERVED } },
		  { { LAST, ~0ULL, RESERVED } } },
		{ "the last byte that can be", { { ~1ULL, 1, RESERVED } },
		  { { ~1ULL, ~0ULL, RESERVED } } },
		{ "the byte behind it", { { ~0ULL, 1, RESERVED } }, { } },
		{ "two without an end", { { 0x1000, ~0ULL, RAM }, { 0x3000, ~0ULL, NVS } },
		  { { 0x1000, 0x3000, RAM }, { 0x3000, ~0ULL, NVS } } },
	};
	/* These have no size, where a table of entries ends. */
	static const struct e820_entry empty[] = {
		{ 0x2000, 0, NVS }, { 0x1000, 0x3000, RAM }, { 0, 0, RAM }, { ~0ULL, 0, 7 },
		{ 0x1000, 0, RESERVED }, { 0x4000, 0, UNUSABLE }, { 0x9000, 0, RAM },
	};
	const struct xen_e820_map *map;

	check_makes(cases, ARRAY_SIZE(cases));
	map = checked_map(empty, ARRAY_SIZE(empty));
	CHECK(map->nr == 1 && map->range[0].start == 0x1000 && map->range[0].end == 0x4000,
	      "entries without a size make %u ranges", map->nr);
}

/* As many entries as there may be, in ways that make as many ranges as there can be. */
static void make_full(void)
{
	static struct e820_entry entries[XEN_E820_ENTRIES];
	const unsigned int nr = ARRAY_SIZE(entries);
	const struct xen_e820_map *map;
	unsigned int i;

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ i * 0x1000, (2 * nr - 2 * i) * 0x1000ULL, i + 1 };
	map = checked_map(entries, nr);
	CHECK(map->nr == 2 * nr - 1, "one in the other: %u ranges", map->nr);

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ (nr - i) * 0x2000ULL, 0x1000, RAM };
	map = checked_map(entries, nr);
	CHECK(map->nr == nr, "apart and backwards: %u ranges", map->nr);

	entries[nr - 1] = (struct e820_entry){ 0, ~0ULL, RAM };
	for (i = 0; i < nr - 1; i++)
		entries[i] = (struct e820_entry){ (i * 17 % (nr - 1) + 1) * 0x2000ULL, 1,
						  RESERVED };
	map = checked_map(entries, nr);
	CHECK(map->nr == 2 * nr - 1, "a comb: %u ranges", map->nr);

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ i * 0x1000, 0x7fff, i + 1 };
	map = checked_map(entries, nr);
	CHECK(map->nr == nr, "each over half of the one before: %u ranges", map->nr);

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ 3 * i, 3 - i % 2, RESERVED + i % 3 };
	map = checked_map(entries, nr);
	CHECK(map->nr == nr, "byte by byte: %u ranges", map->nr);

	for (i = 0; i < nr; i++)
		entries[i] = (struct e820_entry){ 0x5000, 0x1000, RAM };
	map = checked_map(entries, nr);
	CHECK(map->nr == 1, "all the same: %u ranges", map->nr);
}

/* ---- queries ---- */

static const struct e820_entry some[] = {
	{ 0, 0x9fc00, RAM }, { 0x9fc00, 0x400, RESERVED }, { 0x100000, 0x100000, RAM },
	{ 0x200000, 0x1000, NVS }, { 0x201000, 0x1000, RAM }, { LAST - 0x4000, 0x4000, RAM },
};

static void is_ram_table(void)
{
	static const struct {
		const char *name;
		u64 start, size;
		bool want;
	} cases[] = {
		{ "nothing", 0, 0, true },
		{ "nothing in a hole", 0xb0000, 0, true },
		{ "nothing at the end", ~0ULL, 0, true },
		{ "the first byte", 0, 1, true },
		{ "a whole range", 0, 0x9f000, true },
		{ "a byte more", 0, 0x9f001, false },
		{ "the last byte", 0x9efff, 1, true },
		{ "the byte behind", 0x9f000, 1, false },
		{ "into what is reserved", 0x9e000, 0x2000, false },
		{ "what is reserved", 0x9fc00, 0x10, false },
		{ "a hole", 0xb0000, 0x1000, false },
		{ "the end of a hole", 0xfffff, 2, false },
		{ "the whole of another range", 0x100000, 0x100000, true },
		{ "in the middle of it", 0x123456, 0x789, true },
		{ "with NVS in between", 0x1ff000, 0x3000, false },
		{ "NVS", 0x200000, 0x1000, false },
		{ "behind NVS", 0x201000, 0x1000, true },
		{ "behind everything but the last", 0x202000, 1, false },
		{ "from range to range", 0, 0x201000, false },
		{ "everything", 0, ~0ULL, false },
		{ "the last range", LAST - 0x4000, 0x4000, true },
		{ "a byte too many", LAST - 0x4000, 0x4001, false },
		{ "up to the end of all", LAST - 0x4000, 0x5000, false },
		{ "beyond the end of all", LAST - 0x1000, ~0ULL, false },
		{ "around and into RAM again", LAST - 0x4000, 0x10000, false },
		{ "around to itself", 0x100000, ~0ULL, false },
		{ "the last byte of all", ~0ULL, 1, false },
	};
	const struct xen_e820_map *map = checked_map(some, ARRAY_SIZE(some));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(xen_memory_map_is_ram(map, cases[i].start, cases[i].size) == cases[i].want,
		      "%s: is %s", cases[i].name, cases[i].want ? "no RAM" : "RAM");
	map = checked_map(NULL, 0);
	CHECK(xen_memory_map_is_ram(map, 0, 0), "nothing is no RAM in no map");
	CHECK(!xen_memory_map_is_ram(map, 0, 1), "RAM in no map");
}

static void ram_pages_table(void)
{
	static const struct {
		unsigned long from, to, want;
	} cases[] = {
		{ 0, 0, 0 }, { 0, 1, 1 }, { 0, 0x9f, 0x9f }, { 0, 0xa0, 0x9f }, { 0, 0x100, 0x9f },
		{ 0, 0x101, 0xa0 }, { 0x9e, 0x101, 2 }, { 0x9f, 0x100, 0 }, { 0x20, 0x30, 0x10 },
		{ 0x100, 0x200, 0x100 }, { 0x1ff, 0x202, 2 }, { 0x200, 0x201, 0 },
		{ 0x200, 0x202, 1 }, { 0, 0x10000, 0x9f + 0x101 },
		{ 0x202, LAST >> 12, 4 }, { 0x202, ~0UL, 4 }, { 0, ~0UL, 0x9f + 0x101 + 4 },
		{ 0x150, ~0UL, 0xb1 + 4 }, { (LAST >> 12) - 1, ~0UL, 1 }, { LAST >> 12, ~0UL, 0 },
		{ ~0UL, ~0UL, 0 }, { 0x30, 0x20, 0 }, { ~0UL, 0, 0 }, { 0x180, 0x40, 0 },
	};
	const struct xen_e820_map *map = checked_map(some, ARRAY_SIZE(some));
	unsigned long got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		got = xen_memory_map_ram_pages(map, cases[i].from, cases[i].to);
		CHECK(got == cases[i].want, "%#lx .. %#lx: %#lx instead of %#lx", cases[i].from,
		      cases[i].to, got, cases[i].want);
	}
	CHECK(!xen_memory_map_ram_pages(checked_map(NULL, 0), 0, ~0UL), "there is RAM in no map");
}

static void pieces_end_table(void)
{
	static const struct {
		unsigned long from;
		unsigned int max;
		unsigned long want;
	} cases[] = {
		{ 0, 0, 0 }, { 0, 1, 0x100 }, { 0, 2, 0x201 }, { 0, 4, ~0UL }, { 0, ~0U, ~0UL },
		{ 0x9e, 0, 0 }, { 0x9f, 0, 0x100 }, { 0x9f, 1, 0x201 }, { 0x150, 1, 0x201 },
		{ 0x1ff, 0, 0x100 }, { 0x200, 0, 0x201 }, { 0x201, 1, (LAST >> 12) - 4 },
		{ LAST >> 12, 0, ~0UL }, { ~0UL, 0, ~0UL },
	};
	const struct xen_e820_map *map = checked_map(some, ARRAY_SIZE(some));
	unsigned long got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		got = xen_memory_map_pieces_end(map, cases[i].from, cases[i].max);
		CHECK(got == cases[i].want, "%u above %#lx: %#lx instead of %#lx", cases[i].max,
		      cases[i].from, got, cases[i].want);
	}
	CHECK(xen_memory_map_pieces_end(checked_map(NULL, 0), 0, 0) == ~0UL,
	      "there is RAM in no map");
}

/* ---- real maps ---- */

static void real_maps_have_ram(void)
{
	/* Worked out by hand. */
	static const struct {
		const char *name;
		unsigned long pages;
	} known[] = {
		{ "qemu-pc-512m", 0x9f + 0x1fee0 },
		{ "qemu-q35-4g", 0x9f + 0x7fedf + 0x80000 },
		{ "pmem-memmap-persistent-16g", 0x9f + 0xbfee0 },
		{ "athlon-vt8371-isa-hole-512m", 0x9f + 0xe00 + 0x1eff0 },
		{ "thinkpad-x220-4g", 0x9d + 0x1ff00 + 0x1fe00 + 0x9a79f + 1 + 0x1e600 },
		{ "ovmf-q35-4g", 0xa0 + 0x700 + 3 + 4 + 0x7e5ba + 0x972 + 0x359 + 0x80000 },
	};
	const struct xen_e820_map *map;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		const struct real_map *real = real_map(known[i].name);
		unsigned long got;

		map = checked_map(real->entries, real->nr);
		got = xen_memory_map_ram_pages(map, 0, ~0UL);
		CHECK(got == known[i].pages, "%s: %#lx pages instead of %#lx", known[i].name, got,
		      known[i].pages);
	}
}

static void check_same(const char *name, const struct xen_e820_map *map,
		       const struct xen_e820_map *other)
{
	REQUIRE(map->nr == other->nr &&
		!memcmp(map->range, other->range, map->nr * sizeof(*map->range)),
		"%s: %u ranges, and in other words %u or not the same", name, map->nr, other->nr);
}

static void real_maps_in_other_words(void)
{
	static struct xen_e820_map map;
	struct e820_entry entries[3 * ARRAY_SIZE(real_maps[0].entries) + 3];
	struct rng rng = { 1 };
	unsigned int nr, turn;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(real_maps); i++) {
		memcpy(&map, checked_map(real_maps[i].entries, real_maps[i].nr), sizeof(map));
		for (turn = 0; turn < 3; turn++) {
			nr = other_words(&rng, entries, real_maps[i].entries, real_maps[i].nr);
			check_same(real_maps[i].name, &map, checked_map(entries, nr));
		}
	}
}

/* ---- NVS ---- */

struct nvs_case {
	const char *name;
	struct e820_entry entries[5];	/* up to the first without a size */
	unsigned int max;
	u64 start, size, above;
	int want;
	unsigned int changed;		/* the entry that becomes RAM ... */
	struct e820_entry ram, added;	/* ... and as what; and what is new */
	struct xen_nvs_move move;
};

static void check_nvs(const struct nvs_case *cases, size_t nr_cases)
{
	size_t i;

	for (i = 0; i < nr_cases; i++) {
		const struct nvs_case *c = &cases[i];
		struct e820_entry entries[6] = { };
		struct xen_nvs_move move;
		unsigned int nr = 0;
		int got;

		while (nr < ARRAY_SIZE(c->entries) && c->entries[nr].size) {
			entries[nr] = c->entries[nr];
			nr++;
		}
		got = checked_move_nvs(entries, &nr, c->max, checked_map(entries, nr), c->start,
				       c->size, c->above, &move);
		CHECK(got == c->want, "%s: %d instead of %d", c->name, got, c->want);
		if (got != 1 || c->want != 1)
			continue;
		CHECK(!memcmp(&entries[c->changed], &c->ram, sizeof(c->ram)),
		      "%s: entry %u became %#llx + %#llx type %u", c->name, c->changed,
		      (unsigned long long)entries[c->changed].addr,
		      (unsigned long long)entries[c->changed].size, entries[c->changed].type);
		CHECK(!memcmp(&entries[nr - 1], &c->added, sizeof(c->added)),
		      "%s: the new one is %#llx + %#llx type %u", c->name,
		      (unsigned long long)entries[nr - 1].addr,
		      (unsigned long long)entries[nr - 1].size, entries[nr - 1].type);
		CHECK(!memcmp(&move, &c->move, sizeof(move)), "%s: moved %#llx + %#llx to %#llx",
		      c->name, (unsigned long long)move.from, (unsigned long long)move.size,
		      (unsigned long long)move.to);
	}
}

static void nvs_stays(void)
{
	static const struct nvs_case cases[] = {
		{ "no entries", { }, 6, 0, 0x10000, 0, .want = 0 },
		{ "no NVS", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, ACPI } }, 6,
		  0, 0x10000, 0, .want = 0 },
		{ "NVS below", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x5000, 0x1000, 0x8000, .want = 0 },
		{ "NVS above", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x3000, 0x1000, 0x8000, .want = 0 },
		{ "in its page, but not in the way",
		  { { 0, 0x10000, RAM }, { 0x4800, 0x100, NVS } }, 6,
		  0x4900, 0x1000, 0x8000, .want = 0 },
		{ "in its page, and below", { { 0, 0x10000, RAM }, { 0x4800, 0x100, NVS } },
		  6, 0x4000, 0x800, 0x8000, .want = 0 },
		{ "others are in the way",
		  { { 0, 0x10000, RAM }, { 0x4000, 0x1000, UNUSABLE }, { 0x5000, 0x1000, 20 } }, 6,
		  0x4000, 0x2000, 0x8000, .want = 0 },
		{ "no free entry, but none is needed",
		  { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 2,
		  0x5000, 0x1000, 0x8000, .want = 0 },
	};

	check_nvs(cases, ARRAY_SIZE(cases));
}

static void nvs_moves(void)
{
	static const struct nvs_case cases[] = {
		{ "in the middle", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x2000, 0x4000, 0x8000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0xf000, 0x1000, NVS }, { 0x4000, 0xf000, 0x1000 } },
		{ "by its last byte", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x4fff, 0x1000, 0x8000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0xf000, 0x1000, NVS }, { 0x4000, 0xf000, 0x1000 } },
		{ "by its first byte", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x3000, 0x1001, 0x8000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0xf000, 0x1000, NVS }, { 0x4000, 0xf000, 0x1000 } },
		{ "all around", { { 0, 0x10000, RAM }, { 0x4000, 0x5000, NVS } }, 6,
		  0x6000, 1, 0x9000, 1,
		  1, { 0x4000, 0x5000, RAM }, { 0xb000, 0x5000, NVS }, { 0x4000, 0xb000, 0x5000 } },
		{ "with its offset", { { 0, 0x10000, RAM }, { 0x4123, 0x456, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0xf123, 0x456, NVS }, { 0x4000, 0xf000, 0x1000 } },
		{ "small, in two pages", { { 0, 0x10000, RAM }, { 0x4fff, 2, NVS } }, 6,
		  0x5000, 0x1000, 0x8000, 1,
		  1, { 0x4000, 0x2000, RAM }, { 0xefff, 2, NVS }, { 0x4000, 0xe000, 0x2000 } },
		{ "the last free entry",
		  { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 3, 0x4000, 0x1000, 0x8000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0xf000, 0x1000, NVS }, { 0x4000, 0xf000, 0x1000 } },
		{ "only just enough RAM",
		  { { 0x4000, 0x2000, NVS }, { 0x9000, 0x2000, RAM } }, 6, 0, 0x9000, 0x9000, 1,
		  0, { 0x4000, 0x2000, RAM }, { 0x9000, 0x2000, NVS }, { 0x4000, 0x9000, 0x2000 } },
		{ "just enough above in RAM that begins below",
		  { { 0x4000, 0x2000, NVS }, { 0x7000, 0x4000, RAM } }, 6, 0, 0x9000, 0x9000, 1,
		  0, { 0x4000, 0x2000, RAM }, { 0x9000, 0x2000, NVS }, { 0x4000, 0x9000, 0x2000 } },
		{ "past RAM that is too small",
		  { { 0x20000, 0x3000, RAM }, { 0x4000, 0x2000, NVS }, { 0x9000, 0x1000, RAM } }, 6,
		  0, 0x9000, 0x9000, 1,
		  1, { 0x4000, 0x2000, RAM }, { 0x21000, 0x2000, NVS },
		  { 0x4000, 0x21000, 0x2000 } },
		{ "past RAM that is below",
		  { { 0, 0x4000, RAM }, { 0x4000, 0x1000, NVS }, { 0x20000, 0x3000, RAM } }, 6,
		  0x4000, 0x1000, 0x5000, 1,
		  1, { 0x4000, 0x1000, RAM }, { 0x22000, 0x1000, NVS },
		  { 0x4000, 0x22000, 0x1000 } },
		{ "below 16 EiB",
		  { { 0x4000, 0x1000, NVS }, { LAST - 0x2000, 0x2000, RAM } }, 6,
		  0, 0x9000, 0x9000, 1,
		  0, { 0x4000, 0x1000, RAM }, { LAST - 0x1000, 0x1000, NVS },
		  { 0x4000, LAST - 0x1000, 0x1000 } },
	};

	check_nvs(cases, ARRAY_SIZE(cases));
}

static void nvs_has_no_room(void)
{
	static const struct nvs_case cases[] = {
		{ "no RAM at all", { { 0x4000, 0x1000, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "RAM below only", { { 0, 0x4000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x4000, 0x1000, 0x5000, .want = -ENOSPC },
		{ "a page too few", { { 0x9000, 0x1000, RAM }, { 0x4000, 0x1001, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "a page too few above", { { 0x8000, 0x4000, RAM }, { 0x4000, 0x3000, NVS } }, 6,
		  0x4000, 0x1000, 0xa000, .want = -ENOSPC },
		{ "two pages, but not in a row",
		  { { 0x8000, 0x1000, RAM }, { 0xa000, 0x1000, RAM }, { 0x4000, 0x2000, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "two pages for a few bytes", { { 0x8000, 0x1000, RAM }, { 0x4fff, 2, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "no free entry", { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 2,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "RAM ends where it may begin",
		  { { 0, 0x10000, RAM }, { 0x4000, 0x1000, NVS } }, 6,
		  0x4000, 0x1000, 0x10000, .want = -ENOSPC },
		{ "as large as can be", { { 0x100000, 0x1000, RAM }, { 1, ~0ULL, NVS } }, 6,
		  0x4000, 0x1000, 0x8000, .want = -ENOSPC },
		{ "up to the end", { { 0x100000, 0x100000, RAM }, { LAST, ~0ULL, NVS } }, 6,
		  LAST, 0x800, 0x200000, .want = -ENOSPC },
		{ "larger than the largest RAM",
		  { { 0, ~0ULL, RAM }, { 0x1000, ~0ULL, NVS }, { 0x8000, 0x1000, RAM } }, 6,
		  0x4000, 0x1000, 0, .want = -ENOSPC },
	};

	check_nvs(cases, ARRAY_SIZE(cases));
}

/* Several of them go one after the other, each to a place of its own. */
static void nvs_in_turns(void)
{
	struct e820_entry entries[8] = {
		{ 0, 0x100000, RAM }, { 0x4100, 0x100, NVS }, { 0x6000, 0x3000, NVS },
		{ 0xa000, 0x1000, NVS }, { 0x20000, 0x1000, NVS },
	};
	static const u64 places[] = { 0xff100, 0xfc000, 0xfb000 };
	const struct xen_e820_map *map;
	unsigned int nr = 5, turn = 0;
	struct xen_nvs_move move;
	int got;

	while ((got = checked_move_nvs(entries, &nr, ARRAY_SIZE(entries), checked_map(entries, nr),
				       0x4000, 0x7000, 0x40000, &move)) == 1)
		turn++;
	REQUIRE(got == 0 && turn == 3 && nr == 8, "%d after %u turns, %u entries", got, turn, nr);
	for (turn = 0; turn < 3; turn++)
		CHECK(entries[5 + turn].addr == places[turn], "turn %u: to %#llx instead of %#llx",
		      turn, (unsigned long long)entries[5 + turn].addr,
		      (unsigned long long)places[turn]);
	map = checked_map(entries, nr);
	CHECK(xen_memory_map_is_ram(map, 0, 0x20000), "what was in the way is no RAM");
	CHECK(xen_memory_map_ram_pages(map, 0, ~0UL) == 0x100 - 6, "%#lx pages of RAM",
	      xen_memory_map_ram_pages(map, 0, ~0UL));
}

/* ---- properties ---- */

#define WINDOW_PAGES	8UL
#define WINDOW		(WINDOW_PAGES * PAGE_SIZE)

/* Where the window is: at the start, at the end, or anywhere. */
static u64 any_base(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return 0 - WINDOW;
	case 1:
		return rng_next(rng) >> rng_below(rng, 52) & ~(PAGE_SIZE - 1);
	default:
		return 0;
	}
}

/* The model: what each byte of the window is, whole pages of RAM only. */
static void paint(u32 *bytes, const struct e820_entry *entries, unsigned int nr, u64 base)
{
	unsigned long at, page;
	unsigned int i;

	memset(bytes, 0, WINDOW * sizeof(*bytes));
	for (i = 0; i < nr; i++) {
		u32 type = entries[i].type ? entries[i].type : RESERVED;

		for (at = 0; at < WINDOW; at++) {
			u64 addr = base + at;

			if (addr >= entries[i].addr && addr - entries[i].addr < entries[i].size &&
			    addr != U64_MAX && bytes[at] < type)
				bytes[at] = type;
		}
	}
	for (page = 0; page < WINDOW; page += PAGE_SIZE) {
		for (at = page; at < page + PAGE_SIZE && bytes[at] == RAM; at++)
			;
		if (at == page + PAGE_SIZE)
			continue;
		for (at = page; at < page + PAGE_SIZE; at++)
			if (bytes[at] == RAM)
				bytes[at] = 0;
	}
}

/* The model again: whether these bytes of the window are RAM. */
static bool painted_ram(const u32 *bytes, unsigned long from, unsigned long size)
{
	while (size--)
		if (from >= WINDOW || bytes[from++] != RAM)
			return false;
	return true;
}

static void any_bytes(struct rng *rng)
{
	static u32 bytes[WINDOW];
	struct e820_entry entries[12];
	u64 base = any_base(rng);
	unsigned int nr = any_entries(rng, entries, ARRAY_SIZE(entries), base, WINDOW_PAGES), i;
	const struct xen_e820_map *map;
	unsigned long at = 0, from, pages;

	/* Nothing without an end, unless the window is there: the model does not see further. */
	for (i = 0; i < nr; i++)
		if (entries[i].size > WINDOW && base + WINDOW)
			entries[i].size = base + WINDOW - entries[i].addr;
	paint(bytes, entries, nr, base);
	map = checked_map(entries, nr);
	for (i = 0; at < WINDOW; i++) {
		while (at < WINDOW && !bytes[at])
			at++;
		for (from = at; at < WINDOW && bytes[at] == bytes[from]; )
			at++;
		if (from == at)
			break;
		REQUIRE(i < map->nr && map->range[i].start == base + from &&
			map->range[i].end - base == at && map->range[i].type == bytes[from],
			"base %#llx: range %u should be %#lx .. %#lx type %#x",
			(unsigned long long)base, i, from, at, bytes[from]);
	}
	REQUIRE(map->nr == i, "%u ranges instead of %u", map->nr, i);

	for (i = 0; i < 50; i++) {
		unsigned long size = rng_next(rng) % WINDOW >> rng_below(rng, 16);
		bool got;

		from = rng_below(rng, WINDOW);
		if (rng_chance(rng, 30))
			from &= ~(PAGE_SIZE - 1);
		if (rng_chance(rng, 30))
			size &= ~(PAGE_SIZE - 1);
		got = xen_memory_map_is_ram(map, base + from, size);
		REQUIRE(got == painted_ram(bytes, from, size), "base %#llx: %#lx + %#lx is %s",
			(unsigned long long)base, from, size, got ? "RAM" : "no RAM");
	}
	for (from = 0; from < WINDOW_PAGES; from++) {
		for (at = from, pages = 0; at < WINDOW_PAGES; at++) {
			REQUIRE(xen_memory_map_ram_pages(map, (base >> PAGE_SHIFT) + from,
							 (base >> PAGE_SHIFT) + at) == pages,
				"base %#llx: %#lx .. %#lx has not %lu pages of RAM",
				(unsigned long long)base, from, at, pages);
			pages += bytes[at * PAGE_SIZE] == RAM;
		}
	}
}

/* Large entries, and many of them, which only map-check.c checks. */
static void any_large(struct rng *rng)
{
	static struct e820_entry entries[XEN_E820_ENTRIES];
	unsigned int nr;

	if (rng_chance(rng, 90))
		nr = any_large_entries(rng, entries, 40);
	else if (rng_chance(rng, 50))
		nr = any_large_entries(rng, entries, ARRAY_SIZE(entries));
	else
		nr = any_entries(rng, entries, ARRAY_SIZE(entries), any_base(rng), 400);
	checked_map(entries, nr);
}

static void any_in_other_words(struct rng *rng)
{
	static struct xen_e820_map map;
	struct e820_entry entries[40], others[3 * ARRAY_SIZE(entries) + 3];
	unsigned int nr;

	if (rng_chance(rng, 50))
		nr = any_large_entries(rng, entries, ARRAY_SIZE(entries));
	else
		nr = any_entries(rng, entries, ARRAY_SIZE(entries), 0, 64);
	memcpy(&map, checked_map(entries, nr), sizeof(map));
	nr = other_words(rng, others, entries, nr);
	check_same("a map", &map, checked_map(others, nr));
}

/* Until nothing is in the way, or nothing more fits. */
static void any_nvs(struct rng *rng)
{
	struct e820_entry entries[40];
	unsigned int nr, max, i, most, turn = 0;
	u64 start, size, above, addr;
	const struct xen_e820_map *map;
	struct xen_nvs_move move;
	int got;

	nr = any_entries(rng, entries, 20, 0, 32);
	for (i = 0; i < nr; i++)
		if (rng_chance(rng, 20))
			entries[i].type = NVS;
	max = rng_chance(rng, 80) ? ARRAY_SIZE(entries) : nr + rng_below(rng, 3);
	for (i = nr; i < max; i++)
		entries[i] = (struct e820_entry){ 0x77777, 0x88888, 0x99999 };
	start = rng_below(rng, 32 * 4) * QUARTER + rng_below(rng, 2);
	size = rng_range(rng, 1, 16 * 4) * QUARTER;
	/* Behind what is in the way, as it is used; or anywhere, and then once. */
	above = rng_chance(rng, 80) ?
		(start + size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE :
		rng_range(rng, 1, 32) * PAGE_SIZE;
	most = above >= start + size ? nr : 1;
	do {
		map = checked_map(entries, nr);
		got = checked_move_nvs(entries, &nr, max, map, start, size, above, &move);
	} while (got == 1 && ++turn < most);
	REQUIRE(got != 1 || most == 1 || turn == most, "%u turns and no end", turn);
	map = checked_map(entries, nr);
	if (!got)
		for (addr = start; addr < start + size; addr += QUARTER / 2)
			REQUIRE(naive_type(entries, nr, addr) != NVS, "there is NVS at %#llx",
				(unsigned long long)addr);
}

static const struct test tests[] = {
	UNIT(make_sorts_and_merges),
	UNIT(make_settles_overlaps),
	UNIT(make_aligns_ram_only),
	UNIT(make_at_the_limits),
	UNIT(make_full),
	UNIT(is_ram_table),
	UNIT(ram_pages_table),
	UNIT(pieces_end_table),
	UNIT(real_maps_have_ram),
	UNIT(real_maps_in_other_words),
	UNIT(nvs_stays),
	UNIT(nvs_moves),
	UNIT(nvs_has_no_room),
	UNIT(nvs_in_turns),
	PROPERTY(any_bytes, 500),
	PROPERTY(any_large, 300),
	PROPERTY(any_in_other_words, 1000),
	PROPERTY(any_nvs, 3000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
