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

/* Maximum number of entries, as in Xen's own E820: E820MAX in xen/arch/x86/include/asm/e820.h. */
#define XEN_E820_ENTRIES	1024
/* Each edge of an entry may start a range, so there are at most twice as many ranges. */
#define XEN_E820_RANGES_MAX		(2 * XEN_E820_ENTRIES)

/**
 * struct xen_e820_range - a part of the E820 with a single type
 * @start:	first byte
 * @end:	the last byte plus one
 * @type:	E820_TYPE_*
 */
struct xen_e820_range {
	u64 start;
	u64 end;
	u32 type;
};

/**
 * struct xen_e820_map - the E820 in order
 *
 * The ranges ascend, none is empty, none overlaps another; neighbours that touch differ in type.
 * Those of type RAM start and end at page boundaries. Gaps between ranges have no type.
 *
 * @nr:		number of ranges
 * @range:	the ranges
 */
struct xen_e820_map {
	unsigned int nr;
	struct xen_e820_range range[XEN_E820_RANGES_MAX];
};

/**
 * struct xen_nvs_move - the move of ACPI non-volatile storage
 * @from:	machine address where firmware has it, a multiple of the page size
 * @to:		pseudo-physical address where the kernel will find it, a multiple of the page size
 * @size:	bytes, a multiple of the page size
 */
struct xen_nvs_move {
	u64 from;
	u64 to;
	u64 size;
};

void xen_memory_map_make(struct xen_e820_map *map, const struct e820_entry *entries,
			 unsigned int nr);
bool xen_memory_map_is_ram(const struct xen_e820_map *map, u64 start, u64 size);
unsigned long xen_memory_map_ram_pages(const struct xen_e820_map *map, unsigned long from,
				       unsigned long to);
unsigned long xen_memory_map_pieces_end(const struct xen_e820_map *map, unsigned long from,
					unsigned int max);
int xen_memory_map_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
			    const struct xen_e820_map *map, u64 start, u64 size, u64 above,
			    struct xen_nvs_move *move);

#endif	/* _XEN_MEMORY_MAP_H */
