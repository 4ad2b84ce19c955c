/* SPDX-License-Identifier: GPL-2.0 */
/* Bitmaps in arrays of unsigned long, as many functions as the driver uses. */
#ifndef _SIM_LINUX_BITMAP_H
#define _SIM_LINUX_BITMAP_H

#include <linux/bitops.h>
#include <linux/slab.h>
#include <linux/types.h>

#define BITS_PER_LONG		64
#define BITS_TO_LONGS(n)	(((n) + BITS_PER_LONG - 1) / BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits)	unsigned long name[BITS_TO_LONGS(bits)]

static inline bool test_bit(unsigned long nr, const unsigned long *map)
{
	return map[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG) & 1;
}

static inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int nr)
{
	unsigned int i;

	for (i = start; i < start + nr; i++)
		map[i / BITS_PER_LONG] |= 1UL << (i % BITS_PER_LONG);
}

static inline unsigned int bitmap_weight(const unsigned long *map, unsigned int nr)
{
	unsigned int i, weight = 0;

	for (i = 0; i < nr; i++)
		weight += test_bit(i, map);
	return weight;
}

static inline unsigned long sim_find_next(const unsigned long *map, unsigned long end,
					  unsigned long i, bool set)
{
	while (i < end && test_bit(i, map) != set)
		i++;
	return i < end ? i : end;
}

#define find_next_bit(map, end, from)		sim_find_next(map, end, from, true)
#define find_next_zero_bit(map, end, from)	sim_find_next(map, end, from, false)

#define for_each_set_bitrange(first, behind, map, nr)				\
	for ((first) = find_next_bit(map, nr, 0);				\
	     (first) < (nr) &&							\
	     ((behind) = find_next_zero_bit(map, nr, (first) + 1), true);	\
	     (first) = find_next_bit(map, nr, behind))

#define bitmap_zalloc(nr, gfp)	((unsigned long *)kcalloc(BITS_TO_LONGS(nr), sizeof(long), gfp))
#define bitmap_free(map)	kfree(map)

#endif	/* _SIM_LINUX_BITMAP_H */
