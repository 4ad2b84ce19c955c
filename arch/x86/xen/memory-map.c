// SPDX-License-Identifier: GPL-2.0
/*
 * The memory map as Xen hands it over, made usable.
 *
 * Maps come in any order and with overlaps: firmware makes them, Xen takes pieces out, and with
 * e820_host=1 libxl adds RAM where the host may have devices. Nothing here depends on the order.
 */
#include "memory-map.h"

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/pfn.h>

#include <asm/page.h>

static u64 __init entry_end(const struct e820_entry *entry)
{
	return entry->addr + min(entry->size, U64_MAX - entry->addr);
}

/* The type at one address. Where entries overlap, what is something else too is not RAM. */
static u32 __init type_at(const struct e820_entry *entries, unsigned int nr, u64 addr)
{
	u32 type = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (addr >= entries[i].addr && addr < entry_end(&entries[i]))
			type = max_t(u32, type, entries[i].type ?: E820_TYPE_RESERVED);
	return type;
}

/* The next address behind @addr at which an entry starts or ends; @addr if there is none. */
static u64 __init next_edge(const struct e820_entry *entries, unsigned int nr, u64 addr)
{
	u64 edge = U64_MAX;
	bool found = false;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u64 start = entries[i].addr, end = entry_end(&entries[i]);

		if (start > addr) {
			edge = min(edge, start);
			found = true;
		}
		if (end > addr) {
			edge = min(edge, end);
			found = true;
		}
	}
	return found ? edge : addr;
}

static void __init append_range(struct memory_map *map, u64 start, u64 end, u32 type)
{
	struct memory_range *last = map->nr ? &map->range[map->nr - 1] : NULL;

	if (last && last->end == start && last->type == type)
		last->end = end;
	else
		map->range[map->nr++] = (struct memory_range){ start, end, type };
}

/* A page that is RAM in part only is none: what is in the rest of it must stay accessible. */
static void __init align_ram(struct memory_map *map)
{
	unsigned int i, nr = 0;

	for (i = 0; i < map->nr; i++) {
		struct memory_range range = map->range[i];

		if (range.type == E820_TYPE_RAM) {
			u64 first = PFN_DOWN(range.start) + !!(range.start % PAGE_SIZE);

			range.end = ALIGN_DOWN(range.end, PAGE_SIZE);
			if (first >= PFN_DOWN(range.end))
				continue;
			range.start = PFN_PHYS(first);
		}
		map->range[nr++] = range;
	}
	map->nr = nr;
}

/**
 * memory_map_make - bring a memory map in order
 * @map:	the result
 * @entries:	as from Xen: in any order, with overlaps, of any size
 * @nr:		how many, at most MEMORY_MAP_ENTRIES
 *
 * Of types that overlap the one with the higher number holds, as everywhere in x86; type 0, which
 * no firmware should use, counts as reserved.
 *
 * Context: any, at boot: it works on its arguments only.
 */
void __init memory_map_make(struct memory_map *map, const struct e820_entry *entries,
			    unsigned int nr)
{
	u64 addr = 0, edge;
	u32 type;

	map->nr = 0;
	while ((edge = next_edge(entries, nr, addr)) > addr) {
		type = type_at(entries, nr, addr);
		if (type)
			append_range(map, addr, edge, type);
		addr = edge;
	}
	align_ram(map);
}

/**
 * memory_map_is_ram - is an area RAM, all of it?
 * @map:	a map in order
 * @start:	its first byte
 * @size:	bytes
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: true for an empty area.
 */
bool __init memory_map_is_ram(const struct memory_map *map, u64 start, u64 size)
{
	unsigned int i;

	if (!size)
		return true;
	for (i = 0; i < map->nr; i++) {
		const struct memory_range *range = &map->range[i];

		if (start >= range->start && start < range->end)
			return range->type == E820_TYPE_RAM && size <= range->end - start;
	}
	return false;
}

/**
 * memory_map_ram_pages - how much RAM there is between two page frames
 * @map:	a map in order
 * @from:	the first page frame
 * @to:		the one behind the last
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: pages.
 */
unsigned long __init memory_map_ram_pages(const struct memory_map *map, unsigned long from,
					  unsigned long to)
{
	unsigned long pages = 0, start, end;
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		start = max(from, PFN_DOWN(map->range[i].start));
		end = min(to, PFN_DOWN(map->range[i].end));
		if (map->range[i].type == E820_TYPE_RAM && start < end)
			pages += end - start;
	}
	return pages;
}

/* An area of @size at the upper end of RAM at or above @above; 0 if there is none. */
static u64 __init find_ram_from_top(const struct memory_map *map, u64 above, u64 size)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct memory_range *range = &map->range[i];
		u64 start = max(range->start, above);

		if (range->type != E820_TYPE_RAM || range->end <= start)
			continue;
		if (range->end - start >= size)
			return range->end - size;
	}
	return 0;
}

/**
 * memory_map_move_nvs - make room where ACPI non-volatile storage is in the way
 * @entries:	the entries that @map was made from; changed
 * @nr:		how many; changed
 * @max:	how many there may be
 * @map:	the map; make it anew when this has returned 1
 * @start:	first byte of what cannot move, because the kernel runs in it
 * @size:	its size in bytes
 * @above:	a multiple of the page size; move to an address from here on
 * @move:	what was moved
 *
 * Moves one entry, whole pages of it: to the kernel their contents appear elsewhere. The kernel
 * image, say, is where Xen has put it, and Xen looks at the address that it is linked for only.
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: 1; 0 when nothing is in the way that could be moved; -ENOSPC when there is nowhere to go.
 */
int __init memory_map_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
			       const struct memory_map *map, u64 start, u64 size, u64 above,
			       struct nvs_move *move)
{
	struct e820_entry *entry, *moved;
	u64 from, to, bytes;

	for (entry = entries; entry < entries + *nr; entry++)
		if (entry->type == E820_TYPE_NVS && entry->size &&
		    entry->addr < start + size && entry_end(entry) > start)
			break;
	if (entry == entries + *nr)
		return 0;

	from = ALIGN_DOWN(entry->addr, PAGE_SIZE);
	bytes = ALIGN(entry_end(entry), PAGE_SIZE) - from;
	to = find_ram_from_top(map, above, bytes);
	if (!to || *nr == max)
		return -ENOSPC;

	moved = &entries[(*nr)++];
	*moved = *entry;
	moved->addr = to + (entry->addr - from);
	*entry = (struct e820_entry){ .addr = from, .size = bytes, .type = E820_TYPE_RAM };
	*move = (struct nvs_move){ .from = from, .to = to, .size = bytes };
	return 1;
}
