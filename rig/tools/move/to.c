// SPDX-License-Identifier: GPL-2.0
/* Gives a domain a target, and watches it go there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "move.h"

int move_to(uint32_t domid, bool pv, long long target_kb, long long wanted_kb, long long tolerance_kb,
	    int seconds, const char *points)
{
	long long wanted = wanted_kb / 4, tolerance = tolerance_kb / 4;
	long long start, last_change, first = -1, gap = 0;
	xc_dominfo_t before = domain(domid), info = before;
	int direction = wanted >= (long long)before.nr_pages ? 1 : -1;
	int back = 0;
	long long pages = before.nr_pages, t = 0;

	samples_start(pages);
	start = now_us();
	last_change = 0;
	mem_set(domid, pv, target_kb);
	while (llabs(wanted - pages) > tolerance) {
		if (t > seconds * 1000000LL)
			break;
		usleep(POLL_US);
		info = domain(domid);
		t = now_us() - start;
		if ((long long)info.nr_pages != pages) {
			if (((long long)info.nr_pages - pages) * direction < 0)
				back++;
			if (first < 0)
				first = t;
			else if (t - last_change > gap)
				gap = t - last_change;
			last_change = t;
			pages = info.nr_pages;
		}
		samples_add(t, pages);
	}
	if (first >= 0 && t - last_change > gap)
		gap = t - last_change;
	printf("ms=%.1f first_ms=%.1f gap_ms=%.1f back=%d pages=%lld left=%lld low_pps=%.0f cpu_ms=%.1f\n",
	       t / 1000.0, first / 1000.0, gap / 1000.0, back,
	       llabs(pages - (long long)before.nr_pages), llabs(wanted - pages), samples_lowest_rate(),
	       (info.cpu_time - before.cpu_time) / 1e6);
	if (points)
		samples_write(points);
	return llabs(wanted - pages) > tolerance;
}
