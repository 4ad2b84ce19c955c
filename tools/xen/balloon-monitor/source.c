// SPDX-License-Identifier: GPL-2.0
/* Where samples come from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reader.h"
#include "source.h"
#include "xen.h"

static long long clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

bool source_open(struct source *source, const struct options *options)
{
	memset(source, 0, sizeof(*source));
	source->options = options;
	source->xen = xen_open(source->why, sizeof(source->why));
	if (!source->xen)
		return false;
	source->reader = reader_start();
	if (!source->reader) {
		snprintf(source->why, sizeof(source->why), "no memory");
		xen_close(source->xen);
	}
	return source->reader;
}

/* Takes a sample, valid until the call after the next. NULL if Xen does not answer. */
struct sample *source_next(struct source *source)
{
	const struct sample *before = &source->samples[source->last];
	struct sample *now = &source->samples[!source->last];

	now->ms = clock_ms(CLOCK_MONOTONIC);
	now->time_ms = clock_ms(CLOCK_REALTIME);
	if (!xen_read(source->xen, now, source->why, sizeof(source->why)))
		return NULL;
	now->xenstore = reader_read(source->reader, now);
	sample_rates(now, before);
	sample_select(now, source->options->wanted, source->options->nr_wanted);
	source->last = !source->last;
	return now;
}

void source_close(struct source *source)
{
	reader_stop(source->reader);
	xen_close(source->xen);
	free(source->samples[0].domains);
	free(source->samples[1].domains);
}
