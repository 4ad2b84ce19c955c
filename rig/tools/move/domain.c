// SPDX-License-Identifier: GPL-2.0
/* What is asked of Xen and of the clock. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "move.h"

void die(const char *what)
{
	fprintf(stderr, "move: %s\n", what);
	exit(2);
}

long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

xc_dominfo_t domain(uint32_t domid)
{
	xc_dominfo_t info;

	if (xc_domain_getinfo(xch, domid, 1, &info) != 1 || info.domid != domid || info.dying)
		die("the domain is gone");
	return info;
}
