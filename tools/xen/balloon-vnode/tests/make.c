// SPDX-License-Identifier: GPL-2.0
/* Domains for tests. */
#include <string.h>

#include "make.h"

struct domain make_domain(unsigned int count)
{
	struct domain d = {
		.id = 5,
		.uuid = "00000000-0000-4000-8000-000000000005",
		.name = "web",
		.limit_kb = count * 256 * MIB + 1024,
		.count = count,
		.present = true,
		.target_kb = count * 256 * MIB,
		.max_kb = count * 256 * MIB,
		.floor_kb = KB_UNKNOWN,
	};
	unsigned int n;

	for (n = 0; n < MAX_VNODES; n++) {
		d.node[n] = (struct vnode){
			.size_kb = n < count ? 256 * MIB : 0,
			.max_kb = KB_UNKNOWN,
			.balloon_kb = KB_UNKNOWN,
			.guest_kb = KB_UNKNOWN,
			.pnode = PNODE_UNKNOWN,
		};
	}
	return d;
}

struct domain make_agreed(unsigned int count, long long balloon_mib)
{
	struct domain d = make_domain(count);
	unsigned int n;

	d.handshake = HANDSHAKE_AGREED;
	for (n = 0; n < count; n++) {
		d.node[n].max_kb = 256 * MIB;
		d.node[n].balloon_kb = balloon_mib * MIB;
		d.node[n].guest_kb = balloon_mib * MIB;
		strcpy(d.node[n].reason, "none");
	}
	d.target_kb -= count * balloon_mib * MIB;
	return d;
}

void make_change(struct domain *d, const struct change *c)
{
	unsigned int n;

	if (c->withdraw)
		d->handshake = HANDSHAKE_NONE;
	if (c->offer)
		d->handshake = HANDSHAKE_OFFERED;
	if (c->note != NOTE_KEEP)
		d->note = c->note;
	if (c->limit_kb != KB_UNKNOWN)
		d->limit_kb = c->limit_kb;
	if (c->target_kb != KB_UNKNOWN)
		d->target_kb = c->target_kb;
	if (c->remove_target)
		d->target_kb = KB_UNKNOWN;
	if (c->max_kb != KB_UNKNOWN)
		d->max_kb = c->max_kb;
	for (n = 0; n < d->count; n++) {
		if (c->withdraw) {
			if (d->whole)
				d->node[n].max_kb = KB_UNKNOWN;
			d->node[n].balloon_kb = KB_UNKNOWN;
		}
		if (c->node[n].max_kb != KB_UNKNOWN)
			d->node[n].max_kb = c->node[n].max_kb;
		if (c->node[n].balloon_kb != KB_UNKNOWN)
			d->node[n].balloon_kb = c->node[n].balloon_kb;
	}
}
