/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is known about the host and its domains at one moment.
 *
 * All amounts are in KiB. What comes from Xenstore may have been written by a guest: amounts are
 * checked when they are read (value_kb()), text is kept as it is and has to go through
 * text_printable() or json_string() on its way out.
 */
#ifndef _SAMPLE_H
#define _SAMPLE_H

#include <limits.h>
#include <stdbool.h>

#include "value.h"

#define RATE_UNKNOWN	LLONG_MIN

/* Sizes include the zero byte at the end. Longer text is cut off. */
#define NAME_SIZE	256
#define WORD_SIZE	24
/* Xen's own limit. */
#define MOST_VNODES	32

enum domain_type {
	TYPE_PV,
	TYPE_PVH,
	TYPE_HVM,
};

/* Whether a domain can move at all: one that is not up publishes nothing new. */
enum domain_run {
	RUN_UP,
	RUN_PAUSED,
	RUN_SHUTDOWN,
	RUN_CRASHED,
	RUN_DYING,
};

/**
 * struct vnode - a virtual NUMA node of a domain
 * @max_kb:	from the toolstack: static-max of this node
 * @target_kb:	from the toolstack: how large its balloon is to be
 * @balloon_kb:	from the guest's driver: how large the balloon is
 * @reason:	from the guest's driver: one word, why that is not the target
 */
struct vnode {
	long long max_kb;
	long long target_kb;
	long long balloon_kb;
	char reason[WORD_SIZE];
};

/**
 * struct domain - one domain
 * @id:		its number; no other domain in the same sample has it
 * @type:	from Xen
 * @run:	from Xen
 * @xen_kb:	what it has, by Xen's count
 * @limit_kb:	the most that Xen allows
 * @claim_kb:	what Xen has set aside for it
 * @name:	from the toolstack; empty if there is none
 * @target_kb:	from the toolstack: what it should have
 * @max_kb:	from the toolstack: static-max
 * @guest_kb:	from the guest's driver: what it has, in the count of @target_kb
 * @floor_kb:	from the guest's driver: targets below this are not followed
 * @state:	from the guest's driver: one word, empty if it says nothing
 * @reason:	from the guest's driver: one word, why the target is not reached
 * @interface:	from the guest's driver: "vnode" when it follows sizes of nodes
 * @rate:	change in KiB per second by Xen's count, since the previous sample
 * @vnodes:	number of nodes that toolstack or guest say anything about
 * @vnode:	these nodes
 */
struct domain {
	unsigned int id;
	enum domain_type type;
	enum domain_run run;
	long long xen_kb;
	long long limit_kb;
	long long claim_kb;
	char name[NAME_SIZE];
	long long target_kb;
	long long max_kb;
	long long guest_kb;
	long long floor_kb;
	char state[WORD_SIZE];
	char reason[WORD_SIZE];
	char interface[WORD_SIZE];
	long long rate;
	unsigned int vnodes;
	struct vnode vnode[MOST_VNODES];
};

/**
 * struct row - what a line of the table is about
 * @domain:	a domain; NULL after the last row
 * @vnode:	which of its nodes, or -1 for the domain as a whole
 */
struct row {
	const struct domain *domain;
	int vnode;
};

/**
 * struct host - the machine
 * @total_kb:	its memory
 * @free_kb:	memory not given to any domain
 * @claimed_kb:	the part of @free_kb that is set aside for domains
 * @domains:	number of domains, shown or not
 */
struct host {
	long long total_kb;
	long long free_kb;
	long long claimed_kb;
	unsigned int domains;
};

/**
 * struct sample - everything at one moment
 * @ms:		time by a clock that only goes forward
 * @time_ms:	time since 1970
 * @host:	the machine
 * @xenstore:	whether Xenstore answered; if not, the domains have only what Xen says
 * @domains:	the domains
 * @count:	number of @domains
 * @room:	number for which there is room
 */
struct sample {
	long long ms;
	long long time_ms;
	struct host host;
	bool xenstore;
	struct domain *domains;
	unsigned int count;
	unsigned int room;
};

extern const char *const domain_types[];
extern const char *const domain_runs[];

void sample_rates(struct sample *now, const struct sample *before);
void sample_select(struct sample *s, char *const *wanted, unsigned int count);
const char *sample_missing(const struct sample *s, char *const *wanted, unsigned int count);
long long domain_distance(const struct domain *d);
long long vnode_has(const struct vnode *v);
long long vnode_target(const struct vnode *v);
unsigned int sample_rows(const struct sample *s);
struct row sample_row(const struct sample *s, unsigned int row);

#endif	/* _SAMPLE_H */
