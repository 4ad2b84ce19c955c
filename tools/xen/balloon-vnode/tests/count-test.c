// SPDX-License-Identifier: GPL-2.0
/* Tests of count.c. */
#include <stdlib.h>
#include <string.h>

#include "count.h"
#include "test.h"

static const char answer[] =
	"(XEN) 'u' pressed -> dumping numa info (now = 12345)\n"
	"(XEN) NODE0 start->0 size->917504 free->295000\n"
	"(XEN) Memory location of each domain:\n"
	"(XEN) Domain 0 (total: 98304):\n"
	"(XEN)     Node 0: 98304\n"
	"(XEN)     Node 1: 0\n"
	"(XEN) [2026-01-01 00:00:01] Domain 3 (total: 131090):\n"
	"(XEN) [2026-01-01 00:00:01]     Node 0: 98304\n"
	"(XEN) [2026-01-01 00:00:01]     Node 1: 32786\n"
	"(XEN) [2026-01-01 00:00:01]      2 vnodes, 2 vcpus, guest physical layout:\n"
	"(XEN) [2026-01-01 00:00:01]        0: pnode   1, vcpus 0\n"
	"(XEN) [2026-01-01 00:00:01]           0000000000000000 - 0000000018000000\n"
	"(XEN) [2026-01-01 00:00:01]        1: pnode ???, vcpus 1\n"
	"Domain 4 (total: 5):\n"
	"    Node 1: 5\n";

static void count_table(void)
{
	struct count c;

	count_parse(&c, answer, 3);
	CHECK(c.found && c.pnode_kb[0] == 4 * 98304 && c.pnode_kb[1] == 4 * 32786, "%lld %lld",
	      c.pnode_kb[0], c.pnode_kb[1]);
	CHECK(c.pnode[0] == 1 && c.pnode[1] == PNODE_UNKNOWN, "%u %u", c.pnode[0], c.pnode[1]);
	CHECK(c.pnode_kb[2] == KB_UNKNOWN, "%lld", c.pnode_kb[2]);
	count_parse(&c, answer, 0);
	CHECK(c.found && c.pnode_kb[0] == 4 * 98304 && c.pnode[0] == PNODE_UNKNOWN, "%lld",
	      c.pnode_kb[0]);
	count_parse(&c, answer, 4);
	CHECK(c.found && c.pnode_kb[1] == 20 && c.pnode_kb[0] == KB_UNKNOWN, "no prefix");
	count_parse(&c, answer, 5);
	CHECK(!c.found && c.pnode_kb[0] == KB_UNKNOWN, "not there");
	count_parse(&c, "", 0);
	CHECK(!c.found, "nothing");
}

/* The last answer counts, and not one of a guest's. */
static void count_last(void)
{
	struct count c;

	count_parse(&c, "(XEN) Domain 3 (total: 7):\n(XEN)     Node 0: 3\n(XEN)     Node 1: 4\n"
		    "(XEN) Domain 3 (total: 5):\n(XEN)     Node 0: 5\n"
		    "(d3) Domain 3 (total: 9):\n(d3)     Node 0: 9\n(XEN)     Node 0: 8\n", 3);
	CHECK(c.pnode_kb[0] == 20 && c.pnode_kb[1] == KB_UNKNOWN, "%lld %lld", c.pnode_kb[0],
	      c.pnode_kb[1]);
}

static void count_beyond(void)
{
	struct count c;

	count_parse(&c, "Domain 3 (total: 7):\n    Node 64: 3\n    Node 1: 99999999999999999999\n"
		    "    32: pnode 0,\n    0: pnode 64,\n    Node 2: 1", 3);
	CHECK(c.pnode_kb[1] == KB_UNKNOWN && c.pnode[0] == PNODE_UNKNOWN, "%lld", c.pnode_kb[1]);
	CHECK(c.pnode_kb[2] == 4, "a line without an end: %lld", c.pnode_kb[2]);
}

static void count_any(struct rng *rng)
{
	static const char *const parts[] = {
		"Domain 3 (total: 7):", "    Node ", "(XEN) ", "[", "] ", "\n", "pnode ",
		":", " ", "9", "\xff",
	};
	char text[512] = "", *exact;
	struct count c;

	while (strlen(text) < 400)
		strcat(text, parts[rng_below(rng, ARRAY_SIZE(parts))]);
	/* So that the sanitizer sees what goes past the end. */
	exact = strdup(text);
	count_parse(&c, exact, 3);
	free(exact);
	CHECK(c.pnode_kb[0] >= KB_UNKNOWN && c.pnode_kb[0] <= KB_MAX, "%lld", c.pnode_kb[0]);
	CHECK(c.found == !!strstr(text, "Domain 3") || !c.found, "%s", text);
}

static const struct test tests[] = {
	UNIT(count_table),
	UNIT(count_last),
	UNIT(count_beyond),
	PROPERTY(count_any, 1000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
