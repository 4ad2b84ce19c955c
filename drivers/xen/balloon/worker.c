// SPDX-License-Identifier: GPL-2.0
/*
 * The worker: takes the domain to its target, a step at a time.
 *
 * A step looks at the current state, asks the policy what to do, does it, and learns from the
 * outcome. Its time is bounded, and the worker queues itself again for the next, so that a new
 * target is followed within one step, and the freezer and other work on the CPU do not wait.
 *
 * A domain that has vnodes is steered by node: each node has a target of its own, the policy is
 * asked about each, and one of them is chosen for the next step. To the worker, any other domain is
 * a single node.
 *
 * Only the worker changes its fields below, unless a field says otherwise; while it is frozen, a
 * suspend does so in its place.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "worker.h"
#include "account.h"
#include "choose.h"
#include "format.h"
#include "guest.h"
#include "hotplug.h"
#include "move.h"
#include "node.h"
#include "pool.h"
#include "statistics.h"
#include "xen.h"

#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include <xen/balloon.h>
#include <xen/balloon-arch.h>

#define CREATE_TRACE_POINTS
#include <trace/events/xen_balloon.h>

/* The tracepoints have a name for each action. */
static_assert(XEN_BALLOON_ACTIONS == 5);

/* The lowest floor: no kernel lives with less, whatever the toolstack says. */
#define FLOOR_MIN PHYS_PFN(SZ_16M)

/**
 * struct worker_node - a node with a target of its own, or the domain as a whole
 * @nid:	the node; NUMA_NO_NODE: the domain
 * @exhausted:	the last step was to inflate, and the guest had no page to give; a removal that
 *		fails afterwards does not clear this, unless it is to be retried
 * @failed:	it could not move its share since the last request; other nodes move it instead
 * @backoff:	when to try again; the domain's is in balloon_stats instead
 * @decision:	the next step here
 * @outcome:	the outcome of the last step here
 * @waits:	it is not tried again before @retry_at, unless something changes
 * @retry_at:	end of the wait, in jiffies
 * @reason:	why the target is not reached; read outside the worker
 */
struct worker_node {
	int nid;
	bool exhausted;
	bool failed;
	struct xen_balloon_backoff backoff;
	struct xen_balloon_decision decision;
	struct xen_balloon_outcome outcome;
	bool waits;
	unsigned long retry_at;
	enum xen_balloon_reason reason;
};

/**
 * struct worker - the state of the worker
 * @queue:		runs @work; NULL until the worker may run; set once
 * @work:		one step
 * @request_seq:	number of changes after which the worker starts again, such as a new target;
 *			written outside the worker
 * @handled_seq:	@request_seq as sampled before the step that produced @state and @reason
 * @quiet_since:	time of the last request, or step that moved memory, in jiffies
 * @quiet_seconds:	seconds that must have passed since then before memory blocks are removed
 * @making_up:		a removal was tried, and the steps since then have only brought back memory
 *			that it had moved
 * @removed_at:		time of the last removal of a memory block, in jiffies
 * @removed:		there was a removal since blocks were last added
 * @pace:		pages that a step of each kind may move
 * @ceiling_stale:	@ceiling may be stale
 * @ceiling:		the largest reservation that Xen allows, in our count, when last asked
 * @fixed:		pages that the page allocator never had: the kernel, memmap; set at boot
 * @safe_floor:		the least that @floor can be set to; lowered only by the first target
 * @floor:		targets below it are not followed; written outside the worker
 * @state:		the state that users see
 * @reason:		the reason that they see
 * @logged_reason:	the reason that was last logged
 * @woken:		something has changed that may let any node go on; also written by others
 * @nodes:		the nodes with targets of their own
 * @candidates:		what the choice depends on, for each of @nodes
 * @nr_nodes:		number of @nodes; 0: the domain is moved as a whole
 * @spread_again:	waiting nodes cannot move their share of the target; other nodes may
 */
struct worker {
	struct workqueue_struct *queue;
	struct delayed_work work;
	atomic_t request_seq;
	int handled_seq;
	unsigned long quiet_since;
	unsigned long quiet_seconds;
	bool making_up;
	unsigned long removed_at;
	bool removed;
	unsigned long pace[XEN_BALLOON_ACTIONS];
	bool ceiling_stale;
	unsigned long ceiling;
	unsigned long fixed;
	unsigned long safe_floor;
	unsigned long floor;
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	enum xen_balloon_reason logged_reason;
	bool woken;
	struct worker_node *nodes;
	struct xen_balloon_candidate *candidates;
	unsigned int nr_nodes;
	bool spread_again;
};

static struct worker worker = {
	.pace = {
		[XEN_BALLOON_INFLATE] = XEN_BALLOON_BATCH_PAGES,
		[XEN_BALLOON_DEFLATE] = XEN_BALLOON_BATCH_PAGES,
	},
	.quiet_seconds = XEN_BALLOON_QUIET_SECONDS,
	.ceiling_stale = true,
};

static struct worker_node worker_domain = { .nid = NUMA_NO_NODE };

DECLARE_WAIT_QUEUE_HEAD(xen_balloon_step_done);

/* ---- one step ---- */

static unsigned long worker_reclaimable(int nid)
{
	unsigned long available = xen_balloon_guest_available(nid);
	unsigned long watermarks = xen_balloon_guest_watermarks(nid);

	/* What may be taken of the domain limits a node too: see xen_balloon_choose_narrow(). */
	return nid == NUMA_NO_NODE ? xen_balloon_policy_reclaimable(available, watermarks) :
				     xen_balloon_policy_node_reclaimable(available, watermarks);
}

static void worker_get_view(struct xen_balloon_view *view, const struct worker_node *node,
			    unsigned long target)
{
	struct xen_balloon_counts counts;

	xen_balloon_account_get(node->nid, &counts);
	*view = (struct xen_balloon_view){
		.current_pages = counts.current_pages,
		.target = target,
		.floor = READ_ONCE(worker.floor),
		.pool = counts.pool,
		.frames = counts.frames,
		.lent = counts.lent,
		.can_grow = xen_balloon_hotplug_possible(),
		.oom = xen_balloon_guest_oom_recently(),
	};
	if (view->target <= view->current_pages) {
		view->can_shrink = xen_balloon_hotplug_can_remove(node->nid, &view->removable,
								  &view->freed);
		view->quiet_seconds = worker.quiet_seconds;
		view->quiet =
			time_after_eq(jiffies, worker.quiet_since + worker.quiet_seconds * HZ);
		view->exhausted = node->exhausted;
		view->relief = xen_balloon_relief_pages();
		view->reclaimable = worker_reclaimable(node->nid);
	}
	if (view->target > view->current_pages && worker.ceiling_stale) {
		worker.ceiling = xen_balloon_ask_ceiling();
		worker.ceiling_stale = false;
	}
	view->ceiling = worker.ceiling;
}

/* With targets by node, Xen is to give memory of that vnode or none. */
static struct xen_balloon_place worker_place(const struct worker_node *node)
{
	return (struct xen_balloon_place){ .nid = node->nid,
					   .strict = xen_balloon_account_by_node() };
}

static int worker_inflate(const struct worker_node *node, unsigned long nr_pages,
			  struct xen_balloon_step *step)
{
	struct xen_balloon_mover *mover = &xen_balloon_worker_mover;
	int err;

	mutex_lock(&mover->lock);
	mover->place = worker_place(node);
	WRITE_ONCE(mover->inflating, true);
	err = xen_balloon_move_inflate(mover, nr_pages, step);
	WRITE_ONCE(mover->inflating, false);
	mover->place = XEN_BALLOON_ANYWHERE;
	mutex_unlock(&mover->lock);
	/* A few pages are no sign that a block has become empty, unless they are the last. */
	if (step->done >= XEN_BALLOON_TRICKLE ||
	    (step->done && !xen_balloon_worker_above_target()))
		xen_balloon_hotplug_retry_removal();
	return err;
}

static int worker_deflate(const struct worker_node *node, unsigned long nr_pages,
			  struct xen_balloon_step *step)
{
	struct xen_balloon_mover *mover = &xen_balloon_worker_mover;
	int err;

	mutex_lock(&mover->lock);
	mover->place = worker_place(node);
	err = xen_balloon_move_deflate(mover, nr_pages, step);
	mover->place = XEN_BALLOON_ANYWHERE;
	mutex_unlock(&mover->lock);
	if (step->done < step->asked)
		worker.ceiling_stale = true;
	/* The last frames were borrowed meanwhile: the next step will see that. */
	return err == -ENOENT ? 0 : err;
}

static int worker_add_block(const struct worker_node *node, struct xen_balloon_step *step)
{
	struct xen_balloon_place place = worker_place(node);
	int err = xen_balloon_hotplug_add(&place, &step->done);

	step->asked = step->done;
	return err;
}

static int worker_remove_block(const struct worker_node *node, unsigned long max_populated,
			       struct xen_balloon_step *step)
{
	int err = xen_balloon_hotplug_remove(node->nid, max_populated, &step->done);

	step->asked = step->done;
	return err;
}

static int worker_do_action(const struct worker_node *node,
			    const struct xen_balloon_decision *decision,
			    struct xen_balloon_step *step)
{
	unsigned long pages = min(decision->pages, worker.pace[decision->action]);

	switch (decision->action) {
	case XEN_BALLOON_INFLATE:
		return worker_inflate(node, pages, step);
	case XEN_BALLOON_DEFLATE:
		return worker_deflate(node, pages, step);
	case XEN_BALLOON_GROW:
		return worker_add_block(node, step);
	case XEN_BALLOON_SHRINK:
		return worker_remove_block(node, decision->pages, step);
	case XEN_BALLOON_NOTHING:
	case XEN_BALLOON_ACTIONS:
		break;
	}
	return 0;
}

/* Learns, when blocks are added, whether those removed before should have stayed. */
static void worker_learn_quiet_seconds(enum xen_balloon_action action)
{
	if (action == XEN_BALLOON_SHRINK) {
		worker.removed = true;
		worker.removed_at = jiffies;
	} else if (action == XEN_BALLOON_GROW && worker.removed) {
		unsigned long missed = (jiffies - worker.removed_at) / HZ;

		worker.removed = false;
		worker.quiet_seconds =
			xen_balloon_policy_quiet_seconds(worker.quiet_seconds, missed);
	}
}

static void worker_learn(struct worker_node *node, const struct xen_balloon_step *step)
{
	u64 step_ns = xen_balloon_step_ns();

	/*
	 * A failed removal says nothing about the guest: do not inflate again because of it, unless
	 * it is to be retried. That may go on for long, and the guest may have pages meanwhile.
	 */
	if (step->action != XEN_BALLOON_SHRINK || step->done || step->result == -EAGAIN)
		node->exhausted = step->action == XEN_BALLOON_INFLATE && step->result == -ENOMEM;
	/* A failed removal may have moved memory; bringing that back is no sign of a load. */
	if (step->action == XEN_BALLOON_SHRINK)
		worker.making_up = true;
	else if (step->action != XEN_BALLOON_DEFLATE)
		worker.making_up = false;
	if (step->done && !worker.making_up)
		worker.quiet_since = jiffies;
	if (step->done)
		worker_learn_quiet_seconds(step->action);
	/* The last pages of a move tell nothing: the fixed cost of a step weighs too much. */
	if (step->ns > step_ns ||
	    step->done >= min(worker.pace[step->action], XEN_BALLOON_SUPERPAGE_PAGES))
		worker.pace[step->action] =
			xen_balloon_policy_pace(step->done, step->ns, step_ns);
}

static int worker_run_step(struct worker_node *node, const struct xen_balloon_decision *decision)
{
	struct xen_balloon_batch *batch = &xen_balloon_worker_mover.batch;
	struct xen_balloon_step step = { .action = decision->action, .nid = node->nid };
	u64 start = ktime_get_ns();

	batch->hypercalls = 0;
	batch->xen_ns = 0;
	step.result = worker_do_action(node, decision, &step);
	step.ns = ktime_get_ns() - start;
	step.hypercalls = batch->hypercalls;
	step.xen_ns = batch->xen_ns;
	worker_learn(node, &step);
	xen_balloon_count_step(&step);
	trace_xen_balloon_step(&step);
	return step.result;
}

/* ---- and the next ---- */

static struct xen_balloon_outcome worker_outcome(const struct xen_balloon_decision *decision,
						 int result)
{
	struct xen_balloon_backoff backoff = {
		.delay = balloon_stats.schedule_delay,
		.max_delay = READ_ONCE(balloon_stats.max_schedule_delay),
		.count = balloon_stats.retry_count,
		.max_count = READ_ONCE(balloon_stats.max_retry_count),
	};
	struct xen_balloon_outcome outcome = xen_balloon_policy_result(decision, result, &backoff);

	WRITE_ONCE(balloon_stats.schedule_delay, backoff.delay);
	WRITE_ONCE(balloon_stats.retry_count, backoff.count);
	return outcome;
}

/* Whether the pool has frames that the worker waits for. A node can use only its own. */
static bool worker_has_awaited_frames(void)
{
	unsigned int i;

	if (!worker.nr_nodes)
		return xen_balloon_policy_wants_frames(READ_ONCE(worker.reason)) &&
		       xen_balloon_pool_pages(&xen_balloon_frames);
	for (i = 0; i < worker.nr_nodes; i++)
		if (xen_balloon_policy_wants_frames(READ_ONCE(worker.nodes[i].reason)) &&
		    xen_balloon_pool_node_pages(&xen_balloon_frames, worker.nodes[i].nid))
			return true;
	return false;
}

/* Logs why the target is not reached, once for each reason. */
static void worker_log_unreached(const struct xen_balloon_outcome *outcome)
{
	if (outcome->again && !outcome->delay)
		return;
	if (outcome->reason != worker.logged_reason && outcome->reason != XEN_BALLOON_NONE)
		pr_info_ratelimited("Target of %llu KiB not reached, at %llu KiB: %s (%s)\n",
				    xen_balloon_pages_to_kb(xen_balloon_target_pages()),
				    xen_balloon_pages_to_kb(xen_balloon_current_pages()),
				    xen_balloon_reason_text(outcome->reason),
				    xen_balloon_reason_name(outcome->reason));
	worker.logged_reason = outcome->reason;
}

/*
 * When the toolstack allows more, Xen sets that aside for memory that is populated on demand
 * (xen/arch/x86/mm/p2m-pod.c: p2m_pod_set_mem_target()), and has none for page frames that the
 * guest populates: the PoD remainder has to go first. Returns whether a batch of it was released.
 */
static bool worker_release_pod_first(void)
{
	if (xen_balloon_target_pages() <= xen_balloon_current_pages() || !xen_pod_remainder_left())
		return false;
	xen_pod_remainder_release();
	return true;
}

/* After a request, earlier failures no longer count. */
static void worker_handle_request(int seq)
{
	unsigned int i;

	if (seq == worker.handled_seq)
		return;
	for (i = 0; i < worker.nr_nodes; i++) {
		xen_balloon_policy_reset_backoff(&worker.nodes[i].backoff);
		worker.nodes[i].exhausted = false;
		worker.nodes[i].failed = false;
	}
	worker_domain.exhausted = false;
	WRITE_ONCE(balloon_stats.schedule_delay, 1);
	WRITE_ONCE(balloon_stats.retry_count, 1);
	worker.ceiling_stale = true;
	worker.making_up = false;
	worker.quiet_since = jiffies;
	xen_balloon_hotplug_release_unclaimed();
}

/* Shows users the outcome of a step that began with the requests up to @seq. */
static void worker_publish(const struct xen_balloon_outcome *outcome, int seq)
{
	xen_balloon_account_relief(0);
	xen_balloon_account_pool();
	WRITE_ONCE(worker.state, outcome->state);
	WRITE_ONCE(worker.reason, outcome->reason);
	/* Pairs with xen_balloon_status(). */
	smp_store_release(&worker.handled_seq, seq);
	wake_up_all(&xen_balloon_step_done);
	if (xen_balloon_hooks.status_changed)
		xen_balloon_hooks.status_changed();
	worker_log_unreached(outcome);
}

static void worker_queue_next(unsigned long delay)
{
	if (delay)
		worker.ceiling_stale = true;
	/*
	 * Frames may have come back before the reason could be seen; pairs with
	 * xen_balloon_worker_frames_returned().
	 */
	smp_mb();
	if (worker_has_awaited_frames()) {
		/* Else the node would go on waiting, and the worker would spin for as long. */
		WRITE_ONCE(worker.woken, true);
		delay = 0;
	}
	queue_delayed_work(worker.queue, &worker.work, min(delay, MAX_JIFFY_OFFSET / HZ) * HZ);
}

static struct xen_balloon_outcome worker_step_domain(void)
{
	struct xen_balloon_decision decision;
	struct xen_balloon_view view;

	worker_get_view(&view, &worker_domain, xen_balloon_target_pages());
	decision = xen_balloon_policy_decide(&view);
	return worker_outcome(&decision, worker_run_step(&worker_domain, &decision));
}

/* ---- by node ---- */

/* The number of pages that a node can move towards a target of the domain. */
static unsigned long worker_node_limit(const struct worker_node *node)
{
	if (node->failed)
		return 0;
	if (xen_balloon_target_pages() <= xen_balloon_current_pages())
		return worker_reclaimable(node->nid);
	return xen_balloon_hotplug_possible() ?
		       ULONG_MAX : xen_balloon_pool_node_pages(&xen_balloon_frames, node->nid);
}

static void worker_spread_target(void)
{
	unsigned int i;

	if (!worker.spread_again && !xen_balloon_account_target_is_new())
		return;
	for (i = 0; i < worker.nr_nodes; i++)
		xen_balloon_account_set_limit(worker.nodes[i].nid,
					      worker_node_limit(&worker.nodes[i]));
	xen_balloon_account_spread(worker.spread_again);
	worker.spread_again = false;
}

/* Jiffies that a node still has to wait; 0: none. */
static unsigned long worker_node_wait(const struct worker_node *node)
{
	long left = node->retry_at - jiffies;

	return node->waits ? max(left, 0L) : 0;
}

/* Decides on the next step of a node from its current state. */
static void worker_decide_node(struct worker_node *node, struct xen_balloon_candidate *candidate,
			       bool all)
{
	struct xen_balloon_view view;

	worker_get_view(&view, node, xen_balloon_account_target(node->nid));
	xen_balloon_choose_narrow(&view, xen_balloon_current_pages(), xen_balloon_target_pages(),
				  worker_reclaimable(NUMA_NO_NODE));
	node->decision = xen_balloon_policy_decide(&view);
	if (all)
		node->waits = false;
	candidate->action = node->decision.action;
	/* Waiting for the ceiling is not being stuck: other nodes may have given memory. */
	candidate->stuck = worker_node_wait(node) && node->outcome.reason != XEN_BALLOON_CEILING;
	candidate->distance = max(view.target, view.current_pages) -
			      min(view.target, view.current_pages);
	/* With a failed step still to be retried, the reason stays what it was. */
	if (node->decision.action == XEN_BALLOON_NOTHING || !candidate->stuck)
		WRITE_ONCE(node->reason, node->decision.reason);
}

static void worker_node_outcome(struct worker_node *node, int result)
{
	unsigned long delay;

	node->backoff.max_delay = READ_ONCE(balloon_stats.max_schedule_delay);
	node->backoff.max_count = READ_ONCE(balloon_stats.max_retry_count);
	node->outcome = xen_balloon_policy_result(&node->decision, result, &node->backoff);
	delay = min(node->outcome.delay, MAX_JIFFY_OFFSET / HZ);
	node->waits = delay;
	node->retry_at = jiffies + delay * HZ;
	WRITE_ONCE(node->reason, node->outcome.reason);
	if (node->reason == XEN_BALLOON_GUEST_MEMORY ||
	    xen_balloon_policy_wants_frames(node->reason))
		node->failed = true;
	else if (!result && node->decision.action != XEN_BALLOON_NOTHING)
		node->failed = false;
}

/* No node can do anything: records that for each that is not waiting. Returns when to try again. */
static struct xen_balloon_outcome worker_idle_outcome(void)
{
	struct xen_balloon_outcome all = { .state = XEN_BALLOON_IDLE };
	unsigned long distance = 0, delay;
	unsigned int i;

	for (i = 0; i < worker.nr_nodes; i++) {
		struct worker_node *node = &worker.nodes[i];

		if (!worker_node_wait(node))
			worker_node_outcome(node, worker_run_step(node, &node->decision));
		worker.spread_again |= node->failed;
		if (node->reason != XEN_BALLOON_NONE && worker.candidates[i].distance >= distance) {
			distance = worker.candidates[i].distance;
			all.state = node->outcome.state;
			all.reason = node->reason;
		}
		if (!node->outcome.again)
			continue;
		delay = max(DIV_ROUND_UP(worker_node_wait(node), HZ), 1UL);
		all.delay = all.again ? min(all.delay, delay) : delay;
		all.again = true;
	}
	return all;
}

/* Users see the longest delay and the highest retry count of all nodes. */
static void worker_publish_backoff(void)
{
	unsigned long delay = 1, count = 1;
	unsigned int i;

	for (i = 0; i < worker.nr_nodes; i++) {
		delay = max(delay, worker.nodes[i].backoff.delay);
		count = max(count, worker.nodes[i].backoff.count);
	}
	WRITE_ONCE(balloon_stats.schedule_delay, delay);
	WRITE_ONCE(balloon_stats.retry_count, count);
}

static struct xen_balloon_outcome worker_step_nodes(bool all)
{
	struct xen_balloon_outcome outcome;
	struct worker_node *node;
	unsigned int i;
	int chosen;

	worker_spread_target();
	for (i = 0; i < worker.nr_nodes; i++)
		worker_decide_node(&worker.nodes[i], &worker.candidates[i], all);
	chosen = xen_balloon_choose(worker.candidates, worker.nr_nodes);
	if (chosen < 0) {
		outcome = worker_idle_outcome();
	} else {
		node = &worker.nodes[chosen];
		worker_node_outcome(node, worker_run_step(node, &node->decision));
		outcome = node->outcome;
		/* Even if this node has to wait, another may be able to go on. */
		outcome.again = true;
		outcome.delay = 0;
	}
	worker_publish_backoff();
	return outcome;
}

static void worker_work(struct work_struct *work)
{
	struct xen_balloon_outcome outcome;
	bool woken;
	int seq;

	if (worker_release_pod_first()) {
		queue_delayed_work(worker.queue, &worker.work, 0);
		return;
	}
	woken = xchg(&worker.woken, false);
	seq = atomic_read_acquire(&worker.request_seq);
	woken |= seq != worker.handled_seq;
	worker_handle_request(seq);
	outcome = worker.nr_nodes ? worker_step_nodes(woken) : worker_step_domain();
	worker_publish(&outcome, seq);
	if (outcome.again)
		worker_queue_next(outcome.delay);
}

/* ---- for others ---- */

/**
 * xen_balloon_worker_wake - wake the worker after a change that may let it go on
 *
 * Harmless when nothing has changed, and before the worker runs.
 *
 * Context: any.
 */
void xen_balloon_worker_wake(void)
{
	/* Pairs with xen_balloon_worker_init(). */
	struct workqueue_struct *queue = smp_load_acquire(&worker.queue);

	WRITE_ONCE(worker.woken, true);
	if (queue)
		mod_delayed_work(queue, &worker.work, 0);
}

/**
 * xen_balloon_worker_restart - have the worker forget earlier failures and take a step now
 *
 * Context: any.
 */
void xen_balloon_worker_restart(void)
{
	/* A worker that sees this sees what has changed, too. */
	atomic_inc_return_release(&worker.request_seq);
	xen_balloon_worker_wake();
}

/**
 * xen_balloon_worker_frames_returned - wake the worker if it waits for page frames
 *
 * Context: process, after the frames were put into the pool; may take the pool's lock.
 */
void xen_balloon_worker_frames_returned(void)
{
	/* Pairs with the worker: it sees the frames, or we see that it waits for them. */
	smp_mb();
	if (worker_has_awaited_frames())
		xen_balloon_worker_wake();
}

/**
 * xen_balloon_worker_runs - whether the worker has been set up
 *
 * Context: any.
 * Return: false before that, and when it failed.
 */
bool xen_balloon_worker_runs(void)
{
	return READ_ONCE(worker.queue);
}

/**
 * xen_balloon_worker_stop - stop the worker: it moves no more memory
 *
 * Context: process, may sleep; another kernel is about to take over.
 */
void xen_balloon_worker_stop(void)
{
	disable_delayed_work_sync(&worker.work);
}

/**
 * xen_balloon_worker_inflate_to - take a step to inflate, in place of the worker
 * @target: reservation to go down to, in pages
 *
 * Takes memory from any node; the nodes' own targets are followed afterwards.
 *
 * Context: process, may sleep; while the worker is frozen.
 * Return: 0; -ENODATA when the policy has no such step; -ENOMEM or -ENOSPC when it failed.
 */
int xen_balloon_worker_inflate_to(unsigned long target)
{
	struct xen_balloon_decision decision;
	struct xen_balloon_view view;

	/* No blocks are removed now, so what could not be taken before is tried again. */
	worker_domain.exhausted = false;
	worker_get_view(&view, &worker_domain, target);
	decision = xen_balloon_policy_decide(&view);
	if (decision.action != XEN_BALLOON_INFLATE)
		return -ENODATA;
	return worker_run_step(&worker_domain, &decision);
}

/**
 * xen_balloon_worker_above_target - whether a move down is under way, or has to wait
 *
 * Context: any.
 * Return: true when the domain has more than the larger of target and floor.
 */
bool xen_balloon_worker_above_target(void)
{
	return xen_balloon_current_pages() >
	       max(xen_balloon_target_pages(), READ_ONCE(worker.floor));
}

/**
 * xen_balloon_worker_steers_nodes - whether each node can have a target of its own
 *
 * Context: any; after the worker was set up.
 * Return: false when the domain is moved as a whole.
 */
bool xen_balloon_worker_steers_nodes(void)
{
	return worker.nr_nodes;
}

/**
 * xen_balloon_set_target - set how much memory the domain should have
 * @target: pages; followed as far as floor and ceiling allow
 *
 * A move that is under way changes course with its next step.
 *
 * Context: process.
 */
void xen_balloon_set_target(unsigned long target)
{
	trace_xen_balloon_target(NUMA_NO_NODE, xen_balloon_current_pages(), target);
	/* Only the total counts: a node that has more, or less, may stay so. */
	xen_balloon_account_set_target(target);
	xen_balloon_worker_restart();
}

/* Half of the managed pages at the floor: ZONE_MOVABLE may hold the others below its watermarks. */
static void worker_set_safe_floor(unsigned long floor)
{
	WRITE_ONCE(worker.safe_floor, floor);
	xen_balloon_guest_set_kernel_floor((floor - min(floor, worker.fixed)) / 2);
}

static void worker_trace_node_targets(const unsigned long *targets)
{
	struct xen_balloon_counts counts;
	unsigned int i;

	if (!trace_xen_balloon_target_enabled())
		return;
	for (i = 0; i < worker.nr_nodes; i++) {
		int nid = worker.nodes[i].nid;

		xen_balloon_account_get(nid, &counts);
		trace_xen_balloon_target(nid, counts.current_pages, targets[nid]);
	}
}

/**
 * xen_balloon_set_node_targets - set how much memory each node should have
 * @targets: pages, by node; nr_node_ids entries
 *
 * Unlike a target for the domain, these say where: Xen is to give memory of the vnode or none.
 *
 * Context: process; in a domain that is steered by node.
 */
void xen_balloon_set_node_targets(const unsigned long *targets)
{
	xen_balloon_account_set_targets(targets);
	worker_trace_node_targets(targets);
	xen_balloon_worker_restart();
}

/**
 * xen_balloon_allow_boot_target - allow targets as low as the toolstack has started the domain with
 * @pages: the first target that it gave
 *
 * The toolstack that built the domain knows how little it should have: the floor is not above that,
 * nor below %FLOOR_MIN.
 *
 * Context: any; the caller wakes the worker afterwards.
 */
void xen_balloon_allow_boot_target(unsigned long pages)
{
	unsigned long floor = max(pages, FLOOR_MIN);

	WRITE_ONCE(worker.floor, min(worker.floor, floor));
	worker_set_safe_floor(min(worker.safe_floor, floor));
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
	if (pages < worker.safe_floor)
		return -EPERM;
	WRITE_ONCE(worker.floor, pages);
	xen_balloon_worker_restart();
	return 0;
}

/**
 * xen_balloon_status - get the status of the driver
 * @status: filled in
 *
 * Context: any.
 */
void xen_balloon_status(struct xen_balloon_status *status)
{
	unsigned long now = xen_balloon_current_pages(), target = xen_balloon_target_pages();
	/* Pairs with the worker. */
	bool handled = smp_load_acquire(&worker.handled_seq) == atomic_read(&worker.request_seq);

	status->state = READ_ONCE(worker.state);
	status->reason = READ_ONCE(worker.reason);
	status->floor = READ_ONCE(worker.floor);
	/* After a new target, the state and reason of the old one mean nothing. */
	if (!handled && now != target) {
		status->state = target < now ? XEN_BALLOON_INFLATING : XEN_BALLOON_DEFLATING;
		status->reason = XEN_BALLOON_NONE;
	}
}

/* The reason of a node is valid only for the target that the node has now. */
static enum xen_balloon_reason worker_node_reason(int nid)
{
	/* Pairs with the worker. */
	bool handled = smp_load_acquire(&worker.handled_seq) == atomic_read(&worker.request_seq);
	unsigned int i;

	for (i = 0; i < worker.nr_nodes && handled; i++)
		if (worker.nodes[i].nid == nid)
			return READ_ONCE(worker.nodes[i].reason);
	return XEN_BALLOON_NONE;
}

/**
 * xen_balloon_node_reason - why a node is not at its target
 * @nid: the node; NUMA_NO_NODE: the domain
 *
 * Context: any.
 * Return: the reason; %XEN_BALLOON_NONE also for a node without a target of its own.
 */
enum xen_balloon_reason xen_balloon_node_reason(int nid)
{
	struct xen_balloon_status status;

	if (nid != NUMA_NO_NODE)
		return worker_node_reason(nid);
	xen_balloon_status(&status);
	return status.reason;
}

/**
 * xen_balloon_ceiling - the largest reservation that Xen allows now
 *
 * Context: process, may sleep; waits for the step that is under way.
 * Return: pages, in the guest's own count; without a limit, the most that can be given in KiB.
 */
unsigned long xen_balloon_ceiling(void)
{
	struct xen_balloon_mover *mover = &xen_balloon_worker_mover;
	unsigned long ceiling;

	mutex_lock(&mover->lock);
	ceiling = xen_balloon_ask_ceiling();
	mutex_unlock(&mover->lock);
	return min(ceiling, ULONG_MAX >> (PAGE_SHIFT - 10));
}

/* Returns false when there is no memory for targets by node. */
static bool __init worker_init_nodes(void)
{
	unsigned int vnode, vnodes = xen_balloon_node_count(), nr = 0;
	int nid;

	if (!vnodes)
		return true;
	worker.nodes = kcalloc(vnodes, sizeof(*worker.nodes), GFP_KERNEL);
	worker.candidates = kcalloc(vnodes, sizeof(*worker.candidates), GFP_KERNEL);
	if (!worker.nodes || !worker.candidates || xen_balloon_account_init_targets()) {
		kfree(worker.nodes);
		kfree(worker.candidates);
		return false;
	}
	for (vnode = 0; vnode < vnodes; vnode++) {
		nid = xen_balloon_vnode_to_node(vnode);
		if (nid == NUMA_NO_NODE || !node_online(nid))
			continue;
		worker.nodes[nr].nid = nid;
		xen_balloon_policy_reset_backoff(&worker.nodes[nr++].backoff);
	}
	worker.nr_nodes = nr;
	return true;
}

/**
 * xen_balloon_worker_init - let the worker run
 *
 * Context: process, once, at boot, when the books are open.
 * Return: 0, or -ENOMEM.
 */
int __init xen_balloon_worker_init(void)
{
	unsigned long pages = xen_balloon_current_pages();
	struct workqueue_struct *queue;

	worker.fixed = pages - min(pages, totalram_pages());
	worker.floor = xen_balloon_policy_floor(pages, totalram_pages(), totalreserve_pages);
	worker_set_safe_floor(worker.floor);
	if (!worker_init_nodes())
		pr_warn("No memory to steer each node by itself\n");

	/* One step at a time; it may take milliseconds, on whichever CPU is idle. */
	INIT_DELAYED_WORK(&worker.work, worker_work);
	queue = alloc_workqueue("xen-balloon", WQ_UNBOUND | WQ_FREEZABLE, 1);
	if (!queue)
		return -ENOMEM;
	xen_balloon_hooks.frames_available = xen_balloon_worker_wake;
	/* Publishes the work with the queue. Pairs with xen_balloon_worker_wake(). */
	smp_store_release(&worker.queue, queue);
	xen_balloon_worker_wake();
	return 0;
}
