/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A host that does not exist, in place of libxenctrl, libxenstore and libxl: Xenstore with
 * transactions that collide as those of xenstored do, with permissions as text, and with watches.
 *
 * With $FAKE_HOST it is the directory of that name, for tests of the programs as a whole:
 *
 *	domains		ID UUID NODE_KB..., a line for each, in the order of the ids
 *	store		PATH=VALUE, a line for each node of Xenstore; written after each change
 *	limits		ID KB, a line for each limit that Xen was given
 *	pods		ID KB, likewise for targets of populate-on-demand
 *	reads		0 NUMBER, a line for each connection to Xenstore: how many keys it has read
 *	console		what is on the console of Xen
 *
 * With $FAKE_FLOOD there is an event of domain 5 whenever the program is ready for one.
 */
#ifndef _FAKE_H
#define _FAKE_H

#include <stdbool.h>

#define FAKE_UUID	"00000000-0000-4000-8000-00000000000%x"

/* Nothing there, and no connection lost. */
void fake_reset(void);

/*
 * A domain in Xen, with nodes of that many KiB (-1: without memory; 0 ends them), and what xl
 * writes of it.
 */
void fake_domain(unsigned int id, const long long *node_kb);
/* The same without anything in Xenstore. */
void fake_domain_in_xen(unsigned int id, const long long *node_kb);
/* Gone from Xen and from Xenstore. */
void fake_destroy(unsigned int id);

/* A node of Xenstore, as another client would; NULL when there is none. */
const char *fake_get(const char *path);
void fake_put(const char *path, const char *value);
void fake_remove(const char *path);
/* Permissions as in "n0,b5"; "" when none were set. */
const char *fake_permissions(const char *path);
void fake_event(const char *path);

/* The last limit that Xen was given, or -1. */
long long fake_limit(unsigned int id);
/*
 * The last target of populate-on-demand that Xen took, or -1: it takes none for a PV domain, and
 * none past the limit.
 */
long long fake_pod(unsigned int id);
/* Domains are HVM or PVH, unless they are made PV. */
void fake_pv(unsigned int id);
void fake_pnode(unsigned int id, const unsigned int *pnode, unsigned int count);
void fake_free(const long long *kb, unsigned int count);

/* Called before each transaction ends. */
extern void (*fake_before_commit)(void);
/* Called after domains have been listed, once. */
extern void (*fake_after_list)(void);
/* How many transactions have ended, and how many of them wrote something. */
extern unsigned int fake_transactions;
extern unsigned int fake_commits;
/* How many keys of Xenstore were read. */
extern unsigned int fake_reads;
/* How often libxl was asked. */
extern unsigned int fake_asked_libxl;
/*
 * Xenstore does not answer any more; it takes nothing; Xen takes no limit; it has no memory to hold
 * ready.
 */
extern bool fake_lost;
extern bool fake_full;
extern bool fake_no_limit;
extern bool fake_no_pod;

#endif	/* _FAKE_H */
