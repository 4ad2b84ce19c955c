/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policy: what to do next, and when.
 *
 * Numbers in, a decision out. Knows no pages, no locks and no Xen, and is therefore also built and
 * tested in userspace. All counts are in pages, all delays in seconds.
 */
#ifndef _XEN_BALLOON_POLICY_H
#define _XEN_BALLOON_POLICY_H

#include <linux/types.h>

#include <asm/page.h>

/*
 * Pages that a step may move. How many it moves in its time depends on the machine: from 256 KiB to
 * 32 MiB.
 */
#define XEN_BALLOON_STEP_MIN 64UL
#define XEN_BALLOON_STEP_MAX 8192UL

/*
 * Seconds that a domain has to be quiet after the last request, or step that moved memory, before
 * memory blocks are removed; more where this turned out to be too short. A removed block has to be
 * added again when the domain grows, which takes a quarter of the time of growing, and makes udev
 * run each time. Toolstacks that move memory between domains come back within seconds.
 */
#define XEN_BALLOON_QUIET_SECONDS 10UL
#define XEN_BALLOON_QUIET_SECONDS_MAX 1280UL

/*
 * Seconds that a memory block is left alone, at most, when its removal has failed: a pinned page
 * mostly stays pinned, and an attempt moves all pages before it.
 */
#define XEN_BALLOON_REMOVAL_PAUSE_MAX 320UL

/*
 * Pages, 1 MiB: fewer are not worth a step of their own while the driver has to wait anyway. A
 * guest that needs its memory frees some pages now and then.
 */
#define XEN_BALLOON_TRICKLE 256UL

/**
 * enum xen_balloon_action - what a step of the worker does
 * @XEN_BALLOON_NOTHING:	nothing
 * @XEN_BALLOON_INFLATE:	release memory to Xen
 * @XEN_BALLOON_DEFLATE:	populate page frames of the pool
 * @XEN_BALLOON_GROW:	hot-add a memory block, for the pool
 * @XEN_BALLOON_SHRINK:	hot-remove a memory block, to free its memmap
 * @XEN_BALLOON_ACTIONS:	number of actions
 */
enum xen_balloon_action {
	XEN_BALLOON_NOTHING,
	XEN_BALLOON_INFLATE,
	XEN_BALLOON_DEFLATE,
	XEN_BALLOON_GROW,
	XEN_BALLOON_SHRINK,
	XEN_BALLOON_ACTIONS,
};

/* The state of the driver, as users see it: see words.h. */
enum xen_balloon_state {
#define XEN_BALLOON_STATE(enumerator, word) enumerator,
#include "words.h"
	XEN_BALLOON_STATES,
};

/* Why the target is not reached: see words.h. */
enum xen_balloon_reason {
#define XEN_BALLOON_REASON(enumerator, word, text) enumerator,
#include "words.h"
	XEN_BALLOON_REASONS,
};

/**
 * struct xen_balloon_view - everything that a decision depends on
 * @current_pages:	pages that the domain has
 * @target:		pages that it should have
 * @floor:		the least it can live with
 * @ceiling:		the most that Xen allows, in our count; may be stale unless more is wanted
 * @pool:		page frames in the balloon
 * @frames:		all page frames: populated, in the pool or lent
 * @lent:		page frames that are lent
 * @reclaimable:	pages that the balloon may take, see xen_balloon_policy_reclaimable()
 * @exhausted:		the last step found nothing to take, in spite of @reclaimable
 * @oom:		the guest has run out of memory a short time ago
 * @relief:		pages above the target that it got because of that
 * @can_grow:		a memory block can be added
 * @can_shrink:		a memory block can be removed; this, all below, @reclaimable, @exhausted and
 *			@relief are set only when @target is not above @current_pages
 * @quiet_seconds:	seconds without a request or a move before blocks are removed for memmap
 * @quiet:		there was neither for @quiet_seconds
 * @removable:		number of @frames that a removal would take away in one step
 * @freed:		pages of memmap that it would free
 */
struct xen_balloon_view {
	unsigned long current_pages;
	unsigned long target;
	unsigned long floor;
	unsigned long ceiling;
	unsigned long pool;
	unsigned long frames;
	unsigned long lent;
	unsigned long reclaimable;
	bool exhausted;
	bool oom;
	unsigned long relief;
	bool can_grow;
	bool can_shrink;
	unsigned long quiet_seconds;
	bool quiet;
	unsigned long removable;
	unsigned long freed;
};

/**
 * struct xen_balloon_decision - the next step
 * @action:	the kind of step
 * @pages:	number of pages, at most; 0 with XEN_BALLOON_NOTHING; with XEN_BALLOON_SHRINK: how
 *		many page frames of the block may be populated; their memory is released
 * @reason:	what keeps the target out of reach, as far as is known before trying
 * @recheck_seconds:	with XEN_BALLOON_NOTHING: seconds after which there will be something to do;
 *		0: never
 * @trickle:	with XEN_BALLOON_INFLATE: more is wanted, but the guest has hardly any to give
 */
struct xen_balloon_decision {
	enum xen_balloon_action action;
	unsigned long pages;
	enum xen_balloon_reason reason;
	unsigned long recheck_seconds;
	bool trickle;
};

/**
 * struct xen_balloon_backoff - when to try again
 * @delay:		seconds until the next attempt; 1 while nothing fails
 * @max_delay:		largest @delay; 0 counts as 1
 * @count:		attempts without success, plus 1
 * @max_count:		largest @count before @delay jumps to @max_delay; 0: never
 */
struct xen_balloon_backoff {
	unsigned long delay;
	unsigned long max_delay;
	unsigned long count;
	unsigned long max_count;
};

/**
 * struct xen_balloon_outcome - what follows from a step
 * @state:	the state that users see
 * @reason:	the reason that they see
 * @again:	there is to be another step
 * @delay:	seconds until then; 0: at once
 */
struct xen_balloon_outcome {
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	bool again;
	unsigned long delay;
};

struct xen_balloon_decision xen_balloon_policy_decide(const struct xen_balloon_view *view);
struct xen_balloon_outcome xen_balloon_policy_result(const struct xen_balloon_decision *decision,
						     int result,
						     struct xen_balloon_backoff *backoff);
bool xen_balloon_policy_wants_frames(enum xen_balloon_reason reason);
void xen_balloon_policy_reset_backoff(struct xen_balloon_backoff *backoff);
unsigned long xen_balloon_policy_pace(unsigned long pages, u64 ns, u64 step_ns);
unsigned long xen_balloon_policy_quiet_seconds(unsigned long quiet, unsigned long missed);
unsigned long xen_balloon_policy_removal_pause(unsigned int failures);
unsigned long xen_balloon_policy_floor(unsigned long boot_pages, unsigned long managed,
				       unsigned long reserve);
unsigned long xen_balloon_policy_node_reclaimable(unsigned long available,
						  unsigned long watermarks);
unsigned long xen_balloon_policy_reclaimable(unsigned long available, unsigned long watermarks);

#endif	/* _XEN_BALLOON_POLICY_H */
