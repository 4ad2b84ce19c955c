// SPDX-License-Identifier: GPL-2.0
/* Domains and their nodes as lines of text: printable ASCII. Pure. */
#include "keys.h"
#include "show.h"

#define SHOW_NAME	17

/**
 * show_word() - make text from elsewhere safe to send to a terminal
 * @to: where to put it
 * @size: size of @to in bytes; what does not fit is cut off
 * @text: may be anything; empty text becomes "-"
 */
void show_word(char *to, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i + 1 < size && text[i]; i++)
		to[i] = text[i] > ' ' && text[i] <= '~' ? text[i] : '?';
	if (!i && size > 1)
		to[i++] = '-';
	to[i] = 0;
}

/* Prints whole MiB, rounded down as "xl list" does. */
static void show_mib(FILE *to, long long kb)
{
	if (kb < 0)
		fprintf(to, " %8s", "-");
	else
		fprintf(to, " %8lld", kb >> 10);
}

static const char *show_state(const struct domain *d)
{
	if (!d->count)
		return "no-nodes";
	if (d->note == NOTE_WITHDRAWN)
		return "withdrawn";
	switch (d->handshake) {
	case HANDSHAKE_NONE:
		return keys_complete(d) ? "left" : "not-asked";
	case HANDSHAKE_OFFERED:
		return "offered";
	case HANDSHAKE_AGREED:
		return "agreed";
	}
	return "-";
}

/**
 * show_titles() - print the line above those of show_domain()
 * @to: where to print
 * @counted: include a column for what Xen has counted
 */
void show_titles(FILE *to, bool counted)
{
	fprintf(to, "%5s %-16s %-9s %5s %5s %8s %8s %8s %8s", "ID", "NAME", "STATE", "VNODE",
		"PNODE", "MAX", "MEMORY", "BALLOON", "NOW");
	if (counted)
		fprintf(to, " %8s", "COUNTED");
	fprintf(to, " %s\n", "REASON");
}

static void show_node(FILE *to, const struct domain *d, unsigned int n, const struct count *count)
{
	const struct vnode *v = &d->node[n];
	unsigned int pnode = v->pnode;
	char reason[WORD_SIZE];

	if (pnode == PNODE_UNKNOWN && count)
		pnode = count->pnode[n];
	if (pnode == PNODE_UNKNOWN)
		fprintf(to, " %5u %5s", n, "-");
	else
		fprintf(to, " %5u %5u", n, pnode);
	show_mib(to, v->max_kb == KB_UNKNOWN ? v->size_kb : v->max_kb);
	show_mib(to, keys_memory(v));
	show_mib(to, v->balloon_kb);
	show_mib(to, v->guest_kb);
	if (count)
		show_mib(to, pnode < MAX_PNODES ? count->pnode_kb[pnode] : KB_UNKNOWN);
	show_word(reason, sizeof(reason), v->reason);
	fprintf(to, " %s\n", reason);
}

/**
 * show_domain() - print a line for each node of a domain, or one line if it has none
 * @to: where to print
 * @d: what is known of it
 * @count: what Xen has counted, by pnode: vnodes on the same pnode share it; or NULL
 */
void show_domain(FILE *to, const struct domain *d, const struct count *count)
{
	char name[SHOW_NAME];
	unsigned int n;

	show_word(name, sizeof(name), d->name);
	if (!d->count)
		fprintf(to, "%5u %-16s %s\n", d->id, name, show_state(d));
	for (n = 0; n < d->count; n++) {
		fprintf(to, "%5u %-16s %-9s", d->id, name, show_state(d));
		show_node(to, d, n, count);
	}
}

/**
 * show_unreached() - print why a guest has not done what its keys say
 * @to: where to print a line, without a newline
 * @d: what is known of it
 */
void show_unreached(FILE *to, const struct domain *d)
{
	char reason[WORD_SIZE];
	unsigned int n;

	if (!keys_complete(d)) {
		fprintf(to, "domain %u is not steered by node; run 'balloon-vnode offer %u'", d->id,
			d->id);
		return;
	}
	if (d->handshake != HANDSHAKE_AGREED) {
		fprintf(to, "the guest of domain %u has not agreed to be steered by node", d->id);
		return;
	}
	fprintf(to, "domain %u is not there yet:", d->id);
	for (n = 0; n < d->count; n++) {
		const struct vnode *v = &d->node[n];

		if (v->guest_kb == v->balloon_kb)
			continue;
		show_word(reason, sizeof(reason), v->reason);
		fprintf(to, " vnode %u: balloon %lld of %lld KiB (%s);", n, v->guest_kb,
			v->balloon_kb,
			reason);
	}
	fprintf(to, " see 'balloon-vnode list %u'", d->id);
}
