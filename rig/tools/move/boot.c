// SPDX-License-Identifier: GPL-2.0
/* Starts a paused domain and waits until it is up. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "move.h"

static bool is_up(uint32_t domid)
{
	char path[64];
	unsigned int len;
	char *value;

	snprintf(path, sizeof(path), "/local/domain/%u/data/rig/out", domid);
	value = xs_read(xs, XBT_NULL, path, &len);
	free(value);
	return value && len;
}

/* Populate-on-demand entries without memory behind them: the guest has still to give these back. */
static long long owed(uint32_t domid)
{
	uint64_t total = 0, cache = 0, entries = 0;

	if (xc_domain_get_pod_target(xch, domid, &total, &cache, &entries))
		return 0; /* a PV guest */
	return (long long)entries - (long long)cache;
}

int move_boot(uint32_t domid, long long pages, int seconds)
{
	long long start, up = -1, down = -1, rest = 0, at_start = owed(domid);
	long long end;

	if (xc_domain_unpause(xch, domid))
		die("cannot unpause the domain");
	start = now_us();
	end = start + seconds * 1000000LL;
	while ((up < 0 || down < 0) && now_us() < end) {
		usleep(10 * POLL_US / 4);
		domain(domid);
		rest = owed(domid);
		if (down < 0 && rest <= pages)
			down = now_us() - start;
		if (up < 0 && is_up(domid))
			up = now_us() - start;
	}
	printf("up_ms=%.1f down_ms=%.1f owed=%lld rest=%lld\n", up / 1000.0,
	       at_start > pages ? down / 1000.0 : 0.0, at_start, rest);
	return up < 0 || down < 0;
}
