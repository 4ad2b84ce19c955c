/* SPDX-License-Identifier: GPL-2.0 */
/* The nodes of a PV domain, as text. */
#ifndef _SHIM_SPEC_H
#define _SHIM_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"

/* Number of vCPUs that a specification can name. */
#define SPEC_VCPUS	1024
/* Distances, as in an SLIT. */
#define SPEC_NEAR	10
#define SPEC_FAR	20

/**
 * struct spec - the nodes of a PV domain
 * @count:	number of nodes
 * @mib:	memory of each, in MiB
 * @pnode:	where its memory comes from
 * @vcpu_node:	the node of each vCPU; vCPUs that are not named get the nodes in turn
 */
struct spec {
	unsigned int count;
	unsigned long long mib[MAX_VNODES];
	unsigned int pnode[MAX_VNODES];
	unsigned int vcpu_node[SPEC_VCPUS];
};

bool spec_parse(struct spec *s, const char *text, char *why, size_t size);
unsigned long long spec_pages(const struct spec *s);

#endif	/* _SHIM_SPEC_H */
