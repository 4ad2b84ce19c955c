// SPDX-License-Identifier: GPL-2.0
/*
 * The books: how much memory the domain has, and where each page frame is counted.
 *
 * A page frame is in exactly one place: it is populated and the guest's, it is in the pool, it is
 * lent, or it is in a batch that is under way. The sums are in balloon_stats, for the whole kernel;
 * the books keep the same by node.
 */
#include "account.h"
#include "spread.h"
#include "xen.h"

#include <linux/export.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include <xen/balloon.h>
#include <xen/balloon-arch.h>

struct balloon_stats balloon_stats = {
	.schedule_delay = 1,
	.max_schedule_delay = 32,
	.retry_count = 1,
	.max_retry_count = 4,
};
EXPORT_SYMBOL_GPL(balloon_stats);

struct xen_balloon_hooks xen_balloon_hooks;

struct xen_balloon_pool xen_balloon_frames = {
	.lock = __SPIN_LOCK_UNLOCKED(xen_balloon_frames.lock),
};

/* Set by the architecture, before anything here runs. */
unsigned long xen_boot_released_pages;
bool xen_boot_is_kexec;

/**
 * struct account_book - counts of one node, in pages
 * @populated:	populated page frames
 * @frames:	all page frames, with those in the pool, and those that are lent
 * @lent:	page frames that are lent, or were lent and are not known to be back
 * @target:	page frames that are to be populated; used where nodes have targets of their own
 */
struct account_book {
	long populated;
	long frames;
	long lent;
	unsigned long target;
};

/* Protects all that follows, and its sums in balloon_stats. */
static DEFINE_SPINLOCK(account_lock);

/* One for each possible node. */
static struct account_book *account_books;

/* As many, for spreading a target of the domain; NULL where nodes have no targets of their own. */
static struct xen_balloon_share *account_shares;

/* Each node had its own target set: they are not shares of a target of the domain. */
static bool account_by_node;

/* Pages above the target that the guest was given because it had run out of memory. */
static unsigned long account_relief;

/* Pages that the domain had at its start; set once. */
static unsigned long account_boot_pages;

/* Changes a sum, which is read without the lock, and a node's part of it, if any. */
static void account_add(unsigned long *sum, long *book, long nr_pages)
{
	spin_lock(&account_lock);
	if (book)
		*book += nr_pages;
	WRITE_ONCE(*sum, *sum + nr_pages);
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_account_populated - count page frames that were populated, or released
 * @nid:	their node
 * @nr_pages:	number of page frames; negative when they were released
 *
 * Context: process.
 */
void xen_balloon_account_populated(int nid, long nr_pages)
{
	account_add(&balloon_stats.current_pages, &account_books[nid].populated, nr_pages);
}

/**
 * xen_balloon_account_lent - count page frames that are lent, or were returned
 * @nr_pages: number of page frames; negative when they were returned
 *
 * Context: process.
 */
void xen_balloon_account_lent(long nr_pages)
{
	account_add(&balloon_stats.target_unpopulated, NULL, nr_pages);
}

/**
 * xen_balloon_account_lent_of - count page frames of a node that are lent, or were returned
 * @nid:	their node
 * @nr_pages:	number of page frames; negative when they were returned
 *
 * In addition to xen_balloon_account_lent(), which does not know the node.
 *
 * Context: process; takes account_lock.
 */
void xen_balloon_account_lent_of(int nid, long nr_pages)
{
	spin_lock(&account_lock);
	account_books[nid].lent += nr_pages;
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_account_get - get the counts of a node
 * @nid:	the node; NUMA_NO_NODE: the domain as a whole
 * @counts:	filled in; each number is right by itself
 *
 * Context: process; takes account_lock and the pool's lock for a node.
 */
void xen_balloon_account_get(int nid, struct xen_balloon_counts *counts)
{
	struct account_book book;

	if (nid == NUMA_NO_NODE) {
		*counts = (struct xen_balloon_counts){
			.current_pages = xen_balloon_current_pages(),
			.frames = READ_ONCE(balloon_stats.total_pages),
			.lent = READ_ONCE(balloon_stats.target_unpopulated),
			.pool = xen_balloon_pool_pages(&xen_balloon_frames),
		};
		return;
	}
	spin_lock(&account_lock);
	book = account_books[nid];
	spin_unlock(&account_lock);
	/* The books may have taken more from the first node at boot than it has. */
	*counts = (struct xen_balloon_counts){
		.current_pages = max(book.populated, 0L),
		.frames = max(book.frames, 0L),
		.lent = max(book.lent, 0L),
		.pool = xen_balloon_pool_node_pages(&xen_balloon_frames, nid),
	};
}

/**
 * xen_balloon_account_frames - count page frames that were added or removed
 * @nid:	their node
 * @nr_pages:	number of page frames; negative when they were removed
 *
 * Context: process, under the device hotplug lock.
 */
void xen_balloon_account_frames(int nid, long nr_pages)
{
	account_add(&balloon_stats.total_pages, &account_books[nid].frames, nr_pages);
}

/**
 * xen_balloon_account_relief - count pages that the guest got because it had run out of memory
 * @nr_pages: number of pages; 0 to update how many of the earlier ones still count
 *
 * Pages that have gone to Xen since, or that the target now includes, no longer count as relief.
 *
 * Context: process.
 */
void xen_balloon_account_relief(long nr_pages)
{
	unsigned long now, target;

	spin_lock(&account_lock);
	now = balloon_stats.current_pages;
	target = xen_balloon_target_pages();
	WRITE_ONCE(account_relief, min(account_relief + nr_pages, now - min(now, target)));
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_relief_pages - how much the guest has above its target because it ran out of memory
 *
 * Context: any.
 * Return: pages.
 */
unsigned long xen_balloon_relief_pages(void)
{
	return READ_ONCE(account_relief);
}

/**
 * xen_balloon_account_target - the target of a node
 * @nid: the node
 *
 * Context: any.
 * Return: pages.
 */
unsigned long xen_balloon_account_target(int nid)
{
	return READ_ONCE(account_books[nid].target);
}

/**
 * xen_balloon_account_set_targets - set the target of each node, and so that of the domain
 * @targets: pages, by node; nr_node_ids entries
 *
 * Context: process; takes account_lock.
 */
void xen_balloon_account_set_targets(const unsigned long *targets)
{
	unsigned long total = 0;
	int nid;

	spin_lock(&account_lock);
	for (nid = 0; nid < nr_node_ids; nid++) {
		WRITE_ONCE(account_books[nid].target, targets[nid]);
		total += targets[nid];
	}
	WRITE_ONCE(account_by_node, true);
	WRITE_ONCE(balloon_stats.target_pages, total);
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_account_set_target - set the target of the domain
 * @target: pages
 *
 * Targets that were set by node are forgotten: each node stays as it is until this one is spread.
 *
 * Context: process; takes account_lock.
 */
void xen_balloon_account_set_target(unsigned long target)
{
	int nid;

	spin_lock(&account_lock);
	for (nid = 0; account_by_node && nid < nr_node_ids; nid++)
		WRITE_ONCE(account_books[nid].target, max(account_books[nid].populated, 0L));
	WRITE_ONCE(account_by_node, false);
	WRITE_ONCE(balloon_stats.target_pages, target);
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_account_by_node - whether each node has a target that was set for it
 *
 * Context: any.
 * Return: false when the target is the domain's.
 */
bool xen_balloon_account_by_node(void)
{
	return READ_ONCE(account_by_node);
}

/**
 * xen_balloon_account_init_targets - let nodes have targets of their own
 *
 * Context: process, once, at boot; the books are open.
 * Return: 0, or -ENOMEM.
 */
int __init xen_balloon_account_init_targets(void)
{
	account_shares = kcalloc(nr_node_ids, sizeof(*account_shares), GFP_KERNEL);
	return account_shares ? 0 : -ENOMEM;
}

/**
 * xen_balloon_account_set_limit - set how much a node can move when a target is spread
 * @nid:	the node
 * @nr_pages:	pages that it can give or take now, whichever way the domain goes
 *
 * Context: process, after xen_balloon_account_init_targets(); takes account_lock.
 */
void xen_balloon_account_set_limit(int nid, unsigned long nr_pages)
{
	spin_lock(&account_lock);
	account_shares[nid].limit = nr_pages;
	spin_unlock(&account_lock);
}

/* Whether the targets of the nodes fail to add up to that of the domain. */
static bool account_target_is_new(unsigned long total)
{
	int nid;

	for (nid = 0; nid < nr_node_ids; nid++)
		total -= account_books[nid].target;
	return total;
}

/**
 * xen_balloon_account_target_is_new - whether the target of the domain still has to be spread
 *
 * Context: process; takes account_lock.
 * Return: false when those of the nodes add up to it.
 */
bool xen_balloon_account_target_is_new(void)
{
	bool is_new;

	spin_lock(&account_lock);
	is_new = account_target_is_new(xen_balloon_target_pages());
	spin_unlock(&account_lock);
	return is_new;
}

/**
 * xen_balloon_account_spread - spread the target of the domain over its nodes
 * @again: also if that was done before: what nodes can move has changed
 *
 * Targets that were set by node stay as they are until the domain gets a new one.
 *
 * Context: process, after xen_balloon_account_init_targets(); takes account_lock.
 */
void xen_balloon_account_spread(bool again)
{
	struct xen_balloon_share *shares = account_shares;
	unsigned long total;
	int nid;

	spin_lock(&account_lock);
	total = xen_balloon_target_pages();
	if (!account_target_is_new(total) && (!again || account_by_node))
		goto out;
	for (nid = 0; nid < nr_node_ids; nid++) {
		shares[nid].current_pages = max(account_books[nid].populated, 0L);
		shares[nid].frames = max(account_books[nid].frames, 0L);
	}
	xen_balloon_spread(total, shares, nr_node_ids);
	for (nid = 0; nid < nr_node_ids; nid++)
		WRITE_ONCE(account_books[nid].target, shares[nid].target);
out:
	spin_unlock(&account_lock);
}

/**
 * xen_balloon_account_pool - publish the size of the pool in balloon_stats
 *
 * Context: process; takes the pool's lock.
 */
void xen_balloon_account_pool(void)
{
	/* Under the lock, or a slow caller could leave an old count behind. */
	spin_lock(&xen_balloon_frames.lock);
	WRITE_ONCE(balloon_stats.balloon_low, xen_balloon_frames.low);
	WRITE_ONCE(balloon_stats.balloon_high, xen_balloon_frames.high);
	spin_unlock(&xen_balloon_frames.lock);
}

/**
 * xen_balloon_ask_ceiling - ask Xen for the largest reservation that it allows
 *
 * Xen's count and ours differ by a constant where firmware or the toolstack have pages of their
 * own; the room for more is the same in both.
 *
 * Context: any; right only while no step is under way.
 * Return: pages, in our count; ULONG_MAX when there is no limit.
 */
unsigned long xen_balloon_ask_ceiling(void)
{
	unsigned long room, now = xen_balloon_current_pages();
	struct xen_balloon_limits limits;

	xen_balloon_limits(&limits);
	if (limits.maximum == ULONG_MAX)
		return ULONG_MAX;
	room = limits.maximum - min(limits.maximum, limits.current_pages);
	return room < ULONG_MAX - now ? now + room : ULONG_MAX;
}

/**
 * xen_balloon_e820_pages - the memory that the toolstack put into the domain's E820
 *
 * Context: any.
 * Return: pages, including those that were lent before the first target.
 */
unsigned long xen_balloon_e820_pages(void)
{
	return account_boot_pages + xen_boot_released_pages;
}

/* Whatever is not known to be on another node is counted for the first. */
static void __init account_open_books(unsigned long pages, const unsigned long *extra)
{
	struct account_book *first = &account_books[first_online_node];
	int nid;

	*first = (struct account_book){ .populated = pages,
					.frames = pages + extra[first_online_node] };
	balloon_stats.total_pages = pages;
	for_each_online_node(nid) {
		long present = node_present_pages(nid) - extra[nid];

		balloon_stats.total_pages += extra[nid];
		if (nid == first_online_node)
			continue;
		account_books[nid] = (struct account_book){ .populated = present,
							    .frames = node_present_pages(nid) };
		first->populated -= present;
		first->frames -= present;
	}
}

/**
 * xen_balloon_account_init - open the books
 * @pages:	pages that the domain has
 * @extra:	number of unpopulated page frames of each node
 *
 * Without a target from the toolstack, the domain is where it should be.
 *
 * Context: process, once, at boot.
 * Return: 0, or -ENOMEM.
 */
int __init xen_balloon_account_init(unsigned long pages, const unsigned long *extra)
{
	/* Kept if the rest of the initialisation fails and is tried again. */
	if (!account_books)
		account_books = kcalloc(nr_node_ids, sizeof(*account_books), GFP_KERNEL);
	if (!account_books)
		return -ENOMEM;
	account_open_books(pages, extra);
	account_boot_pages = pages;
	balloon_stats.current_pages = pages;
	balloon_stats.target_pages = pages;
	return 0;
}
