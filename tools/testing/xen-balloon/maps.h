/* SPDX-License-Identifier: GPL-2.0 */
/* E820s for tests: those of e820-maps.txt, and random ones. */
#ifndef _MAPS_H
#define _MAPS_H

#include <string.h>

#include <linux/minmax.h>

#include <asm/e820/types.h>
#include <asm/page.h>

#include "real-maps.h"
#include "test.h"

static inline const struct real_map *real_map(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(real_maps); i++)
		if (!strcmp(real_maps[i].name, name))
			return &real_maps[i];
	REQUIRE(false, "there is no map %s", name);
}

/* Where bytes matter: entries begin and end at quarters of pages, or next to them. */
#define QUARTER		(PAGE_SIZE / 4)

static inline u32 any_type(struct rng *rng)
{
	static const u32 types[] = {
		E820_TYPE_RESERVED, E820_TYPE_RESERVED, E820_TYPE_RESERVED, E820_TYPE_ACPI,
		E820_TYPE_NVS, E820_TYPE_UNUSABLE, E820_TYPE_PMEM, E820_TYPE_PRAM,
		E820_TYPE_RESERVED_KERN, E820_TYPE_SOFT_RESERVED, 0, 20, 0xffffffff,
	};

	return rng_chance(rng, 55) ? E820_TYPE_RAM : types[rng_below(rng, ARRAY_SIZE(types))];
}

/* Up to @most entries that begin within @pages from @base; some are empty, some have no end. */
static inline unsigned int any_entries(struct rng *rng, struct e820_entry *entries,
				       unsigned int most, u64 base, unsigned long pages)
{
	unsigned int nr = rng_below(rng, most + 1), odd = rng_chance(rng, 50) ? 20 : 0, i;
	u64 longest = rng_chance(rng, 50) ? 4 * pages : rng_range(rng, 1, 4 * pages);

	for (i = 0; i < nr; i++) {
		struct e820_entry *e = &entries[i];

		e->addr = base + rng_below(rng, 4 * pages) * QUARTER;
		e->size = rng_range(rng, 1, longest) * QUARTER;
		/* No further than the model looks, unless it is as far as can be. */
		e->size = min(e->size, base + pages * PAGE_SIZE - e->addr);
		e->type = any_type(rng);
		if (rng_chance(rng, 40)) {
			e->addr &= ~(PAGE_SIZE - 1);
			e->size &= ~(PAGE_SIZE - 1);
		}
		if (rng_chance(rng, odd)) {
			e->addr += e->size > 1;
			e->size -= e->size > 1;
		}
		if (rng_chance(rng, odd))
			e->size -= !!e->size;
		if (rng_chance(rng, 2))
			e->size = 0;
		if (rng_chance(rng, 1))
			e->size = ~0ULL - rng_below(rng, 2 * PAGE_SIZE);
	}
	return nr;
}

/* Entries of any size, as of machines with no less than 4 GiB. */
static inline unsigned int any_large_entries(struct rng *rng, struct e820_entry *entries,
					     unsigned int most)
{
	unsigned int nr = rng_below(rng, most + 1), i;
	u64 at = 0;

	for (i = 0; i < nr; i++) {
		struct e820_entry *e = &entries[i];
		u64 mask = ~0ULL << rng_below(rng, 31);

		if (rng_chance(rng, 20))
			at = rng_next(rng) >> rng_below(rng, 40);
		e->addr = at & mask;
		e->size = rng_next(rng) >> rng_range(rng, 20, 52) & mask;
		e->type = any_type(rng);
		at = e->addr + e->size;
		if (rng_chance(rng, 30))
			at += rng_next(rng) >> rng_range(rng, 24, 52) & mask;
	}
	return nr;
}

/*
 * The same map in another form: some entries are split, some are repeated or have a neighbour
 * inside, and all are in another order. There are at most 3 * @nr + 3 of them.
 */
static inline unsigned int other_words(struct rng *rng, struct e820_entry *to,
				       const struct e820_entry *entries, unsigned int nr)
{
	unsigned int n = 0, i;

	for (i = 0; i < nr; i++) {
		struct e820_entry e = entries[i];
		u64 most = min(e.size, ~e.addr), first = most ? rng_below(rng, most) : 0;

		if (first && rng_chance(rng, 50)) {
			to[n++] = (struct e820_entry){ e.addr, first, e.type };
			e.addr += first;
			e.size -= first;
		}
		if (rng_chance(rng, 10))
			to[n++] = rng_chance(rng, 50) ? e :
				  (struct e820_entry){ e.addr + e.size / 4, e.size / 2, e.type };
		to[n++] = e;
	}
	for (i = rng_below(rng, 4); i; i--)
		to[n++] = (struct e820_entry){ rng_next(rng), 0, any_type(rng) };
	for (i = n; i > 1; i--) {
		unsigned int other = rng_below(rng, i);
		struct e820_entry e = to[i - 1];

		to[i - 1] = to[other];
		to[other] = e;
	}
	return n;
}

#endif	/* _MAPS_H */
