// SPDX-License-Identifier: GPL-2.0
/*
 * Xen balloon driver: lets a domain give memory to Xen and take it back.
 *
 * A domain that was started with memory=X maxmem=Y has X and can be taken to Y and back. This file
 * is the core: the worker that chases the target, the accounting, and the page frames that other
 * drivers borrow. Its parts, one concept each:
 *
 *   balloon/policy.c		what to do next, and when
 *   balloon/pool.c		page frames in the balloon
 *   balloon/guest.c		pages out of the page allocator, and back
 *   balloon/xen.c	memory to Xen, and back
 *   balloon/pod.c		memory that Xen kept ready, and need not
 *   balloon/pvmmu.c		what a PV guest has to do itself for that
 *   balloon/p2m.c		its list of memory
 *   balloon/hotplug.c		page frames beyond those known at boot
 *   balloon/memory-block.c		the memory blocks that these come in
 *   balloon/compaction.c	when the memmap of these may go
 *   balloon/oom.c		memory for a guest that has run out of it
 *   balloon/kexec.c		memory for another kernel that takes over
 *   balloon/statistics.c	what has been done
 *   balloon/xenstore.c		targets of the toolstack, and what it is told
 *   xen-balloon.c		targets of users: sysfs
 *   balloon/format.c		sizes and words as these two write them
 *
 * Words. The reservation is what Xen counts for this domain; "current" is our count of it, "target"
 * is where it should be. To inflate the balloon is to give memory to Xen, to deflate it is to take
 * memory back. A page frame is somewhere exactly once: it has memory and is the guest's, it is in
 * the pool, it is lent out, or it is in a batch that is under way.
 *
 * The worker does one step at a time, of bounded length, and queues itself for the next. Lending
 * and returning a page frame takes no more than the lock of the pool, for as long as the pool has
 * any; then it takes a batch that is not the worker's. So a borrower does not wait for a step, but
 * for memory hotplug when the hotplug_unpopulated sysctl has him grow the domain; who asks what the
 * ceiling is waits for one.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/sched/mm.h>
#include <linux/sizes.h>
#include <linux/swap.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <asm/xen/hypervisor.h>

#include <xen/balloon.h>
#include <xen/balloon-compat.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "balloon/core.h"
#include "balloon/hotplug.h"
#include "balloon/guest.h"
#include "balloon/kexec.h"
#include "balloon/oom.h"
#include "balloon/p2m.h"
#include "balloon/policy.h"
#include "balloon/pool.h"
#include "balloon/xen.h"
#include "balloon/pod.h"
#include "balloon/statistics.h"
#include "balloon/format.h"
#include "balloon/xenstore.h"

#define CREATE_TRACE_POINTS
#include <trace/events/xen_balloon.h>

/* For how many seconds a domain that is being saved goes on giving memory to Xen. */
#define SUSPEND_WAIT	10

/*
 * libxl: LIBXL_MAXMEM_CONSTANT. It lets a domain have 1 MiB more than its target, of which the
 * toolstack's own pages in an HVM or PVH domain take up to 128 KiB. Half of it is the guest's.
 */
#define RESTORE_SLACK	((512UL << 10) >> PAGE_SHIFT)

/*
 * For so long nothing is taken from a guest that has been out of memory: who gives memory back and
 * takes it again at once has reclaim run for nothing.
 */
#define OOM_REST_SECONDS	30

/* Where no superpage is free: the orders 6 and 3, and then single pages. */
#define FRAGMENT_ORDER	6
#define FRAGMENT_STEP	3

/* A piece of memory that is evicted takes mm some milliseconds, and the hotplug lock is held. */
#define EVICT_RUNS	256

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

static uint balloon_boot_timeout = 180;
module_param(balloon_boot_timeout, uint, 0444);
MODULE_PARM_DESC(balloon_boot_timeout,
		 "Seconds without progress after which boot stops waiting for the balloon (HVM, PVH)");

struct balloon_stats balloon_stats = {
	.schedule_delay = 1,
	.max_schedule_delay = 32,
	.retry_count = 1,
	.max_retry_count = 4,
};
EXPORT_SYMBOL_GPL(balloon_stats);

/* Set by the architecture, before anything here runs. */
unsigned long xen_boot_released_pages;

/**
 * struct balloon_core - the state of the driver
 * @lock:	whoever makes a step; protects @batch
 * @ready:	the accounting and the pool are set up; set once
 * @pool:	page frames in the balloon, with a lock of its own
 * @batch:	what is under way between guest, pool and Xen; empty while @lock is free
 * @lend_lock:	whoever takes memory from the guest to lend its page frames; protects @lend_batch
 * @lend_batch:	like @batch; empty while @lend_lock is free
 * @count_lock:	protects @relief, and current_pages and target_unpopulated of balloon_stats
 * @relief:	pages that came because the guest was out of memory, and are above the target
 * @oom:	the guest has been out of memory, the last time at @oom_at
 * @oom_at:	in jiffies
 * @inflating:	the worker has pages of the guest in its hands, or is about to
 * @spared:	how many of these it has given back to a guest that was out of memory, ever
 * @queue:	runs @work; NULL until the worker may run
 * @work:	one step
 * @moved:	woken after every step
 * @asked:	how often something has changed that lets the worker begin anew, such as the target
 * @heard:	@asked, when the step began that @state and @reason are from
 * @quiet_since: when there was last a request, or a step that moved memory, in jiffies; the
 *		worker's own
 * @rest:	for how many seconds that has to be long ago before memory blocks are removed; the
 *		worker's own
 * @shrunk_at:	when one was removed, in jiffies; the worker's own
 * @shrunk:	whether one was, since blocks were last added; the worker's own
 * @exhausted:	the last step was to give memory to Xen, and the guest had none; the worker's own
 * @pace:	how many pages a step of each kind may move; the worker's own
 * @ask_limits:	@ceiling may not be true any more; the worker's own
 * @ceiling:	what Xen allows, in our count, as last heard; the worker's own
 * @boot_pages:	what the domain had at its start
 * @safe_floor:	the least that @floor can be set to
 * @floor:	targets below are not followed
 * @state:	what the user is told
 * @reason:	and why
 * @told:	the reason that the log has last given; the worker's own
 */
static struct balloon_core {
	struct mutex lock;
	bool ready;
	struct xen_balloon_pool pool;
	struct xen_balloon_batch batch;
	struct mutex lend_lock;
	struct xen_balloon_batch lend_batch;
	spinlock_t count_lock;
	unsigned long relief;
	bool oom;
	unsigned long oom_at;
	bool inflating;
	unsigned long spared;
	struct workqueue_struct *queue;
	struct delayed_work work;
	wait_queue_head_t moved;
	atomic_t asked;
	int heard;
	unsigned long quiet_since;
	unsigned long rest;
	unsigned long shrunk_at;
	bool shrunk;
	bool exhausted;
	unsigned long pace[XEN_BALLOON_ACTIONS];
	bool ask_limits;
	unsigned long ceiling;
	unsigned long boot_pages;
	unsigned long safe_floor;
	unsigned long floor;
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	enum xen_balloon_reason told;
} balloon = {
	.lock = __MUTEX_INITIALIZER(balloon.lock),
	.pool.lock = __SPIN_LOCK_UNLOCKED(balloon.pool.lock),
	.lend_lock = __MUTEX_INITIALIZER(balloon.lend_lock),
	.count_lock = __SPIN_LOCK_UNLOCKED(balloon.count_lock),
	.moved = __WAIT_QUEUE_HEAD_INITIALIZER(balloon.moved),
	.pace = {
		[XEN_BALLOON_INFLATE] = XEN_BALLOON_BATCH_PAGES,
		[XEN_BALLOON_DEFLATE] = XEN_BALLOON_BATCH_PAGES,
	},
	.rest = XEN_BALLOON_QUIET_SECONDS,
	.ask_limits = true,
};

/* ---- accounting ---- */

static unsigned long current_pages(void)
{
	return READ_ONCE(balloon_stats.current_pages);
}

static unsigned long target_pages(void)
{
	return READ_ONCE(balloon_stats.target_pages);
}

static void count_current(long nr_pages)
{
	spin_lock(&balloon.count_lock);
	WRITE_ONCE(balloon_stats.current_pages, balloon_stats.current_pages + nr_pages);
	spin_unlock(&balloon.count_lock);
}

static void count_lent(long nr_pages)
{
	spin_lock(&balloon.count_lock);
	WRITE_ONCE(balloon_stats.target_unpopulated, balloon_stats.target_unpopulated + nr_pages);
	spin_unlock(&balloon.count_lock);
}

/* What has gone to Xen, or is wanted by the toolstack meanwhile, is no relief any more. */
static void count_relief(long nr_pages)
{
	unsigned long now = current_pages(), target = target_pages();

	spin_lock(&balloon.count_lock);
	balloon.relief = min(balloon.relief + nr_pages, now - min(now, target));
	spin_unlock(&balloon.count_lock);
}

static void publish_pool(void)
{
	/* Under the lock, or else a slow publisher could leave an old count behind. */
	spin_lock(&balloon.pool.lock);
	WRITE_ONCE(balloon_stats.balloon_low, balloon.pool.low);
	WRITE_ONCE(balloon_stats.balloon_high, balloon.pool.high);
	spin_unlock(&balloon.pool.lock);
}

/*
 * What Xen allows, in our count; right as long as no step is under way. The two counts differ by a
 * constant where firmware or the toolstack have pages of their own; what may be added is the same
 * in both.
 */
static unsigned long ask_ceiling(void)
{
	struct xen_balloon_limits limits;
	unsigned long room, now = current_pages();

	xen_balloon_limits(&limits);
	if (limits.maximum == ULONG_MAX)
		return ULONG_MAX;
	room = limits.maximum - min(limits.maximum, limits.current_pages);
	return room < ULONG_MAX - now ? now + room : ULONG_MAX;
}

/* ---- batches ---- */

static void batch_start(struct xen_balloon_batch *batch, unsigned int order)
{
	batch->order = order;
	batch->nr = 0;
}

static unsigned long batch_total(const struct xen_balloon_batch *batch)
{
	return (unsigned long)batch->nr << batch->order;
}

static void collect_blocks_from_guest(struct xen_balloon_batch *batch, unsigned long nr_pages,
				      u64 deadline)
{
	batch_start(batch, XEN_BALLOON_SUPERPAGE_ORDER);
	for (; nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES && xen_balloon_batch_room(batch);
	     nr_pages -= XEN_BALLOON_SUPERPAGE_PAGES) {
		struct page *page = xen_balloon_guest_take_order(XEN_BALLOON_SUPERPAGE_ORDER);

		if (!page)
			break;
		batch->pages[batch->nr++] = page;
		if (ktime_get_ns() > deadline)
			break;
	}
}

/*
 * Small blocks, for a batch of pages. Where memory is fragmented the page allocator spends longer
 * on a page than Xen does, and on a block not much longer than on a page.
 */
static void collect_fragments_from_guest(struct xen_balloon_batch *batch, unsigned long nr_pages,
					 u64 deadline)
{
	struct page *page;
	unsigned long i;
	int order;

	for (order = FRAGMENT_ORDER; order > 0; order -= FRAGMENT_STEP) {
		while (nr_pages - batch->nr >= 1UL << order && ktime_get_ns() < deadline) {
			page = xen_balloon_guest_take_order(order);
			if (!page)
				break;
			for (i = 0; i < 1UL << order; i++)
				batch->pages[batch->nr++] = page + i;
		}
	}
}

/* Single pages may have to be made free first, which takes its time: some at a time. */
static void collect_pages_from_guest(struct xen_balloon_batch *batch, unsigned long nr_pages,
				     bool lowmem, u64 deadline)
{
	batch_start(batch, 0);
	nr_pages = min_t(unsigned long, nr_pages, xen_balloon_batch_room(batch));
	memset(batch->pages, 0, nr_pages * sizeof(*batch->pages));
	if (!lowmem)
		collect_fragments_from_guest(batch, nr_pages, deadline);
	while (batch->nr < nr_pages) {
		unsigned int got = xen_balloon_guest_take_pages(
			batch->pages + batch->nr, min(nr_pages - batch->nr, 64UL), lowmem);

		batch->nr += got;
		if (!got || ktime_get_ns() > deadline)
			break;
	}
}

static void collect_from_pool(struct xen_balloon_batch *batch, unsigned int order,
			      unsigned long nr_pages)
{
	batch_start(batch, order);
	while (nr_pages >> order && xen_balloon_batch_room(batch)) {
		unsigned long room = xen_balloon_batch_room(batch);
		unsigned long most = min(nr_pages, room << order);
		unsigned int got, i;
		struct page *page;

		page = xen_balloon_pool_take(
			&balloon.pool, NUMA_NO_NODE, order,
			min_t(unsigned int, __fls(most), XEN_BALLOON_SUPERPAGE_ORDER), false, &got);
		if (!page)
			break;
		for (i = 0; i < 1U << got; i += 1U << order)
			batch->pages[batch->nr++] = page + i;
		nr_pages -= 1UL << got;
	}
}

static void to_pool(struct page *page, unsigned long nr_pages)
{
	xen_balloon_pool_put(&balloon.pool, page, nr_pages);
}

typedef void (*page_sink_t)(struct page *page, unsigned long nr_pages);

/*
 * Empties the batch: its first @done pages to one side, the others to the other. Neighbours within
 * a block go together, which spares both sides most of their work.
 */
static void empty_batch(struct xen_balloon_batch *batch, unsigned long done, page_sink_t first,
			page_sink_t rest)
{
	unsigned long mask = (1UL << batch->order) - 1;
	unsigned long i = 0, total = batch_total(batch);

	while (i < total) {
		struct page *page = xen_balloon_batch_page(batch, i);
		unsigned long pfn = page_to_pfn(page), n = 1;
		unsigned long end = i < done ? done : total;

		while (i + n < end && !IS_ALIGNED(pfn + n, XEN_BALLOON_SUPERPAGE_PAGES) &&
		       ((i + n) & mask ||
			page_to_pfn(batch->pages[(i + n) >> batch->order]) == pfn + n))
			n++;
		(i < done ? first : rest)(page, n);
		i += n;
	}
	batch->nr = 0;
}

/* ---- moves ---- */

/*
 * Xen has not finished a block, and may have taken any of its pages. Each goes where it belongs.
 * Returns how many are gone.
 */
static unsigned long sort_out_block(struct page *block)
{
	unsigned long i, gone = 0;

	for (i = 0; i < XEN_BALLOON_SUPERPAGE_PAGES; i++) {
		if (xen_balloon_is_populated(block + i)) {
			xen_balloon_guest_give(block + i, 1);
		} else {
			to_pool(block + i, 1);
			gone++;
		}
	}
	return gone;
}

/* Gives what is in the batch to Xen, and empties it. Returns how many pages are gone. */
static unsigned long release_batch(struct xen_balloon_batch *batch)
{
	unsigned long done = xen_balloon_release(batch), gone = done;

	if (done < batch_total(batch) && batch->order && xen_balloon_release_may_be_partial()) {
		struct page **unfinished = &batch->pages[done >> batch->order];

		gone += sort_out_block(*unfinished);
		*unfinished = batch->pages[--batch->nr];
	}
	count_current(-gone);
	empty_batch(batch, done, to_pool, xen_balloon_guest_give);
	return gone;
}

/* Adds to what the step has come to, after Xen did @done pages of a batch of @asked. */
static void note_batch(struct xen_balloon_step *step, const struct xen_balloon_batch *batch,
		       unsigned long asked, unsigned long done)
{
	step->asked += asked;
	step->done += done;
	if (batch->order)
		step->blocks += done >> XEN_BALLOON_SUPERPAGE_ORDER;
}

static bool oom_recently(void)
{
	return READ_ONCE(balloon.oom) &&
	       time_before(jiffies, READ_ONCE(balloon.oom_at) + OOM_REST_SECONDS * HZ);
}

/* Gives up to @nr_pages pages of one batch to Xen. */
static int inflate(unsigned long nr_pages, struct xen_balloon_step *step)
{
	struct xen_balloon_batch *batch = &balloon.batch;
	u64 deadline = ktime_get_ns() + XEN_BALLOON_STEP_NS / 2;
	unsigned long asked, done;

	lockdep_assert_held(&balloon.lock);
	collect_blocks_from_guest(batch, nr_pages, deadline);
	/*
	 * Where no block is free, pages will do; then blocks are tried again. As many at once as
	 * there is room for: after each hypercall of an HVM domain that gives memory away, Xen has
	 * the device model drop all that it has mapped.
	 */
	if (!batch->nr)
		collect_pages_from_guest(batch, nr_pages, false, deadline);
	if (!batch->nr)
		return -ENOMEM;

	asked = batch_total(batch);
	if (oom_recently()) {
		empty_batch(batch, 0, to_pool, xen_balloon_guest_give);
		WRITE_ONCE(balloon.spared, balloon.spared + asked);
		return -ENOMEM;
	}
	done = release_batch(batch);
	note_batch(step, batch, asked, done);
	return done ? 0 : -ENOSPC;
}

static int populate_order(unsigned int order, unsigned long nr_pages, struct xen_balloon_step *step)
{
	struct xen_balloon_batch *batch = &balloon.batch;
	unsigned long asked, done;
	unsigned int i;

	collect_from_pool(batch, order, nr_pages);
	if (!batch->nr)
		return -ENOENT;
	for (i = 0; i < batch->nr; i++) {
		if (xen_balloon_prepare(batch->pages[i], 1UL << order)) {
			empty_batch(batch, 0, to_pool, to_pool);
			return -ENOMEM;
		}
	}
	asked = batch_total(batch);
	done = xen_balloon_populate(batch);
	count_current(done);
	note_batch(step, batch, asked, done);
	empty_batch(batch, done, xen_balloon_guest_give, to_pool);
	if (done < asked)
		balloon.ask_limits = true;
	return done ? 0 : -ENOSPC;
}

/* As above, for a guest that is out of memory: allocates nothing. Returns how many pages. */
static unsigned long relieve_order(struct xen_balloon_batch *batch, unsigned int order,
				   unsigned long nr_pages)
{
	unsigned long done;
	unsigned int i;

	collect_from_pool(batch, order, nr_pages);
	for (i = 0; i < batch->nr; i++) {
		if (!xen_balloon_is_prepared(batch->pages[i], 1UL << order)) {
			empty_batch(batch, 0, to_pool, to_pool);
			return 0;
		}
	}
	if (!batch->nr)
		return 0;
	done = xen_balloon_populate(batch);
	count_current(done);
	empty_batch(batch, done, xen_balloon_guest_give, to_pool);
	return done;
}

/* Gets memory from Xen for up to @nr_pages page frames of the pool. */
static int deflate(unsigned long nr_pages, struct xen_balloon_step *step)
{
	int err = -ENOENT;

	lockdep_assert_held(&balloon.lock);
	if (nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES)
		err = populate_order(XEN_BALLOON_SUPERPAGE_ORDER, nr_pages, step);
	/*
	 * No block in the pool, none free in Xen, or less than one left of what Xen allows: go on
	 * with a block's worth of pages, then see whether there are blocks again.
	 */
	if (err)
		err = populate_order(0, min(nr_pages, XEN_BALLOON_SUPERPAGE_PAGES), step);
	return err;
}

/* ---- the worker ---- */

static void look(struct xen_balloon_view *view, unsigned long target)
{
	*view = (struct xen_balloon_view){
		.current_pages = current_pages(),
		.target = target,
		.floor = READ_ONCE(balloon.floor),
		.pool = xen_balloon_pool_pages(&balloon.pool),
		.frames = READ_ONCE(balloon_stats.total_pages),
		.lent = READ_ONCE(balloon_stats.target_unpopulated),
		.can_grow = xen_balloon_hotplug_possible(),
		.oom = oom_recently(),
	};
	if (view->target <= view->current_pages) {
		view->can_shrink = xen_balloon_hotplug_can_remove(&view->removable, &view->freed);
		view->quiet_seconds = balloon.rest;
		view->quiet = time_after_eq(jiffies, balloon.quiet_since + balloon.rest * HZ);
		view->exhausted = balloon.exhausted;
		view->relief = READ_ONCE(balloon.relief);
		view->reclaimable = xen_balloon_policy_reclaimable(xen_balloon_guest_available(),
								   xen_balloon_guest_watermarks());
	}
	if (view->target > view->current_pages && balloon.ask_limits) {
		balloon.ceiling = ask_ceiling();
		balloon.ask_limits = false;
	}
	view->ceiling = balloon.ceiling;
}

static int do_action(const struct xen_balloon_decision *decision, struct xen_balloon_step *step)
{
	unsigned long pages = min(decision->pages, balloon.pace[decision->action]);
	int err = 0;

	switch (decision->action) {
	case XEN_BALLOON_INFLATE:
		mutex_lock(&balloon.lock);
		WRITE_ONCE(balloon.inflating, true);
		err = inflate(pages, step);
		WRITE_ONCE(balloon.inflating, false);
		mutex_unlock(&balloon.lock);
		break;
	case XEN_BALLOON_DEFLATE:
		mutex_lock(&balloon.lock);
		err = deflate(pages, step);
		mutex_unlock(&balloon.lock);
		/* Somebody borrowed the last frames meanwhile: the next look will show. */
		if (err == -ENOENT)
			err = 0;
		break;
	case XEN_BALLOON_GROW:
		pages = READ_ONCE(balloon_stats.total_pages);
		err = xen_balloon_hotplug_add();
		step->done = READ_ONCE(balloon_stats.total_pages) - pages;
		step->asked = step->done;
		break;
	case XEN_BALLOON_SHRINK:
		pages = READ_ONCE(balloon_stats.total_pages);
		err = xen_balloon_hotplug_remove(decision->pages);
		step->done = pages - READ_ONCE(balloon_stats.total_pages);
		step->asked = step->done;
		break;
	case XEN_BALLOON_NOTHING:
	case XEN_BALLOON_ACTIONS:
		break;
	}
	if (decision->action == XEN_BALLOON_INFLATE && step->done)
		xen_balloon_hotplug_retry_removal();
	return err;
}

/* Learns from what is added whether what was removed before should rather have stayed. */
static void learn_rest(enum xen_balloon_action action)
{
	if (action == XEN_BALLOON_SHRINK) {
		balloon.shrunk = true;
		balloon.shrunk_at = jiffies;
	} else if (action == XEN_BALLOON_GROW && balloon.shrunk) {
		balloon.shrunk = false;
		balloon.rest = xen_balloon_policy_quiet_seconds(balloon.rest,
								(jiffies - balloon.shrunk_at) / HZ);
	}
}

/* Does what was decided, and learns how long that takes. */
static int act(const struct xen_balloon_decision *decision)
{
	struct xen_balloon_step step = { .action = decision->action };
	u64 start = ktime_get_ns();

	balloon.batch.hypercalls = 0;
	balloon.batch.xen_ns = 0;
	step.result = do_action(decision, &step);
	step.ns = ktime_get_ns() - start;
	balloon.exhausted = step.action == XEN_BALLOON_INFLATE && step.result == -ENOMEM;
	if (step.done && step.action != XEN_BALLOON_SHRINK)
		balloon.quiet_since = jiffies;
	if (step.done)
		learn_rest(step.action);
	step.hypercalls = balloon.batch.hypercalls;
	step.xen_ns = balloon.batch.xen_ns;
	/* The last pages of a move tell nothing: what any step costs weighs too much. */
	if (step.ns > XEN_BALLOON_STEP_NS ||
	    step.done >= min(balloon.pace[step.action], XEN_BALLOON_SUPERPAGE_PAGES))
		balloon.pace[step.action] = xen_balloon_policy_pace(step.done, step.ns);
	xen_balloon_count_step(&step);
	trace_xen_balloon_step(&step);
	return step.result;
}

static void judge(const struct xen_balloon_decision *decision, int result,
		  struct xen_balloon_outcome *verdict)
{
	struct xen_balloon_backoff backoff = {
		.delay = balloon_stats.schedule_delay,
		.max_delay = READ_ONCE(balloon_stats.max_schedule_delay),
		.count = balloon_stats.retry_count,
		.max_count = READ_ONCE(balloon_stats.max_retry_count),
	};

	*verdict = xen_balloon_policy_result(decision, result, &backoff);
	WRITE_ONCE(balloon_stats.schedule_delay, backoff.delay);
	WRITE_ONCE(balloon_stats.retry_count, backoff.count);
}

/* With any other reason frames in the pool do not help, and backends return them all the time. */
static bool waits_for_frames(void)
{
	switch (READ_ONCE(balloon.reason)) {
	case XEN_BALLOON_FRAMES_LENT:
	case XEN_BALLOON_NO_FRAMES:
	case XEN_BALLOON_GROWTH_FAILED:
		return true;
	default:
		return false;
	}
}

/* What keeps the target out of reach is said once, until it is something else. */
static void tell(const struct xen_balloon_outcome *verdict)
{
	if (verdict->again && !verdict->delay)
		return;
	if (verdict->reason != balloon.told && verdict->reason != XEN_BALLOON_NONE)
		pr_info_ratelimited("Target of %llu KiB not reached, at %llu KiB: %s (%s)\n",
				    xen_balloon_pages_to_kb(target_pages()),
				    xen_balloon_pages_to_kb(current_pages()),
				    xen_balloon_reason_text(verdict->reason),
				    xen_balloon_reason_name(verdict->reason));
	balloon.told = verdict->reason;
}

/*
 * When the toolstack allows more, Xen takes that for what it keeps ready, and there is no room for
 * what the guest asks for: first that has to go. Returns whether there is more to be done.
 */
static bool spare_goes_first(void)
{
	if (target_pages() <= current_pages() || !xen_spare_left())
		return false;
	xen_release_spare();
	queue_delayed_work(balloon.queue, &balloon.work, 0);
	return true;
}

static void xen_balloon_work(struct work_struct *work)
{
	struct xen_balloon_decision decision;
	struct xen_balloon_outcome verdict;
	struct xen_balloon_view view;
	int asked;

	if (spare_goes_first())
		return;
	asked = atomic_read_acquire(&balloon.asked);
	if (asked != balloon.heard) {
		WRITE_ONCE(balloon_stats.schedule_delay, 1);
		WRITE_ONCE(balloon_stats.retry_count, 1);
		balloon.ask_limits = true;
		balloon.quiet_since = jiffies;
	}
	look(&view, target_pages());
	decision = xen_balloon_policy_decide(&view);
	judge(&decision, act(&decision), &verdict);
	count_relief(0);

	publish_pool();
	WRITE_ONCE(balloon.state, verdict.state);
	WRITE_ONCE(balloon.reason, verdict.reason);
	/* Pairs with xen_balloon_status(). */
	smp_store_release(&balloon.heard, asked);
	wake_up_all(&balloon.moved);
	xen_balloon_publish_status();
	tell(&verdict);
	if (!verdict.again)
		return;
	if (verdict.delay)
		balloon.ask_limits = true;
	/* Frames that came back before the reason was to be seen; pairs with the return path. */
	smp_mb();
	if (waits_for_frames() && xen_balloon_pool_pages(&balloon.pool))
		verdict.delay = 0;
	queue_delayed_work(balloon.queue, &balloon.work,
			   min(verdict.delay, MAX_JIFFY_OFFSET / HZ) * HZ);
}

/* Something has changed that may let the worker go on. Harmless when nothing did. */
static void kick(void)
{
	if (balloon.queue)
		mod_delayed_work(balloon.queue, &balloon.work, 0);
}

/* The worker forgets its failures, and looks at once. */
static void begin_anew(void)
{
	/* Whoever sees this sees what has changed, too. */
	atomic_inc_return_release(&balloon.asked);
	kick();
}

/**
 * balloon_set_new_target - say how much memory the domain should have
 * @target: pages; what is below the floor or above the ceiling is followed as far as they allow
 *
 * A move that is under way changes its course with its next step.
 *
 * Context: any.
 */
void balloon_set_new_target(unsigned long target)
{
	trace_xen_balloon_target(current_pages(), target);
	WRITE_ONCE(balloon_stats.target_pages, target);
	begin_anew();
}
EXPORT_SYMBOL_GPL(balloon_set_new_target);

/**
 * xen_balloon_set_boot_target - the target that the toolstack gave the domain at its start
 * @pages: the target
 *
 * Whoever made the domain knows how little it should have: the floor does not stand above that. But
 * no kernel lives with less than 16 MiB, whatever the toolstack says.
 *
 * Context: any.
 */
void xen_balloon_set_boot_target(unsigned long pages)
{
	unsigned long floor = max(pages, (16UL << 20) >> PAGE_SHIFT);

	WRITE_ONCE(balloon.safe_floor, min(balloon.safe_floor, floor));
	WRITE_ONCE(balloon.floor, min(balloon.floor, floor));
	balloon_set_new_target(pages);
}

/**
 * xen_balloon_prepare_for_max - the domain may come to this size
 * @pages: what the toolstack may ever ask for, in our count
 *
 * To be called at boot, after a restore, and when it has changed.
 *
 * Context: process, may sleep.
 */
void xen_balloon_prepare_for_max(unsigned long pages)
{
	unsigned long frames = READ_ONCE(balloon_stats.total_pages);

	/* Some toolstacks say "no limit" with a number without meaning. */
	if (pages >= ULONG_MAX >> PAGE_SHIFT)
		pages = frames;
	if (!xen_balloon_extend_for_save(pages - min(pages, frames), current_pages()))
		pr_debug("A save could overlook memory that comes while it begins\n");
}

/**
 * xen_balloon_limits_changed - what Xen allows may have changed
 *
 * Context: any.
 */
void xen_balloon_limits_changed(void)
{
	begin_anew();
}

/**
 * xen_balloon_set_floor - set the smallest reservation that targets can lead to
 * @pages: the floor
 *
 * Context: any.
 * Return: 0, or -EPERM when the guest could not live with so little.
 */
int xen_balloon_set_floor(unsigned long pages)
{
	if (pages < balloon.safe_floor)
		return -EPERM;
	WRITE_ONCE(balloon.floor, pages);
	begin_anew();
	return 0;
}

/**
 * xen_balloon_status - where the driver stands
 * @status: filled in
 *
 * Context: any.
 */
void xen_balloon_status(struct xen_balloon_status *status)
{
	unsigned long now = current_pages(), target = target_pages();
	/* Pairs with the worker. */
	bool heard = smp_load_acquire(&balloon.heard) == atomic_read(&balloon.asked);

	status->state = READ_ONCE(balloon.state);
	status->reason = READ_ONCE(balloon.reason);
	status->floor = READ_ONCE(balloon.floor);
	/* Who has just set a target is not told that all is done, nor what was in the way. */
	if (!heard && now != target) {
		status->state = target < now ? XEN_BALLOON_INFLATING : XEN_BALLOON_DEFLATING;
		status->reason = XEN_BALLOON_NONE;
	}
}

/**
 * xen_balloon_ceiling - the largest reservation that Xen allows now
 *
 * Context: process, may sleep; waits for the step that is under way.
 * Return: pages, in the guest's own count; when there is no limit, as many as have a number of KiB.
 */
unsigned long xen_balloon_ceiling(void)
{
	unsigned long ceiling;

	mutex_lock(&balloon.lock);
	ceiling = ask_ceiling();
	mutex_unlock(&balloon.lock);
	return min(ceiling, ULONG_MAX >> (PAGE_SHIFT - 10));
}

/**
 * xen_balloon_e820_pages - the memory that the toolstack put into the domain's map
 *
 * Context: any.
 * Return: pages; what was lent before the first target counts too.
 */
unsigned long xen_balloon_e820_pages(void)
{
	return balloon.boot_pages + xen_boot_released_pages;
}

/**
 * xen_balloon_frames_added - page frames without memory were added to the pool
 * @nr_pages: how many
 *
 * Context: process, under the device hotplug lock.
 */
void xen_balloon_frames_added(unsigned long nr_pages)
{
	WRITE_ONCE(balloon_stats.total_pages, balloon_stats.total_pages + nr_pages);
	kick();
}

/**
 * xen_balloon_frames_removed - page frames without memory are gone
 * @nr_pages: how many; they are not in the pool any more
 *
 * Context: process, under the device hotplug lock.
 */
void xen_balloon_frames_removed(unsigned long nr_pages)
{
	WRITE_ONCE(balloon_stats.total_pages, balloon_stats.total_pages - nr_pages);
	publish_pool();
}

/**
 * xen_balloon_memmap_populate - get memory for page frames that will hold page structures
 * @pfn:	the first of them; they have no page structures themselves
 * @nr_pages:	how many
 *
 * Context: process, under the device hotplug lock; in a domain whose addresses Xen translates.
 * Return: 0, or -ENOSPC when Xen does not have it.
 */
int xen_balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long done = xen_balloon_populate_frames(pfn, nr_pages);

	if (done < nr_pages) {
		xen_balloon_release_frames(pfn, done);
		return -ENOSPC;
	}
	count_current(nr_pages);
	xen_balloon_frames_added(nr_pages);
	return 0;
}

/**
 * xen_balloon_memmap_release - give that memory to Xen
 * @pfn:	the first of the page frames; mm has forgotten them
 * @nr_pages:	how many
 *
 * Context: process, may sleep; under the device hotplug lock.
 */
void xen_balloon_memmap_release(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long done = 0;

	if (xen_balloon_guest_scrub_frames(pfn, nr_pages))
		done = xen_balloon_release_frames(pfn, nr_pages);
	count_current(-(long)done);
	xen_balloon_frames_removed(nr_pages);
	if (done < nr_pages)
		pr_warn("%lu pages that held page structures could not be given to Xen, they are lost\n",
			nr_pages - done);
}

/* Pages of the guest that follow each other, as many as a batch has room for. */
static int evict_run(unsigned long pfn, unsigned long nr_pages)
{
	struct xen_balloon_batch *batch = &balloon.lend_batch;
	unsigned long i, done;
	int err;

	err = xen_balloon_guest_take_range(pfn, nr_pages);
	if (err)
		return err;
	mutex_lock(&balloon.lend_lock);
	batch_start(batch, 0);
	for (i = 0; i < nr_pages; i++)
		batch->pages[batch->nr++] = pfn_to_page(pfn + i);
	done = release_batch(batch);
	mutex_unlock(&balloon.lend_lock);
	return done < nr_pages ? -ENOSPC : 0;
}

/**
 * xen_balloon_evict - give the memory of page frames to Xen, and take the frames into the pool
 * @pfn:	the first of them; online, in one zone
 * @nr_pages:	how many; those that have no memory stay where they are
 *
 * What is in use there is moved elsewhere before. Each piece is tried once, and not for ever.
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: 0; -EBUSY when something cannot be moved, or there are more than %EVICT_RUNS pieces;
 * -ENOMEM when there is nowhere to move it; -ENOSPC when Xen did not take it. Some of the memory
 * may be gone then.
 */
int xen_balloon_evict(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long i, n;
	int runs = 0, err = 0;

	for (i = 0; i < nr_pages && !err; i += n) {
		struct page *page = pfn_to_page(pfn + i);

		n = 1;
		if (PageOffline(page))
			continue;
		while (i + n < nr_pages && n < XEN_BALLOON_LEND_PAGES && !PageOffline(page + n))
			n++;
		err = runs++ < EVICT_RUNS ? evict_run(pfn + i, n) : -EBUSY;
		cond_resched();
	}
	publish_pool();
	return err;
}

/* ---- set-up ---- */

/* The end of a region of extra memory. With mem= there are no page structures past max_pfn. */
static unsigned long __init extra_end(const struct xen_memory_region *region)
{
	return clamp(max_pfn, region->start_pfn, region->start_pfn + region->n_pfns);
}

/* What is handled together: a block or less, all of it lowmem or all of it highmem. */
static unsigned long __init chunk_end(unsigned long pfn, unsigned long end)
{
	end = min(end, ALIGN(pfn + 1, XEN_BALLOON_SUPERPAGE_PAGES));
#ifdef CONFIG_HIGHMEM
	if (pfn < max_low_pfn)
		end = min(end, max_low_pfn);
#endif
	return end;
}

/*
 * Hands the extra memory that was set aside at boot to @fn, a block or less at a time: its page
 * structures follow each other. With memmap= some of it may have none. Returns how many pages.
 */
static unsigned long __init each_extra_block(void (*fn)(unsigned long pfn, unsigned long nr_pages))
{
	unsigned long pfn, end, nr_pages, total = 0;
	unsigned int i;

	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS; i++) {
		end = extra_end(&xen_extra_mem[i]);
		for (pfn = xen_extra_mem[i].start_pfn; pfn < end; pfn += nr_pages) {
			nr_pages = chunk_end(pfn, end) - pfn;
			if (!pfn_to_online_page(pfn))
				continue;
			total += nr_pages;
			if (fn)
				fn(pfn, nr_pages);
		}
	}
	return total;
}

static void __init seed_pool(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long n;

	for (n = 0; n < nr_pages; n++)
		__ClearPageReserved(pfn_to_page(pfn + n));
	xen_balloon_pool_put(&balloon.pool, pfn_to_page(pfn), nr_pages);
}

/*
 * What the domain has at its start. Xen's count is what dom0 goes by. For other PV domains it is
 * what they were started with, whether or not mem= hides some of it from the kernel. HVM and PVH
 * see their maximum as memory and are to give back what is too much: there it is what the memory
 * map says, less what was set aside.
 */
static long __init boot_reservation(unsigned long extra)
{
	struct xen_balloon_limits limits;

	if (xen_initial_domain()) {
		xen_balloon_limits(&limits);
		if (limits.current_pages)
			return limits.current_pages;
	}
	if (xen_pv_domain())
		return (long)xen_start_info->nr_pages - (long)xen_released_pages;
	return get_num_physpages() - xen_unpopulated_pages - extra;
}

static int __init set_up(void)
{
	unsigned long extra = each_extra_block(NULL);
	long now = boot_reservation(extra);
	int err;

	if (WARN(now <= 0, "No memory is left by the boot-time accounting (%ld pages)\n", now))
		return -ERANGE;
	err = xen_balloon_batch_init(&balloon.batch, XEN_BALLOON_BATCH_PAGES);
	if (err)
		return err;
	err = xen_balloon_batch_init(&balloon.lend_batch, XEN_BALLOON_LEND_PAGES);
	if (err)
		goto no_lend_batch;
	err = xen_balloon_pool_init(&balloon.pool, nr_node_ids);
	if (err)
		goto no_pool;
	each_extra_block(seed_pool);
	balloon.boot_pages = now;
	balloon_stats.current_pages = now;
	balloon_stats.target_pages = now;
	balloon_stats.total_pages = now + extra;
	publish_pool();
	return 0;
no_pool:
	xen_balloon_batch_free(&balloon.lend_batch);
no_lend_batch:
	xen_balloon_batch_free(&balloon.batch);
	return err;
}

/*
 * Sets up accounting and pool when they are first needed. That is earlier than balloon_init() where
 * a PVH domain borrows page frames for its grant table, and never after boot.
 */
static int __ref get_ready(void)
{
	int err = 0;

	if (smp_load_acquire(&balloon.ready)) /* pairs with the release below */
		return 0;
	mutex_lock(&balloon.lock);
	if (!balloon.ready) {
		err = system_state < SYSTEM_FREEING_INITMEM ? set_up() : -ENODEV;
		if (!err)
			smp_store_release(&balloon.ready, true); /* after what set_up() wrote */
	}
	mutex_unlock(&balloon.lock);
	return err;
}

static int __init balloon_init(void)
{
	struct workqueue_struct *queue;
	int err;

	if (!xen_domain())
		return -ENODEV;

	pr_info("Initialising balloon driver\n");
	err = get_ready();
	if (err)
		goto fail;

	balloon.safe_floor =
		xen_balloon_policy_floor(current_pages(), totalram_pages(), totalreserve_pages);
	balloon.floor = balloon.safe_floor;
	/* What was lent before is no debt: without a target the domain is where it should be. */
	balloon_stats.target_pages = current_pages();
	xen_balloon_hotplug_init(&balloon.pool);

	/* One step at a time; it may take milliseconds, on whatever CPU is idle. */
	INIT_DELAYED_WORK(&balloon.work, xen_balloon_work);
	queue = alloc_workqueue("xen-balloon", WQ_UNBOUND | WQ_FREEZABLE, 1);
	if (!queue) {
		err = -ENOMEM;
		goto fail;
	}
	balloon.queue = queue;
	kick();

	xen_balloon_pod_init();
	xen_balloon_kexec_init(&balloon.pool);
	xen_balloon_oom_init();
	xen_balloon_init();
	return 0;
fail:
	pr_err("Cannot start (%d), the memory of this domain will not change\n", err);
	return err;
}
subsys_initcall(balloon_init);

static bool too_large(void)
{
	return current_pages() > max(target_pages(), READ_ONCE(balloon.floor));
}

/**
 * xen_balloon_prepare_suspend - get down to what the domain will be restored with
 * @fits: as much as the toolstack will let it have then, in pages
 *
 * The toolstack restores a domain with the memory of its own target, and one that was saved with
 * more cannot be restored at all: "Over-allocation" says Xen, and the image is worth nothing. So a
 * move down is finished before, for %SUSPEND_WAIT seconds at most, and a domain that does not get
 * there is not saved: it lives on, and the toolstack hears that the save has failed. A toolstack
 * that would give it more room says so with a higher target. A move up goes on afterwards.
 *
 * Context: process, while user space, kernel threads and the worker are frozen.
 * Return: 0, or -EBUSY when the domain cannot be saved now.
 */
int xen_balloon_prepare_suspend(unsigned long fits)
{
	unsigned long end = jiffies + SUSPEND_WAIT * HZ;
	struct xen_balloon_decision decision;
	struct xen_balloon_view view;
	unsigned int noio;

	if (!balloon.queue)
		return 0;
	if (!xen_balloon_save_is_safe()) {
		pr_warn("Suspend refused: memory added in the last %u s may be missing from the image; retry the save\n",
			XEN_BALLOON_P2M_SECONDS);
		return -EBUSY;
	}
	if (!xen_balloon_hotplug_can_restore()) {
		pr_warn("Suspend refused: after a restore the device model would use memory of this domain for video; change its maximum by 1 GiB (xl mem-max) and retry the save\n");
		return -EBUSY;
	}
	fits = min(fits, target_pages());
	/* The threads that write pages out are frozen already. */
	noio = memalloc_noio_save();
	while (current_pages() > fits && time_before(jiffies, end)) {
		look(&view, fits);
		decision = xen_balloon_policy_decide(&view);
		if (decision.action != XEN_BALLOON_INFLATE || act(&decision))
			break;
	}
	memalloc_noio_restore(noio);
	publish_pool();
	if (current_pages() <= fits + RESTORE_SLACK)
		return 0;
	pr_warn("Suspend refused: %llu KiB above the target, this domain could not be restored; set a target that it can reach and retry the save\n",
		xen_balloon_pages_to_kb(current_pages() - fits));
	return -EBUSY;
}

/**
 * xen_balloon_stop - move no more memory of the worker's own accord
 *
 * Context: process, may sleep; another kernel is about to take over.
 */
void xen_balloon_stop(void)
{
	disable_delayed_work_sync(&balloon.work);
}

/**
 * xen_balloon_make_room - give memory to Xen until it allows as much for other page frames
 * @nr_pages: how many pages are to be had then
 *
 * Context: process, may sleep; after xen_balloon_stop().
 * Return: whether Xen allows them.
 */
bool xen_balloon_make_room(unsigned long nr_pages)
{
	struct xen_balloon_step step = {};
	bool room;

	mutex_lock(&balloon.lock);
	do {
		room = ask_ceiling() - current_pages() >= nr_pages;
	} while (!room && !inflate(nr_pages, &step));
	mutex_unlock(&balloon.lock);
	return room;
}

/**
 * xen_balloon_prepare_relief - see to it that xen_balloon_relieve() finds page frames that are prepared
 *
 * Context: process, may sleep; once.
 * Return: false when there was no memory for all of them.
 */
bool xen_balloon_prepare_relief(void)
{
	return xen_balloon_prepare_all();
}

/* Has the worker give back what it has collected. Returns how many pages that were. */
static unsigned long stop_inflating(void)
{
	unsigned long before = READ_ONCE(balloon.spared);

	/* Its step needs no memory, and so it ends, however little there is. */
	if (READ_ONCE(balloon.inflating))
		wait_event_timeout(balloon.moved, !READ_ONCE(balloon.inflating), HZ);
	return READ_ONCE(balloon.spared) - before;
}

/**
 * xen_balloon_relieve - memory for a guest that has none left
 * @batch:	the caller's; without room when nothing is to come from Xen
 * @nr_pages:	how many pages at most
 * @reserve:	how many pages the guest may have above its target for this reason
 *
 * A move down stops, and goes on when the guest has not been out of memory for %OOM_REST_SECONDS.
 *
 * Context: process, under the kernel's oom_lock; allocates nothing, and may sleep for a second.
 * Return: how many pages the guest has got.
 */
unsigned long xen_balloon_relieve(struct xen_balloon_batch *batch, unsigned long nr_pages,
				  unsigned long reserve)
{
	unsigned long got, now, ceiling, used = READ_ONCE(balloon.relief);

	WRITE_ONCE(balloon.oom_at, jiffies);
	WRITE_ONCE(balloon.oom, true);
	got = stop_inflating();
	nr_pages = min(nr_pages, reserve - min(reserve, used));
	if (!got && nr_pages && batch->size) {
		now = current_pages();
		ceiling = ask_ceiling();
		nr_pages = min(nr_pages, ceiling - min(ceiling, now));
		if (nr_pages >= XEN_BALLOON_SUPERPAGE_PAGES)
			got = relieve_order(batch, XEN_BALLOON_SUPERPAGE_ORDER, nr_pages);
		if (!got && nr_pages)
			got = relieve_order(batch, 0, nr_pages);
		count_relief(got);
	}
	if (got)
		xen_balloon_count_relief(got);
	kick();
	return got;
}

/*
 * An HVM or PVH domain starts with more page frames than memory, and Xen kills it when it uses too
 * many of them. So user space has to wait until the balloon has taken the difference.
 */
static int __init balloon_wait_finish(void)
{
	unsigned long last, reported;

	if (!xen_domain())
		return -ENODEV;
	if (xen_pv_domain() || !balloon.queue || !too_large())
		return 0;

	pr_notice("Waiting for initial ballooning down having finished.\n");
	reported = current_pages();
	while (too_large()) {
		last = current_pages();
		if (!wait_event_timeout(balloon.moved, current_pages() != last || !too_large(),
					balloon_boot_timeout * HZ)) {
			pr_warn("Initial ballooning failed, %ld pages need to be freed.\n",
				(long)(current_pages() - target_pages()));
			return 0;
		}
		if (reported - current_pages() >= (1UL << (30 - PAGE_SHIFT))) {
			reported = current_pages();
			pr_info("%lu MiB left to give back\n",
				(reported - target_pages()) >> (20 - PAGE_SHIFT));
		}
	}
	pr_notice("Initial ballooning down finished.\n");
	return 0;
}
late_initcall_sync(balloon_wait_finish);

/* ---- page frames for others ---- */

/*
 * The pool is empty: gives memory of the guest to Xen and lends the page frames at once, so that
 * the worker cannot fill them again in between. Does not wait for the worker, whose step may have
 * just begun. Returns how many, or a negative errno.
 */
static long lend_from_guest(unsigned int nr_pages, struct page **pages)
{
	struct xen_balloon_batch *batch = &balloon.lend_batch;
	unsigned long i, done;

	mutex_lock(&balloon.lend_lock);
	/*
	 * Those who map memory of other domains must not be able to use up that of this one,
	 * however many of them wait here.
	 */
	if (xen_balloon_guest_available() < nr_pages) {
		mutex_unlock(&balloon.lend_lock);
		return -ENOMEM;
	}
	collect_pages_from_guest(batch, nr_pages, true, U64_MAX);
	done = batch->nr ? xen_balloon_release(batch) : 0;
	count_current(-done);
	for (i = 0; i < done; i++)
		pages[i] = batch->pages[i];
	for (; i < batch->nr; i++)
		xen_balloon_guest_give(batch->pages[i], 1);
	batch->nr = 0;
	mutex_unlock(&balloon.lend_lock);
	kick();
	return done ? done : -ENOMEM;
}

static long lend(unsigned int nr_pages, struct page **pages)
{
	unsigned int order;

	*pages = xen_balloon_pool_take(&balloon.pool, NUMA_NO_NODE, 0, 0, true, &order);
	if (*pages)
		return 1;
	if (xen_balloon_hotplug_for_lent() && xen_balloon_hotplug_possible() &&
	    !xen_balloon_hotplug_add())
		return 0;
	return lend_from_guest(nr_pages, pages);
}

static int lend_all(unsigned int nr_pages, struct page **pages)
{
	unsigned int n = 0, prepared = 0;
	long got;
	int err;

	count_lent(nr_pages);
	while (n < nr_pages) {
		got = lend(nr_pages - n, pages + n);
		if (got < 0) {
			err = got;
			goto undo;
		}
		n += got;
		for (; prepared < n; prepared++) {
			err = xen_balloon_prepare(pages[prepared], 1);
			if (err)
				goto undo;
		}
	}
	publish_pool();
	return 0;
undo:
	count_lent(-(long)(nr_pages - n));
	xen_free_ballooned_pages(n, pages);
	return err;
}

/**
 * xen_alloc_ballooned_pages - borrow page frames that have no memory
 * @nr_pages:	how many
 * @pages:	filled in with them, in any order; all of them lowmem
 *
 * For mapping grants and other memory of other domains. The frames come out of the balloon; when it
 * is empty, the guest's own memory makes way.
 *
 * Context: process, may sleep; from core_initcall() on.
 * Return: 0, or -ENOMEM, or -ENODEV outside of Xen; then nothing was borrowed.
 */
int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	u64 start = ktime_get_ns(), ns;
	int err;

	if (!xen_domain())
		return -ENODEV;
	err = get_ready();
	if (err)
		return err;
	err = lend_all(nr_pages, pages);
	ns = ktime_get_ns() - start;
	if (!err)
		xen_balloon_count_lending(nr_pages, ns);
	trace_xen_balloon_lend(nr_pages, ns, err);
	return err;
}
EXPORT_SYMBOL(xen_alloc_ballooned_pages);

/**
 * xen_free_ballooned_pages - return borrowed page frames
 * @nr_pages:	how many
 * @pages:	any of those that xen_alloc_ballooned_pages() filled in, nothing mapped there any
 *		more; a NULL among them stands for a frame that is not returned but forgotten
 *
 * Context: process.
 */
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;

	for (i = 0; i < nr_pages; i++)
		if (pages[i])
			xen_balloon_pool_put(&balloon.pool, pages[i], 1);
	count_lent(-(long)nr_pages);
	publish_pool();

	/* Pairs with the worker: it sees the frames, or we see what it waits for. */
	smp_mb();
	if (waits_for_frames())
		kick();
}
EXPORT_SYMBOL(xen_free_ballooned_pages);
