// SPDX-License-Identifier: GPL-2.0
/* Tests of drivers/xen/balloon/keys.c: tables of texts and sizes, and random ones. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include <asm/page.h>

#include "format.h"
#include "keys.h"
#include "keys-check.h"
#include "test.h"

#define MIB(n)	((unsigned long)(n) << (20 - PAGE_SHIFT))

static void keys_parse_table(void)
{
	static const struct {
		const char *balloon, *max;
		bool ok;
		struct xen_balloon_keys want;
	} cases[] = {
		/* Each finds 7 and 9 pages from before. */
		{ "65536", "262144", true, { true, true, MIB(64), MIB(256) } },
		{ "0", "4", true, { true, true, 0, 1 } },
		{ "3", "7\n", true, { true, true, 0, 1 } },
		{ NULL, "4", true, { false, true, 7, 1 } },
		{ "4", NULL, true, { true, false, 1, 9 } },
		{ NULL, NULL, true, { false, false, 7, 9 } },
		{ "", "4", false, { true, true, 7, 1 } },
		{ "4", "nonsense", false, { true, true, 1, 9 } },
		{ "-4", "0x10", false, { true, true, 7, 9 } },
		{ "64M", " 4", false, { true, true, 7, 9 } },
		{ "99999999999999999999999", "4398046511105", false, { true, true, 7, 9 } },
		{ "4398046511104", "4", true, { true, true, 1UL << 40, 1 } },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_balloon_keys keys = { true, true, 7, 9 };
		const struct xen_balloon_keys *want = &cases[i].want;
		bool ok = checked_keys_parse(&keys, cases[i].balloon, cases[i].max);

		CHECK(ok == cases[i].ok, "%zu: %d", i, ok);
		CHECK(keys.has_balloon == want->has_balloon && keys.has_max == want->has_max &&
		      keys.balloon == want->balloon && keys.static_max == want->static_max,
		      "%zu: balloon %d %lu, maximum %d %lu", i, keys.has_balloon, keys.balloon,
		      keys.has_max, keys.static_max);
	}
}

/* What is no number does not make a key of none. */
static void keys_garbage_is_no_key(void)
{
	struct xen_balloon_keys keys = { };

	CHECK(!checked_keys_parse(&keys, "nonsense", "nonsense"), "it is taken for a number");
	CHECK(!keys.has_balloon && !keys.has_max, "there are keys");
}

/*
 * Bytes, with a suffix. KUnit has more of them, in drivers/xen/balloon/format-test.c; what a number
 * with too many digits is depends on the digits.
 */
static void bytes_table(void)
{
	static const struct {
		const char *text;
		int err;
		unsigned long long bytes;
	} cases[] = {
		{ "0", 0, 0 },
		{ "4096\n", 0, 4096 },
		{ "12288", 0, 12288 },
		{ "8K", 0, 8ULL << 10 },
		{ "256m\n", 0, 256ULL << 20 },
		{ "3G", 0, 3ULL << 30 },
		{ "2T", 0, 2ULL << 40 },
		{ "4P", 0, 4ULL << 50 },
		{ "5P", -ERANGE, 0 },
		{ "0E", 0, 0 },
		{ "1E", -ERANGE, 0 },
		{ "xE", -EINVAL, 0 },
		{ "0000000000000000000000000004096", 0, 4096 },	/* fills the buffer */
		{ "00000000000000000000000000004096", -ERANGE, 0 },
		{ "a long text that is no number at all", -EINVAL, 0 },
		{ "", -EINVAL, 0 },
		{ "\n", -EINVAL, 0 },
		{ "M", -EINVAL, 0 },
		{ "256MM", -EINVAL, 0 },
		{ "256M\n\n", -EINVAL, 0 },
		{ "garbage", -EINVAL, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long pages = 77, want = cases[i].err ? 77 : cases[i].bytes >> PAGE_SHIFT;
		int err = xen_balloon_parse_bytes(cases[i].text, &pages);

		CHECK(err == cases[i].err && pages == want, "\"%s\": %d, %lu pages",
		      cases[i].text, err, pages);
	}
}

static void keys_target_table(void)
{
	static const struct {
		const char *name;
		struct xen_balloon_keys keys;
		struct xen_balloon_extent extent;
		unsigned long target, beyond;
	} cases[] = {
		{ "no balloon", { true, true, 0, MIB(256) }, { MIB(255), MIB(256) }, MIB(255), 0 },
		{ "a quarter", { true, true, MIB(64), MIB(256) }, { MIB(255), MIB(256) }, MIB(191),
		  0 },
		{ "no maximum", { true, false, MIB(64), 5 }, { MIB(255), MIB(256) }, MIB(191), 0 },
		{ "grown", { true, true, MIB(64), MIB(384) }, { MIB(255), MIB(256) }, MIB(319), 0 },
		{ "a smaller maximum", { true, true, 0, MIB(128) }, { MIB(255), MIB(256) },
		  MIB(127), 0 },
		{ "all of it", { true, true, MIB(255), MIB(256) }, { MIB(255), MIB(256) }, 0, 0 },
		{ "more than all", { true, true, MIB(256), MIB(256) }, { MIB(255), MIB(256) }, 0,
		  MIB(1) },
		{ "no memory, no balloon", { true, true, 0, 0 }, { 0, 0 }, 0, 0 },
		{ "no memory, and a balloon", { true, true, 9, 0 }, { 0, 0 }, 0, 9 },
	};
	unsigned long target, beyond;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		target = checked_keys_target(&cases[i].keys, &cases[i].extent);
		xen_balloon_keys_target(&cases[i].keys, &cases[i].extent, &beyond);
		CHECK(target == cases[i].target && beyond == cases[i].beyond,
		      "%s: %lu pages, %lu beyond", cases[i].name, target, beyond);
	}
}

static void keys_report_table(void)
{
	const struct xen_balloon_extent extent = { .map = MIB(255), .built = MIB(256) };
	static const struct {
		s64 growth;
		unsigned long current_pages, want;
	} cases[] = {
		{ 0, MIB(255), 0 },
		{ 0, MIB(191), MIB(64) },
		{ MIB(128), MIB(255), MIB(128) },
		{ 0, MIB(256), 0 },
		{ -(s64)MIB(64), MIB(200), 0 },
	};
	unsigned long got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		got = xen_balloon_keys_report(&extent, cases[i].growth, cases[i].current_pages);
		CHECK(got == cases[i].want, "%zu: %lu instead of %lu", i, got, cases[i].want);
	}
}

static void keys_properties(struct rng *rng)
{
	const unsigned long most = 1UL << rng_range(rng, 1, 40);
	struct xen_balloon_keys keys = { };
	struct xen_balloon_extent extent;
	char balloon[24], static_max[24];

	extent.map = rng_below(rng, most);
	extent.built = extent.map + rng_below(rng, 1000);
	snprintf(balloon, sizeof(balloon), "%llu", (unsigned long long)rng_below(rng, 4 * most));
	snprintf(static_max, sizeof(static_max), "%llu",
		 (unsigned long long)rng_below(rng, 4 * most));
	checked_keys_parse(&keys, rng_chance(rng, 90) ? balloon : NULL,
			   rng_chance(rng, 70) ? static_max : NULL);
	checked_keys_target(&keys, &extent);
}

static const struct test tests[] = {
	UNIT(keys_parse_table),
	UNIT(keys_garbage_is_no_key),
	UNIT(bytes_table),
	UNIT(keys_target_table),
	UNIT(keys_report_table),
	PROPERTY(keys_properties, 20000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
