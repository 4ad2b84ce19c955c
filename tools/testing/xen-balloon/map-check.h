/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks a struct xen_e820_map against one that is worked out the slow way. For tests and fuzz targets alike:
 * where they differ, test_fail() and test_end() are called.
 */
#ifndef _MAP_CHECK_H
#define _MAP_CHECK_H

#include "memory-map.h"

/* Print the entries of a case, so that a failure can be understood. */
void show_entries(const struct e820_entry *entries, unsigned int nr);

/* One byte of the entries: its type, and 0 where there is none. */
u32 naive_type(const struct e820_entry *entries, unsigned int nr, u64 addr);

/* Makes a map and checks it. The map is valid until the next call. */
const struct xen_e820_map *checked_map(const struct e820_entry *entries, unsigned int nr);

/* One step of xen_memory_map_move_nvs(), checked. @map is that of @entries. */
int checked_move_nvs(struct e820_entry *entries, unsigned int *nr, unsigned int max,
		     const struct xen_e820_map *map, u64 start, u64 size, u64 above,
		     struct xen_nvs_move *move);

#endif	/* _MAP_CHECK_H */
