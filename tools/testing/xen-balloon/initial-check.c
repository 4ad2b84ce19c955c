// SPDX-License-Identifier: GPL-2.0
/* See initial-check.h. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include <asm/page.h>

#include "initial-check.h"
#include "test.h"

/* Beyond 64 bits, whatever the unit, which does not lead beyond 128. */
#define FAR	((unsigned __int128)1 << 64)

static unsigned __int128 number_of(const char *text, size_t digits)
{
	unsigned __int128 n = 0;
	size_t i;

	for (i = 0; i < digits && n < FAR; i++)
		n = 10 * n + (text[i] - '0');
	return n;
}

/*
 * Reads the digits, and the unit if there is one. Any other text behind them is nonsense. With such
 * text and a number that is too large as well, -ERANGE is an answer too: *@either.
 */
static int naive_parse(struct xen_initial_balloon *cap, const char *text, bool *either)
{
	static const char units[] = "KkMmGgTtPpEe";
	size_t digits = strspn(text, "0123456789");
	enum xen_initial_balloon_form form = XEN_INITIAL_BALLOON_SIZE;
	unsigned __int128 n = number_of(text, digits);
	const char *rest = text + digits;
	const char *unit = *rest ? strchr(units, *rest) : NULL;

	*either = false;
	if (!strcmp(text, "auto") || !strcmp(text, "all")) {
		form = strcmp(text, "all") ? XEN_INITIAL_BALLOON_AUTO : XEN_INITIAL_BALLOON_ALL;
		*cap = (struct xen_initial_balloon){ form, 0 };
		return 0;
	}
	if (unit && n < FAR)
		n <<= 10 * ((unit - units) / 2 + 1);
	if (*rest == 'x' || *rest == 'X')
		form = XEN_INITIAL_BALLOON_MULTIPLE;
	if (unit || form == XEN_INITIAL_BALLOON_MULTIPLE)
		rest++;
	*either = *rest && n >> 64;
	if (!digits || *rest)
		return -EINVAL;
	if (n >> 64)
		return -ERANGE;
	*cap = (struct xen_initial_balloon){ form, n };
	return 0;
}

int checked_parse(struct xen_initial_balloon *cap, const char *text)
{
	static const struct xen_initial_balloon none = {
		XEN_INITIAL_BALLOON_MULTIPLE, 0x5a5a5a5a5a5a5a5a
	};
	struct xen_initial_balloon want = none;
	/* On the heap, the sanitizer sees reads past its end. */
	char *copy = strdup(text);
	bool either;
	int result, want_result = naive_parse(&want, text, &either);

	*cap = none;
	result = xen_initial_balloon_parse(cap, copy);
	REQUIRE(!strcmp(copy, text), "\"%s\" was changed", text);
	free(copy);
	REQUIRE(result == want_result || (either && result == -ERANGE),
		"\"%s\": %d instead of %d", text, result, want_result);
	REQUIRE(cap->form == want.form && cap->value == want.value,
		"\"%s\": form %d value %#llx instead of %d %#llx", text, cap->form,
		(unsigned long long)cap->value, want.form, (unsigned long long)want.value);
	return result;
}

unsigned long checked_pages(const struct xen_initial_balloon *cap, unsigned long boot_pages,
			    unsigned int page_cost)
{
	const struct xen_initial_balloon was = *cap;
	unsigned long pages = xen_initial_balloon_pages(cap, boot_pages, page_cost);
	unsigned __int128 want = 0;

	switch (was.form) {
	case XEN_INITIAL_BALLOON_AUTO:
		want = (unsigned __int128)boot_pages * PAGE_SIZE / 64 / page_cost;
		break;
	case XEN_INITIAL_BALLOON_ALL:
		want = ULONG_MAX;
		break;
	case XEN_INITIAL_BALLOON_SIZE:
		want = was.value / PAGE_SIZE;
		break;
	case XEN_INITIAL_BALLOON_MULTIPLE:
		want = (unsigned __int128)boot_pages * was.value;
		if (want > ULONG_MAX)
			want = ULONG_MAX;
		break;
	}
	REQUIRE(pages == want, "form %d value %#llx boot %#lx cost %u: %#lx pages instead of %#lx",
		was.form, (unsigned long long)was.value, boot_pages, page_cost, pages,
		(unsigned long)want);
	REQUIRE(cap->form == was.form && cap->value == was.value, "the cap was changed");
	return pages;
}

bool checked_fits(unsigned long extra_pages, unsigned long boot_pages, unsigned long used_pages,
		  unsigned int page_cost)
{
	bool fits = xen_initial_balloon_fits(extra_pages, boot_pages, used_pages, page_cost);
	unsigned __int128 need = (unsigned __int128)extra_pages * page_cost +
				 (unsigned __int128)used_pages * PAGE_SIZE;
	bool want = need * 4 <= (unsigned __int128)boot_pages * PAGE_SIZE * 3;

	REQUIRE(fits == want, "extra %#lx boot %#lx used %#lx cost %u: it %s", extra_pages,
		boot_pages, used_pages, page_cost, fits ? "fits" : "does not fit");
	return fits;
}
