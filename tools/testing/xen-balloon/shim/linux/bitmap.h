/* SPDX-License-Identifier: GPL-2.0 */
/* Bitmaps in arrays of unsigned long. */
#ifndef _SHIM_LINUX_BITMAP_H
#define _SHIM_LINUX_BITMAP_H

#include <linux/bitops.h>

#ifndef BITS_PER_LONG
#define BITS_PER_LONG	(8 * sizeof(unsigned long))
#endif

static inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int nr)
{
	unsigned int i;

	for (i = start; i < start + nr; i++)
		map[i / BITS_PER_LONG] |= 1UL << (i % BITS_PER_LONG);
}

#endif	/* _SHIM_LINUX_BITMAP_H */
