// SPDX-License-Identifier: GPL-2.0
/* Sends a domain to one size after the other, some before it has come to the last, and home in the end. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "move.h"

#define PATIENCE_US	5000000
#define HOME_US		60000000
#define INTERRUPT_US	50000		/* a move that is not waited for has less than this */

static bool arrives(uint32_t domid, long long kb, long long patience)
{
	long long end = now_us() + patience;

	while ((long long)domain(domid).nr_pages * 4 != kb) {
		if (now_us() > end)
			return false;
		usleep(2 * POLL_US);
	}
	return true;
}

int move_wander(uint32_t domid, bool pv, long long more_kb, long long low_kb, long long high_kb,
		long long step_kb, int moves, unsigned int seed)
{
	long long home = target_kb(domid), target = home;
	int waited = 0, arrived = 0, i;

	srandom(seed);
	for (i = 0; i < moves; i++) {
		target += random() % (2 * step_kb + 1) - step_kb;
		if (target < low_kb)
			target = low_kb;
		if (target > high_kb)
			target = high_kb;
		target &= ~3LL;
		mem_set(domid, pv, target);
		if (random() % 4) {
			waited++;
			arrived += arrives(domid, target + more_kb, PATIENCE_US);
		} else {
			usleep(random() % INTERRUPT_US);
		}
	}
	mem_set(domid, pv, home);
	printf("moves=%d waited=%d arrived=%d\n", moves, waited, arrived);
	return !arrives(domid, home + more_kb, HOME_US);
}
