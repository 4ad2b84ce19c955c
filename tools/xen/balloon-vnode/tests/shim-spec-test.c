// SPDX-License-Identifier: GPL-2.0
/* Tests of shim-spec.c. */
#include <string.h>

#include "shim-spec.h"
#include "test.h"

static struct spec s;
static char why[WHY_SIZE];

static bool parse(const char *text)
{
	return spec_parse(&s, text, why, sizeof(why));
}

static void spec_good(void)
{
	CHECK(parse("384@0:0-2 128@1:3") && s.count == 2 && s.mib[0] == 384 && s.mib[1] == 128 &&
	      s.pnode[0] == 0 && s.pnode[1] == 1, "%s", why);
	CHECK(s.vcpu_node[0] == 0 && s.vcpu_node[2] == 0 && s.vcpu_node[3] == 1, "vCPUs");
	CHECK(spec_pages(&s) == 512 * 256, "%llu", spec_pages(&s));
	CHECK(parse("  64@1   64@0  ") && s.count == 2 && s.pnode[0] == 1, "%s", why);
	CHECK(s.vcpu_node[0] == 0 && s.vcpu_node[1] == 1 && s.vcpu_node[2] == 0, "in turn");
	CHECK(parse("64@0:1,3-4,7 64@0:0") && s.vcpu_node[3] == 0 && s.vcpu_node[4] == 0 &&
	      s.vcpu_node[7] == 0 && s.vcpu_node[0] == 1, "%s", why);
	CHECK(parse("64@63:1023"), "%s", why);
	CHECK(parse("4294967296@0"), "%s", why);
}

static void spec_bad(void)
{
	static const char *const cases[] = {
		"", " ", "64", "64@", "@0", "64@0:", "64@0:1-", "64@0:2-1", "64@0:1,", "64@0:1024",
		"64@64", "0@0", "64m@0", "-64@0", "64@0;64@1", "64@0 64", "64@0:1 64@1:1",
		"64@0:0-3,2", "4294967297@0", "64@0x", "64@0\n64@1",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		why[0] = 0;
		CHECK(!parse(cases[i]), "'%s' is taken", cases[i]);
		CHECK(*why && !strchr(why, '\n') == !strchr(cases[i], '\n'), "'%s': '%s'", cases[i],
		      why);
	}
}

static void spec_most(void)
{
	char text[512] = "";
	unsigned int i;

	for (i = 0; i < MAX_VNODES; i++)
		strcat(text, "64@0 ");
	CHECK(parse(text) && s.count == MAX_VNODES, "%s", why);
	strcat(text, "64@0");
	CHECK(!parse(text), "one more");
}

static const struct test tests[] = {
	UNIT(spec_good),
	UNIT(spec_bad),
	UNIT(spec_most),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
