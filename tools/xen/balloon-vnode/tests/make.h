/* SPDX-License-Identifier: GPL-2.0 */
/* Domains for tests. */
#ifndef _MAKE_H
#define _MAKE_H

#include "model.h"

#define MIB	1024LL

/* Domain 5 with so many nodes of 256 MiB, full, in Xenstore, and without a key of a node. */
struct domain make_domain(unsigned int count);
/* The same, offered and agreed, and with a balloon of so many MiB in each node. */
struct domain make_agreed(unsigned int count, long long balloon_mib);
/* What it is like when a change has been written. */
void make_change(struct domain *d, const struct change *c);

#endif	/* _MAKE_H */
