// SPDX-License-Identifier: GPL-2.0
/* Tests of json.c. */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "make.h"
#include "test.h"

static char *string_of(const char *text)
{
	size_t size;
	char *result;
	FILE *to = open_memstream(&result, &size);

	json_string(to, text);
	fclose(to);
	return result;
}

static char *sample_of(const struct sample *s)
{
	size_t size;
	char *result;
	FILE *to = open_memstream(&result, &size);

	json_sample(to, s);
	fclose(to);
	return result;
}

static void string_table(void)
{
	static const struct {
		const char *text;
		const char *wanted;
	} cases[] = {
		{ "", "\"\"" },
		{ "web", "\"web\"" },
		{ "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
		{ "\n\t\r\b\x1b\x7f", "\"\\u000a\\u0009\\u000d\\u0008\\u001b\\u007f\"" },
		{ "\xc3\xa4", "\"\\u00e4\"" },
		{ "\xe2\x82\xac", "\"\\u20ac\"" },
		{ "\xf0\x9f\x90\xa7", "\"\\ud83d\\udc27\"" },
		{ "\xf4\x8f\xbf\xbf", "\"\\udbff\\udfff\"" },
		/* Bytes that are no character: stray, cut, overlong, half of a pair, beyond all. */
		{ "\x80", "\"\\ufffd\"" },
		{ "\xff", "\"\\ufffd\"" },
		{ "\xe2\x82", "\"\\ufffd\\ufffd\"" },
		{ "\xe2" "a", "\"\\ufffda\"" },
		{ "\xc3", "\"\\ufffd\"" },
		{ "\xc0\xa2", "\"\\ufffd\\ufffd\"" },
		{ "\xe0\x80\xa2", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xf0\x80\x80\xa2", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
		{ "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
		{ "\xed\x9f\xbf\xee\x80\x80", "\"\\ud7ff\\ue000\"" },
		{ "\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *got = string_of(cases[i].text);

		CHECK(!strcmp(got, cases[i].wanted), "case %zu: %s, not %s", i, got,
		      cases[i].wanted);
		free(got);
	}
}

/* Whatever bytes there are: ASCII, quotes only where they end it, no bare backslash. */
static void string_any(struct rng *rng)
{
	char text[32];
	size_t i, len = rng_below(rng, sizeof(text));
	char *got, *p;

	for (i = 0; i < len; i++)
		text[i] = rng_chance(rng, 50) ? rng_range(rng, 0xc0, 0xff) : rng_range(rng, 1, 255);
	text[len] = 0;
	got = string_of(text);
	len = strlen(got);
	REQUIRE(len >= 2 && got[0] == '"' && got[len - 1] == '"', "%s", got);
	for (p = got + 1; p < got + len - 1; p++) {
		CHECK(*p >= ' ' && *p <= '~' && *p != '"', "%s", got);
		if (*p != '\\')
			continue;
		p++;
		CHECK(strchr("\"\\u", *p), "%s", got);
		if (*p == 'u')
			CHECK(strspn(p + 1, "0123456789abcdef") >= 4, "%s", got);
	}
	CHECK(p == got + len - 1, "the end is escaped: %s", got);
	free(got);
}

static void sample_full(void)
{
	struct domain domains[] = { make_unknown(0), make_domain(7) };
	const struct sample s = {
		.time_ms = 1700000000007,
		.xenstore = true,
		.host = { .total_kb = 2048, .free_kb = 1024, .claimed_kb = 0, .domains = 3 },
		.domains = domains,
		.count = 2,
	};
	static const char wanted[] =
		"{\"time\":1700000000.007,\"xenstore\":true,\"host\":{\"domains\":3,"
		"\"total_kb\":2048,\"free_kb\":1024,\"claimed_kb\":0},\"domains\":["
		"{\"id\":0,\"name\":null,\"type\":\"pv\",\"run\":\"up\",\"xen_kb\":131072,"
		"\"limit_kb\":132096,\"claimed_kb\":0,\"target_kb\":null,\"static_max_kb\":null,"
		"\"guest_kb\":null,\"floor_kb\":null,\"state\":null,\"reason\":null,"
		"\"interface\":null,\"rate_kb\":null,\"vnodes\":[]},"
		"{\"id\":7,\"name\":\"d7\",\"type\":\"hvm\",\"run\":\"crashed\",\"xen_kb\":131072,"
		"\"limit_kb\":132096,\"claimed_kb\":0,\"target_kb\":131072,"
		"\"static_max_kb\":262144,\"guest_kb\":131072,\"floor_kb\":65536,"
		"\"state\":\"idle\",\"reason\":\"none\",\"interface\":\"vnode\",\"rate_kb\":-5,"
		"\"vnodes\":[{\"vnode\":0,\"static_max_kb\":131072,\"target_balloon_kb\":4,"
		"\"current_balloon_kb\":0,\"reason\":\"floor\"},{\"vnode\":1,\"static_max_kb\":null,"
		"\"target_balloon_kb\":null,\"current_balloon_kb\":8,\"reason\":null}]}]}\n";
	char *got;

	domains[1].type = TYPE_HVM;
	domains[1].run = RUN_CRASHED;
	domains[1].rate = -5;
	strcpy(domains[1].interface, "vnode");
	domains[1].vnodes = 2;
	domains[1].vnode[0] = (struct vnode){ 131072, 4, 0, "floor" };
	domains[1].vnode[1] = (struct vnode){ KB_UNKNOWN, KB_UNKNOWN, 8, "" };
	got = sample_of(&s);
	CHECK(!strcmp(got, wanted), "%s", got);
	free(got);
}

static void sample_empty(void)
{
	const struct sample s = {
		.host = { KB_UNKNOWN, KB_UNKNOWN, KB_UNKNOWN, 0 },
	};
	char *got = sample_of(&s);

	CHECK(!strcmp(got, "{\"time\":0.000,\"xenstore\":false,\"host\":{\"domains\":0,"
			   "\"total_kb\":null,\"free_kb\":null,\"claimed_kb\":null},"
			   "\"domains\":[]}\n"), "%s", got);
	free(got);
}

static const struct test tests[] = {
	UNIT(string_table),
	PROPERTY(string_any, 3000),
	UNIT(sample_full),
	UNIT(sample_empty),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
