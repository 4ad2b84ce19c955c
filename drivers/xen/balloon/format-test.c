// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of format.c: which texts are sizes, and how many pages these are.
 */
#include <kunit/test.h>

#include <linux/limits.h>
#include <linux/mm.h>

#include "format.h"

#define UNTOUCHED	0x5a5a

struct text_case {
	const char *text;
	int err;
	u64 bytes;
};

static void describe(const struct text_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "'%s'", c->text);
	strreplace(desc, '\n', '$');
}

/* What all three have in common: @bytes is what the text says, in bytes. */
static void check(struct kunit *test, int (*parse)(const char *text, unsigned long *pages))
{
	const struct text_case *c = test->param_value;
	unsigned long pages = UNTOUCHED;

	KUNIT_EXPECT_EQ(test, parse(c->text, &pages), c->err);
	KUNIT_EXPECT_EQ(test, pages, c->err ? UNTOUCHED : c->bytes >> PAGE_SHIFT);
}

static const struct text_case kb_cases[] = {
	{ "0", 0, 0 },
	{ "3", 0, 3 << 10 },			/* less than a page */
	{ "4", 0, 4 << 10 },
	{ "262144", 0, 256 << 20 },
	{ "262144\n", 0, 256 << 20 },
	{ "+262144", 0, 256 << 20 },
	{ "0262144", 0, 256 << 20 },		/* not octal */
	{ "4398046511104", 0, 1ULL << 52 },	/* as much as there may be */
	{ "4398046511105", -ERANGE },
	{ "18014398509481984", -ERANGE },	/* 2^54: in bytes, 0 modulo 2^64 */
	{ "18014398509744128", -ERANGE },	/* 2^54 + 2^18, in bytes 256 MiB modulo 2^64 */
	{ "18446744073709551615", -ERANGE },
	{ "18446744073709551616", -ERANGE },
	{ "99999999999999999999999", -ERANGE },
	{ "", -EINVAL },
	{ "\n", -EINVAL },
	{ " 262144", -EINVAL },
	{ "262144 ", -EINVAL },
	{ "262144\n\n", -EINVAL },
	{ "-4", -EINVAL },
	{ "-", -EINVAL },
	{ "0x40000", -EINVAL },
	{ "262144k", -EINVAL },
	{ "262144.0", -EINVAL },
	{ "1e6", -EINVAL },
	{ "garbage", -EINVAL },
};

KUNIT_ARRAY_PARAM(kb, kb_cases, describe);

static void parse_kb(struct kunit *test)
{
	check(test, xen_balloon_parse_kb);
}

static const struct text_case bytes_cases[] = {
	{ "0", 0, 0 },
	{ "4095", 0, 4095 },
	{ "4096", 0, 4096 },
	{ "268435456", 0, 256 << 20 },
	{ "268435456\n", 0, 256 << 20 },
	{ "262144K", 0, 256 << 20 },
	{ "262144k\n", 0, 256 << 20 },
	{ "256M", 0, 256 << 20 },
	{ "256m", 0, 256 << 20 },
	{ "3G", 0, 3ULL << 30 },
	{ "3g", 0, 3ULL << 30 },
	{ "2T", 0, 2ULL << 40 },
	{ "4P", 0, 4ULL << 50 },
	{ "0E", 0, 0 },
	{ "4503599627370496", 0, 1ULL << 52 },
	{ "4503599627370497", -ERANGE },
	{ "5P", -ERANGE },
	{ "1E", -ERANGE },
	{ "16E", -ERANGE },			/* 2^64 */
	{ "18446744073709551615G", -ERANGE },
	{ "17179869184G", -ERANGE },		/* 2^64 */
	{ "17179869185G", -ERANGE },		/* 1 GiB modulo 2^64 */
	{ "18446744073709551616", -ERANGE },
	{ "0000000000000000000000000000000000000001", -ERANGE },
	{ "", -EINVAL },
	{ "\n", -EINVAL },
	{ "M", -EINVAL },
	{ "-256M", -EINVAL },
	{ "256MB", -EINVAL },
	{ "256MM", -EINVAL },
	{ "256 M", -EINVAL },
	{ " 256M", -EINVAL },
	{ "256M ", -EINVAL },
	{ "256M\n\n", -EINVAL },
	{ "256M\nK", -EINVAL },
	{ "a long text that is no number at all", -EINVAL },
	{ "M256", -EINVAL },
	{ "0x10000000", -EINVAL },
	{ "1.5G", -EINVAL },
	{ "garbage", -EINVAL },
};

KUNIT_ARRAY_PARAM(bytes, bytes_cases, describe);

static void parse_bytes(struct kunit *test)
{
	check(test, xen_balloon_parse_bytes);
}

static void pages_to_kb(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, xen_balloon_pages_to_kb(0), 0ULL);
	KUNIT_EXPECT_EQ(test, xen_balloon_pages_to_kb(1), (unsigned long long)PAGE_SIZE >> 10);
	KUNIT_EXPECT_EQ(test, xen_balloon_pages_to_kb(UINT_MAX),
			(unsigned long long)UINT_MAX * (PAGE_SIZE >> 10));
}

/* A name is one word, and no two are the same: programs tell them apart. */
static void check_names(struct kunit *test, const char *(*name)(unsigned int n), unsigned int nr)
{
	unsigned int i, j;

	for (i = 0; i < nr; i++) {
		KUNIT_ASSERT_NOT_NULL(test, name(i));
		KUNIT_EXPECT_EQ(test, strspn(name(i), "abcdefghijklmnopqrstuvwxyz-"),
				strlen(name(i)));
		KUNIT_EXPECT_GT(test, strlen(name(i)), 0);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, name(i), name(j));
	}
}

static const char *state_name(unsigned int n)
{
	return xen_balloon_state_name(n);
}

static const char *reason_name(unsigned int n)
{
	return xen_balloon_reason_name(n);
}

static void names(struct kunit *test)
{
	unsigned int i;

	check_names(test, state_name, XEN_BALLOON_STATES);
	check_names(test, reason_name, XEN_BALLOON_REASONS);
	for (i = 0; i < XEN_BALLOON_REASONS; i++)
		KUNIT_EXPECT_NOT_NULL(test, xen_balloon_reason_text(i));
}

static struct kunit_case text_cases[] = {
	KUNIT_CASE_PARAM(parse_kb, kb_gen_params),
	KUNIT_CASE_PARAM(parse_bytes, bytes_gen_params),
	KUNIT_CASE(pages_to_kb),
	KUNIT_CASE(names),
	{}
};

static struct kunit_suite text_suite = {
	.name = "xen-balloon-text",
	.test_cases = text_cases,
};

kunit_test_suite(text_suite);
