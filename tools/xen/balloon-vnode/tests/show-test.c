// SPDX-License-Identifier: GPL-2.0
/* Tests of show.c. */
#include <stdlib.h>
#include <string.h>

#include "make.h"
#include "show.h"
#include "test.h"

static const char *shown(void (*show)(FILE *to, const void *data), const void *data)
{
	static char text[4096];
	FILE *to = fmemopen(text, sizeof(text), "w");

	memset(text, 0, sizeof(text));
	show(to, data);
	fclose(to);
	return text;
}

static void show_plain(FILE *to, const void *data)
{
	show_titles(to, false);
	show_domain(to, data, NULL);
}

static void show_why(FILE *to, const void *data)
{
	show_unreached(to, data);
}

static struct count counted = { .found = true };

static void show_counted(FILE *to, const void *data)
{
	show_titles(to, true);
	show_domain(to, data, &counted);
}

static void domain_table(void)
{
	static const char wanted[] =
		"   ID NAME             STATE     VNODE PNODE      MAX   MEMORY  BALLOON      NOW"
		" REASON\n"
		"    5 web              agreed        0     -      256      192       64       64 none\n"
		"    5 web              agreed        1     1      256      192       64       32"
		" guest-memory\n";
	struct domain d = make_agreed(2, 64);
	const char *text;

	d.node[1].pnode = 1;
	d.node[1].guest_kb = 32 * MIB;
	strcpy(d.node[1].reason, "guest-memory");
	text = shown(show_plain, &d);
	CHECK(!strcmp(text, wanted), "%s", text);
	d = make_domain(1);
	text = shown(show_plain, &d);
	text = strstr(text, "web ") ?: "";
	CHECK(!strncmp(text, "web              not-asked     0     -      256 ", 48), "%s", text);
	CHECK(strstr(text, "        -        -        - -\n"), "%s", text);
	d = make_domain(0);
	text = shown(show_plain, &d);
	CHECK(strstr(text, "    5 web              no-nodes\n"), "%s", text);
}

static void state_table(void)
{
	struct domain d = make_agreed(1, 64);

	d.handshake = HANDSHAKE_OFFERED;
	CHECK(strstr(shown(show_plain, &d), " offered "), "%s", shown(show_plain, &d));
	d.handshake = HANDSHAKE_NONE;
	CHECK(strstr(shown(show_plain, &d), " left "), "%s", shown(show_plain, &d));
	d.note = NOTE_WITHDRAWN;
	CHECK(strstr(shown(show_plain, &d), " withdrawn "), "%s", shown(show_plain, &d));
}

static void counted_table(void)
{
	struct domain d = make_agreed(2, 64);
	const char *text;

	memset(counted.pnode_kb, 0xff, sizeof(counted.pnode_kb));
	counted.pnode_kb[1] = 100 * MIB;
	counted.pnode[0] = 1;
	counted.pnode[1] = PNODE_UNKNOWN;
	text = shown(show_counted, &d);
	CHECK(strstr(text, " NOW  COUNTED REASON\n"), "%s", text);
	CHECK(strstr(text, "    0     1      256      192       64       64      100 none\n"), "%s",
	      text);
	CHECK(strstr(text, "    1     -      256      192       64       64        - none\n"), "%s",
	      text);
}

static void hostile_text(void)
{
	struct domain d = make_agreed(1, 64);
	const char *text, *p;

	memset(d.name, '\n', sizeof(d.name) - 1);
	strcpy(d.node[0].reason, "\x1b]0;owned\a \xff");
	text = shown(show_plain, &d);
	CHECK(strstr(text, " ???????????????? agreed "), "%s", text);
	CHECK(strstr(text, " ?]0;owned???\n"), "%s", text);
	d.node[0].guest_kb = 0;
	text = shown(show_why, &d);
	CHECK(strstr(text, "(?]0;owned" "???" ")"), "%s", text);
	for (p = text; *p; p++)
		CHECK(*p >= ' ' && *p <= '~', "%d", *p);
}

static void unreached_table(void)
{
	struct domain d = make_agreed(2, 64);
	const char *text;

	d.node[1].guest_kb = 60 * MIB;
	strcpy(d.node[1].reason, "guest-memory");
	text = shown(show_why, &d);
	CHECK(!strcmp(text,
		      "domain 5 is not there yet: vnode 1: balloon 61440 of 65536 KiB (guest-memory); "
			    "see 'balloon-vnode list 5'"), "%s", text);
	d.handshake = HANDSHAKE_OFFERED;
	CHECK(strstr(shown(show_why, &d), "has not agreed"), "%s", shown(show_why, &d));
	d = make_domain(2);
	CHECK(strstr(shown(show_why, &d), "run 'balloon-vnode offer 5'"), "%s", shown(show_why,
										      &d));
}

static const struct test tests[] = {
	UNIT(domain_table),
	UNIT(state_table),
	UNIT(counted_table),
	UNIT(hostile_text),
	UNIT(unreached_table),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
