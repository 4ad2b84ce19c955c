// SPDX-License-Identifier: GPL-2.0
/*
 * Samples as JSON, one object on one line. Pure.
 *
 * The output is ASCII, whatever a guest has written: text is read as UTF-8, and each byte that is
 * not part of a valid character becomes U+FFFD.
 */
#include "json.h"

#define REPLACEMENT	0xfffd

/* The number of bytes that follow the first of a sequence, and the smallest valid character. */
static unsigned int sequence(unsigned char first, unsigned long *bits, unsigned long *smallest)
{
	if (first >= 0xc0 && first < 0xe0) {
		*bits = first & 0x1f;
		*smallest = 0x80;
		return 1;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*bits = first & 0x0f;
		*smallest = 0x800;
		return 2;
	}
	if (first >= 0xf0 && first < 0xf8) {
		*bits = first & 0x07;
		*smallest = 0x10000;
		return 3;
	}
	return 0;
}

/* Takes a character, at least one byte, off @text. */
static unsigned long next(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	unsigned long c, smallest;
	unsigned int i, more;

	*text += 1;
	if (*p < 0x80)
		return *p;
	more = sequence(*p, &c, &smallest);
	if (!more)
		return REPLACEMENT;
	for (i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	/* An overlong encoding, beyond Unicode, or half of a surrogate pair. */
	if (c < smallest || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return REPLACEMENT;
	*text += more;
	return c;
}

static void escape(FILE *to, unsigned long c)
{
	if (c == '"' || c == '\\')
		fprintf(to, "\\%c", (char)c);
	else if (c >= ' ' && c <= '~')
		fputc(c, to);
	else if (c < 0x10000)
		fprintf(to, "\\u%04lx", c);
	else
		fprintf(to, "\\u%04lx\\u%04lx", 0xd800 + ((c - 0x10000) >> 10),
			0xdc00 + (c & 0x3ff));
}

void json_string(FILE *to, const char *text)
{
	fputc('"', to);
	while (*text)
		escape(to, next(&text));
	fputc('"', to);
}

static void put_kb(FILE *to, const char *name, long long kb)
{
	if (kb < 0)
		fprintf(to, ",\"%s\":null", name);
	else
		fprintf(to, ",\"%s\":%lld", name, kb);
}

/* Empty text means that there is none. */
static void put_text(FILE *to, const char *name, const char *text)
{
	fprintf(to, ",\"%s\":", name);
	if (*text)
		json_string(to, text);
	else
		fputs("null", to);
}

static void put_vnode(FILE *to, const struct vnode *v, unsigned int number)
{
	fprintf(to, "%s{\"vnode\":%u", number ? "," : "", number);
	put_kb(to, "static_max_kb", v->max_kb);
	put_kb(to, "target_balloon_kb", v->target_kb);
	put_kb(to, "current_balloon_kb", v->balloon_kb);
	put_text(to, "reason", v->reason);
	fputc('}', to);
}

static void put_domain(FILE *to, const struct domain *d)
{
	unsigned int n;

	fprintf(to, "{\"id\":%u", d->id);
	put_text(to, "name", d->name);
	put_text(to, "type", domain_types[d->type]);
	put_text(to, "run", domain_runs[d->run]);
	put_kb(to, "xen_kb", d->xen_kb);
	put_kb(to, "limit_kb", d->limit_kb);
	put_kb(to, "claimed_kb", d->claim_kb);
	put_kb(to, "target_kb", d->target_kb);
	put_kb(to, "static_max_kb", d->max_kb);
	put_kb(to, "guest_kb", d->guest_kb);
	put_kb(to, "floor_kb", d->floor_kb);
	put_text(to, "state", d->state);
	put_text(to, "reason", d->reason);
	put_text(to, "interface", d->interface);
	if (d->rate == RATE_UNKNOWN)
		fputs(",\"rate_kb\":null", to);
	else
		fprintf(to, ",\"rate_kb\":%lld", d->rate);
	fputs(",\"vnodes\":[", to);
	for (n = 0; n < d->vnodes; n++)
		put_vnode(to, &d->vnode[n], n);
	fputs("]}", to);
}

void json_sample(FILE *to, const struct sample *s)
{
	unsigned int i;

	fprintf(to, "{\"time\":%lld.%03lld,\"xenstore\":%s", s->time_ms / 1000, s->time_ms % 1000,
		s->xenstore ? "true" : "false");
	fprintf(to, ",\"host\":{\"domains\":%u", s->host.domains);
	put_kb(to, "total_kb", s->host.total_kb);
	put_kb(to, "free_kb", s->host.free_kb);
	put_kb(to, "claimed_kb", s->host.claimed_kb);
	fputs("},\"domains\":[", to);
	for (i = 0; i < s->count; i++) {
		if (i)
			fputc(',', to);
		put_domain(to, &s->domains[i]);
	}
	fputs("]}\n", to);
}
