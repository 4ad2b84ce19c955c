// SPDX-License-Identifier: GPL-2.0
/* Any nodes, any target of the domain, and which node goes next; any keys of a vnode, one after the other. */
#include <string.h>

#include <linux/minmax.h>

#include "choose-check.h"
#include "fuzz-input.h"
#include "keys-check.h"
#include "spread-check.h"
#include "test.h"

#define MAX_NODES	32
#define MAX_PAGES	(1UL << 40)

/* Takes the next number of the input; 0 after its end. */
static u64 take_number(const u8 **data, size_t *size)
{
	u64 number = 0;
	size_t n = min(*size, sizeof(number));

	memcpy(&number, *data, n);
	*data += n;
	*size -= n;
	return number;
}

/* The next text, up to a NUL byte; NULL when it begins with a slash: there is no such node. */
static const char *take_text(const u8 **data, size_t *size, char *text, size_t room)
{
	size_t n = strnlen((const char *)*data, min(*size, room - 1));

	memcpy(text, *data, n);
	text[n] = '\0';
	n += n < *size;
	*data += n;
	*size -= n;
	return *text == '/' ? NULL : text;
}

static void fuzz_spread(const u8 **data, size_t *size)
{
	struct xen_balloon_share shares[MAX_NODES] = { };
	unsigned int i, nr = 1 + take_number(data, size) % MAX_NODES;
	unsigned long total = take_number(data, size);

	for (i = 0; i < nr; i++) {
		shares[i].current_pages = take_number(data, size) % MAX_PAGES;
		shares[i].frames = take_number(data, size) % MAX_PAGES;
		shares[i].limit = take_number(data, size);
	}
	checked_spread(total, shares, nr);
}

static void fuzz_choose(const u8 **data, size_t *size)
{
	struct xen_balloon_candidate candidates[MAX_NODES] = { };
	unsigned int i, nr = 1 + take_number(data, size) % MAX_NODES;

	for (i = 0; i < nr; i++) {
		u64 number = take_number(data, size);

		candidates[i].action = number % XEN_BALLOON_ACTIONS;
		candidates[i].stuck = number >> 8 & 1;
		candidates[i].passed = number >> 16 & 0xffff;
		candidates[i].distance = number >> 32;
	}
	checked_choose(candidates, nr);
}

static void fuzz_narrow(const u8 **data, size_t *size)
{
	struct xen_balloon_view view = { };
	unsigned long others, target, reclaimable;

	view.current_pages = take_number(data, size) % MAX_PAGES;
	view.floor = take_number(data, size) % MAX_PAGES;
	view.ceiling = take_number(data, size);
	view.reclaimable = take_number(data, size);
	others = take_number(data, size) % MAX_PAGES;
	target = take_number(data, size);
	reclaimable = take_number(data, size);
	checked_narrow(&view, view.current_pages + others, target, reclaimable);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct xen_balloon_keys keys = { };
	struct xen_balloon_extent extent;
	char balloon[64], static_max[64];
	const char *first, *second;

	fuzz_spread(&data, &size);
	fuzz_choose(&data, &size);
	fuzz_narrow(&data, &size);
	extent.map = take_number(&data, &size) % MAX_PAGES;
	extent.built = take_number(&data, &size) % MAX_PAGES;
	while (size) {
		first = take_text(&data, &size, balloon, sizeof(balloon));
		second = take_text(&data, &size, static_max, sizeof(static_max));
		checked_keys_parse(&keys, first, second);
		checked_keys_target(&keys, &extent);
	}
	return 0;
}
