/* SPDX-License-Identifier: GPL-2.0 */
/* How many pages a domain has on each pnode, as Xen counts them for its debug key 'u'. */
#ifndef _COUNT_H
#define _COUNT_H

#include "model.h"

/**
 * struct count - what Xen has counted of one domain
 * @found:	the domain was in the output
 * @pnode_kb:	its memory on each pnode, KB_UNKNOWN for pnodes that were not in the output
 * @pnode:	the pnode of each vnode, or PNODE_UNKNOWN
 */
struct count {
	bool found;
	long long pnode_kb[MAX_PNODES];
	unsigned int pnode[MAX_VNODES];
};

void count_parse(struct count *count, const char *text, unsigned int id);

#endif	/* _COUNT_H */
