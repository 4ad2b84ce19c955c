// SPDX-License-Identifier: GPL-2.0
/* Domains for tests. */
#include <stdio.h>
#include <string.h>

#include "make.h"

struct domain make_unknown(unsigned int id)
{
	return (struct domain){
		.id = id,
		.xen_kb = 128 * MIB,
		.limit_kb = 129 * MIB,
		.target_kb = KB_UNKNOWN,
		.max_kb = KB_UNKNOWN,
		.guest_kb = KB_UNKNOWN,
		.floor_kb = KB_UNKNOWN,
		.rate = RATE_UNKNOWN,
	};
}

struct domain make_domain(unsigned int id)
{
	struct domain d = make_unknown(id);

	snprintf(d.name, sizeof(d.name), "d%u", id);
	strcpy(d.state, "idle");
	strcpy(d.reason, "none");
	d.target_kb = 128 * MIB;
	d.max_kb = 256 * MIB;
	d.guest_kb = 128 * MIB;
	d.floor_kb = 64 * MIB;
	d.rate = 0;
	return d;
}
