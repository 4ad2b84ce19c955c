// SPDX-License-Identifier: GPL-2.0
/* Tests of bar.c. */
#include <stdlib.h>
#include <string.h>

#include "bar.h"
#include "make.h"
#include "test.h"

#define HOST	(2048 * MIB)
#define NONE	KB_UNKNOWN

static void bar_table(void)
{
	static const struct {
		const char *what;
		long long current, target, floor, max;
		const char *wanted;
	} cases[] = {
		{ "content", 128 * MIB, 128 * MIB, NONE, 256 * MIB, "[========T.......]" },
		{ "with a floor", 128 * MIB, 128 * MIB, 64 * MIB, 256 * MIB, "[====F===T.......]" },
		{ "going up", 128 * MIB, 192 * MIB, NONE, 256 * MIB, "[========++++T...]" },
		{ "going down", 192 * MIB, 128 * MIB, NONE, 256 * MIB, "[========T---....]" },
		{ "at the maximum", 256 * MIB, 256 * MIB, NONE, 256 * MIB, "[===============T]" },
		{ "from the maximum", 256 * MIB, 0, NONE, 256 * MIB, "[T---------------]" },
		{ "beyond it", 512 * MIB, 512 * MIB, NONE, 256 * MIB, "[========|======T]" },
		{ "beyond it, going down", 512 * MIB, 128 * MIB, NONE, 256 * MIB,
		  "[====T---|-------]" },
		{ "target beyond it", 128 * MIB, 512 * MIB, NONE, 256 * MIB,
		  "[====++++|++++++T]" },
		{ "no target", 128 * MIB, NONE, NONE, 256 * MIB, "[========........]" },
		{ "no maximum", 1024 * MIB, 1024 * MIB, NONE, NONE, "[========T.......]" },
		{ "maximum larger than the host", 1024 * MIB, 1024 * MIB, NONE, KB_MAX,
		  "[========T.......]" },
		{ "target larger than the host", 128 * MIB, KB_MAX, NONE, 256 * MIB,
		  "[========+++++++T]" },
		{ "nothing known", 1024 * MIB, NONE, NONE, NONE, "[========........]" },
		{ "more than the host", 4096 * MIB, NONE, NONE, NONE, "[================]" },
		{ "floor beyond everything", 128 * MIB, NONE, KB_MAX, 256 * MIB,
		  "[========.......F]" },
		{ "floor at the target", 128 * MIB, 64 * MIB, 64 * MIB, 256 * MIB,
		  "[====T---........]" },
		{ "floor above the target", 128 * MIB, 64 * MIB, 96 * MIB, 256 * MIB,
		  "[====T-F-........]" },
		{ "nothing there", 0, 0, NONE, 256 * MIB, "[T...............]" },
		{ "most there can be", KB_MAX, KB_MAX, NONE, KB_MAX, "[===============T]" },
		{ "maximum of zero", 128 * MIB, 128 * MIB, NONE, 0, "[|==============T]" },
	};
	char line[32];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct domain d = make_unknown(1);

		d.xen_kb = cases[i].current;
		d.target_kb = cases[i].target;
		d.floor_kb = cases[i].floor;
		d.max_kb = cases[i].max;
		bar_draw(line, 18, &d, HOST);
		CHECK(!strcmp(line, cases[i].wanted), "%s: %s, not %s", cases[i].what, line,
		      cases[i].wanted);
	}
}

static void bar_of_nothing(void)
{
	struct domain d = make_unknown(1);
	char line[32];

	d.xen_kb = 0;
	bar_draw(line, 8, &d, 0);
	CHECK(!strcmp(line, "[      ]"), "no memory anywhere: %s", line);
	d.target_kb = 0;
	d.max_kb = 0;
	d.floor_kb = 0;
	bar_draw(line, 8, &d, HOST);
	CHECK(!strcmp(line, "[      ]"), "all zero: %s", line);
	bar_draw(line, 8, &d, KB_UNKNOWN);
	CHECK(!strcmp(line, "[      ]"), "a host of unknown size: %s", line);
	d = make_unknown(1);
	bar_draw(line, 8, &d, KB_UNKNOWN);
	CHECK(!strcmp(line, "[======]"), "some of an unknown total: %s", line);
}

static long long any_kb(struct rng *rng)
{
	switch (rng_below(rng, 5)) {
	case 0:
		return KB_UNKNOWN;
	case 1:
		return 0;
	case 2:
		return rng_below(rng, KB_MAX + 1);
	default:
		return rng_below(rng, 2 * HOST);
	}
}

/* Exactly as wide as it has to be, and nothing but what the legend says. */
static void bar_any_width(struct rng *rng)
{
	struct domain d = make_unknown(1);
	unsigned int width;

	d.xen_kb = rng_below(rng, HOST);
	d.target_kb = any_kb(rng);
	d.max_kb = any_kb(rng);
	d.floor_kb = any_kb(rng);
	for (width = 0; width <= 200; width++) {
		/* So that the sanitizer sees what goes past the end. */
		char *line = malloc(width + 1);

		bar_draw(line, width, &d, any_kb(rng));
		CHECK(strlen(line) == width, "width %u: '%s'", width, line);
		CHECK(strspn(line, "[]=-+.|FT ") == width, "width %u: '%s'", width, line);
		CHECK(width < 3 || (line[0] == '[' && line[width - 1] == ']'), "'%s'", line);
		if (width >= 3 && d.target_kb != KB_UNKNOWN && d.xen_kb)
			CHECK(strchr(line, 'T'), "width %u: no target in '%s'", width, line);
		free(line);
	}
}

static const struct test tests[] = {
	UNIT(bar_table),
	UNIT(bar_of_nothing),
	PROPERTY(bar_any_width, 300),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
