// SPDX-License-Identifier: GPL-2.0
/* Tests of options.c. */
#include <string.h>

#include "options.h"
#include "test.h"

#define MOST_WORDS	6

struct command {
	char *words[MOST_WORDS];
	struct options wanted;
	const char *why;	/* of a command line that is wrong: how its message starts */
};

#define ASKS(...)	{ .delay_ms = 1000, __VA_ARGS__ }

static bool parse(const struct command *c, struct options *o, char *why, size_t size)
{
	/* getopt() changes the order of the words. */
	static char *argv[MOST_WORDS + 2];
	int argc = 1;

	argv[0] = "balloon-monitor";
	while (argc <= MOST_WORDS && c->words[argc - 1]) {
		argv[argc] = c->words[argc - 1];
		argc++;
	}
	argv[argc] = NULL;
	return options_parse(o, argc, argv, why, size);
}

static void options_good(void)
{
	static const struct command cases[] = {
		{ { NULL }, ASKS() },
		{ { "-b" }, ASKS(.mode = MODE_BATCH) },
		{ { "--batch" }, ASKS(.mode = MODE_BATCH) },
		{ { "--json" }, ASKS(.mode = MODE_JSON) },
		{ { "-b", "--json" }, ASKS(.mode = MODE_JSON) },
		{ { "--prometheus" }, ASKS(.mode = MODE_PROMETHEUS) },
		{ { "--prometheus", "-n", "1" }, ASKS(.mode = MODE_PROMETHEUS, .count = 1) },
		{ { "-n", "3" }, ASKS(.count = 3) },
		{ { "--count=4" }, ASKS(.count = 4) },
		{ { "-d", "0.1" }, { .delay_ms = 100 } },
		{ { "-d2.5" }, { .delay_ms = 2500 } },
		{ { "--delay", "3600" }, { .delay_ms = 3600000 } },
		{ { "-s", "name" }, ASKS(.sort = SORT_NAME) },
		{ { "--sort=rate", "-r" }, ASKS(.sort = SORT_RATE, .reverse = true) },
		{ { "--reverse" }, ASKS(.reverse = true) },
		{ { "-h" }, ASKS(.help = true) },
		{ { "--help" }, ASKS(.help = true) },
		{ { "web", "-b", "3" }, ASKS(.mode = MODE_BATCH, .nr_wanted = 2) },
		{ { "--", "-b" }, ASKS(.nr_wanted = 1) },
	};
	char why[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct options *wanted = &cases[i].wanted;
		struct options o;

		if (!parse(&cases[i], &o, why, sizeof(why))) {
			CHECK(false, "case %zu is refused: %s", i, why);
			continue;
		}
		CHECK(o.mode == wanted->mode && o.help == wanted->help &&
		      o.delay_ms == wanted->delay_ms && o.count == wanted->count &&
		      o.sort == wanted->sort && o.reverse == wanted->reverse &&
		      o.nr_wanted == wanted->nr_wanted,
		      "case %zu: mode %d, delay %lld, count %lu, order %d, %u domains", i, o.mode,
		      o.delay_ms, o.count, o.sort, o.nr_wanted);
	}
}

static void options_domains(void)
{
	static const struct command c = { { "web", "-r", "3" }, ASKS(.nr_wanted = 2) };
	struct options o;
	char why[128];

	REQUIRE(parse(&c, &o, why, sizeof(why)) && o.nr_wanted == 2, "refused");
	CHECK(!strcmp(o.wanted[0], "web") && !strcmp(o.wanted[1], "3"), "'%s' and '%s'",
	      o.wanted[0], o.wanted[1]);
}

static void options_bad(void)
{
	static const struct command cases[] = {
		{ { "-x" }, .why = "'-x' is not an option" },
		{ { "-bx" }, .why = "'-x' is not an option" },
		{ { "--batch", "-x" }, .why = "'-x' is not an option" },
		{ { "--batch", "-jb" }, .why = "'-j' is not an option" },
		{ { "--version" }, .why = "'--version' is not an option" },
		{ { "web", "--bogus" }, .why = "'--bogus' is not an option" },
		{ { "--json=1" }, .why = "'--json=1' is not an option" },
		{ { "--prometheus", "-n", "2" }, .why = "--prometheus is one sample" },
		{ { "-n" }, .why = "'-n' needs an argument" },
		{ { "-b", "--delay" }, .why = "'--delay' needs an argument" },
		{ { "-n", "0" }, .why = "'0' is not a number" },
		{ { "-n", "-1" }, .why = "'-1' is not a number" },
		{ { "-n", "1x" }, .why = "'1x' is not a number" },
		{ { "-n", "" }, .why = "'' is not a number" },
		{ { "-n", "99999999999999999999999" }, .why = "'99999999999999999999999' is not" },
		{ { "-d", "0" }, .why = "'0' is not from 0.1" },
		{ { "-d", "0.09" }, .why = "'0.09' is not from 0.1" },
		{ { "-d", "3601" }, .why = "'3601' is not from 0.1" },
		{ { "-d", "nan" }, .why = "'nan' is not from 0.1" },
		{ { "-d", "inf" }, .why = "'inf' is not from 0.1" },
		{ { "-d", "1s" }, .why = "'1s' is not from 0.1" },
		{ { "-d", "" }, .why = "'' is not from 0.1" },
		{ { "-s", "size" }, .why = "'size' is not an order: id" },
	};
	char why[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct options o;

		if (parse(&cases[i], &o, why, sizeof(why))) {
			CHECK(false, "case %zu is accepted", i);
			continue;
		}
		CHECK(!strncmp(why, cases[i].why, strlen(cases[i].why)), "case %zu: %s", i, why);
		CHECK(strstr(why, "; see --help"), "case %zu has no hint: %s", i, why);
	}
}

static const struct test tests[] = {
	UNIT(options_good),
	UNIT(options_domains),
	UNIT(options_bad),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
