// SPDX-License-Identifier: GPL-2.0
/*
 * The nodes of a PV domain, as text: "MIB@PNODE[:VCPU[-VCPU],...]" for each, with spaces between.
 * Pure.
 *
 *	384@0:0-2 128@1:3
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "shim-spec.h"

#define SPEC_NO_NODE	(~0U)

/*
 * Reads decimal digits at *@p and moves it past them. False if there are none or @most is exceeded.
 */
static bool spec_number(const char **p, unsigned long long most, unsigned long long *number)
{
	if (!isdigit((unsigned char)**p))
		return false;
	for (*number = 0; isdigit((unsigned char)**p); ++*p) {
		*number = *number * 10 + (**p - '0');
		if (*number > most)
			return false;
	}
	return true;
}

/* Reads VCPU or VCPU-VCPU, none of which may have a node yet. */
static bool spec_vcpus(struct spec *s, const char **p)
{
	unsigned long long first, last;

	if (!spec_number(p, SPEC_VCPUS - 1, &first))
		return false;
	last = first;
	if (**p == '-') {
		++*p;
		if (!spec_number(p, SPEC_VCPUS - 1, &last) || last < first)
			return false;
	}
	for (; first <= last; first++) {
		if (s->vcpu_node[first] != SPEC_NO_NODE)
			return false;
		s->vcpu_node[first] = s->count;
	}
	return true;
}

static bool spec_node(struct spec *s, const char **p)
{
	unsigned long long pnode;

	if (s->count == MAX_VNODES || !spec_number(p, KB_MAX >> 10, &s->mib[s->count]) ||
	    !s->mib[s->count])
		return false;
	if (*(*p)++ != '@' || !spec_number(p, MAX_PNODES - 1, &pnode))
		return false;
	s->pnode[s->count] = pnode;
	if (**p == ':') {
		do {
			++*p;
			if (!spec_vcpus(s, p))
				return false;
		} while (**p == ',');
	}
	s->count++;
	return !**p || **p == ' ';
}

static void spec_fill(struct spec *s)
{
	unsigned int i;

	for (i = 0; i < SPEC_VCPUS; i++)
		if (s->vcpu_node[i] == SPEC_NO_NODE)
			s->vcpu_node[i] = i % s->count;
}

/**
 * spec_parse() - read the nodes of a PV domain
 * @s: where to put them
 * @text: the specification
 * @why: where to put, in a line, what is wrong with it
 * @size: size of @why in bytes
 *
 * Return: whether @text is a valid specification.
 */
bool spec_parse(struct spec *s, const char *text, char *why, size_t size)
{
	const char *p = text, *start;

	memset(s, 0, sizeof(*s));
	memset(s->vcpu_node, 0xff, sizeof(s->vcpu_node));
	for (;;) {
		p += strspn(p, " ");
		if (!*p)
			break;
		start = p;
		if (!spec_node(s, &p)) {
			snprintf(why, size,
				 "'%.60s' is not MIB@PNODE[:VCPU[-VCPU],...], as in 384@0:0-2 128@1:3",
				 start);
			return false;
		}
	}
	if (!s->count) {
		snprintf(why, size, "no nodes are given; write them as in 384@0:0-2 128@1:3");
		return false;
	}
	spec_fill(s);
	return true;
}

/**
 * spec_pages() - get how much memory all nodes have together
 * @s: from spec_parse()
 *
 * Return: the memory in pages.
 */
unsigned long long spec_pages(const struct spec *s)
{
	unsigned long long pages = 0;
	unsigned int n;

	for (n = 0; n < s->count; n++)
		pages += s->mib[n] << 8;
	return pages;
}
