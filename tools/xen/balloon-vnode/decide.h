/* SPDX-License-Identifier: GPL-2.0 */
/* What to write for a domain, given what is known of it. */
#ifndef _DECIDE_H
#define _DECIDE_H

#include <stddef.h>

#include "model.h"
#include "plan.h"

/* What xl allows a domain beyond its target: LIBXL_MAXMEM_CONSTANT. */
#define MAXMEM_SLACK_KB	1024LL

/**
 * struct policy - how the daemon follows the toolstack
 * @kind:	which nodes change when the total does
 * @strict:	a guest that has agreed has no memory/target
 * @whole:	steer domains without virtual NUMA nodes too, as vnode 0
 */
struct policy {
	enum policy_kind kind;
	bool strict;
	bool whole;
};

enum verb {
	VERB_LIST,
	VERB_SET,
	VERB_BALLOON,
	VERB_MAX,
	VERB_OFFER,
	VERB_WITHDRAW,
	VERB_WAIT,
	VERBS,
};

/**
 * struct wish - a size for one node
 * @vnode:	which node
 * @sign:	'+' or '-': relative to what it is to have now; 0: absolute
 * @kb:		how much
 */
struct wish {
	unsigned int vnode;
	char sign;
	long long kb;
};

/**
 * struct request - what an administrator asks for
 * @verb:	VERB_SET, VERB_BALLOON, VERB_MAX, VERB_OFFER or VERB_WITHDRAW
 * @count:	number of @wish
 * @wish:	sizes, each of one node
 */
struct request {
	enum verb verb;
	unsigned int count;
	struct wish wish[MAX_VNODES];
};

bool change_is_empty(const struct change *c);
void decide_follow(const struct domain *d, const struct host *host, const struct policy *policy,
		   struct change *c);
void decide_leave(const struct domain *d, struct change *c);
bool decide_request(const struct domain *d, const struct request *r, struct change *c,
		    char *why, size_t size);
bool decide_below_floor(const struct domain *d, const struct change *c, long long *total_kb);
long long decide_total(const struct domain *d);
long long decide_limit(const struct domain *d);
bool decide_reached(const struct domain *d);

#endif	/* _DECIDE_H */
