// SPDX-License-Identifier: GPL-2.0
/* Tests of keys.c. */
#include <string.h>

#include "keys.h"
#include "make.h"
#include "test.h"

static void kb_table(void)
{
	static const struct {
		const char *text;
		size_t len;
		long long kb;
	} cases[] = {
		{ "0", 1, 0 },
		{ "262144", 6, 262144 },
		{ "262144", 2, 26 },
		{ "0000000000000000000000000000000012", 34, 12 },
		{ "4398046511104", 13, KB_MAX },
		{ "4398046511105", 13, KB_UNKNOWN },
		{ "99999999999999999999999999999", 29, KB_UNKNOWN },
		{ NULL, 0, KB_UNKNOWN },
		{ NULL, 3, KB_UNKNOWN },
		{ "", 0, KB_UNKNOWN },
		{ "-4", 2, KB_UNKNOWN },
		{ "+4", 2, KB_UNKNOWN },
		{ " 4", 2, KB_UNKNOWN },
		{ "4\n", 2, KB_UNKNOWN },
		{ "4\0", 2, KB_UNKNOWN },
		{ "4k", 2, KB_UNKNOWN },
		{ "0x4", 3, KB_UNKNOWN },
		{ "1:", 2, KB_UNKNOWN },
		{ "1/", 2, KB_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		long long kb = value_kb(cases[i].text, cases[i].len);

		CHECK(kb == cases[i].kb, "case %zu gives %lld", i, kb);
	}
}

static void word_table(void)
{
	static const struct {
		const char *text;
		size_t len;
		const char *wanted;
	} cases[] = {
		{ "none", 4, "none" },
		{ "guest-memory", 12, "guest-m" },
		{ "1234567", 7, "1234567" },
		{ "12345678", 8, "1234567" },
		{ "ab\0cd", 5, "ab" },
		{ NULL, 0, "" },
		{ NULL, 9, "" },
	};
	char to[8];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(to, 'x', sizeof(to));
		value_copy(to, sizeof(to), cases[i].text, cases[i].len);
		CHECK(!strcmp(to, cases[i].wanted), "case %zu gives '%s'", i, to);
	}
}

/* Exactly "1": a guest that means something else has not agreed. */
static void handshake_table(void)
{
	static const struct {
		const char *text;
		size_t len;
		enum handshake wanted;
	} cases[] = {
		{ NULL, 0, HANDSHAKE_NONE },
		{ "", 0, HANDSHAKE_OFFERED },
		{ "1", 1, HANDSHAKE_AGREED },
		{ "0", 1, HANDSHAKE_OFFERED },
		{ "2", 1, HANDSHAKE_OFFERED },
		{ "11", 2, HANDSHAKE_OFFERED },
		{ "1\n", 2, HANDSHAKE_OFFERED },
		{ "1\0", 2, HANDSHAKE_OFFERED },
		{ "01", 2, HANDSHAKE_OFFERED },
		{ "yes", 3, HANDSHAKE_OFFERED },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(keys_handshake(cases[i].text, cases[i].len) == cases[i].wanted, "case %zu",
		      i);
}

static void pnode_table(void)
{
	CHECK(keys_pnode("0", 1) == 0, "0");
	CHECK(keys_pnode("63", 2) == 63, "63");
	CHECK(keys_pnode("64", 2) == PNODE_UNKNOWN, "64");
	CHECK(keys_pnode("x", 1) == PNODE_UNKNOWN, "x");
	CHECK(keys_pnode(NULL, 0) == PNODE_UNKNOWN, "NULL");
}

static void path_table(void)
{
	char path[64];

	CHECK(keys_vnode(path, sizeof(path), 3, KEY_MAX) && !strcmp(path,
								    "memory/vnode3/static-max"),
	      "%s", path);
	CHECK(keys_vnode(path, sizeof(path), 31, KEY_BALLOON) &&
	      !strcmp(path, "memory/vnode31/target-balloon-size"), "%s", path);
	CHECK(keys_vnode(path, sizeof(path), 0, NULL) && !strcmp(path, "memory/vnode0"), "%s",
	      path);
	CHECK(keys_report(path, sizeof(path), 1, "reason") &&
	      !strcmp(path, "data/balloon/vnode1/reason"), "%s", path);
	CHECK(keys_tool(path, sizeof(path), 7, "uuid") && !strcmp(path,
								  "/tool/balloon-vnode/7/uuid"),
	      "%s", path);
	CHECK(keys_tool(path, sizeof(path), 7, NULL) && !strcmp(path, "/tool/balloon-vnode/7"),
	      "%s",
	      path);
	CHECK(!keys_vnode(path, 13, 0, NULL), "no room: '%s'", path);
	CHECK(keys_vnode(path, 14, 0, NULL), "room: '%s'", path);
}

static void memory_table(void)
{
	struct vnode v = { .max_kb = 1000, .balloon_kb = 400 };

	CHECK(keys_memory(&v) == 600, "%lld", keys_memory(&v));
	v.balloon_kb = 1000;
	CHECK(keys_memory(&v) == 0, "nothing left: %lld", keys_memory(&v));
	v.balloon_kb = 1004;
	CHECK(keys_memory(&v) == KB_UNKNOWN, "larger than the node: %lld", keys_memory(&v));
	v.balloon_kb = KB_UNKNOWN;
	CHECK(keys_memory(&v) == KB_UNKNOWN, "no balloon: %lld", keys_memory(&v));
	v.balloon_kb = 400;
	v.max_kb = KB_UNKNOWN;
	CHECK(keys_memory(&v) == KB_UNKNOWN, "no maximum: %lld", keys_memory(&v));
}

static void total_of_all(void)
{
	struct domain d = make_agreed(3, 64);

	CHECK(keys_complete(&d) && keys_total(&d) == 3 * 192 * MIB, "%lld", keys_total(&d));
	d.node[2].balloon_kb = KB_UNKNOWN;
	CHECK(!keys_complete(&d) && keys_total(&d) == KB_UNKNOWN, "one is missing: %lld",
	      keys_total(&d));
	d = make_domain(0);
	CHECK(!keys_complete(&d) && keys_total(&d) == KB_UNKNOWN, "no nodes: %lld", keys_total(&d));
}

static const struct test tests[] = {
	UNIT(kb_table),
	UNIT(word_table),
	UNIT(handshake_table),
	UNIT(pnode_table),
	UNIT(path_table),
	UNIT(memory_table),
	UNIT(total_of_all),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
