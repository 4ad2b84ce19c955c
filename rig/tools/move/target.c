// SPDX-License-Identifier: GPL-2.0
/* What xl does to give a domain a target, and what it has given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "move.h"

#define SLACK_KB	1024	/* what xl lets a domain have beyond its target */

static const char *target_path(uint32_t domid)
{
	static char path[64];

	snprintf(path, sizeof(path), "/local/domain/%u/memory/target", domid);
	return path;
}

long long target_kb(uint32_t domid)
{
	char *value = xs_read(xs, XBT_NULL, target_path(domid), NULL);
	long long kb;

	if (!value)
		die("cannot read the target from Xenstore");
	kb = atoll(value);
	free(value);
	return kb;
}

void mem_set(uint32_t domid, bool pv, long long kb)
{
	char value[32];

	if (xc_domain_setmaxmem(xch, domid, kb + SLACK_KB))
		die("cannot set the most that Xen lets the domain have");
	if (!pv && xc_domain_set_pod_target(xch, domid, (kb + SLACK_KB) / 4, NULL, NULL, NULL))
		die("cannot set the populate-on-demand target");
	snprintf(value, sizeof(value), "%lld", kb);
	if (!xs_write(xs, XBT_NULL, target_path(domid), value, strlen(value)))
		die("cannot write the target to Xenstore");
}
