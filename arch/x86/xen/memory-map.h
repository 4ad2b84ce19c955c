/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The E820 as Xen hands it over, put in order: sorted, without overlaps, RAM in whole pages.
 *
 * Pure: numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_MEMORY_MAP_H
#define _XEN_MEMORY_MAP_H

#include <linux/types.h>

#include <asm/e820/types.h>

/* Xen's own E820 has no more: E820MAX in xen/arch/x86/include/asm/e820.h. */
#define MEMORY_MAP_ENTRIES	1024
/* Each edge of an entry may start a range, so that there are at most twice as many ranges. */
#define MEMORY_MAP_MAX		(2 * MEMORY_MAP_ENTRIES)

/**
 * struct memory_range - a part of the E820 that is of one type
 * @start:	first byte
 * @end:	the last byte plus one
 * @type:	E820_TYPE_*
 */
struct memory_range {
	u64 start;
	u64 end;
	u32 type;
};

/**
 * struct memory_map - the E820 in order
 *
 * The ranges ascend, none is empty, none overlaps another; neighbours that touch differ in type.
 * Those of type RAM start and end at page boundaries. Gaps between ranges are of no type.
 *
 * @nr:		number of ranges
 * @range:	the ranges
 */
struct memory_map {
	unsigned int nr;
	struct memory_range range[MEMORY_MAP_MAX];
};

/**
 * struct nvs_move - the move of ACPI non-volatile storage
 * @from:	where the firmware has it: machine address, a multiple of the page size
 * @to:		where the kernel will find it: pseudo-physical address, a multiple of the page size
 * @size:	bytes, a multiple of the page size
 */
struct nvs_move {
	u64 from;
	u64 to;
	u64 size;
};

void xen_memory_map_make(struct memory_map *map, const struct e820_entry *entries, unsigned int nr);
bool xen_memory_map_is_ram(const struct memory_map *map, u64 start, u64 size);
unsigned long xen_memory_map_ram_pages(const struct memory_map *map, unsigned long from,
				       unsigned long to);
int xen_memory_map_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
			    const struct memory_map *map, u64 start, u64 size, u64 above,
			    struct nvs_move *move);

#endif	/* _XEN_MEMORY_MAP_H */
