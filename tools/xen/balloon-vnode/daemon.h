/* SPDX-License-Identifier: GPL-2.0 */
/* The loop of balloon-vnoded. */
#ifndef _DAEMON_H
#define _DAEMON_H

#include "decide.h"
#include "store.h"

/* A domain is looked at that often at most, whatever happens to its keys. */
#define LOOK_MS		50
/* After Xenstore did not take what was decided: no event will say that it would now. */
#define RETRY_MS	10000
/* So often, when others write to its keys all the time, a domain is tried at the end. */
#define WITHDRAW_TRIES	8
/* Nothing to do until something happens. */
#define NEVER		(-1LL)

/**
 * struct watched - a domain with virtual nodes
 * @id:		the domain
 * @uuid:	the one that was meant: a later one of that id is another
 * @due:	something has changed, and it is to be looked at
 * @next_ms:	not before that
 */
struct watched {
	unsigned int id;
	char uuid[UUID_SIZE];
	bool due;
	long long next_ms;
};

/**
 * struct daemon - the loop
 * @store:	Xenstore
 * @xen:	Xen
 * @policy:	how to follow
 * @log:	where to put a line of what was done
 * @relist:	domains have come or gone
 * @count:	how many of @watched there are
 * @watched:	domains with virtual nodes
 */
struct daemon {
	struct store store;
	struct xen *xen;
	struct policy policy;
	void (*log)(const char *text);
	bool relist;
	unsigned int count;
	struct watched *watched;
};

bool daemon_start(struct daemon *d, char *why, size_t size);
bool daemon_step(struct daemon *d, long long now_ms, long long *wait_ms, char *why, size_t size);
void daemon_withdraw(struct daemon *d);
void daemon_end(struct daemon *d);

#endif	/* _DAEMON_H */
