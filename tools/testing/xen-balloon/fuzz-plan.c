// SPDX-License-Identifier: GPL-2.0
/* Any E820 and any request: what plan-check.c and map-check.c check always has to hold. */
#include <string.h>

#include <linux/minmax.h>

#include <asm/page.h>

#include "fuzz-input.h"
#include "map-check.h"
#include "plan-check.h"
#include "test.h"

#define SMALL_PAGES	(2 * (0x10000UL * 512 / PAGE_SIZE))

static struct e820_entry entries[XEN_E820_ENTRIES];

/* The lowest and the highest, and few of the many between that make no difference. */
static enum e820_type entry_type(u8 type)
{
	return type < 0xf0 ? type : 0xefffff00 + type;
}

static unsigned int read_entries(const u8 *data, size_t size, bool small)
{
	size_t each = small ? sizeof(struct fuzz_small) : sizeof(struct fuzz_large);
	unsigned int nr = min(size / each, (size_t)XEN_E820_ENTRIES), i;
	struct fuzz_large l;
	struct fuzz_small s;

	for (i = 0; i < nr; i++, data += each) {
		if (small) {
			memcpy(&s, data, sizeof(s));
			l = (struct fuzz_large){ s.addr * 512ULL, s.size * 512ULL, s.type };
		} else {
			memcpy(&l, data, sizeof(l));
		}
		entries[i] = (struct e820_entry){ l.addr, l.size, entry_type(l.type) };
	}
	return nr;
}

/* In a small address space numbers are small too, except for those that are no bound. */
static unsigned long number(u64 n, bool small)
{
	return !small || n >> 63 ? n : n % SMALL_PAGES;
}

/* Everything that is in the way goes elsewhere, one after the other, as long as there is room. */
static unsigned int move_nvs(unsigned int nr, const struct fuzz_head *head, bool small)
{
	unsigned int max = min(nr + 8, (unsigned int)XEN_E820_ENTRIES);
	u64 start = small ? head->start % (SMALL_PAGES * PAGE_SIZE) : head->start;
	u64 bytes = small ? head->size % (SMALL_PAGES * PAGE_SIZE) : head->size, above;
	struct xen_nvs_move move;

	/* The kernel is somewhere, and it ends below the last page. */
	if (!bytes || start > ~0ULL - 3 * PAGE_SIZE || bytes > ~0ULL - 3 * PAGE_SIZE - start)
		return nr;
	above = ((start + bytes - 1) / PAGE_SIZE + 1) * PAGE_SIZE;
	above += min(head->above * PAGE_SIZE, ~0ULL / PAGE_SIZE * PAGE_SIZE - above);
	memset(entries + nr, 0, (max - nr) * sizeof(*entries));
	while (checked_move_nvs(entries, &nr, max, checked_map(entries, nr), start, bytes, above,
				&move) == 1)
		;
	return nr;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct xen_memory_request request;
	struct fuzz_head head;
	unsigned int nr;
	bool small;

	if (size < sizeof(head))
		return 0;
	memcpy(&head, data, sizeof(head));
	small = head.small % 2;
	nr = read_entries(data + sizeof(head), size - sizeof(head), small);
	request = (struct xen_memory_request){
		/* Xen cannot have given more than there are addresses for. */
		.nr_pages = head.nr_pages % (small ? SMALL_PAGES : MAX_PAGES),
		.max_pages = number(head.max_pages, small),
		.limit = number(head.limit, small),
		.cap = number(head.cap, small),
		.granule = 1UL << head.granule % 21,
	};
	checked_plan(entries, nr, &request);
	nr = move_nvs(nr, &head, small);
	checked_plan(entries, nr, &request);
	return 0;
}
