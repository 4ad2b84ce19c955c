// SPDX-License-Identifier: GPL-2.0
/* Tests of table.c and layout.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make.h"
#include "table.h"
#include "test.h"

#define HOST	(2048 * MIB)

static const char *titles(unsigned int width)
{
	static char line[LINE_SIZE];
	struct layout l;

	layout_fit(&l, width);
	table_titles(line, &l);
	return line;
}

static const char *row(unsigned int width, const struct domain *d)
{
	static char line[LINE_SIZE];
	struct layout l;

	layout_fit(&l, width);
	table_row(line, &l, (struct row){ d, -1 }, HOST);
	return line;
}

/* The columns that there are at a width, one letter each. */
static const char *columns_at(unsigned int width)
{
	static const char letters[] = "INTBCGFMSRr";
	static char text[sizeof(letters)];
	struct layout l;
	unsigned int c, n = 0;

	layout_fit(&l, width);
	for (c = 0; c < COLUMNS; c++)
		if (l.width[c])
			text[n++] = letters[c];
	text[n] = 0;
	return text;
}

static void columns_drop(void)
{
	static const struct {
		unsigned int width;
		const char *columns;
	} cases[] = {
		{ 255, "INTBCGFMSRr" }, { 92, "INTBCGFMSRr" },
		{ 91, "INBCGFMSRr" }, { 87, "INBCGFMSRr" },
		{ 86, "INBCGMSRr" }, { 80, "INBCGMSRr" },
		{ 79, "INBCGSRr" }, { 73, "INBCGSRr" },
		{ 72, "INCGSRr" }, { 60, "INCGSRr" },
		{ 59, "INCGSr" }, { 46, "INCGSr" },
		{ 45, "INCGS" }, { 39, "INCGS" },
		{ 38, "INCG" }, { 29, "INCG" },
		{ 28, "INC" }, { 22, "INC" },
		{ 21, "IC" }, { 11, "IC" }, { 5, "IC" }, { 0, "IC" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK(!strcmp(columns_at(cases[i].width), cases[i].columns), "at %u: %s, not %s",
		      cases[i].width, columns_at(cases[i].width), cases[i].columns);
}

static void width_of_80(void)
{
	struct domain d = make_domain(12);

	strcpy(d.name, "database-server");
	strcpy(d.state, "inflating");
	strcpy(d.reason, "growth-failed");
	d.type = TYPE_PVH;
	d.xen_kb = 192 * MIB;
	d.rate = -12800;
	CHECK(!strcmp(titles(80), "  ID NAME       MEMORY          HAS TARGET    MAX"
				  " STATE     REASON         MIB/S"), "%s", titles(80));
	CHECK(!strcmp(row(80, &d), "  12 database-+ [==F==T-...]    192    128    256"
				   " inflating growth-failed  -12.5"), "%s", row(80, &d));
}

static void width_of_batch(void)
{
	struct domain d = make_domain(1);

	d.type = TYPE_PVH;
	CHECK(!strcmp(row(BATCH_WIDTH, &d),
		      "   1 d1                       pvh  [=========F========T.................]"
		      "    128    128     64    256 idle      none               0"),
	      "%s", row(BATCH_WIDTH, &d));
}

/* A node below its domain: what is not said of nodes is left out. */
static void node_rows(void)
{
	struct domain d = make_domain(3);
	static char line[LINE_SIZE];
	struct layout l;

	layout_fit(&l, 80);
	d.vnodes = 2;
	d.vnode[0] = (struct vnode){ 128 * MIB, 64 * MIB, 32 * MIB, "guest-memory" };
	d.vnode[1] = (struct vnode){ KB_UNKNOWN, KB_UNKNOWN, KB_UNKNOWN, "\x1b" };
	table_row(line, &l, (struct row){ &d, 0 }, HOST);
	CHECK(!strcmp(line, "       vnode 0  [=====T-...]     96     64    128"
			    "           guest-memory        "), "%s", line);
	table_row(line, &l, (struct row){ &d, 1 }, HOST);
	CHECK(!strcmp(line, "       vnode 1  [..........]      -      -      -"
			    "           ?                   "), "%s", line);
	d.run = RUN_PAUSED;
	table_row(line, &l, (struct row){ &d, 0 }, HOST);
	CHECK(!strstr(line, "guest-memory"), "%s", line);
}

static void nothing_known(void)
{
	struct domain d = make_unknown(3);

	CHECK(!strcmp(row(80, &d), "   3 -          [..........]    128      -      -"
				   " -         -                  -"), "%s", row(80, &d));
}

/* What a driver has said last is not true any more. */
static void not_up(void)
{
	static const char *const says[] = {
		[RUN_PAUSED] = "paused    -", [RUN_SHUTDOWN] = "shutdown  -",
		[RUN_CRASHED] = "crashed   -", [RUN_DYING] = "dying     -",
	};
	struct domain d = make_domain(3);
	int run;

	CHECK(strstr(row(80, &d), "idle      none"), "%s", row(80, &d));
	for (run = RUN_PAUSED; run <= RUN_DYING; run++) {
		d.run = run;
		CHECK(strstr(row(80, &d), says[run]), "%s", row(80, &d));
		CHECK(!strstr(row(80, &d), "none"), "%s", row(80, &d));
	}
}

static void hostile_text(void)
{
	struct domain d = make_domain(3);

	memset(d.name, '\n', sizeof(d.name) - 1);
	strcpy(d.state, "\x1b]0;owned\a");
	strcpy(d.reason, "\x9b" "2J\xe2\x80\xae");
	CHECK(strstr(row(80, &d), " ?????????+ "), "%s", row(80, &d));
	CHECK(strstr(row(80, &d), " ?]0;owne+ ?2J??? "), "%s", row(80, &d));
}

static void any_text(struct rng *rng, char *text, size_t size)
{
	size_t i, len = rng_below(rng, size);

	for (i = 0; i < len; i++)
		text[i] = rng_range(rng, 1, 255);
	text[len] = 0;
}

static long long any_kb(struct rng *rng)
{
	if (rng_chance(rng, 30))
		return KB_UNKNOWN;
	return rng_below(rng, rng_chance(rng, 50) ? HOST : KB_MAX + 1);
}

/* Whatever a guest says, at any width: no line is too long, and nothing in it moves the cursor. */
static void any_row(struct rng *rng)
{
	struct domain d = make_domain(rng_below(rng, 40000));
	unsigned int width;

	any_text(rng, d.name, sizeof(d.name));
	any_text(rng, d.state, sizeof(d.state));
	any_text(rng, d.reason, sizeof(d.reason));
	d.xen_kb = rng_below(rng, KB_MAX + 1);
	d.target_kb = any_kb(rng);
	d.max_kb = any_kb(rng);
	d.floor_kb = any_kb(rng);
	d.type = rng_below(rng, TYPE_HVM + 1);
	d.run = rng_below(rng, RUN_DYING + 1);
	d.rate = rng_chance(rng, 50) ? RATE_UNKNOWN : (long long)rng_next(rng);
	for (width = 0; width <= 300; width++) {
		const char *line = row(width, &d), *p;
		size_t wanted = width < LINE_SIZE ? width : LINE_SIZE - 1;

		CHECK(strlen(line) <= wanted, "width %u: '%s'", width, line);
		CHECK(width < 11 || strlen(line) == strlen(titles(width)), "width %u: '%s'", width,
		      line);
		for (p = line; *p; p++)
			CHECK(*p >= ' ' && *p <= '~', "width %u: %d", width, *p);
	}
}

static void wide_enough(void)
{
	unsigned int width;

	/* Until the bar has all it may have, every line is used to the end. */
	for (width = 92; width <= 176; width++)
		CHECK(strlen(titles(width)) == width, "width %u: %zu", width,
		      strlen(titles(width)));
	for (; width <= 300; width++)
		CHECK(strlen(titles(width)) == 176, "width %u: %zu", width,
		      strlen(titles(width)));
}

static void host_line(void)
{
	struct sample s = {
		.host = { .total_kb = HOST, .free_kb = 900 * MIB, .claimed_kb = 0, .domains = 3 },
		.xenstore = true,
	};
	char line[LINE_SIZE];

	table_host(line, 80, &s);
	CHECK(!strcmp(line, "host: 2048 MiB, free: 900, claimed: 0, domains: 3"), "%s", line);
	table_host(line, 10, &s);
	CHECK(!strcmp(line, "host: 2048"), "%s", line);
	s.host.free_kb = KB_UNKNOWN;
	table_host(line, 1000, &s);
	CHECK(!strcmp(line, "host: 2048 MiB, free: -, claimed: 0, domains: 3"), "%s", line);
}

static void note_line(void)
{
	struct sample s = { .xenstore = true };
	char line[LINE_SIZE];

	CHECK(!table_note(line, 80, &s) && !*line, "%s", line);
	s.xenstore = false;
	CHECK(table_note(line, 80, &s) && strstr(line, "Xenstore is missing"), "%s", line);
	CHECK(strlen(line) <= 80, "%s", line);
	CHECK(table_note(line, 8, &s) && !strcmp(line, "Xenstore"), "%s", line);
	CHECK(table_note(line, 1000, &s) && strlen(line) < LINE_SIZE, "%s", line);
}

static const struct test tests[] = {
	UNIT(columns_drop),
	UNIT(width_of_80),
	UNIT(width_of_batch),
	UNIT(node_rows),
	UNIT(nothing_known),
	UNIT(not_up),
	UNIT(hostile_text),
	PROPERTY(any_row, 100),
	UNIT(wide_enough),
	UNIT(host_line),
	UNIT(note_line),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
