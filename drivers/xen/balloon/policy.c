// SPDX-License-Identifier: GPL-2.0
/*
 * The policy: what to do next, and when. Pure, see policy.h.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 *
 * Context: any, on its arguments only, unless a function says otherwise.
 */
#include "policy.h"

#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/minmax.h>

/*
 * The goal: the target, limited by floor and ceiling. A limit can stop a move, not reverse it: a
 * domain below its floor is not given memory unasked, and one above its ceiling has nothing taken
 * away.
 */
static unsigned long policy_goal(const struct xen_balloon_view *v, enum xen_balloon_reason *reason)
{
	*reason = XEN_BALLOON_NONE;
	if (v->target < v->floor && v->target < v->current_pages) {
		*reason = XEN_BALLOON_FLOOR;
		return min(v->floor, v->current_pages);
	}
	if (v->target > v->ceiling && v->target > v->current_pages) {
		*reason = XEN_BALLOON_CEILING;
		return max(v->ceiling, v->current_pages);
	}
	return v->target;
}

static struct xen_balloon_decision policy_nothing(enum xen_balloon_reason reason)
{
	return (struct xen_balloon_decision){ .action = XEN_BALLOON_NOTHING, .reason = reason };
}

/*
 * More memory is wanted, and the pool is empty. Grow by as many frames as are lent, too: a target
 * counts memory, and lent frames may never come back.
 */
static struct xen_balloon_decision policy_grow(const struct xen_balloon_view *v, unsigned long goal,
					       enum xen_balloon_reason reason)
{
	unsigned long wanted = goal + v->lent;

	if (!v->can_grow || wanted <= v->frames)
		return policy_nothing(goal <= v->frames ? XEN_BALLOON_FRAMES_LENT :
							  XEN_BALLOON_NO_FRAMES);
	return (struct xen_balloon_decision){ XEN_BALLOON_GROW, wanted - v->frames, reason };
}

/*
 * A memory block can be removed when all of its frames, or nearly all, are in the pool. The pool
 * keeps as many frames as are lent now, for the next borrowers.
 */
static bool policy_can_shrink(const struct xen_balloon_view *v, unsigned long goal)
{
	return v->can_shrink && v->frames >= v->removable &&
	       v->frames - v->removable >= goal + 2 * v->lent;
}

/*
 * Populated frames may go with the block, as far as the guest can spare their memory or the freed
 * memmap makes up for it; migrating more than an eighth of a block for that is too much.
 */
static struct xen_balloon_decision policy_shrink(const struct xen_balloon_view *v,
						 enum xen_balloon_reason reason)
{
	return (struct xen_balloon_decision){
		.action = XEN_BALLOON_SHRINK,
		.pages = min(v->reclaimable + v->freed, v->removable / 8),
		.reason = reason,
	};
}

/**
 * xen_balloon_policy_decide - decide on the next step
 * @v: everything that the decision depends on
 *
 * Return: the action and its size.
 */
struct xen_balloon_decision xen_balloon_policy_decide(const struct xen_balloon_view *v)
{
	enum xen_balloon_reason reason;
	unsigned long goal = policy_goal(v, &reason);

	if (goal < v->current_pages) {
		bool can_shrink = policy_can_shrink(v, goal);
		/* What could not be taken is asked for again, unless there is a block to remove. */
		unsigned long reclaimable = v->exhausted && can_shrink ? 0 : v->reclaimable;
		unsigned long pages = min(v->current_pages - goal, reclaimable);

		if (v->oom)
			return policy_nothing(XEN_BALLOON_GUEST_OOM);
		if (!pages && can_shrink)
			return policy_shrink(v, XEN_BALLOON_GUEST_MEMORY);
		if (!pages && v->relief)
			return policy_nothing(XEN_BALLOON_GUEST_OOM);
		if (!pages)
			return policy_nothing(XEN_BALLOON_GUEST_MEMORY);
		return (struct xen_balloon_decision){
			.action = XEN_BALLOON_INFLATE,
			.pages = pages,
			.reason = reason,
			.trickle = pages < XEN_BALLOON_TRICKLE && pages < v->current_pages - goal &&
				   !can_shrink,
		};
	}
	if (goal > v->current_pages) {
		unsigned long pages = min(goal - v->current_pages, v->pool);

		if (!pages)
			return policy_grow(v, goal, reason);
		return (struct xen_balloon_decision){ XEN_BALLOON_DEFLATE, pages, reason };
	}
	/* Keep the frames while waiting for a higher ceiling: they will be needed then. */
	if (reason == XEN_BALLOON_CEILING || !policy_can_shrink(v, goal))
		return policy_nothing(reason);
	if (v->quiet)
		return policy_shrink(v, reason);
	return (struct xen_balloon_decision){ XEN_BALLOON_NOTHING, 0, reason,
					      .recheck_seconds = v->quiet_seconds };
}

/**
 * xen_balloon_policy_reset_backoff - forget about earlier failures
 * @b: the backoff to reset
 */
void xen_balloon_policy_reset_backoff(struct xen_balloon_backoff *b)
{
	b->delay = 1;
	b->count = 1;
}

static unsigned long policy_back_off(struct xen_balloon_backoff *b)
{
	unsigned long max_delay = max(b->max_delay, 1UL);

	if (b->count > 1)
		b->delay = b->delay <= max_delay / 2 ? b->delay * 2 : max_delay;
	b->count++;
	/* Enough attempts: from now on, only notice when the obstacle is gone. */
	if (b->max_count && b->count > b->max_count)
		b->delay = max_delay;
	b->delay = clamp(b->delay, 1UL, max_delay);
	return b->delay;
}

static enum xen_balloon_state policy_state(const struct xen_balloon_decision *d)
{
	switch (d->action) {
	case XEN_BALLOON_INFLATE:
		return XEN_BALLOON_INFLATING;
	case XEN_BALLOON_DEFLATE:
		return XEN_BALLOON_DEFLATING;
	case XEN_BALLOON_GROW:
		return XEN_BALLOON_GROWING;
	case XEN_BALLOON_SHRINK:
		/* Either the target needs the memory that this frees, or all else is done. */
		if (d->reason == XEN_BALLOON_GUEST_MEMORY)
			return XEN_BALLOON_INFLATING;
		break;
	case XEN_BALLOON_NOTHING:
	case XEN_BALLOON_ACTIONS:
		break;
	}
	return XEN_BALLOON_IDLE;
}

/* Maps the result of a step to a reason: the one place where an errno becomes policy. */
static enum xen_balloon_reason policy_reason(const struct xen_balloon_decision *d, int result)
{
	if (!result)
		return d->reason;
	/* mm or a memory notifier refused the new block; nearly any errno is possible. */
	if (d->action == XEN_BALLOON_GROW && result != -ENOSPC)
		return XEN_BALLOON_GROWTH_FAILED;
	switch (result) {
	case -ENOSPC:	/* Xen did not take, or did not give, a single page. */
		return XEN_BALLOON_XEN_REFUSED;
	case -ENOMEM:	/* Not enough memory in the guest, for the balloon or for bookkeeping. */
	default:
		return XEN_BALLOON_GUEST_MEMORY;
	}
}

/**
 * xen_balloon_policy_result - decide when to go on after a step, and what users see meanwhile
 * @d:		the decision on that step
 * @result:	0 if it was done at least in part, else why not at all: -ENOSPC for Xen, -ENOMEM for
 *		the guest's own memory, any other for growth; -EAGAIN delays the next removal by 1 s
 * @b:		the backoff; updated
 *
 * A failure never ends the attempts: obstacles go away without notice to this driver.
 *
 * Return: state, reason and delay.
 */
struct xen_balloon_outcome xen_balloon_policy_result(const struct xen_balloon_decision *d,
						     int result, struct xen_balloon_backoff *b)
{
	struct xen_balloon_outcome v = {
		.state = policy_state(d),
		.reason = d->action == XEN_BALLOON_SHRINK ? d->reason : policy_reason(d, result),
		.again = true,
	};

	/* There are other blocks to try, or none is left: decide again. */
	if (result && d->action == XEN_BALLOON_SHRINK) {
		v.delay = result == -EAGAIN;
		return v;
	}

	/* Those few pages are no sign that the obstacle is gone. */
	if (!result && d->trickle && b->count > 1) {
		v.state = XEN_BALLOON_WAITING;
		v.reason = XEN_BALLOON_GUEST_MEMORY;
		v.delay = policy_back_off(b);
		return v;
	}
	if (!result && d->action != XEN_BALLOON_NOTHING) {
		xen_balloon_policy_reset_backoff(b);
		return v;
	}
	/* Only the user moves the floor, and that comes with a wakeup of its own. */
	if (v.reason == XEN_BALLOON_NONE || v.reason == XEN_BALLOON_FLOOR) {
		xen_balloon_policy_reset_backoff(b);
		v.again = d->recheck_seconds;
		v.delay = d->recheck_seconds;
		return v;
	}
	v.state = v.reason == XEN_BALLOON_GUEST_OOM ? XEN_BALLOON_OOM : XEN_BALLOON_WAITING;
	v.delay = policy_back_off(b);
	return v;
}

/**
 * xen_balloon_policy_wants_frames - whether page frames put into the pool end the wait
 * @reason: why the target is not reached
 *
 * With any other reason they do not help, and backends return them all the time.
 *
 * Return: true when there should be another step then.
 */
bool xen_balloon_policy_wants_frames(enum xen_balloon_reason reason)
{
	switch (reason) {
	case XEN_BALLOON_FRAMES_LENT:
	case XEN_BALLOON_NO_FRAMES:
	case XEN_BALLOON_GROWTH_FAILED:
		return true;
	case XEN_BALLOON_NONE:
	case XEN_BALLOON_FLOOR:
	case XEN_BALLOON_CEILING:
	case XEN_BALLOON_GUEST_MEMORY:
	case XEN_BALLOON_XEN_REFUSED:
	case XEN_BALLOON_GUEST_OOM:
	case XEN_BALLOON_REASONS:
		break;
	}
	return false;
}

/**
 * xen_balloon_policy_pace - how much a step may move
 * @pages:	pages that a step of the same kind has moved, at most XEN_BALLOON_STEP_MAX
 * @ns:		nanoseconds that it took
 * @step_ns:	nanoseconds that a step should take, at most 250 ms
 *
 * Return: pages that will take @step_ns at the same pace; between XEN_BALLOON_STEP_MIN and
 * XEN_BALLOON_STEP_MAX.
 */
unsigned long xen_balloon_policy_pace(unsigned long pages, u64 ns, u64 step_ns)
{
	/* In units of 1,024 ns, the products fit into 32 bits. */
	unsigned long took = min_t(u64, ns >> 10, U32_MAX);

	return clamp(pages * (unsigned long)(step_ns >> 10) / max(took, 1UL),
		     XEN_BALLOON_STEP_MIN, XEN_BALLOON_STEP_MAX);
}

/**
 * xen_balloon_policy_quiet_seconds - learn how long to be quiet before memory blocks are removed
 * @quiet:	seconds required until now, XEN_BALLOON_QUIET_SECONDS at first
 * @missed:	seconds between a removal and the moment when blocks had to be added again
 *
 * A load that comes back soon meets a few premature removals, and none from then on; one that comes
 * back more than a minute after a removal meets one each time.
 *
 * Return: seconds required from now on; at most XEN_BALLOON_QUIET_SECONDS_MAX.
 */
unsigned long xen_balloon_policy_quiet_seconds(unsigned long quiet, unsigned long missed)
{
	if (missed < 6 * quiet)
		return min(2 * quiet, XEN_BALLOON_QUIET_SECONDS_MAX);
	return missed < 16 * quiet ? quiet : XEN_BALLOON_QUIET_SECONDS;
}

/**
 * xen_balloon_policy_removal_pause - how long to leave a memory block alone
 * @failures:	number of times that its removal has failed, at least 1
 *
 * Context: any.
 * Return: seconds; doubles with each failure, from XEN_BALLOON_QUIET_SECONDS up to
 * XEN_BALLOON_REMOVAL_PAUSE_MAX.
 */
unsigned long xen_balloon_policy_removal_pause(unsigned int failures)
{
	unsigned long pause = XEN_BALLOON_QUIET_SECONDS;

	while (--failures && pause < XEN_BALLOON_REMOVAL_PAUSE_MAX)
		pause *= 2;
	return pause;
}

/**
 * xen_balloon_policy_floor - the smallest reservation that is safe
 * @boot_pages:	pages that the domain had when the driver started
 * @managed:	those of them that the page allocator had; the rest is the kernel and memmap
 * @reserve:	the page allocator's own reserve
 *
 * Pages that are not managed cannot be released, and the allocator needs its reserve. On top of
 * that come 16 MiB for the kernel's own data and a first process.
 *
 * Return: pages, at most @boot_pages.
 */
unsigned long xen_balloon_policy_floor(unsigned long boot_pages, unsigned long managed,
				       unsigned long reserve)
{
	unsigned long fixed = boot_pages - min(boot_pages, managed);

	return min(boot_pages, fixed + reserve + ((16UL << 20) >> PAGE_SHIFT));
}

/**
 * xen_balloon_policy_node_reclaimable - how much of a node's memory the balloon may take now
 * @available:	pages that could be allocated without swapping, an estimate
 * @watermarks:	free pages that the page allocator aims for, not boosted
 *
 * One and a half times the watermarks are left: the page allocator boosts them by up to that much
 * while memory is fragmented, which the estimate leaves out.
 *
 * Return: pages, at most @available.
 */
unsigned long xen_balloon_policy_node_reclaimable(unsigned long available,
						  unsigned long watermarks)
{
	unsigned long kept = watermarks + watermarks / 2;

	return available - min(available, kept);
}

/**
 * xen_balloon_policy_reclaimable - how much of the guest's memory the balloon may take now
 * @available:	pages that could be allocated without swapping, an estimate
 * @watermarks:	free pages that the page allocator aims for, not boosted
 *
 * The last of it is not taken, or the next process that starts in the guest would get another one
 * killed: 8 MiB are left for that, on whichever nodes they are.
 *
 * Return: pages, at most @available.
 */
unsigned long xen_balloon_policy_reclaimable(unsigned long available, unsigned long watermarks)
{
	unsigned long pages = xen_balloon_policy_node_reclaimable(available, watermarks);

	return pages - min(pages, (8UL << 20) >> PAGE_SHIFT);
}
