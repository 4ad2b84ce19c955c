// SPDX-License-Identifier: GPL-2.0
/* Samples as lines of text. Pure. */
#include <stdio.h>
#include <string.h>

#include "bar.h"
#include "table.h"
#include "text.h"

static const struct {
	const char *title;
	bool left;
} columns[COLUMNS] = {
	[COLUMN_ID] = { "ID", false },
	[COLUMN_NAME] = { "NAME", true },
	[COLUMN_TYPE] = { "TYPE", true },
	[COLUMN_BAR] = { "MEMORY", true },
	[COLUMN_CURRENT] = { "HAS", false },
	[COLUMN_TARGET] = { "TARGET", false },
	[COLUMN_FLOOR] = { "FLOOR", false },
	[COLUMN_MAX] = { "MAX", false },
	[COLUMN_STATE] = { "STATE", true },
	[COLUMN_REASON] = { "REASON", true },
	[COLUMN_RATE] = { "MIB/S", false },
};

/* Appends a cell to the line; what does not fit into its column or into the line is cut off. */
static void append(char *line, const struct layout *l, enum column c, const char *text)
{
	int width = l->width[c];
	size_t len = strlen(line);

	if (!width)
		return;
	snprintf(line + len, l->line + 1 - len, "%s%*.*s", c && len ? " " : "",
		 columns[c].left ? -width : width, width, text);
}

/* If a domain is not up, the state is Xen's, and what its driver says does not count. */
static const char *state_of(const struct domain *d)
{
	return d->run == RUN_UP ? d->state : domain_runs[d->run];
}

static const char *reason_of(const struct domain *d)
{
	return d->run == RUN_UP ? d->reason : "";
}

/* The text of a cell has room for LINE_SIZE. Its width matters only where a cut needs care. */
static void cell(char *text, const struct layout *l, enum column c, const struct domain *d,
		 long long host_kb)
{
	unsigned int width = l->width[c];

	switch (c) {
	case COLUMN_ID:
		snprintf(text, LINE_SIZE, "%u", d->id);
		break;
	case COLUMN_NAME:
		text_printable(text, width + 1, d->name);
		break;
	case COLUMN_TYPE:
		snprintf(text, LINE_SIZE, "%s", domain_types[d->type]);
		break;
	case COLUMN_BAR:
		bar_draw(text, width, d, host_kb);
		break;
	case COLUMN_CURRENT:
		text_mib(text, LINE_SIZE, d->xen_kb);
		break;
	case COLUMN_TARGET:
		text_mib(text, LINE_SIZE, d->target_kb);
		break;
	case COLUMN_FLOOR:
		text_mib(text, LINE_SIZE, d->floor_kb);
		break;
	case COLUMN_MAX:
		text_mib(text, LINE_SIZE, d->max_kb);
		break;
	case COLUMN_STATE:
		text_printable(text, width + 1, state_of(d));
		break;
	case COLUMN_REASON:
		text_printable(text, width + 1, reason_of(d));
		break;
	case COLUMN_RATE:
		text_rate(text, LINE_SIZE, d->rate);
		break;
	case COLUMNS:
		break;
	}
}

void table_host(char *line, unsigned int width, const struct sample *s)
{
	char total[16], free[16], claimed[16];

	text_mib(total, sizeof(total), s->host.total_kb);
	text_mib(free, sizeof(free), s->host.free_kb);
	text_mib(claimed, sizeof(claimed), s->host.claimed_kb);
	snprintf(line, width < LINE_SIZE ? width + 1 : LINE_SIZE,
		 "host: %s MiB, free: %s, claimed: %s, domains: %u", total, free, claimed,
		 s->host.domains);
}

/* What a reader of the rows has to know. False if there is nothing to say. */
bool table_note(char *line, unsigned int width, const struct sample *s)
{
	static const char missing[] =
		"Xenstore is missing: this is what Xen says. Does xenstored run?";

	snprintf(line, width < LINE_SIZE ? width + 1 : LINE_SIZE, "%s",
		 s->xenstore ? "" : missing);
	return !s->xenstore;
}

void table_titles(char *line, const struct layout *l)
{
	unsigned int c;

	line[0] = 0;
	for (c = 0; c < COLUMNS; c++)
		append(line, l, c, columns[c].title);
}

/* Columns for what Xen, or the driver as a whole, says about a domain but not about a node. */
static bool is_of_domains(enum column c)
{
	return c == COLUMN_ID || c == COLUMN_TYPE || c == COLUMN_FLOOR || c == COLUMN_STATE ||
	       c == COLUMN_RATE;
}

/* Presents a node as a domain, for the cells that both have. */
static struct domain as_domain(const struct domain *d, int number)
{
	const struct vnode *v = &d->vnode[number];
	struct domain as = {
		.run = d->run,
		.xen_kb = vnode_has(v),
		.target_kb = vnode_target(v),
		.max_kb = v->max_kb,
		.floor_kb = KB_UNKNOWN,
	};

	snprintf(as.name, sizeof(as.name), "  vnode %d", number);
	memcpy(as.reason, v->reason, sizeof(as.reason));
	return as;
}

void table_row(char *line, const struct layout *l, struct row at, long long host_kb)
{
	char text[LINE_SIZE];
	struct domain as;
	unsigned int c;

	if (at.vnode >= 0)
		as = as_domain(at.domain, at.vnode);
	line[0] = 0;
	for (c = 0; c < COLUMNS; c++) {
		text[0] = 0;
		if (at.vnode < 0)
			cell(text, l, c, at.domain, host_kb);
		else if (!is_of_domains(c))
			cell(text, l, c, &as, host_kb);
		append(line, l, c, text);
	}
}
