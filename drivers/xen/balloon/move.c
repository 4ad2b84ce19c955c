// SPDX-License-Identifier: GPL-2.0
/*
 * Moves: memory of the guest to Xen (the balloon is inflated), and memory from Xen to page frames
 * of the pool (it is deflated), a batch at a time.
 *
 * Superpages go first where there are any, then small runs of pages, then single pages. Pages that
 * Xen did not process go back to where they came from, so a failed batch leaves all as it was.
 */
#include "move.h"
#include "account.h"
#include "guest.h"
#include "node.h"
#include "pool.h"
#include "xen.h"

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

/* Orders to try where no superpage is free: 6 and 3, and then single pages. */
#define FRAGMENT_ORDER 6
#define FRAGMENT_STEP 3

/* Steps for which no superpage is offered to Xen after it has refused one: each costs a scrub. */
#define REFUSED_STEPS 64

/* Maximum number of pieces to evict: each takes mm a few ms, and the hotplug lock is held. */
#define EVICT_RUNS 256
/* Milliseconds to wait, for all of them together, while a disk works on them. */
#define EVICT_IO_MS 200

struct xen_balloon_mover xen_balloon_worker_mover = {
	.lock = __MUTEX_INITIALIZER(xen_balloon_worker_mover.lock),
	.place = { .nid = NUMA_NO_NODE },
};

struct xen_balloon_mover xen_balloon_lend_mover = {
	.lock = __MUTEX_INITIALIZER(xen_balloon_lend_mover.lock),
	.place = { .nid = NUMA_NO_NODE },
};

/**
 * xen_balloon_move_init - allocate what moves need
 *
 * Context: process, once, at boot.
 * Return: 0, or -ENOMEM.
 */
int xen_balloon_move_init(void)
{
	int err = xen_balloon_batch_init(&xen_balloon_worker_mover.batch, XEN_BALLOON_BATCH_PAGES);

	if (err)
		return err;
	err = xen_balloon_batch_init(&xen_balloon_lend_mover.batch, XEN_BALLOON_LEND_PAGES);
	if (err)
		xen_balloon_batch_free(&xen_balloon_worker_mover.batch);
	return err;
}

/**
 * xen_balloon_move_exit - undo xen_balloon_move_init()
 *
 * Context: process; nothing has moved yet.
 */
void xen_balloon_move_exit(void)
{
	xen_balloon_batch_free(&xen_balloon_lend_mover.batch);
	xen_balloon_batch_free(&xen_balloon_worker_mover.batch);
}

/* ---- where pages go: sinks for a batch ---- */

static void move_back_to_pool(struct page *page, unsigned long nr_pages)
{
	xen_balloon_pool_put(&xen_balloon_frames, page, nr_pages);
}

static void move_account_released(struct page *page, unsigned long nr_pages)
{
	xen_balloon_account_populated(page_to_nid(page), -(long)nr_pages);
	move_back_to_pool(page, nr_pages);
}

static void move_account_populated(struct page *page, unsigned long nr_pages)
{
	xen_balloon_account_populated(page_to_nid(page), nr_pages);
	xen_balloon_guest_give(page, nr_pages);
}

/* ---- where they come from ---- */

static void move_collect_superpages(struct xen_balloon_mover *mover, unsigned long nr_pages,
				    u64 deadline)
{
	struct xen_balloon_batch *batch = &mover->batch;

	xen_balloon_batch_start(batch, XEN_BALLOON_SUPERPAGE_ORDER);
	for (; nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES && xen_balloon_batch_room(batch);
	     nr_pages -= XEN_BALLOON_SUPERPAGE_PAGES) {
		struct page *page = xen_balloon_guest_take_order(mover->place.nid,
								 XEN_BALLOON_SUPERPAGE_ORDER);

		if (!page)
			break;
		batch->pages[batch->nr++] = page;
		if (ktime_get_ns() > deadline)
			break;
	}
	batch->nr = xen_balloon_guest_give_needed(batch->pages, batch->nr, batch->order);
}

/*
 * Collects small runs for a batch of pages. Where memory is fragmented the page allocator spends
 * longer on a page than Xen does, and on a run not much longer than on a page.
 */
static void move_collect_fragments(struct xen_balloon_mover *mover, unsigned long nr_pages,
				   u64 deadline)
{
	struct xen_balloon_batch *batch = &mover->batch;
	struct page *page;
	unsigned long i;
	int order;

	for (order = FRAGMENT_ORDER; order > 0; order -= FRAGMENT_STEP) {
		while (nr_pages - batch->nr >= 1UL << order && ktime_get_ns() < deadline) {
			page = xen_balloon_guest_take_order(mover->place.nid, order);
			if (!page)
				break;
			for (i = 0; i < 1UL << order; i++)
				batch->pages[batch->nr++] = page + i;
		}
	}
}

/*
 * Single pages may have to be reclaimed first, which takes time, so they are taken a few at a time.
 * A borrower cannot come back later, and gets what any allocation of the kernel gets, down to the
 * min watermark.
 */
static void move_collect_pages(struct xen_balloon_mover *mover, unsigned long nr_pages, bool lowmem,
			       u64 deadline)
{
	struct xen_balloon_batch *batch = &mover->batch;

	xen_balloon_batch_start(batch, 0);
	nr_pages = min_t(unsigned long, nr_pages, xen_balloon_batch_room(batch));
	memset(batch->pages, 0, nr_pages * sizeof(*batch->pages));
	if (!lowmem)
		move_collect_fragments(mover, nr_pages, deadline);
	while (batch->nr < nr_pages) {
		unsigned int wanted = min(nr_pages - batch->nr, 64UL), got;

		got = xen_balloon_guest_take_pages(mover->place.nid, batch->pages + batch->nr,
						   wanted, lowmem, deadline);
		batch->nr += got;
		if (!got || ktime_get_ns() > deadline)
			break;
	}
	if (!lowmem)
		batch->nr = xen_balloon_guest_give_needed(batch->pages, batch->nr, 0);
}

static void move_collect_frames(struct xen_balloon_batch *batch, int nid, unsigned int order,
				unsigned long nr_pages)
{
	xen_balloon_batch_start(batch, order);
	while (nr_pages >> order && xen_balloon_batch_room(batch)) {
		unsigned long room = (unsigned long)xen_balloon_batch_room(batch) << order;
		unsigned int max_order = min_t(unsigned int, __fls(min(nr_pages, room)),
					       XEN_BALLOON_SUPERPAGE_ORDER);
		unsigned int got, i;
		struct page *page;

		page = xen_balloon_pool_take(&xen_balloon_frames, nid, order, max_order,
					     XEN_BALLOON_POOL_FOR_GUEST, &got);
		if (!page)
			break;
		for (i = 0; i < 1U << got; i += 1U << order)
			batch->pages[batch->nr++] = page + i;
		nr_pages -= 1UL << got;
	}
}

/* ---- inflate ---- */

/*
 * Xen has not finished this extent, and may have taken any of its pages (xen/common/memory.c:
 * decrease_reservation()). Puts each where it belongs. Returns how many Xen has taken.
 */
static unsigned long move_recover_partial_extent(struct page *superpage)
{
	unsigned long i, gone = 0;

	for (i = 0; i < XEN_BALLOON_SUPERPAGE_PAGES; i++) {
		if (xen_balloon_is_populated(page_to_pfn(superpage) + i)) {
			xen_balloon_guest_give(superpage + i, 1);
		} else {
			move_account_released(superpage + i, 1);
			gone++;
		}
	}
	return gone;
}

/* Releases the pages of a batch to Xen, and empties it. Returns how many Xen has taken. */
static unsigned long move_release(struct xen_balloon_batch *batch)
{
	unsigned long done = xen_balloon_release(batch), gone = done;

	if (done < xen_balloon_batch_total(batch) && batch->order &&
	    xen_balloon_release_may_be_partial()) {
		struct page **unfinished = &batch->pages[done >> batch->order];

		gone += move_recover_partial_extent(*unfinished);
		*unfinished = batch->pages[--batch->nr];
	}
	xen_balloon_batch_hand_over(batch, done, move_account_released, xen_balloon_guest_give);
	return gone;
}

/* Adds to @step that Xen processed @done pages of a batch of @asked. */
static void move_account_step(struct xen_balloon_step *step, const struct xen_balloon_batch *batch,
			      unsigned long asked, unsigned long done)
{
	step->asked += asked;
	step->done += done;
	if (batch->order)
		step->superpages += done >> XEN_BALLOON_SUPERPAGE_ORDER;
}

/* Releases what was collected; returns what xen_balloon_move_inflate() does. */
static int move_inflate_batch(struct xen_balloon_mover *mover, struct xen_balloon_step *step)
{
	struct xen_balloon_batch *batch = &mover->batch;
	unsigned long asked = xen_balloon_batch_total(batch), done;

	if (!batch->nr)
		return -ENOMEM;
	if (xen_balloon_guest_oom_recently()) {
		xen_balloon_batch_hand_over(batch, 0, move_back_to_pool, xen_balloon_guest_give);
		WRITE_ONCE(mover->spared, mover->spared + asked);
		return -ENOMEM;
	}
	step->low = xen_balloon_guest_has_low_zone(batch->pages, batch->nr);
	done = move_release(batch);
	move_account_step(step, batch, asked, done);
	return done ? 0 : -ENOSPC;
}

/*
 * Xen refuses superpages where the administrator allows none (memop-max-order=), and when it has
 * no memory for the page table that one is split into. Returns what xen_balloon_move_inflate()
 * does.
 */
static int move_inflate_superpages(struct xen_balloon_mover *mover, unsigned long nr_pages,
				   struct xen_balloon_step *step, u64 deadline)
{
	int err;

	if (mover->refused) {
		mover->refused--;
		return -ENOSPC;
	}
	move_collect_superpages(mover, nr_pages, deadline);
	err = move_inflate_batch(mover, step);
	if (err == -ENOSPC)
		mover->refused = REFUSED_STEPS;
	return err;
}

/**
 * xen_balloon_move_inflate - release memory of the guest to Xen
 * @mover:	the mover, with its lock held
 * @nr_pages:	maximum number of pages; at most one batch of them is moved
 * @step:	the outcome of the move is added to this
 *
 * Context: process, may sleep; reclaims memory in one round at most.
 * Return: 0; -ENOMEM when the guest has none, or has just run out of it; -ENOSPC when Xen took
 * none.
 */
int xen_balloon_move_inflate(struct xen_balloon_mover *mover, unsigned long nr_pages,
			     struct xen_balloon_step *step)
{
	u64 deadline = ktime_get_ns() + xen_balloon_step_ns() / 2;

	lockdep_assert_held(&mover->lock);
	if (!move_inflate_superpages(mover, nr_pages, step, deadline))
		return 0;
	/*
	 * Where there is no superpage, pages will do; then superpages are tried again. As many
	 * pages at once as the batch has room for: after each hypercall of an HVM domain that
	 * releases memory, Xen makes the device model drop all of its mappings (xen/common/ioreq.c:
	 * ioreq_request_mapcache_invalidate()).
	 */
	move_collect_pages(mover, nr_pages, false, deadline);
	return move_inflate_batch(mover, step);
}

/* ---- deflate ---- */

static int move_populate_order(struct xen_balloon_mover *mover, unsigned int order,
			       unsigned long nr_pages, struct xen_balloon_step *step)
{
	struct xen_balloon_batch *batch = &mover->batch;
	unsigned long asked, done;
	unsigned int i;

	move_collect_frames(batch, mover->place.nid, order, nr_pages);
	if (!batch->nr)
		return -ENOENT;
	for (i = 0; i < batch->nr; i++) {
		if (xen_balloon_prepare(batch->pages[i], 1UL << order)) {
			xen_balloon_batch_hand_over(batch, 0, move_back_to_pool, move_back_to_pool);
			return -ENOMEM;
		}
	}
	asked = xen_balloon_batch_total(batch);
	done = xen_balloon_populate(batch);
	move_account_step(step, batch, asked, done);
	xen_balloon_batch_hand_over(batch, done, move_account_populated, move_back_to_pool);
	return done ? 0 : -ENOSPC;
}

/* Populates page frames with the memory that the batch asks for in its mem_flags. */
static int move_populate(struct xen_balloon_mover *mover, unsigned long nr_pages,
			 struct xen_balloon_step *step)
{
	int err = -ENOENT;

	if (nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES)
		err = move_populate_order(mover, XEN_BALLOON_SUPERPAGE_ORDER, nr_pages, step);
	/*
	 * No superpage in the pool, none free in Xen, or less than one left below the ceiling: go
	 * on with the same amount in pages, then try superpages again.
	 */
	if (err)
		err = move_populate_order(mover, 0, min(nr_pages, XEN_BALLOON_SUPERPAGE_PAGES),
					  step);
	return err;
}

/**
 * xen_balloon_move_deflate - populate page frames of the pool
 * @mover:	the mover, with its lock held
 * @nr_pages:	maximum number of page frames; at most one batch of them is moved
 * @step:	the outcome of the move is added to this
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT when the pool is empty; -ENOMEM when there is no room in the p2m; -ENOSPC when
 * Xen gave nothing.
 */
int xen_balloon_move_deflate(struct xen_balloon_mover *mover, unsigned long nr_pages,
			     struct xen_balloon_step *step)
{
	struct xen_balloon_batch *batch = &mover->batch;
	int err;

	lockdep_assert_held(&mover->lock);
	batch->mem_flags = xen_balloon_place_flags(&mover->place);
	err = move_populate(mover, nr_pages, step);
	/* The vnode is used up: where only the amount matters, any memory will do. */
	if (err == -ENOSPC && batch->mem_flags && !mover->place.strict) {
		batch->mem_flags = 0;
		err = move_populate(mover, nr_pages, step);
	}
	batch->mem_flags = 0;
	return err;
}

static unsigned long move_relieve_order(struct xen_balloon_batch *batch, int nid,
					unsigned int order, unsigned long nr_pages)
{
	unsigned long done;
	unsigned int i;

	move_collect_frames(batch, nid, order, nr_pages);
	for (i = 0; i < batch->nr; i++) {
		if (!xen_balloon_is_prepared(batch->pages[i], 1UL << order)) {
			xen_balloon_batch_hand_over(batch, 0, move_back_to_pool, move_back_to_pool);
			return 0;
		}
	}
	if (!batch->nr)
		return 0;
	done = xen_balloon_populate(batch);
	xen_balloon_batch_hand_over(batch, done, move_account_populated, move_back_to_pool);
	return done;
}

/* Page frames of one node get memory of its vnode; for NUMA_NO_NODE any frame gets any memory. */
static unsigned long move_relieve_node(struct xen_balloon_batch *batch, int nid,
				       unsigned long nr_pages)
{
	const struct xen_balloon_place place = { .nid = nid };
	unsigned long got = 0;

	batch->mem_flags = xen_balloon_place_flags(&place);
	if (nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES)
		got = move_relieve_order(batch, nid, XEN_BALLOON_SUPERPAGE_ORDER, nr_pages);
	if (!got && nr_pages)
		got = move_relieve_order(batch, nid, 0, nr_pages);
	batch->mem_flags = 0;
	return got;
}

/**
 * xen_balloon_move_relieve - populate page frames of the pool without an allocation
 * @batch:	an empty batch of the caller's
 * @nr_pages:	maximum number of page frames
 *
 * Context: process; the owner of the batch.
 * Return: the number of pages that the guest has got.
 */
unsigned long xen_balloon_move_relieve(struct xen_balloon_batch *batch, unsigned long nr_pages)
{
	unsigned long got = 0;
	int nid;

	if (xen_balloon_node_count()) {
		for_each_online_node(nid) {
			got = move_relieve_node(batch, nid, nr_pages);
			if (got)
				return got;
		}
	}
	return move_relieve_node(batch, NUMA_NO_NODE, nr_pages);
}

/* ---- page frames that do not go through the pool ---- */

/**
 * xen_balloon_move_to_lend - release memory of the guest, and hand its page frames to a borrower
 * @nr_pages:	maximum number of page frames
 * @pages:	array to fill in from the start, with frames that are lowmem and in no list
 *
 * They do not go through the pool, where the worker could populate them again in between.
 *
 * Context: process, may sleep.
 * Return: the number of page frames, or -ENOMEM when the guest has none to give.
 */
long xen_balloon_move_to_lend(unsigned int nr_pages, struct page **pages)
{
	struct xen_balloon_mover *mover = &xen_balloon_lend_mover;
	struct xen_balloon_batch *batch = &mover->batch;
	unsigned long i, done;

	mutex_lock(&mover->lock);
	/* Drivers that map memory of other domains cannot use up that of this one. */
	if (xen_balloon_guest_available(NUMA_NO_NODE) < nr_pages) {
		mutex_unlock(&mover->lock);
		return -ENOMEM;
	}
	move_collect_pages(mover, nr_pages, true, U64_MAX);
	done = batch->nr ? xen_balloon_release(batch) : 0;
	for (i = 0; i < done; i++) {
		pages[i] = batch->pages[i];
		xen_balloon_account_populated(page_to_nid(pages[i]), -1);
	}
	for (; i < batch->nr; i++)
		xen_balloon_guest_give(batch->pages[i], 1);
	batch->nr = 0;
	mutex_unlock(&mover->lock);
	return done ? done : -ENOMEM;
}

/* Evicts contiguous pages of the guest, at most as many as a batch has room for. */
static int move_evict_run(unsigned long pfn, unsigned long nr_pages, unsigned int *patience_ms)
{
	struct xen_balloon_mover *mover = &xen_balloon_lend_mover;
	struct xen_balloon_batch *batch = &mover->batch;
	unsigned long i, done;
	int err;

	err = xen_balloon_guest_take_range(pfn, nr_pages, patience_ms);
	if (err)
		return err;
	mutex_lock(&mover->lock);
	xen_balloon_batch_start(batch, 0);
	for (i = 0; i < nr_pages; i++)
		batch->pages[batch->nr++] = pfn_to_page(pfn + i);
	done = move_release(batch);
	mutex_unlock(&mover->lock);
	return done < nr_pages ? -ENOSPC : 0;
}

/**
 * xen_balloon_move_evict - release the memory of a range to Xen, and put its frames into the pool
 * @pfn:	the first page frame of the range; online, in one zone
 * @nr_pages:	its length; frames that are already in the pool stay there
 *
 * Pages in use are migrated elsewhere first. Each piece is tried once, and not forever; while a
 * disk works on them, the wait for all pieces together is %EVICT_IO_MS at most.
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: 0; -EBUSY when a page cannot be migrated, or there are more than %EVICT_RUNS pieces;
 * -ENOMEM when there is nowhere to migrate one; -ENOSPC when Xen did not take it. After an error
 * some of the memory may already be released.
 */
int xen_balloon_move_evict(unsigned long pfn, unsigned long nr_pages)
{
	unsigned int patience_ms = EVICT_IO_MS;
	unsigned long i, n;
	int runs = 0, err = 0;

	for (i = 0; i < nr_pages && !err; i += n) {
		struct page *page = pfn_to_page(pfn + i);

		n = 1;
		if (PageOffline(page))
			continue;
		while (i + n < nr_pages && n < XEN_BALLOON_LEND_PAGES && !PageOffline(page + n))
			n++;
		err = runs++ < EVICT_RUNS ? move_evict_run(pfn + i, n, &patience_ms) : -EBUSY;
		cond_resched();
	}
	xen_balloon_account_pool();
	return err;
}
