// SPDX-License-Identifier: GPL-2.0
/* See map-check.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/limits.h>

#include <asm/page.h>

#include "map-check.h"
#include "test.h"

#define MAX_SHOWN	24

#define PAGE_MASK	(~((u64)PAGE_SIZE - 1))

/* Like REQUIRE(), and shows the entries first. */
#define HOLDS(cond, ...)							\
	do {									\
		if (!(cond)) {							\
			show_entries(shown, nr_shown);				\
			REQUIRE(false, __VA_ARGS__);				\
		}								\
	} while (0)

static const struct e820_entry *shown;
static unsigned int nr_shown;

void show_entries(const struct e820_entry *entries, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr && i < MAX_SHOWN; i++)
		printf("entry %u: addr %#llx size %#llx type %#x\n", i,
		       (unsigned long long)entries[i].addr, (unsigned long long)entries[i].size,
		       (u32)entries[i].type);
	if (i < nr)
		printf("and %u more\n", nr - i);
}

static u64 end_of(const struct e820_entry *entry)
{
	u64 end = entry->addr + entry->size;

	return end < entry->addr ? U64_MAX : end;
}

u32 naive_type(const struct e820_entry *entries, unsigned int nr, u64 addr)
{
	u32 highest = 0;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u32 type = entries[i].type ? entries[i].type : E820_TYPE_RESERVED;

		if (addr >= entries[i].addr && addr < end_of(&entries[i]) && type > highest)
			highest = type;
	}
	return highest;
}

static int ascending(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* From each edge of an entry to the next the type is the same. */
static unsigned int naive_ranges(struct xen_e820_range *range, const struct e820_entry *entries,
				 unsigned int nr)
{
	static u64 edge[2 * XEN_E820_ENTRIES];
	unsigned int edges = 0, found = 0, i;

	for (i = 0; i < nr; i++) {
		edge[edges++] = entries[i].addr;
		edge[edges++] = end_of(&entries[i]);
	}
	qsort(edge, edges, sizeof(*edge), ascending);
	for (i = 0; i + 1 < edges; i++) {
		u32 type = edge[i] < edge[i + 1] ? naive_type(entries, nr, edge[i]) : 0;

		if (!type)
			continue;
		if (found && range[found - 1].end == edge[i] && range[found - 1].type == type)
			range[found - 1].end = edge[i + 1];
		else
			range[found++] = (struct xen_e820_range){ edge[i], edge[i + 1], type };
	}
	return found;
}

/* Leaves whole pages of RAM only. */
static unsigned int naive_whole_pages(struct xen_e820_range *range, unsigned int nr)
{
	unsigned int kept = 0, i;

	for (i = 0; i < nr; i++) {
		struct xen_e820_range r = range[i];

		if (r.type == E820_TYPE_RAM) {
			/* A range that starts in the last page has no whole page. */
			if (r.start > (U64_MAX & PAGE_MASK))
				continue;
			r.start = (r.start + PAGE_SIZE - 1) & PAGE_MASK;
			r.end &= PAGE_MASK;
		}
		if (r.start < r.end)
			range[kept++] = r;
	}
	return kept;
}

static void check_map(const struct xen_e820_map *map)
{
	static struct xen_e820_range want[2 * XEN_E820_ENTRIES];
	unsigned int nr = naive_whole_pages(want, naive_ranges(want, shown, nr_shown)), i;

	HOLDS(map->nr <= XEN_E820_RANGES_MAX, "%u ranges, there is room for %u", map->nr,
	      XEN_E820_RANGES_MAX);
	for (i = 0; i < map->nr && i < nr; i++) {
		const struct xen_e820_range *got = &map->range[i];

		HOLDS(got->start == want[i].start && got->end == want[i].end &&
		      got->type == want[i].type,
		      "range %u is %#llx .. %#llx type %#x instead of %#llx .. %#llx type %#x", i,
		      (unsigned long long)got->start, (unsigned long long)got->end, got->type,
		      (unsigned long long)want[i].start, (unsigned long long)want[i].end,
		      want[i].type);
	}
	HOLDS(map->nr == nr, "%u ranges instead of %u", map->nr, nr);
}

/* Check the queries of the map, at the edges of its ranges. */
static void check_queries(const struct xen_e820_map *map)
{
	unsigned long pages, all = 0;
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *r = &map->range[i];
		bool ram = r->type == E820_TYPE_RAM;

		HOLDS(xen_memory_map_is_ram(map, r->start, r->end - r->start) == ram &&
		      xen_memory_map_is_ram(map, r->end - 1, 1) == ram,
		      "range %u of type %#x is %s", i, r->type, ram ? "no RAM" : "RAM");
		HOLDS(!ram || !xen_memory_map_is_ram(map, r->start, r->end - r->start + 1),
		      "range %u and a byte more are RAM", i);
		pages = xen_memory_map_ram_pages(map, r->start / PAGE_SIZE, r->end / PAGE_SIZE);
		HOLDS(!ram || pages == (r->end - r->start) / PAGE_SIZE, "range %u has %#lx pages",
		      i, pages);
		all += ram ? pages : 0;
	}
	pages = xen_memory_map_ram_pages(map, 0, ~0UL);
	HOLDS(pages == all, "%#lx pages instead of %#lx", pages, all);
}

const struct xen_e820_map *checked_map(const struct e820_entry *entries, unsigned int nr)
{
	static struct xen_e820_map map;
	/* No larger than needed, so that the sanitizer sees reads past the end. */
	struct e820_entry *copy = calloc(nr, sizeof(*copy));

	if (nr)
		memcpy(copy, entries, nr * sizeof(*copy));
	shown = entries;
	nr_shown = nr;
	memset(&map, 0xa5, sizeof(map));
	xen_memory_map_make(&map, copy, nr);
	HOLDS(!nr || !memcmp(copy, entries, nr * sizeof(*copy)), "the entries were changed");
	free(copy);
	check_map(&map);
	check_queries(&map);
	return &map;
}

/* ---- NVS ---- */

static bool in_the_way(const struct e820_entry *entry, u64 start, u64 size)
{
	u64 end = start + size;

	return entry->type == E820_TYPE_NVS && entry->size && entry->addr < end &&
	       end_of(entry) > start;
}

/* Its bytes in whole pages; 0 when that does not fit in 64 bits. */
static u64 whole_pages(const struct e820_entry *entry)
{
	u64 start = entry->addr & PAGE_MASK;

	return ((end_of(entry) - 1) & PAGE_MASK) + PAGE_SIZE - start;
}

static bool has_room(const struct xen_e820_map *map, u64 bytes, u64 above)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *r = &map->range[i];
		u64 start = r->start > above ? r->start : above;

		if (r->type == E820_TYPE_RAM && r->end > start && bytes &&
		    r->end - start >= bytes)
			return true;
	}
	return false;
}

/* Where there is none in the way nothing happens. Where there is, it was moved or cannot be. */
static void check_not_moved(int result, const struct e820_entry *was, unsigned int nr,
			    unsigned int max, const struct xen_e820_map *map, u64 start, u64 size,
			    u64 above)
{
	unsigned int found = 0, roomless = 0, i;

	for (i = 0; i < nr; i++) {
		if (!in_the_way(&was[i], start, size))
			continue;
		found++;
		roomless += nr == max || !has_room(map, whole_pages(&was[i]), above);
	}
	if (result == 0)
		HOLDS(!found, "%u in the way of %#llx + %#llx", found, (unsigned long long)start,
		      (unsigned long long)size);
	else
		HOLDS(roomless, "no room, but each of %u in the way has some above %#llx", found,
		      (unsigned long long)above);
}

static void check_moved(const struct e820_entry *was, const struct e820_entry *now,
			unsigned int nr, const struct xen_e820_map *map, u64 start, u64 size,
			u64 above, const struct xen_nvs_move *move)
{
	const struct e820_entry *new = &now[nr];
	unsigned int changed = nr, i;
	bool at_the_top = false;
	u64 bytes;

	for (i = 0; i < nr; i++) {
		if (!memcmp(&was[i], &now[i], sizeof(*now)))
			continue;
		HOLDS(changed == nr, "entries %u and %u have changed", changed, i);
		changed = i;
	}
	HOLDS(changed < nr, "no entry has changed");
	HOLDS(in_the_way(&was[changed], start, size), "entry %u was not in the way", changed);
	bytes = whole_pages(&was[changed]);
	HOLDS(move->from == (was[changed].addr & PAGE_MASK) && move->size == bytes,
	      "moved %#llx + %#llx instead of entry %u", (unsigned long long)move->from,
	      (unsigned long long)move->size, changed);
	HOLDS(now[changed].type == E820_TYPE_RAM && now[changed].addr == move->from &&
	      now[changed].size == bytes, "entry %u became %#llx + %#llx type %#x", changed,
	      (unsigned long long)now[changed].addr, (unsigned long long)now[changed].size,
	      now[changed].type);
	HOLDS(new->type == E820_TYPE_NVS && end_of(new) - new->addr ==
	      end_of(&was[changed]) - was[changed].addr &&
	      new->addr == move->to + was[changed].addr % PAGE_SIZE,
	      "the new entry is %#llx + %#llx type %#x, for entry %u at %#llx",
	      (unsigned long long)new->addr, (unsigned long long)new->size, new->type, changed,
	      (unsigned long long)move->to);

	HOLDS(move->to % PAGE_SIZE == 0 && move->to >= above, "%#llx is no place above %#llx",
	      (unsigned long long)move->to, (unsigned long long)above);
	for (i = 0; i < map->nr; i++)
		at_the_top |= map->range[i].type == E820_TYPE_RAM &&
			      map->range[i].start <= move->to && map->range[i].end > move->to &&
			      map->range[i].end - move->to == bytes;
	HOLDS(at_the_top, "%#llx + %#llx is not at the top of any RAM",
	      (unsigned long long)move->to, (unsigned long long)bytes);
}

int checked_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
		     const struct xen_e820_map *map, u64 start, u64 size, u64 above,
		     struct xen_nvs_move *move)
{
	struct e820_entry *was = calloc(max, sizeof(*was)), *now = calloc(max, sizeof(*now));
	unsigned int nr_was = *nr;
	int result;

	if (max) {
		memcpy(was, entries, max * sizeof(*was));
		memcpy(now, entries, max * sizeof(*now));
	}
	shown = was;
	nr_shown = nr_was;
	memset(move, 0xa5, sizeof(*move));
	result = xen_memory_map_move_nvs(now, nr, max, map, start, size, above, move);
	HOLDS(result == 0 || result == 1 || result == -ENOSPC, "it returned %d", result);
	HOLDS(*nr == nr_was + (result == 1), "%d, and %u entries became %u", result, nr_was, *nr);
	if (result == 1) {
		HOLDS(*nr <= max, "%u entries, there is room for %u", *nr, max);
		check_moved(was, now, nr_was, map, start, size, above, move);
		HOLDS(!memcmp(was + *nr, now + *nr, (max - *nr) * sizeof(*now)),
		      "entries behind the last have changed");
		memcpy(entries, now, max * sizeof(*now));
	} else {
		HOLDS(!max || !memcmp(was, now, max * sizeof(*now)),
		      "%d, but entries have changed", result);
		check_not_moved(result, was, nr_was, max, map, start, size, above);
	}
	free(was);
	free(now);
	return result;
}
