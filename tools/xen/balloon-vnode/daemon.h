/* SPDX-License-Identifier: GPL-2.0 */
/* The loop of balloon-vnoded. */
#ifndef _DAEMON_H
#define _DAEMON_H

#include "decide.h"
#include "store.h"

/* Delay before a retry when Xen or Xenstore refused a change: no event tells when it would work. */
#define RETRY_MS	10000
/* Attempts to withdraw from a domain at exit while others keep writing to its keys. */
#define WITHDRAW_TRIES	8
/* Lines about one domain that are logged in so many ms. */
#define LOG_LINES	20
#define LOG_MS		60000
/* Nothing to do until there is an event. */
#define NEVER		(-1LL)

/**
 * struct watched - a domain that is watched
 * @id:		the domain
 * @uuid:	tells it from a later domain with the same id
 * @due:	something has changed, and the domain has to be looked at
 * @next_ms:	when to look at the earliest
 * @log_ms:	begin of the time in which @lines were logged
 * @lines:	number of them, and of those that were left out
 * @unlogged:	number of lines left out since one was logged
 */
struct watched {
	unsigned int id;
	char uuid[UUID_SIZE];
	bool due;
	long long next_ms;
	long long log_ms;
	unsigned int lines;
	unsigned int unlogged;
};

/**
 * struct daemon - the loop
 * @store:	Xenstore
 * @xen:	Xen
 * @policy:	how to follow the toolstack
 * @log:	takes a line about what was done
 * @relist:	domains have come or gone
 * @count:	number of @watched
 * @watched:	the domains that are watched
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
bool daemon_withdraw(struct daemon *d, long long now_ms);
void daemon_end(struct daemon *d);

#endif	/* _DAEMON_H */
