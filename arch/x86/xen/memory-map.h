/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The memory map as Xen hands it over, made usable: sorted, without overlaps, RAM in whole pages.
 *
 * Pure: numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_MEMORY_MAP_H
#define _XEN_MEMORY_MAP_H

#include <linux/types.h>

#include <asm/e820/types.h>

/* Xen's own map has no more: E820MAX in xen/arch/x86/include/asm/e820.h. */
#define MEMORY_MAP_ENTRIES	1024
/* So many entries make at most twice as many ranges: every edge of an entry may start a new one. */
#define MEMORY_MAP_MAX		(2 * MEMORY_MAP_ENTRIES)

/**
 * struct memory_range - a part of the map that is of one type
 * @start:	first byte
 * @end:	the byte behind the last
 * @type:	E820_TYPE_*
 */
struct memory_range {
	u64 start;
	u64 end;
	u32 type;
};

/**
 * struct memory_map - a map in order
 *
 * The ranges ascend, none is empty, none overlaps another; neighbours that touch differ in type.
 * Those of type RAM start and end at page boundaries. What is between ranges is of no type.
 *
 * @nr:		ranges
 * @range:	the ranges
 */
struct memory_map {
	unsigned int nr;
	struct memory_range range[MEMORY_MAP_MAX];
};

/**
 * struct nvs_move - ACPI non-volatile storage that gave way to something that cannot move
 * @from:	where the firmware has it: machine address, a multiple of the page size
 * @to:		where the kernel will find it: pseudo-physical address, a multiple of the page size
 * @size:	bytes, a multiple of the page size
 */
struct nvs_move {
	u64 from;
	u64 to;
	u64 size;
};

void memory_map_make(struct memory_map *map, const struct e820_entry *entries, unsigned int nr);
bool memory_map_is_ram(const struct memory_map *map, u64 start, u64 size);
unsigned long memory_map_ram_pages(const struct memory_map *map, unsigned long from,
				   unsigned long to);
int memory_map_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
			const struct memory_map *map, u64 start, u64 size, u64 above,
			struct nvs_move *move);

#endif	/* _XEN_MEMORY_MAP_H */
