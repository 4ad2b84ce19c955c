// SPDX-License-Identifier: GPL-2.0
/* Samples to standard output, one after the other. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "batch.h"
#include "json.h"
#include "prometheus.h"
#include "table.h"

static void print_table(const struct sample *s)
{
	char line[LINE_SIZE], when[32];
	time_t seconds = s->time_ms / 1000;
	struct layout layout;
	unsigned int i;

	layout_fit(&layout, BATCH_WIDTH);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", localtime(&seconds));
	table_host(line, BATCH_WIDTH, s);
	printf("%s  %s\n", when, line);
	if (table_note(line, BATCH_WIDTH, s))
		puts(line);
	table_titles(line, &layout);
	puts(line);
	for (i = 0; i < sample_rows(s); i++) {
		table_row(line, &layout, sample_row(s, i), s->host.total_kb);
		puts(line);
	}
}

static void print(const struct options *o, struct sample *s, bool first)
{
	sort_domains(s->domains, s->count, o->sort, o->reverse);
	if (o->mode == MODE_JSON) {
		json_sample(stdout, s);
		return;
	}
	if (o->mode == MODE_PROMETHEUS) {
		prometheus_sample(stdout, s);
		return;
	}
	if (!first)
		putchar('\n');
	print_table(s);
}

/* Waits until the next sample is due: a late sample does not delay those after it. */
static void wait_for(struct timespec *next, long long ms)
{
	next->tv_sec += ms / 1000;
	next->tv_nsec += ms % 1000 * 1000000;
	if (next->tv_nsec >= 1000000000) {
		next->tv_sec++;
		next->tv_nsec -= 1000000000;
	}
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL) == EINTR)
		;
}

enum outcome batch_run(struct source *source)
{
	const struct options *o = source->options;
	unsigned long i, count = o->count ? o->count : 1;
	struct sample *s = NULL;
	const char *missing;
	struct timespec next;

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (i = 0; i < count; i++) {
		if (i)
			wait_for(&next, o->delay_ms);
		s = source_next(source);
		if (!s)
			return OUTCOME_FAILED;
		print(o, s, !i);
		if (fflush(stdout)) {
			snprintf(source->why, sizeof(source->why), "cannot write: %s",
				 strerror(errno));
			return OUTCOME_FAILED;
		}
	}
	missing = sample_missing(s, o->wanted, o->nr_wanted);
	if (missing) {
		snprintf(source->why, sizeof(source->why),
			 "no domain '%.100s'; 'xl list' shows what there is", missing);
		return OUTCOME_NO_DOMAIN;
	}
	return OUTCOME_GOOD;
}
