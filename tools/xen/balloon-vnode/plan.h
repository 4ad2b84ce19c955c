/* SPDX-License-Identifier: GPL-2.0 */
/* How a total is spread over nodes. */
#ifndef _PLAN_H
#define _PLAN_H

#include "model.h"

/* Unit of shares: a superpage, as far as possible. */
#define PLAN_UNIT_KB	2048LL
/* What the policy host-free leaves on each pnode for Xen's own needs. */
#define PLAN_RESERVE_KB	(64 * 1024LL)
/* The part of its maximum, 1/8, that it leaves in each vnode as long as others have more. */
#define PLAN_KEEP	8

/**
 * enum policy_kind - which nodes change when the total does
 * @POLICY_PROPORTIONAL: down, in proportion to what they have; up, in proportion to what they have
 *   in the balloon
 * @POLICY_HOST_FREE:	down, where the machine has the least free memory; up, where it has some
 * @POLICY_KINDS:	number of policies
 */
enum policy_kind {
	POLICY_PROPORTIONAL,
	POLICY_HOST_FREE,
	POLICY_KINDS,
};

extern const char *const policy_names[POLICY_KINDS];

/**
 * struct spread - a node that is to get or give its share
 * @weight_kb:	a node with twice the weight of another gets twice as much
 * @cap_kb:	the most that it may get
 * @share_kb:	what it gets
 */
struct spread {
	long long weight_kb;
	long long cap_kb;
	long long share_kb;
};

/**
 * struct plan_node - a node whose memory is to change with the total
 * @max_kb:	the most that it may have
 * @memory_kb:	what it is to have
 * @pnode:	where its memory comes from, or PNODE_UNKNOWN
 */
struct plan_node {
	long long max_kb;
	long long memory_kb;
	unsigned int pnode;
};

long long plan_spread(long long amount_kb, struct spread *to, unsigned int count);
void plan_total(long long total_kb, struct plan_node *nodes, unsigned int count,
		enum policy_kind policy, const struct host *host);

#endif	/* _PLAN_H */
