// SPDX-License-Identifier: GPL-2.0
/* Any text for xen_initial_balloon=, on any machine that can exist. */
#include <string.h>

#include <linux/minmax.h>

#include "fuzz-input.h"
#include "initial-check.h"
#include "test.h"

#define MAX_PAGES	(1UL << 52)

/* The text ends at a NUL byte or at the end of the input. Four numbers follow it. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static const struct xen_initial_balloon by_itself = { XEN_INITIAL_BALLOON_AUTO, 0 };
	size_t length = strnlen((const char *)data, min(size, (size_t)255));
	u64 number[4] = { };
	char text[256] = "";
	struct xen_initial_balloon cap;
	unsigned int cost;

	memcpy(text, data, length);
	if (size > length)
		memcpy(number, data + length + 1, min(size - length - 1, sizeof(number)));
	cost = (u32)number[3] ?: 72;
	if (!checked_parse(&cap, text))
		checked_pages(&cap, number[0] % MAX_PAGES, cost);
	checked_pages(&by_itself, number[0] % MAX_PAGES, cost);
	checked_fits(number[2], number[0] % MAX_PAGES, number[1] % MAX_PAGES, cost);
	return 0;
}
