/* SPDX-License-Identifier: GPL-2.0 */
/* Xenstore: the only file that reads and writes it. */
#ifndef _STORE_H
#define _STORE_H

#include <stddef.h>

#include "model.h"

/* Most events taken before other work is done, so that a flood from a guest does not prevent it. */
#define EVENTS_AT_ONCE	256

/* Shortest time between two looks at a domain, whatever happens to its keys. */
#define LOOK_MS		50

/* So long an event is waited for: that xenstored is gone is none, and only seen when asking. */
#define POLL_MS		10000

struct xen;
struct xs_handle;

/**
 * struct store - the connection to Xenstore
 * @xs:		the connection
 * @lost:	it has ended, and nothing that was read can be trusted
 */
struct store {
	struct xs_handle *xs;
	bool lost;
};

/**
 * enum store_result - outcome of a change
 * @STORE_DONE:	the change is written, or there was none to make
 * @STORE_REFUSED: the change was refused
 * @STORE_GONE:	the domain is not in Xenstore, or another one has its id
 * @STORE_BUSY:	others wrote at the same time, at every attempt
 * @STORE_XEN:	Xen did not take the new size; errno says why
 * @STORE_FAILED: Xenstore did not take the change; errno says why
 */
enum store_result {
	STORE_DONE,
	STORE_REFUSED,
	STORE_GONE,
	STORE_BUSY,
	STORE_XEN,
	STORE_FAILED,
};

/* Decides what to write for a domain. False if the change is refused, so nothing is written. */
typedef bool (*store_decide)(const struct domain *d, struct change *c, void *data);

/**
 * struct store_event - what has changed
 * @domains:	the set of domains, or dom0's notes about them
 * @id:		otherwise: keys of this domain
 */
struct store_event {
	bool domains;
	unsigned int id;
};

bool store_open(struct store *s, char *why, size_t size);
void store_close(struct store *s);
int store_fd(const struct store *s);
void store_read(struct store *s, struct domain *d);
enum store_result store_update(struct store *s, struct xen *xen, struct domain *d,
			       store_decide decide, void *data);
void store_explain(enum store_result result, unsigned int id, char *why, size_t size);
bool store_watch_list(struct store *s);
bool store_watch(struct store *s, unsigned int id, bool reports);
void store_unwatch(struct store *s, unsigned int id);
bool store_next_event(struct store *s, struct store_event *event);
char **store_list_notes(struct store *s, unsigned int *noted);
bool store_has_notes(char *const *names, unsigned int noted, unsigned int id);
void store_forget_notes(struct store *s, char *const *names, unsigned int noted,
			const struct domain *domains, unsigned int count);

#endif	/* _STORE_H */
