// SPDX-License-Identifier: GPL-2.0
/* Tests of text.c. */
#include <string.h>

#include "sample.h"
#include "test.h"
#include "text.h"

static void kb_table(void)
{
	static const struct {
		const char *text;
		size_t len;
		long long kb;
	} cases[] = {
		{ "0", 1, 0 },
		{ "1", 1, 1 },
		{ "131072", 6, 131072 },
		{ "131072", 3, 131 },
		{ "000000000000000000000000000012", 30, 12 },
		{ "4398046511104", 13, KB_MAX },
		{ "4398046511105", 13, KB_UNKNOWN },
		{ "18446744073709551616", 20, KB_UNKNOWN },
		{ "99999999999999999999999999999", 29, KB_UNKNOWN },
		{ NULL, 0, KB_UNKNOWN },
		{ "", 0, KB_UNKNOWN },
		{ "-1", 2, KB_UNKNOWN },
		{ "+1", 2, KB_UNKNOWN },
		{ " 1", 2, KB_UNKNOWN },
		{ "1 ", 2, KB_UNKNOWN },
		{ "1\n", 2, KB_UNKNOWN },
		{ "1\0", 2, KB_UNKNOWN },
		{ "0x10", 4, KB_UNKNOWN },
		{ "1e3", 3, KB_UNKNOWN },
		{ "1:", 2, KB_UNKNOWN },
		{ "1/", 2, KB_UNKNOWN },
		{ "12.5", 4, KB_UNKNOWN },
		{ "nonsense", 8, KB_UNKNOWN },
		{ "\xff\xfe", 2, KB_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		long long kb = value_kb(cases[i].text, cases[i].len);

		CHECK(kb == cases[i].kb, "'%s' (%zu) gives %lld", cases[i].text ?: "NULL",
		      cases[i].len, kb);
	}
}

static void copy_table(void)
{
	static const struct {
		const char *text;
		size_t len;
		const char *wanted;
	} cases[] = {
		{ "abc", 3, "abc" },
		{ "abcdef", 3, "abc" },
		{ "abcdefgh", 8, "abcdefg" },
		{ "abcdefg", 7, "abcdefg" },
		{ "ab\0cd", 5, "ab" },
		{ "\x1b[2J", 4, "\x1b[2J" },
		{ NULL, 0, "" },
		{ NULL, 3, "" },
		{ "", 0, "" },
	};
	char to[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(to, 'x', sizeof(to));
		value_copy(to, sizeof(to), cases[i].text, cases[i].len);
		CHECK(!strcmp(to, cases[i].wanted), "case %zu gives '%s'", i, to);
	}
}

static void printable_table(void)
{
	static const struct {
		const char *text;
		const char *wanted;
	} cases[] = {
		{ "web", "web" },
		{ "", "-" },
		{ "1234567", "1234567" },
		{ "12345678", "123456+" },
		{ "a b~", "a b~" },
		{ "\x1b[2J", "?[2J" },
		{ "\r\n\t\b\x7f", "?????" },
		{ "\x9b" "1m", "?1m" },
		{ "\xc3\xa4", "??" },
		{ "\x01\x1f", "??" },
	};
	char to[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text_printable(to, sizeof(to), cases[i].text);
		CHECK(!strcmp(to, cases[i].wanted), "case %zu gives '%s'", i, to);
	}
}

/* In no room at all there is nothing, and every byte comes out as something that can be shown. */
static void printable_any(void)
{
	char text[2] = "", to[2] = "x";
	int c;

	text_printable(to, 1, "abc");
	CHECK(!to[0], "room for nothing gives '%s'", to);
	for (c = 1; c < 256; c++) {
		text[0] = c;
		text_printable(to, 2, text);
		CHECK(to[0] >= ' ' && to[0] <= '~' && !to[1], "byte %d gives %d", c, to[0]);
	}
}

static void mib_table(void)
{
	static const struct {
		long long kb;
		const char *wanted;
	} cases[] = {
		{ 0, "0" },
		{ 1023, "0" },
		{ 1024, "1" },
		{ 131136, "128" },
		{ 131071, "127" },
		{ 999999 * 1024LL, "999999" },
		{ 999999 * 1024LL + 1023, "999999" },
		{ 1000000 * 1024LL, "976G" },
		{ KB_MAX, "4194304G" },
		{ KB_MAX + 1, "-" },
		{ KB_UNKNOWN, "-" },
		{ -1024, "-" },
		{ LLONG_MIN, "-" },
		{ LLONG_MAX, "-" },
	};
	char to[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text_mib(to, sizeof(to), cases[i].kb);
		CHECK(!strcmp(to, cases[i].wanted), "%lld gives '%s'", cases[i].kb, to);
	}
}

static void rate_table(void)
{
	static const struct {
		long long rate;
		const char *wanted;
	} cases[] = {
		{ RATE_UNKNOWN, "-" },
		{ 0, "0" },
		{ 1, "+0.0" },
		{ -1, "-0.0" },
		{ 1024, "+1.0" },
		{ -12800, "-12.5" },
		{ 99 * 1024, "+99.0" },
		{ 100 * 1024, "+100" },
		{ -100 * 1024, "-100" },
		{ -99999 * 1024, "-99999" },
		{ 10000000000LL * 1024, "+1e+10" },
		{ -LLONG_MAX, "-9e+15" },
	};
	char to[16];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text_rate(to, sizeof(to), cases[i].rate);
		CHECK(!strcmp(to, cases[i].wanted), "%lld gives '%s'", cases[i].rate, to);
	}
}

static const struct test tests[] = {
	UNIT(kb_table),
	UNIT(copy_table),
	UNIT(printable_table),
	UNIT(printable_any),
	UNIT(mib_table),
	UNIT(rate_table),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
