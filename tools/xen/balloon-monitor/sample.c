// SPDX-License-Identifier: GPL-2.0
/* What can be computed from samples alone. Pure. */
#include <stdio.h>
#include <string.h>

#include "sample.h"

const char *const domain_types[] = {
	[TYPE_PV] = "pv",
	[TYPE_PVH] = "pvh",
	[TYPE_HVM] = "hvm",
};

const char *const domain_runs[] = {
	[RUN_UP] = "up",
	[RUN_PAUSED] = "paused",
	[RUN_SHUTDOWN] = "shutdown",
	[RUN_CRASHED] = "crashed",
	[RUN_DYING] = "dying",
};

static const struct domain *find(const struct sample *s, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < s->count; i++)
		if (s->domains[i].id == id)
			return &s->domains[i];
	return NULL;
}

/* A domain that was not there before has no rate yet. */
void sample_rates(struct sample *now, const struct sample *before)
{
	long long ms = now->ms - before->ms;
	unsigned int i;

	for (i = 0; i < now->count; i++) {
		struct domain *d = &now->domains[i];
		const struct domain *old = find(before, d->id);

		if (old && ms > 0)
			d->rate = (d->xen_kb - old->xen_kb) * 1000 / ms;
		else
			d->rate = RATE_UNKNOWN;
	}
}

static bool is_called(const struct domain *d, const char *wanted)
{
	char id[16];

	snprintf(id, sizeof(id), "%u", d->id);
	return !strcmp(wanted, id) || !strcmp(wanted, d->name);
}

static bool is_wanted(const struct domain *d, char *const *wanted, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (is_called(d, wanted[i]))
			return true;
	return false;
}

/* Keeps the domains whose id or name is wanted, in their order; all if none are asked for. */
void sample_select(struct sample *s, char *const *wanted, unsigned int count)
{
	unsigned int i, n = 0;

	if (!count)
		return;
	for (i = 0; i < s->count; i++)
		if (is_wanted(&s->domains[i], wanted, count))
			s->domains[n++] = s->domains[i];
	s->count = n;
}

/* The first wanted domain that is missing; NULL if none is. */
const char *sample_missing(const struct sample *s, char *const *wanted, unsigned int count)
{
	unsigned int i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < s->count; j++)
			if (is_called(&s->domains[j], wanted[i]))
				break;
		if (j == s->count)
			return wanted[i];
	}
	return NULL;
}

/*
 * The distance from the target, KB_UNKNOWN without one. The guest's own count can be compared with
 * the target; Xen's has a few pages more.
 */
long long domain_distance(const struct domain *d)
{
	long long have = d->guest_kb == KB_UNKNOWN ? d->xen_kb : d->guest_kb;

	if (d->target_kb == KB_UNKNOWN)
		return KB_UNKNOWN;
	return have < d->target_kb ? d->target_kb - have : have - d->target_kb;
}

static long long rest_of(long long max_kb, long long balloon_kb)
{
	if (max_kb == KB_UNKNOWN || balloon_kb == KB_UNKNOWN || balloon_kb > max_kb)
		return KB_UNKNOWN;
	return max_kb - balloon_kb;
}

/* The memory that the balloon leaves to a node; KB_UNKNOWN if that is not known. */
long long vnode_has(const struct vnode *v)
{
	return rest_of(v->max_kb, v->balloon_kb);
}

/* The memory that it is to leave. */
long long vnode_target(const struct vnode *v)
{
	return rest_of(v->max_kb, v->target_kb);
}

/* There is a row for each domain, followed by those of its nodes. */
unsigned int sample_rows(const struct sample *s)
{
	unsigned int i, rows = 0;

	for (i = 0; i < s->count; i++)
		rows += 1 + s->domains[i].vnodes;
	return rows;
}

struct row sample_row(const struct sample *s, unsigned int row)
{
	unsigned int i;

	for (i = 0; i < s->count; i++) {
		const struct domain *d = &s->domains[i];

		if (row <= d->vnodes)
			return (struct row){ d, (int)row - 1 };
		row -= 1 + d->vnodes;
	}
	return (struct row){ NULL, -1 };
}
