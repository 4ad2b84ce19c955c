// SPDX-License-Identifier: GPL-2.0
/* Tests of args.c. */
#include <string.h>

#include "args.h"
#include "make.h"
#include "test.h"

#define WORDS	6

static int words_of(char **argv, char *const *words)
{
	int argc = 1;

	argv[0] = "balloon-vnode";
	while (argc <= WORDS && words[argc - 1]) {
		argv[argc] = words[argc - 1];
		argc++;
	}
	argv[argc] = NULL;
	return argc;
}

static void size_table(void)
{
	static const struct {
		const char *text;
		long long kb;
	} cases[] = {
		{ "0", 0 },
		{ "512", 512 * MIB },
		{ "512m", 512 * MIB },
		{ "512M", 512 * MIB },
		{ "4k", 4 },
		{ "2g", 2048 * MIB },
		{ "1t", 1LL << 30 },
		{ "4096t", KB_MAX },
		{ "4097t", KB_UNKNOWN },
		{ "4398046511104k", KB_MAX },
		{ "4398046511105k", KB_UNKNOWN },
		{ "18446744073709551616", KB_UNKNOWN },
		{ "", KB_UNKNOWN },
		{ "k", KB_UNKNOWN },
		{ "-1", KB_UNKNOWN },
		{ "+1", KB_UNKNOWN },
		{ "1.5g", KB_UNKNOWN },
		{ "1b", KB_UNKNOWN },
		{ "1mm", KB_UNKNOWN },
		{ "1 m", KB_UNKNOWN },
		{ " 1", KB_UNKNOWN },
		{ "0x10", KB_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(args_size(cases[i].text) == cases[i].kb, "'%s' gives %lld", cases[i].text,
		      args_size(cases[i].text));
}

static void wish_table(void)
{
	static const struct {
		const char *text;
		struct wish wanted;
		const char *why;
	} cases[] = {
		{ "0=512", { 0, 0, 512 * MIB } },
		{ "31=4k", { 31, 0, 4 } },
		{ "1=+64", { 1, '+', 64 * MIB } },
		{ "1=-1g", { 1, '-', 1024 * MIB } },
		{ "32=1", .why = "'32=1' is not VNODE=SIZE" },
		{ "=1", .why = "'=1' is not VNODE=SIZE" },
		{ "1", .why = "'1' is not VNODE=SIZE" },
		{ "-1=1", .why = "'-1=1' is not VNODE=SIZE" },
		{ "1:1", .why = "'1:1' is not VNODE=SIZE" },
		{ "1=", .why = "'1=' has no size" },
		{ "1=+", .why = "'1=+' has no size" },
		{ "1=++1", .why = "'1=++1' has no size" },
		{ "1=x", .why = "'1=x' has no size" },
	};
	char why[WHY_SIZE];
	struct wish w;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool good = args_wish(&w, cases[i].text, why, sizeof(why));

		CHECK(good == !cases[i].why, "'%s': %s", cases[i].text, good ? "is taken" : why);
		if (good)
			CHECK(w.vnode == cases[i].wanted.vnode &&
			      w.sign == cases[i].wanted.sign && w.kb == cases[i].wanted.kb,
			      "'%s': %u %d %lld", cases[i].text, w.vnode, w.sign, w.kb);
		else if (cases[i].why)
			CHECK(!strncmp(why, cases[i].why, strlen(cases[i].why)), "'%s': %s",
			      cases[i].text, why);
	}
}

static void command_good(void)
{
	static const struct {
		char *words[WORDS];
		enum verb verb;
		const char *domain;
		unsigned int count;
		long seconds;
		bool counted;
	} cases[] = {
		{ { "list" }, VERB_LIST, NULL, 0, -1 },
		{ { "list", "web" }, VERB_LIST, "web", 0, -1 },
		{ { "list", "--count" }, VERB_LIST, NULL, 0, -1, true },
		{ { "list", "--count", "5" }, VERB_LIST, "5", 0, -1, true },
		{ { "list", "all" }, VERB_LIST, "all", 0, -1 },
		{ { "set", "web", "0=512" }, VERB_SET, "web", 1, -1 },
		{ { "set", "web", "0=-64", "1=+64" }, VERB_SET, "web", 2, -1 },
		{ { "balloon", "web", "0=64" }, VERB_BALLOON, "web", 1, -1 },
		{ { "max", "web", "0=64" }, VERB_MAX, "web", 1, -1 },
		{ { "offer", "web" }, VERB_OFFER, "web", 0, -1 },
		{ { "offer", "all" }, VERB_OFFER, NULL, 0, -1 },
		{ { "withdraw", "all" }, VERB_WITHDRAW, NULL, 0, -1 },
		{ { "wait", "web" }, VERB_WAIT, "web", 0, -1 },
		{ { "wait", "web", "30" }, VERB_WAIT, "web", 0, 30 },
	};
	char *argv[WORDS + 2], why[WHY_SIZE];
	struct args a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int argc = words_of(argv, cases[i].words);
		bool good = args_parse(&a, argc, argv, why, sizeof(why));

		REQUIRE(good, "case %zu: %s", i, why);
		CHECK(a.request.verb == cases[i].verb && a.request.count == cases[i].count &&
		      a.seconds == cases[i].seconds && a.counted == cases[i].counted && !a.help,
		      "case %zu", i);
		CHECK(a.domain ? cases[i].domain && !strcmp(a.domain, cases[i].domain) :
				 !cases[i].domain, "case %zu: '%s'", i, a.domain ?: "NULL");
	}
}

static void command_bad(void)
{
	static const struct {
		char *words[WORDS];
		const char *why;
	} cases[] = {
		{ { NULL }, "nothing to do; see --help" },
		{ { "sett" }, "'sett' is not a command; see --help" },
		{ { "--foo" }, "'--foo' is not a command" },
		{ { "set" }, "'set' has too few words" },
		{ { "set", "web" }, "'set' has too few words" },
		{ { "set", "web", "512" }, "'512' is not VNODE=SIZE" },
		{ { "set", "web", "0=1", "0=2" }, "vnode 0 is there twice" },
		{ { "set", "web", "0=1", "1=2", "0=2" }, "vnode 0 is there twice" },
		{ { "list", "a", "b" }, "'list' has too many words" },
		{ { "list", "--foo" }, "'--foo' is not an option" },
		{ { "offer" }, "'offer' has too few words" },
		{ { "offer", "a", "b" }, "'offer' has too many words" },
		{ { "wait", "web", "x" }, "'x' is not a number of seconds" },
		{ { "wait", "web", "1x" }, "'1x' is not a number of seconds" },
		{ { "wait", "web", "-1" }, "'-1' is not a number of seconds" },
		{ { "wait", "web", "1", "2" }, "'wait' has too many words" },
	};
	char *argv[WORDS + 2], why[WHY_SIZE];
	struct args a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int argc = words_of(argv, cases[i].words);

		REQUIRE(!args_parse(&a, argc, argv, why, sizeof(why)), "case %zu is taken", i);
		CHECK(!strncmp(why, cases[i].why, strlen(cases[i].why)), "case %zu: %s", i, why);
	}
}

static void help_anywhere(void)
{
	char *words[4] = { "balloon-vnode", "set", "--help", NULL };
	struct daemon_args da;
	char why[WHY_SIZE];
	struct args a;

	CHECK(args_parse(&a, 3, words, why, sizeof(why)) && a.help, "set --help");
	CHECK(args_daemon_parse(&da, 2, (char *[]){ "d", "-h", NULL }, why, sizeof(why)) && da.help,
	      "-h");
	CHECK(strstr(args_usage, "balloon-vnode(8)") && strstr(args_daemon_usage,
							       "balloon-vnoded(8)"),
	      "where there is more");
}

static void daemon_table(void)
{
	static const struct {
		char *words[WORDS];
		bool foreground;
		struct policy policy;
		const char *why;
	} cases[] = {
		{ { NULL } },
		{ { "-f" }, true },
		{ { "--foreground", "--strict" }, true, { POLICY_PROPORTIONAL, true } },
		{ { "--policy", "host-free" }, false, { POLICY_HOST_FREE } },
		{ { "--policy=host-free", "--policy=proportional" }, false,
		  { POLICY_PROPORTIONAL } },
		{ { "--policy", "free" },
		  .why = "--policy takes proportional or host-free, not 'free'" },
		{ { "--policy" }, .why = "--policy takes proportional or host-free, not ''" },
		{ { "--policy=" }, .why = "--policy takes" },
		{ { "-x" }, .why = "'-x' is not an option" },
		{ { "web" }, .why = "'web' is not an option" },
	};
	char *argv[WORDS + 2], why[WHY_SIZE];
	struct daemon_args a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		int argc = words_of(argv, cases[i].words);
		bool good = args_daemon_parse(&a, argc, argv, why, sizeof(why));

		CHECK(good == !cases[i].why, "case %zu: %s", i, good ? "is taken" : why);
		if (good)
			CHECK(a.foreground == cases[i].foreground &&
			      a.policy.kind == cases[i].policy.kind &&
			      a.policy.strict == cases[i].policy.strict, "case %zu", i);
		else if (cases[i].why)
			CHECK(!strncmp(why, cases[i].why, strlen(cases[i].why)), "case %zu: %s", i,
			      why);
	}
}

static const struct test tests[] = {
	UNIT(size_table),
	UNIT(wish_table),
	UNIT(command_good),
	UNIT(command_bad),
	UNIT(help_anywhere),
	UNIT(daemon_table),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
