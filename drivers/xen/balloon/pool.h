/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The pool: page frames in the balloon, by node and order.
 *
 * A frame in the pool is unpopulated. Neighbouring frames are kept together as runs of 2^order
 * frames, aligned to their size, up to superpages of 2 MiB: adding a frame whose buddy is in the
 * pool joins the two, taking a small run splits a larger one. All state is kept in the struct
 * pages, so that adding to the pool needs no memory and cannot fail:
 *
 *   PageOffline	set on every frame in the pool; cleared when it is taken, not when withdrawn
 *   page->private	on the first frame of a run: XEN_BALLOON_POOL_MAGIC | order, else 0
 *   page->lru		on the first frame of a run: its place in the list of that order
 *
 * The pool does not know why a frame comes or goes.
 */
#ifndef _XEN_BALLOON_POOL_H
#define _XEN_BALLOON_POOL_H

#include <linux/list.h>
#include <linux/mm.h>
#include <linux/spinlock.h>

/* 2 MiB: the large page that Xen can map for a guest, one extent instead of 512. */
#define XEN_BALLOON_SUPERPAGE_ORDER (21 - PAGE_SHIFT)
#define XEN_BALLOON_SUPERPAGE_PAGES BIT(XEN_BALLOON_SUPERPAGE_ORDER)
#define XEN_BALLOON_POOL_ORDERS (XEN_BALLOON_SUPERPAGE_ORDER + 1)

/* Differs from what other owners of PageOffline pages keep in page->private, which is 0. */
#define XEN_BALLOON_POOL_MAGIC 0x0ba110000UL

/**
 * enum xen_balloon_pool_kind - what page frames are good for, once populated
 * @XEN_BALLOON_POOL_KERNEL:	anything
 * @XEN_BALLOON_POOL_MOVABLE:	in ZONE_MOVABLE: what the kernel can move, mostly data of processes
 * @XEN_BALLOON_POOL_HIGHMEM:	what needs no kernel mapping
 * @XEN_BALLOON_POOL_KINDS:	number of kinds
 */
enum xen_balloon_pool_kind {
	XEN_BALLOON_POOL_KERNEL,
	XEN_BALLOON_POOL_MOVABLE,
	XEN_BALLOON_POOL_HIGHMEM,
	XEN_BALLOON_POOL_KINDS,
};

/**
 * enum xen_balloon_pool_use - what page frames are taken for
 * @XEN_BALLOON_POOL_FOR_GUEST:	to be populated. Frames that the kernel can use go first: with too
 *		few of them the guest dies, however much is free in ZONE_MOVABLE
 * @XEN_BALLOON_POOL_FOR_BORROWER: to map memory of other domains, through a kernel mapping. Frames
 *		that the kernel itself cannot use go first
 */
enum xen_balloon_pool_use {
	XEN_BALLOON_POOL_FOR_GUEST,
	XEN_BALLOON_POOL_FOR_BORROWER,
};

/**
 * struct xen_balloon_pool_area - the runs of one kind in one node
 * @runs:	the runs of each order, the last one added first
 * @count:	number of runs of each order
 */
struct xen_balloon_pool_area {
	struct list_head runs[XEN_BALLOON_POOL_ORDERS];
	unsigned long count[XEN_BALLOON_POOL_ORDERS];
};

/**
 * struct xen_balloon_pool - all page frames in the balloon
 * @lock:	protects everything below, and what the pool keeps in struct page; never held
 *		while anything sleeps, so that page frames can be lent while memory is moving
 * @areas:	one for each kind in each node: [XEN_BALLOON_POOL_KINDS * nid + kind]; NULL before
 *		xen_balloon_pool_init()
 * @nr_nodes:	number of nodes in @areas
 * @low:	frames in the pool outside of highmem
 * @high:	frames in the pool in highmem
 */
struct xen_balloon_pool {
	spinlock_t lock;	/* see above */
	struct xen_balloon_pool_area *areas;
	unsigned int nr_nodes;
	unsigned long low;
	unsigned long high;
};

int xen_balloon_pool_init(struct xen_balloon_pool *pool, unsigned int nr_nodes);
void xen_balloon_pool_put(struct xen_balloon_pool *pool, struct page *page, unsigned long nr_pages);
struct page *xen_balloon_pool_take(struct xen_balloon_pool *pool, int nid, unsigned int min_order,
				   unsigned int max_order, enum xen_balloon_pool_use use,
				   unsigned int *order);
void xen_balloon_pool_withdraw(struct xen_balloon_pool *pool, struct page *page,
			       unsigned long nr_pages, unsigned long *frames);
unsigned long xen_balloon_pool_node_pages(struct xen_balloon_pool *pool, unsigned int nid);

/**
 * xen_balloon_pool_pages - how much is in the pool
 * @pool:	the pool
 *
 * Context: any; without the lock the value may already be stale.
 * Return: page frames in @pool.
 */
static inline unsigned long xen_balloon_pool_pages(const struct xen_balloon_pool *pool)
{
	return READ_ONCE(pool->low) + READ_ONCE(pool->high);
}

#endif	/* _XEN_BALLOON_POOL_H */
