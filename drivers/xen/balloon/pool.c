// SPDX-License-Identifier: GPL-2.0
/*
 * The pool of page frames in the balloon. See pool.h for what it promises.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "pool.h"

#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include <xen/balloon-compat.h>

/* The kinds that suit each use, the best first. */
static const enum xen_balloon_pool_kind
pool_preference[][XEN_BALLOON_POOL_KINDS + 1] = {
	[XEN_BALLOON_POOL_FOR_GUEST] = {
		XEN_BALLOON_POOL_KERNEL,
		XEN_BALLOON_POOL_MOVABLE,
		XEN_BALLOON_POOL_HIGHMEM,
		XEN_BALLOON_POOL_KINDS,
	},
	[XEN_BALLOON_POOL_FOR_BORROWER] = {
		XEN_BALLOON_POOL_MOVABLE,
		XEN_BALLOON_POOL_KERNEL,
		XEN_BALLOON_POOL_KINDS,
	},
};

/* ZONE_MOVABLE can be highmem too, on 32 bits. */
static enum xen_balloon_pool_kind pool_kind(struct page *page)
{
	if (PageHighMem(page))
		return XEN_BALLOON_POOL_HIGHMEM;
	return is_zone_movable_page(page) ? XEN_BALLOON_POOL_MOVABLE : XEN_BALLOON_POOL_KERNEL;
}

static struct xen_balloon_pool_area *pool_node_area(struct xen_balloon_pool *pool, unsigned int nid,
						    enum xen_balloon_pool_kind kind)
{
	return &pool->areas[XEN_BALLOON_POOL_KINDS * nid + kind];
}

static struct xen_balloon_pool_area *pool_area(struct xen_balloon_pool *pool, struct page *page)
{
	return pool_node_area(pool, page_to_nid(page), pool_kind(page));
}

/* Is @page the first frame of a run of @order? It may be a neighbour that is not in the pool. */
static bool pool_is_run(struct page *page, unsigned int order)
{
	return PageOffline(page) && page_private(page) == (XEN_BALLOON_POOL_MAGIC | order);
}

static void pool_insert_run(struct xen_balloon_pool_area *area, struct page *page,
			    unsigned int order)
{
	set_page_private(page, XEN_BALLOON_POOL_MAGIC | order);
	list_add(&page->lru, &area->runs[order]);
	area->count[order]++;
}

static void pool_remove_run(struct xen_balloon_pool_area *area, struct page *page,
			    unsigned int order)
{
	list_del(&page->lru);
	set_page_private(page, 0);
	area->count[order]--;
}

/* Adds one aligned run, and joins it with its buddies as long as they are in the pool too. */
static void pool_add_run(struct xen_balloon_pool_area *area, struct page *page, unsigned int order)
{
	while (order < XEN_BALLOON_SUPERPAGE_ORDER) {
		unsigned long pfn = page_to_pfn(page), buddy_pfn = pfn ^ (1UL << order);
		struct page *buddy;

		/* A superpage lies within one section, so the buddy has a struct page. */
		buddy = pfn_to_page(buddy_pfn);
		if (!pool_is_run(buddy, order) || page_zone_id(buddy) != page_zone_id(page))
			break;
		pool_remove_run(area, buddy, order);
		if (buddy_pfn < pfn)
			page = buddy;
		order++;
	}
	pool_insert_run(area, page, order);
}

static void pool_count(struct xen_balloon_pool *pool, struct page *page, long nr_pages)
{
	if (PageHighMem(page))
		WRITE_ONCE(pool->high, pool->high + nr_pages);
	else
		WRITE_ONCE(pool->low, pool->low + nr_pages);
	xen_balloon_count_pages(page, nr_pages);
}

/**
 * xen_balloon_pool_init - make a pool ready for use
 * @pool:	the pool; zeroed, apart from an initialised lock
 * @nr_nodes:	nodes that pages may come from, numbered from 0
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM.
 */
int xen_balloon_pool_init(struct xen_balloon_pool *pool, unsigned int nr_nodes)
{
	unsigned int i, order;

	pool->areas = kcalloc(XEN_BALLOON_POOL_KINDS * nr_nodes, sizeof(*pool->areas), GFP_KERNEL);
	if (!pool->areas)
		return -ENOMEM;
	for (i = 0; i < XEN_BALLOON_POOL_KINDS * nr_nodes; i++)
		for (order = 0; order < XEN_BALLOON_POOL_ORDERS; order++)
			INIT_LIST_HEAD(&pool->areas[i].runs[order]);
	pool->nr_nodes = nr_nodes;
	return 0;
}

/**
 * xen_balloon_pool_put - put page frames into the pool
 * @pool:	the pool
 * @page:	the first of them; they belong to the caller, and none is populated
 * @nr_pages:	number of contiguous frames, within one zone; any number, any alignment
 *
 * The frames are marked PageOffline, if they are not yet.
 *
 * Context: process, takes the pool's lock.
 */
void xen_balloon_pool_put(struct xen_balloon_pool *pool, struct page *page, unsigned long nr_pages)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++) {
		struct page *p = page + i;

		set_page_private(p, 0);
		if (!PageOffline(p))
			__SetPageOffline(p);
	}

	spin_lock(&pool->lock);
	pool_count(pool, page, nr_pages);
	while (nr_pages) {
		unsigned int order =
			min_t(unsigned int, __ffs(page_to_pfn(page) | XEN_BALLOON_SUPERPAGE_PAGES),
			      __fls(nr_pages));

		pool_add_run(pool_area(pool, page), page, order);
		page += 1UL << order;
		nr_pages -= 1UL << order;
	}
	spin_unlock(&pool->lock);
}

/* Finds the run to take: the largest up to @max_order, else the smallest above it, to be split. */
static struct page *pool_find_run(struct xen_balloon_pool_area *area, unsigned int min_order,
				  unsigned int max_order, unsigned int *order)
{
	unsigned int o;

	for (o = max_order + 1; o-- > min_order;)
		if (area->count[o])
			goto found;
	for (o = max_order + 1; o < XEN_BALLOON_POOL_ORDERS; o++)
		if (area->count[o])
			goto found;
	return NULL;
found:
	*order = o;
	return list_first_entry(&area->runs[o], struct page, lru);
}

static struct page *pool_take_from(struct xen_balloon_pool_area *area, unsigned int min_order,
				   unsigned int max_order, unsigned int *order)
{
	struct page *page;
	unsigned int o;

	page = pool_find_run(area, min_order, max_order, &o);
	if (!page)
		return NULL;
	pool_remove_run(area, page, o);
	while (o > max_order) {
		o--;
		pool_insert_run(area, page + (1UL << o), o);
	}
	*order = o;
	return page;
}

static bool pool_area_is_empty(const struct xen_balloon_pool_area *area)
{
	unsigned int order;

	for (order = 0; order < XEN_BALLOON_POOL_ORDERS; order++)
		if (area->count[order])
			return false;
	return true;
}

/* Takes from the best kind that the node has: its small runs go before superpages of another. */
static struct page *pool_take_from_node(struct xen_balloon_pool *pool, unsigned int nid,
					unsigned int min_order, unsigned int max_order,
					enum xen_balloon_pool_use use, unsigned int *order)
{
	const enum xen_balloon_pool_kind *kind;
	struct xen_balloon_pool_area *area;

	for (kind = pool_preference[use]; *kind != XEN_BALLOON_POOL_KINDS; kind++) {
		area = pool_node_area(pool, nid, *kind);
		if (!pool_area_is_empty(area))
			return pool_take_from(area, min_order, max_order, order);
	}
	return NULL;
}

/**
 * xen_balloon_pool_take - take a run of page frames out of the pool
 * @pool:	the pool
 * @nid:	node to take it from, or NUMA_NO_NODE
 * @min_order:	order of the smallest run that is of use
 * @max_order:	order of the largest run that is of use, at most XEN_BALLOON_SUPERPAGE_ORDER
 * @use:	what the run is taken for
 * @order:	set to the order of the run
 *
 * For NUMA_NO_NODE it goes from node to node, in each to the best kind for @use that it has, and
 * stops at the first where that kind has a usable run. There it prefers the largest that fits, and
 * splits a larger one only when none does. The frames then belong to the caller, and are no longer
 * PageOffline.
 *
 * Context: process, takes the pool's lock.
 * Return: the first of 2^@order contiguous frames, or NULL when there is no such run.
 */
struct page *xen_balloon_pool_take(struct xen_balloon_pool *pool, int nid, unsigned int min_order,
				   unsigned int max_order, enum xen_balloon_pool_use use,
				   unsigned int *order)
{
	unsigned int node, first = nid == NUMA_NO_NODE ? 0 : nid;
	struct page *page = NULL;
	unsigned long i, nr_pages;

	spin_lock(&pool->lock);
	for (node = first; node < pool->nr_nodes && !page; node++) {
		page = pool_take_from_node(pool, node, min_order, max_order, use, order);
		if (nid != NUMA_NO_NODE)
			break;
	}
	nr_pages = page ? 1UL << *order : 0;
	if (page)
		pool_count(pool, page, -(long)nr_pages);
	spin_unlock(&pool->lock);

	for (i = 0; i < nr_pages; i++)
		__ClearPageOffline(page + i);
	return page;
}

/* Returns the order of the run that starts at @page, or -1 when none does. */
static int pool_run_order(struct page *page)
{
	unsigned long order = page_private(page) - XEN_BALLOON_POOL_MAGIC;

	return order < XEN_BALLOON_POOL_ORDERS && PageOffline(page) ? (int)order : -1;
}

/* Like xen_balloon_pool_withdraw(), for one superpage at most. */
static void pool_withdraw_some(struct xen_balloon_pool *pool, struct page *page,
			       unsigned long first, unsigned long end, unsigned long *frames)
{
	unsigned long i, n;
	int order;

	spin_lock(&pool->lock);
	for (i = first; i < end; i += n) {
		order = pool_run_order(page + i);
		n = order < 0 ? 1 : 1UL << order;
		if (order < 0)
			continue;
		pool_remove_run(pool_area(pool, page + i), page + i, order);
		pool_count(pool, page + i, -(long)n);
		bitmap_set(frames, i, n);
	}
	spin_unlock(&pool->lock);
}

/**
 * xen_balloon_pool_withdraw - take those frames of a range that are in the pool out of it
 * @pool:	the pool
 * @page:	the first page frame of the range
 * @nr_pages:	its length; its first and last superpage are whole
 * @frames:	a bit for each page frame: set when it was in the pool, else not changed
 *
 * Frames that are taken out stay PageOffline. Frames that are put into the pool meanwhile may stay
 * in it.
 *
 * Context: process, takes the pool's lock, for one superpage at a time.
 */
void xen_balloon_pool_withdraw(struct xen_balloon_pool *pool, struct page *page,
			       unsigned long nr_pages, unsigned long *frames)
{
	unsigned long i, end;

	for (i = 0; i < nr_pages; i = end) {
		end = min(nr_pages, i + XEN_BALLOON_SUPERPAGE_PAGES);
		pool_withdraw_some(pool, page, i, end, frames);
	}
}

/**
 * xen_balloon_pool_node_pages - how much of one node is in the pool
 * @pool:	the pool
 * @nid:	the node
 *
 * Context: process, takes the pool's lock.
 * Return: page frames of @nid in @pool.
 */
unsigned long xen_balloon_pool_node_pages(struct xen_balloon_pool *pool, unsigned int nid)
{
	unsigned long pages = 0;
	unsigned int kind, order;

	spin_lock(&pool->lock);
	for (kind = 0; kind < XEN_BALLOON_POOL_KINDS && nid < pool->nr_nodes; kind++)
		for (order = 0; order < XEN_BALLOON_POOL_ORDERS; order++)
			pages += pool_node_area(pool, nid, kind)->count[order] << order;
	spin_unlock(&pool->lock);
	return pages;
}
