// SPDX-License-Identifier: GPL-2.0
/*
 * How many pages a domain has on each pnode, as Xen counts them for its debug key 'u'. Pure.
 *
 * No hypercall tells this. xen/arch/x86/numa.c: dump_numa() of Xen 4.17 prints
 *
 *	Domain 3 (total: 131090):
 *	    Node 0: 65545
 *	    Node 1: 65545
 *	     2 vnodes, 2 vcpus, guest physical layout:
 *	       0: pnode   0, vcpus 0
 *
 * where each line may have "(XEN) " and a time before it. The lines are in Xen's console ring, to
 * which guests can write as well, but their lines begin with "(dN) ", while Xen's begin with the
 * words above. The last answer counts.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "count.h"

static void count_init(struct count *count)
{
	unsigned int i;

	count->found = false;
	for (i = 0; i < MAX_PNODES; i++)
		count->pnode_kb[i] = KB_UNKNOWN;
	for (i = 0; i < MAX_VNODES; i++)
		count->pnode[i] = PNODE_UNKNOWN;
}

/* Returns what follows "(XEN) " and "[time] ". */
static const char *count_skip(const char *line)
{
	const char *end;

	if (!strncmp(line, "(XEN) ", 6))
		line += 6;
	if (*line == '[') {
		end = strchr(line, ']');
		if (end && end[1] == ' ')
			line = end + 2;
	}
	return line;
}

static void count_line(struct count *count, const char *line)
{
	unsigned long long pages;
	unsigned int node, pnode;

	if (sscanf(line, " Node %u: %llu", &node, &pages) == 2) {
		if (node < MAX_PNODES && pages <= KB_MAX / 4)
			count->pnode_kb[node] = pages * 4;
	} else if (sscanf(line, " %u: pnode %u,", &node, &pnode) == 2) {
		if (node < MAX_VNODES && pnode < MAX_PNODES)
			count->pnode[node] = pnode;
	}
}

/**
 * count_parse() - find a domain's counts in what Xen has printed
 * @count: where to put them
 * @text: lines, the last of which may be cut off
 * @id: the domain
 */
void count_parse(struct count *count, const char *text, unsigned int id)
{
	unsigned long long total;
	unsigned int domain;
	bool inside = false;
	char line[128];
	size_t len;

	count_init(count);
	for (; *text; text += len + (text[len] == '\n')) {
		const char *p;

		len = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", len < 127 ? (int)len : 127, text);
		p = count_skip(line);
		if (sscanf(p, "Domain %u (total: %llu):", &domain, &total) == 2) {
			inside = domain == id;
			if (inside)
				count_init(count);
			count->found |= inside;
		} else if (inside && isspace((unsigned char)*p)) {
			count_line(count, p);
		} else {
			inside = false;
		}
	}
}
