// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of arch/x86/xen/initial-balloon.c: tables of texts and numbers, and random ones that are
 * compared with what initial-check.c makes of them.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>

#include <asm/page.h>

#include "initial-balloon.h"
#include "initial-check.h"
#include "test.h"

#define MIB(n)	((n) << (20 - PAGE_SHIFT))
#define GIB(n)	((n) << (30 - PAGE_SHIFT))

/* A struct page and an entry of the p2m list. */
#define COST	72u

static const char *const form_names[] = {
	[XEN_INITIAL_BALLOON_AUTO] = "auto",
	[XEN_INITIAL_BALLOON_ALL] = "all",
	[XEN_INITIAL_BALLOON_SIZE] = "size",
	[XEN_INITIAL_BALLOON_MULTIPLE] = "multiple",
};

/* ---- parse ---- */

struct parse_case {
	const char *text;
	enum xen_initial_balloon_form form;
	u64 value;
};

static void parse_all_of(const struct parse_case *cases, size_t nr)
{
	struct xen_initial_balloon cap;
	size_t i;
	int result;

	for (i = 0; i < nr; i++) {
		cap = (struct xen_initial_balloon){ XEN_INITIAL_BALLOON_AUTO, 77 };
		result = xen_initial_balloon_parse(&cap, cases[i].text);
		CHECK(!result, "\"%s\": %d", cases[i].text, result);
		CHECK(cap.form == cases[i].form && cap.value == cases[i].value,
		      "\"%s\": %s %llu instead of %s %llu", cases[i].text, form_names[cap.form],
		      (unsigned long long)cap.value, form_names[cases[i].form],
		      (unsigned long long)cases[i].value);
	}
}

static void parse_words(void)
{
	static const struct parse_case cases[] = {
		{ "auto", XEN_INITIAL_BALLOON_AUTO, 0 },
		{ "all", XEN_INITIAL_BALLOON_ALL, 0 },
	};

	parse_all_of(cases, ARRAY_SIZE(cases));
}

static void parse_sizes(void)
{
	static const struct parse_case cases[] = {
		{ "0", XEN_INITIAL_BALLOON_SIZE, 0 },
		{ "1", XEN_INITIAL_BALLOON_SIZE, 1 },
		{ "9", XEN_INITIAL_BALLOON_SIZE, 9 },
		{ "10", XEN_INITIAL_BALLOON_SIZE, 10 },
		{ "1234567890", XEN_INITIAL_BALLOON_SIZE, 1234567890 },
		/* No octal numbers. */
		{ "010", XEN_INITIAL_BALLOON_SIZE, 10 },
		{ "0000000000000000000000000000000000000042", XEN_INITIAL_BALLOON_SIZE, 42 },
		{ "0k", XEN_INITIAL_BALLOON_SIZE, 0 },
		{ "1k", XEN_INITIAL_BALLOON_SIZE, 1ULL << 10 },
		{ "1K", XEN_INITIAL_BALLOON_SIZE, 1ULL << 10 },
		{ "3m", XEN_INITIAL_BALLOON_SIZE, 3ULL << 20 },
		{ "3M", XEN_INITIAL_BALLOON_SIZE, 3ULL << 20 },
		{ "5g", XEN_INITIAL_BALLOON_SIZE, 5ULL << 30 },
		{ "5G", XEN_INITIAL_BALLOON_SIZE, 5ULL << 30 },
		{ "7t", XEN_INITIAL_BALLOON_SIZE, 7ULL << 40 },
		{ "7T", XEN_INITIAL_BALLOON_SIZE, 7ULL << 40 },
		{ "9p", XEN_INITIAL_BALLOON_SIZE, 9ULL << 50 },
		{ "9P", XEN_INITIAL_BALLOON_SIZE, 9ULL << 50 },
		{ "15e", XEN_INITIAL_BALLOON_SIZE, 15ULL << 60 },
		{ "15E", XEN_INITIAL_BALLOON_SIZE, 15ULL << 60 },
	};

	parse_all_of(cases, ARRAY_SIZE(cases));
}

static void parse_multiples(void)
{
	static const struct parse_case cases[] = {
		{ "0x", XEN_INITIAL_BALLOON_MULTIPLE, 0 },
		{ "1x", XEN_INITIAL_BALLOON_MULTIPLE, 1 },
		{ "1X", XEN_INITIAL_BALLOON_MULTIPLE, 1 },
		{ "16x", XEN_INITIAL_BALLOON_MULTIPLE, 16 },
		{ "016X", XEN_INITIAL_BALLOON_MULTIPLE, 16 },
		{ "18446744073709551615x", XEN_INITIAL_BALLOON_MULTIPLE, ~0ULL },
	};

	parse_all_of(cases, ARRAY_SIZE(cases));
}

/* Up to the last that fits. */
static void parse_limits(void)
{
	static const struct parse_case cases[] = {
		{ "18446744073709551615", XEN_INITIAL_BALLOON_SIZE, ~0ULL },
		{ "000018446744073709551615", XEN_INITIAL_BALLOON_SIZE, ~0ULL },
		{ "18446744073709551609", XEN_INITIAL_BALLOON_SIZE, ~0ULL - 6 },
		{ "18014398509481983k", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 10 },
		{ "17592186044415M", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 20 },
		{ "17179869183G", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 30 },
		{ "16777215t", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 40 },
		{ "16383P", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 50 },
		{ "15e", XEN_INITIAL_BALLOON_SIZE, ~0ULL << 60 },
	};

	parse_all_of(cases, ARRAY_SIZE(cases));
}

static void parse_none_of(const char *const *texts, size_t nr, int want)
{
	struct xen_initial_balloon cap;
	size_t i;
	int result;

	for (i = 0; i < nr; i++) {
		cap = (struct xen_initial_balloon){ XEN_INITIAL_BALLOON_MULTIPLE, 77 };
		result = xen_initial_balloon_parse(&cap, texts[i]);
		CHECK(result == want, "\"%s\": %d instead of %d", texts[i], result, want);
		CHECK(cap.form == XEN_INITIAL_BALLOON_MULTIPLE && cap.value == 77,
		      "\"%s\": the cap became %d %llu", texts[i], cap.form,
		      (unsigned long long)cap.value);
	}
}

static void parse_too_large(void)
{
	static const char *const texts[] = {
		"18446744073709551616", "18446744073709551620", "18446744073709551616x",
		"27670116110564327424", "99999999999999999999", "100000000000000000000",
		"340282366920938463463374607431768211456",
		"18014398509481984k", "17592186044416m", "17179869184g", "16777216t", "16384p",
		"16e", "17e", "32E", "18446744073709551615k", "18446744073709551615E",
		"99999999999999999999x", "99999999999999999999k",
	};

	parse_none_of(texts, ARRAY_SIZE(texts), -ERANGE);
}

static void parse_nonsense(void)
{
	static const char *const texts[] = {
		"", " ", "x", "X", "k", "kx", "G",
		"Auto", "AUTO", "auto ", " auto", "autox", "aut", "a", "All", "ALL", "al", "alls",
		"all,", "none", "off",
		"+1", "-1", "-0", "--1", "1-", "1+1", "1,5", "1.5g", ".5g", "1_000",
		" 1", "1 ", "1 g", "1g ", "\t1", "1\n", "1x\n", "auto\n",
		"0x10", "0X10", "0xff", "0b1", "1xx", "1kk", "1kx", "1xk", "1gb", "1GiB", "1kB",
		"1b", "1B", "1z", "1y", "1a", "1f", "1h", "1e3", "1E3", "1k1", "2x2",
		"x2", "k1", "auto1", "1auto", "all2x",
		"1\xcb", "1\xeb", "\xb9", "1\xff", "1\x80", "\xb2x",
	};

	parse_none_of(texts, ARRAY_SIZE(texts), -EINVAL);
}

/* Each byte as a suffix, in front of a number, and alone. */
static void parse_each_byte(void)
{
	struct xen_initial_balloon cap;
	char text[4] = "";
	int c;

	for (c = 1; c < 256; c++) {
		snprintf(text, sizeof(text), "%c", c);
		checked_parse(&cap, text);
		snprintf(text, sizeof(text), "3%c", c);
		checked_parse(&cap, text);
		snprintf(text, sizeof(text), "%c3", c);
		checked_parse(&cap, text);
		snprintf(text, sizeof(text), "3k%c", c);
		checked_parse(&cap, text);
		snprintf(text, sizeof(text), "99%c", c);
		checked_parse(&cap, text);
	}
}

/* ---- pages and fits ---- */

static void pages_table(void)
{
	static const struct {
		const char *name;
		struct xen_initial_balloon cap;
		unsigned long boot;
		unsigned int cost;
		unsigned long want;
	} cases[] = {
		{ "auto, of nothing", { XEN_INITIAL_BALLOON_AUTO, 0 }, 0, COST, 0 },
		/* 4096 / 64 / 72 = 0.88... */
		{ "auto, of a page", { XEN_INITIAL_BALLOON_AUTO, 0 }, 1, COST, 0 },
		{ "auto, of two", { XEN_INITIAL_BALLOON_AUTO, 0 }, 2, COST, 1 },
		{ "auto, of nine", { XEN_INITIAL_BALLOON_AUTO, 0 }, 9, COST, 8 },
		/* A memmap of 16 MiB, 64 bytes for each page. */
		{ "auto, of 1 GiB", { XEN_INITIAL_BALLOON_AUTO, 0 }, GIB(1UL), 64, MIB(1024UL) },
		{ "auto, expensive", { XEN_INITIAL_BALLOON_AUTO, 0 }, 63, 4096, 0 },
		{ "auto, expensive, enough for one", { XEN_INITIAL_BALLOON_AUTO, 0 }, 64, 4096, 1 },
		{ "auto, for a byte each", { XEN_INITIAL_BALLOON_AUTO, 0 }, 3, 1, 192 },
		{ "auto, a value means nothing", { XEN_INITIAL_BALLOON_AUTO, 99 }, 9, COST, 8 },
		{ "auto, 64 TiB", { XEN_INITIAL_BALLOON_AUTO, 0 }, 1UL << 34, 64, 1UL << 34 },
		{ "all", { XEN_INITIAL_BALLOON_ALL, 0 }, 1000, COST, ULONG_MAX },
		{ "all, of nothing", { XEN_INITIAL_BALLOON_ALL, 0 }, 0, COST, ULONG_MAX },
		{ "size, none", { XEN_INITIAL_BALLOON_SIZE, 0 }, 1000, COST, 0 },
		{ "size, less than a page", { XEN_INITIAL_BALLOON_SIZE, 4095 }, 1000, COST, 0 },
		{ "size, a page", { XEN_INITIAL_BALLOON_SIZE, 4096 }, 1000, COST, 1 },
		{ "size, nearly two", { XEN_INITIAL_BALLOON_SIZE, 8191 }, 1000, COST, 1 },
		{ "size, 3 GiB", { XEN_INITIAL_BALLOON_SIZE, 3ULL << 30 }, 0, COST, GIB(3UL) },
		{ "size, the largest", { XEN_INITIAL_BALLOON_SIZE, ~0ULL }, 1, COST, ~0UL >> 12 },
		{ "no times", { XEN_INITIAL_BALLOON_MULTIPLE, 0 }, 1000, COST, 0 },
		{ "once", { XEN_INITIAL_BALLOON_MULTIPLE, 1 }, 1000, COST, 1000 },
		{ "15 times", { XEN_INITIAL_BALLOON_MULTIPLE, 15 }, 1000, COST, 15000 },
		{ "any times nothing", { XEN_INITIAL_BALLOON_MULTIPLE, ~0ULL }, 0, COST, 0 },
		{ "so often that it just fits", { XEN_INITIAL_BALLOON_MULTIPLE, ~0ULL / 15 }, 15,
		  COST, ~0UL },
		{ "just fits with some to spare", { XEN_INITIAL_BALLOON_MULTIPLE, 1ULL << 63 }, 1,
		  COST, 1UL << 63 },
		{ "once too often", { XEN_INITIAL_BALLOON_MULTIPLE, 1ULL << 63 }, 2, COST, ~0UL },
		{ "far too often", { XEN_INITIAL_BALLOON_MULTIPLE, ~0ULL }, 1UL << 40, COST, ~0UL },
		{ "too often, not by powers", { XEN_INITIAL_BALLOON_MULTIPLE, ~0ULL / 3 }, 7, COST,
		  ~0UL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got = xen_initial_balloon_pages(&cases[i].cap, cases[i].boot,
							      cases[i].cost);

		CHECK(got == cases[i].want, "%s: %#lx pages instead of %#lx", cases[i].name, got,
		      cases[i].want);
	}
}

static void fits_table(void)
{
	static const struct {
		const char *name;
		unsigned long extra, boot, used;
		unsigned int cost;
		bool want;
	} cases[] = {
		{ "nothing in nothing", 0, 0, 0, COST, true },
		{ "something in nothing", 1, 0, 0, COST, false },
		{ "nothing in something", 0, 1000, 0, COST, true },
		/* 3/4 of 4 pages are 12288 bytes. */
		{ "exactly", 12288 / 64, 4, 0, 64, true },
		{ "one more", 12288 / 64 + 1, 4, 0, 64, false },
		{ "by a byte", 12289, 4, 0, 1, false },
		{ "exactly, by bytes", 12288, 4, 0, 1, true },
		/* 3/4 of one page is no whole number of pages. */
		{ "exactly, of one page", 3072, 1, 0, 1, true },
		{ "by a byte, of one page", 3073, 1, 0, 1, false },
		{ "used alone, exactly", 0, 4, 3, COST, true },
		{ "used alone, and one more", 1, 4, 3, COST, false },
		{ "used alone is too much", 0, 4, 4, COST, false },
		{ "both, exactly", 64, 4, 2, 64, true },
		{ "both, one more", 65, 4, 2, 64, false },
		{ "32 times the memory", MIB(32UL * 256), MIB(256UL), MIB(20UL), COST, true },
		{ "64 times the memory", MIB(64UL * 256), MIB(256UL), MIB(20UL), COST, false },
		{ "so much that it overflows", ~0UL, MIB(256UL), 0, COST, false },
		{ "overflows to a little", 1UL << 58, MIB(256UL), 0, 64, false },
		{ "overflows to a little, plus", (1UL << 58) + 1, MIB(256UL), 0, 64, false },
		{ "both are needed to overflow", ~0UL / 64, MIB(256UL), MIB(20UL), 64, false },
		{ "the largest that exist", 1UL << 36, 1UL << 34, 1UL << 33, 64, true },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool got = xen_initial_balloon_fits(cases[i].extra, cases[i].boot, cases[i].used,
						    cases[i].cost);

		CHECK(got == cases[i].want, "%s: it %s", cases[i].name,
		      got ? "fits" : "does not fit");
	}
}

/* "auto" always fits, as long as not too much is used otherwise. */
static void auto_fits(void)
{
	static const struct xen_initial_balloon cap = { XEN_INITIAL_BALLOON_AUTO, 0 };
	unsigned long boot, pages;

	for (boot = 1; boot < 1UL << 34; boot = boot * 3 + 1) {
		pages = checked_pages(&cap, boot, COST);
		CHECK(checked_fits(pages, boot, boot * 47 / 64, COST),
		      "%#lx pages for %#lx do not fit", pages, boot);
		CHECK(!checked_fits(pages, boot, boot * 49 / 64, COST) || boot < 64,
		      "%#lx pages for %#lx fit into nothing", pages, boot);
	}
}

/* ---- properties ---- */

/* Texts that are nearly right. */
static void parse_any(struct rng *rng)
{
	static const char *const parts[] = {
		"auto", "all", "x", "X", "k", "K", "M", "G", "t", "P", "e", "E", " ", "-", "+",
		"0x", "b", "18446744073709551615", "1844674407370955161", "00000000", "\n", "\xe9",
	};
	struct xen_initial_balloon cap;
	char text[200] = "";
	unsigned int n = rng_below(rng, 4);
	size_t at = 0;

	while (n--) {
		unsigned int digits = rng_chance(rng, 70) ? rng_below(rng, 22) : 0;

		while (digits--)
			text[at++] = '0' + rng_below(rng, 10);
		if (rng_chance(rng, 50)) {
			strcpy(text + at, parts[rng_below(rng, ARRAY_SIZE(parts))]);
			at = strlen(text);
		}
	}
	checked_parse(&cap, text);
}

static u64 any_number(struct rng *rng)
{
	u64 n = rng_next(rng) >> rng_below(rng, 64);

	switch (rng_below(rng, 4)) {
	case 0:
		return 1ULL << rng_below(rng, 64);
	case 1:
		return ~n;
	default:
		return n;
	}
}

/* A number that is printed and parsed is the same again, with any unit. */
static void parse_what_was_printed(struct rng *rng)
{
	static const char suffixes[] = "kKmMgGtTpPeE";
	struct xen_initial_balloon cap;
	u64 n = any_number(rng);
	char text[40];
	unsigned int i;

	snprintf(text, sizeof(text), "%0*llu", (int)rng_range(rng, 1, 30), (unsigned long long)n);
	REQUIRE(!checked_parse(&cap, text), "\"%s\" is refused", text);
	REQUIRE(cap.form == XEN_INITIAL_BALLOON_SIZE && cap.value == n, "\"%s\" is %llu", text,
		(unsigned long long)cap.value);
	i = rng_below(rng, sizeof(suffixes) - 1);
	n >>= 10 * (i / 2 + 1);
	snprintf(text, sizeof(text), "%llu%c", (unsigned long long)n, suffixes[i]);
	REQUIRE(!checked_parse(&cap, text), "\"%s\" is refused", text);
	REQUIRE(cap.value == n << 10 * (i / 2 + 1), "\"%s\" is %llu", text,
		(unsigned long long)cap.value);
	snprintf(text, sizeof(text), "%llux", (unsigned long long)n);
	REQUIRE(!checked_parse(&cap, text), "\"%s\" is refused", text);
	REQUIRE(cap.form == XEN_INITIAL_BALLOON_MULTIPLE && cap.value == n, "\"%s\" is %llu", text,
		(unsigned long long)cap.value);
}

static unsigned int any_cost(struct rng *rng)
{
	return rng_chance(rng, 50) ? COST : rng_range(rng, 1, 4096);
}

static unsigned long any_machine(struct rng *rng)
{
	return rng_next(rng) >> rng_range(rng, 24, 64 - 1);
}

static void pages_any(struct rng *rng)
{
	struct xen_initial_balloon cap = { rng_below(rng, 4), any_number(rng) };

	checked_pages(&cap, any_machine(rng), any_cost(rng));
}

/* Around the edge, and far from it. */
static void fits_any(struct rng *rng)
{
	unsigned long boot = any_machine(rng), used = boot ? rng_below(rng, boot) : 0, edge;
	unsigned int cost = any_cost(rng);

	checked_fits(any_number(rng), boot, rng_chance(rng, 50) ? used : any_machine(rng), cost);
	edge = boot * 3072 > used * 4096 ? (boot * 3072 - used * 4096) / cost : 0;
	checked_fits(edge, boot, used, cost);
	checked_fits(edge + 1, boot, used, cost);
	if (edge)
		checked_fits(edge - 1, boot, used, cost);
}

static const struct test tests[] = {
	UNIT(parse_words),
	UNIT(parse_sizes),
	UNIT(parse_multiples),
	UNIT(parse_limits),
	UNIT(parse_too_large),
	UNIT(parse_nonsense),
	UNIT(parse_each_byte),
	UNIT(pages_table),
	UNIT(fits_table),
	UNIT(auto_fits),
	PROPERTY(parse_any, 20000),
	PROPERTY(parse_what_was_printed, 10000),
	PROPERTY(pages_any, 10000),
	PROPERTY(fits_any, 10000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
