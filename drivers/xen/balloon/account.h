/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The books: how much memory the domain has, and where each page frame is counted.
 */
#ifndef _XEN_BALLOON_ACCOUNT_H
#define _XEN_BALLOON_ACCOUNT_H

#include <linux/compiler.h>
#include <linux/types.h>

#include <xen/balloon.h>

#include "pool.h"

/**
 * struct xen_balloon_hooks - how a lower layer tells a higher one that something has happened
 * @frames_available:	new page frames are in the pool; set by the worker
 * @status_changed:	a step has ended; set by the interface to Xenstore
 *
 * A hook that is not set is not called. Each is set once, at boot, before it is needed.
 */
struct xen_balloon_hooks {
	void (*frames_available)(void);
	void (*status_changed)(void);
};

extern struct xen_balloon_hooks xen_balloon_hooks;

/**
 * struct xen_balloon_counts - counts of one node, or of the domain, in pages
 * @current_pages:	populated page frames
 * @frames:	all page frames, with those in the pool, and those that are lent
 * @lent:	page frames that are lent
 * @pool:	page frames in the pool
 */
struct xen_balloon_counts {
	unsigned long current_pages;
	unsigned long frames;
	unsigned long lent;
	unsigned long pool;
};

/* All page frames in the balloon. */
extern struct xen_balloon_pool xen_balloon_frames;

int xen_balloon_account_init(unsigned long pages, const unsigned long *extra);
void xen_balloon_account_populated(int nid, long nr_pages);
void xen_balloon_account_lent(long nr_pages);
void xen_balloon_account_lent_of(int nid, long nr_pages);
void xen_balloon_account_get(int nid, struct xen_balloon_counts *counts);
unsigned long xen_balloon_account_target(int nid);
void xen_balloon_account_set_targets(const unsigned long *targets);
void xen_balloon_account_set_target(unsigned long target);
bool xen_balloon_account_by_node(void);
int xen_balloon_account_init_targets(void);
void xen_balloon_account_set_limit(int nid, unsigned long nr_pages);
bool xen_balloon_account_target_is_new(void);
void xen_balloon_account_spread(bool again);
void xen_balloon_account_frames(int nid, long nr_pages);
void xen_balloon_account_relief(long nr_pages);
void xen_balloon_account_pool(void);
unsigned long xen_balloon_relief_pages(void);
unsigned long xen_balloon_ask_ceiling(void);
unsigned long xen_balloon_e820_pages(void);

/* Pages that the domain has; any context. */
static inline unsigned long xen_balloon_current_pages(void)
{
	return READ_ONCE(balloon_stats.current_pages);
}

/* Pages that it should have; any context. */
static inline unsigned long xen_balloon_target_pages(void)
{
	return READ_ONCE(balloon_stats.target_pages);
}

#endif /* _XEN_BALLOON_ACCOUNT_H */
