// SPDX-License-Identifier: GPL-2.0
/* The way of a move: how many pages the domain had, and when. */
#include <stdio.h>
#include <stdlib.h>

#include "move.h"

#define SAMPLES		1000000
#define WINDOW_US	3000000

static struct sample {
	long long us;
	long long pages;
} *samples;
static int n;

void samples_start(long long pages)
{
	samples = malloc(SAMPLES * sizeof(*samples));
	if (!samples)
		die("no memory");
	n = 0;
	samples_add(0, pages);
}

void samples_add(long long us, long long pages)
{
	if (n < SAMPLES)
		samples[n++] = (struct sample){ us, pages };
}

/* Pages in a second in the slowest window between the start and the end of the move. */
double samples_lowest_rate(void)
{
	double rate, lowest = -1;
	int i, j = 0;

	if (n < 2 || samples[n - 1].us <= samples[0].us)
		return 0;
	for (i = 1; i < n; i++) {
		while (samples[i].us - samples[j + 1].us >= WINDOW_US)
			j++;
		if (samples[i].us - samples[j].us < WINDOW_US)
			continue;
		rate = llabs(samples[i].pages - samples[j].pages) * 1e6 /
		       (samples[i].us - samples[j].us);
		if (lowest < 0 || rate < lowest)
			lowest = rate;
	}
	if (lowest < 0)
		lowest = llabs(samples[n - 1].pages - samples[0].pages) * 1e6 /
			 (samples[n - 1].us - samples[0].us);
	return lowest;
}

void samples_write(const char *file)
{
	FILE *f = fopen(file, "w");
	long long step = samples[n - 1].us / 60 + 1, next = 0;
	int i;

	if (!f)
		die("cannot write the points");
	for (i = 0; i < n; i++) {
		if (samples[i].us < next && i < n - 1)
			continue;
		fprintf(f, "%.1f %lld\n", samples[i].us / 1000.0, samples[i].pages);
		next = samples[i].us + step;
	}
	fclose(f);
}
