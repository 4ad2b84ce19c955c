// SPDX-License-Identifier: GPL-2.0
/*
 * Puts the E820 that Xen hands over in order.
 *
 * Its entries come in any order and with overlaps: firmware writes them, Xen takes pieces out, and
 * with e820_host=1 libxl adds RAM where the host may have devices (libxl_x86.c: e820_sanitize()).
 * Nothing here depends on the order.
 *
 * Pure: every function works on its arguments only, and may be called from anywhere at boot.
 */
#include "memory-map.h"

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/pfn.h>

#include <asm/page.h>

static u64 __init memory_map_entry_end(const struct e820_entry *entry)
{
	return entry->addr + min(entry->size, U64_MAX - entry->addr);
}

/* The type at @addr; 0 if no entry covers it. Where entries overlap, the highest type counts. */
static u32 __init memory_map_type_at(const struct e820_entry *entries, unsigned int nr, u64 addr)
{
	u32 type = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (addr >= entries[i].addr && addr < memory_map_entry_end(&entries[i]))
			type = max_t(u32, type, entries[i].type ?: E820_TYPE_RESERVED);
	return type;
}

/* The next address above @addr at which an entry starts or ends; @addr if there is none. */
static u64 __init memory_map_next_edge(const struct e820_entry *entries, unsigned int nr, u64 addr)
{
	u64 edge = U64_MAX;
	bool found = false;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		u64 start = entries[i].addr, end = memory_map_entry_end(&entries[i]);

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

static void __init memory_map_append(struct xen_e820_map *map, u64 start, u64 end, u32 type)
{
	struct xen_e820_range *last = map->nr ? &map->range[map->nr - 1] : NULL;

	if (last && last->end == start && last->type == type)
		last->end = end;
	else
		map->range[map->nr++] = (struct xen_e820_range){ start, end, type };
}

/* Leave out pages that are only partly RAM: the rest of such a page must stay accessible. */
static void __init memory_map_align_ram(struct xen_e820_map *map)
{
	unsigned int i, nr = 0;

	for (i = 0; i < map->nr; i++) {
		struct xen_e820_range range = map->range[i];

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
 * xen_memory_map_make - put an E820 in order
 * @map:	the result
 * @entries:	entries as Xen returns them: in any order, with overlaps, of any size
 * @nr:		number of entries, at most XEN_E820_ENTRIES
 *
 * Where entries overlap, the highest type counts, as in arch/x86/kernel/e820.c:
 * e820__update_table(). Type 0, which no firmware should use, counts as reserved.
 *
 * Context: any, at boot.
 */
void __init xen_memory_map_make(struct xen_e820_map *map, const struct e820_entry *entries,
				unsigned int nr)
{
	u64 addr = 0, edge;
	u32 type;

	map->nr = 0;
	while ((edge = memory_map_next_edge(entries, nr, addr)) > addr) {
		type = memory_map_type_at(entries, nr, addr);
		if (type)
			memory_map_append(map, addr, edge, type);
		addr = edge;
	}
	memory_map_align_ram(map);
}

/**
 * xen_memory_map_is_ram - whether all of an area is RAM
 * @map:	the E820 in order
 * @start:	first byte of the area
 * @size:	its size in bytes
 *
 * Context: any, at boot.
 * Return: true for an empty area.
 */
bool __init xen_memory_map_is_ram(const struct xen_e820_map *map, u64 start, u64 size)
{
	unsigned int i;

	if (!size)
		return true;
	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *range = &map->range[i];

		if (start >= range->start && start < range->end)
			return range->type == E820_TYPE_RAM && size <= range->end - start;
	}
	return false;
}

/**
 * xen_memory_map_ram_pages - count the RAM between two page frames
 * @map:	the E820 in order
 * @from:	the first page frame
 * @to:		the last page frame plus one
 *
 * Context: any, at boot.
 * Return: pages.
 */
unsigned long __init xen_memory_map_ram_pages(const struct xen_e820_map *map, unsigned long from,
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

/**
 * xen_memory_map_pieces_end - find where the RAM above a page frame gets into too many pieces
 * @map:	the E820 in order
 * @from:	the page frame
 * @max:	number of ranges of RAM, from the lowest on, that are not too many
 *
 * Context: any, at boot.
 * Return: the first page frame of the next range of RAM; ULONG_MAX if there is none.
 */
unsigned long __init xen_memory_map_pieces_end(const struct xen_e820_map *map, unsigned long from,
					       unsigned int max)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *range = &map->range[i];

		if (range->type == E820_TYPE_RAM && PFN_DOWN(range->end) > from && !max--)
			return PFN_DOWN(range->start);
	}
	return ULONG_MAX;
}

/* The top @size bytes of the first range with that much RAM at or above @above; 0 if none has. */
static u64 __init memory_map_find_ram(const struct xen_e820_map *map, u64 above, u64 size)
{
	unsigned int i;

	for (i = 0; i < map->nr; i++) {
		const struct xen_e820_range *range = &map->range[i];
		u64 start = max(range->start, above);

		if (range->type != E820_TYPE_RAM || range->end <= start)
			continue;
		if (range->end - start >= size)
			return range->end - size;
	}
	return 0;
}

/**
 * xen_memory_map_move_nvs - move ACPI non-volatile storage out of an area
 * @entries:	the entries that @map was made from; changed
 * @nr:		number of entries; changed
 * @max:	number of entries that @entries has room for
 * @map:	the E820 in order; must be made again when this returns 1
 * @start:	first byte of the area, which holds an immovable part of the kernel
 * @size:	its size in bytes
 * @above:	lowest address to move to, a multiple of the page size
 * @move:	set to the move
 *
 * Moves the whole pages of one entry, whose contents the kernel then finds at another address. The
 * kernel image, for example, cannot be moved: Xen loads it at the address that it is linked for,
 * whatever the E820 has there.
 *
 * Context: any, at boot.
 * Return: 1 after a move; 0 if the area has no such storage; -ENOSPC if there is no room for it.
 */
int __init xen_memory_map_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
				   const struct xen_e820_map *map, u64 start, u64 size, u64 above,
				   struct xen_nvs_move *move)
{
	struct e820_entry *entry, *moved;
	u64 from, to, bytes;

	for (entry = entries; entry < entries + *nr; entry++)
		if (entry->type == E820_TYPE_NVS && entry->size &&
		    entry->addr < start + size && memory_map_entry_end(entry) > start)
			break;
	if (entry == entries + *nr)
		return 0;

	from = ALIGN_DOWN(entry->addr, PAGE_SIZE);
	bytes = ALIGN(memory_map_entry_end(entry), PAGE_SIZE) - from;
	to = memory_map_find_ram(map, above, bytes);
	if (!to || *nr == max)
		return -ENOSPC;

	moved = &entries[(*nr)++];
	*moved = *entry;
	moved->addr = to + (entry->addr - from);
	*entry = (struct e820_entry){ .addr = from, .size = bytes, .type = E820_TYPE_RAM };
	*move = (struct xen_nvs_move){ .from = from, .to = to, .size = bytes };
	return 1;
}
