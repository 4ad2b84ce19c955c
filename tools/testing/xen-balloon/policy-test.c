// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/policy.c: tables of situations, properties of random ones, and a
 * simulator in which the policy steers a guest on a Xen, both made up.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/minmax.h>

#include "policy.h"
#include "test.h"

#define MIB(n)	((n) << (20 - PAGE_SHIFT))

static const char *const action_names[] = {
	[XEN_BALLOON_NOTHING] = "nothing", [XEN_BALLOON_INFLATE] = "inflate",
	[XEN_BALLOON_DEFLATE] = "deflate", [XEN_BALLOON_GROW] = "grow",
	[XEN_BALLOON_SHRINK] = "shrink",
};

static const char *const state_names[] = {
#define XEN_BALLOON_STATE(enumerator, word)	\
	[enumerator] = word,
#include "words.h"
};

static const char *const reason_names[] = {
#define XEN_BALLOON_REASON(enumerator, word, text)	\
	[enumerator] = word,
#include "words.h"
};

/* ---- decide: tables ---- */

/* A guest of 1000 pages that could have 2000, at its target; tables say what differs. */
#define VIEW(...)                                                                                  \
	{                                                                                          \
		.current_pages = 1000, .target = 1000, .floor = 100, .ceiling = 2000, .pool = 500, \
		.frames = 1500, .reclaimable = 800, .quiet_seconds = 20, __VA_ARGS__               \
	}

struct decide_case {
	const char *name;
	struct xen_balloon_view view;
	struct xen_balloon_decision want;
};

/* The tables override what VIEW() sets, on purpose. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"

static const struct decide_case towards_less[] = {
	{ "target reached", VIEW(), { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "one page less", VIEW(.target = 999), { XEN_BALLOON_INFLATE, 1, XEN_BALLOON_NONE } },
	{ "down to the floor",
	  VIEW(.target = 100, .reclaimable = 5000),
	  { XEN_BALLOON_INFLATE, 900, XEN_BALLOON_NONE } },
	{ "below the floor",
	  VIEW(.target = 99, .reclaimable = 5000),
	  { XEN_BALLOON_INFLATE, 900, XEN_BALLOON_FLOOR } },
	{ "nothing at all",
	  VIEW(.target = 0, .reclaimable = 5000),
	  { XEN_BALLOON_INFLATE, 900, XEN_BALLOON_FLOOR } },
	{ "at the floor, target below",
	  VIEW(.current_pages = 100, .target = 50),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FLOOR } },
	{ "below the floor, target further below",
	  VIEW(.current_pages = 80, .target = 50),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FLOOR } },
	{ "below the floor is no reason to grow",
	  VIEW(.current_pages = 80, .target = 80),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "the guest has little to give",
	  VIEW(.target = 500, .reclaimable = 3),
	  { XEN_BALLOON_INFLATE, 3, XEN_BALLOON_NONE } },
	{ "the guest has nothing to give",
	  VIEW(.target = 500, .reclaimable = 0),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_MEMORY } },
	{ "nothing to give, and below the floor",
	  VIEW(.target = 5, .reclaimable = 0),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_MEMORY } },
	{ "above the ceiling, downwards",
	  VIEW(.target = 900, .ceiling = 500),
	  { XEN_BALLOON_INFLATE, 100, XEN_BALLOON_NONE } },
	{ "above the ceiling is no reason to shrink",
	  VIEW(.ceiling = 500),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "floor above the ceiling, downwards",
	  VIEW(.target = 10, .floor = 700, .ceiling = 300),
	  { XEN_BALLOON_INFLATE, 300, XEN_BALLOON_FLOOR } },
};

static const struct decide_case towards_more[] = {
	{ "one page more", VIEW(.target = 1001), { XEN_BALLOON_DEFLATE, 1, XEN_BALLOON_NONE } },
	{ "all that the pool has",
	  VIEW(.target = 1500),
	  { XEN_BALLOON_DEFLATE, 500, XEN_BALLOON_NONE } },
	{ "more than the pool has",
	  VIEW(.target = 1600),
	  { XEN_BALLOON_DEFLATE, 500, XEN_BALLOON_NONE } },
	{ "above the ceiling",
	  VIEW(.target = 9999, .ceiling = 1200),
	  { XEN_BALLOON_DEFLATE, 200, XEN_BALLOON_CEILING } },
	{ "above the ceiling, small pool",
	  VIEW(.target = 9999, .ceiling = 1200, .pool = 7),
	  { XEN_BALLOON_DEFLATE, 7, XEN_BALLOON_CEILING } },
	{ "at the ceiling",
	  VIEW(.target = 1001, .ceiling = 1000),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_CEILING } },
	{ "current above the ceiling",
	  VIEW(.target = 1500, .ceiling = 400),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_CEILING } },
	{ "absurd target, no ceiling",
	  VIEW(.target = ULONG_MAX, .ceiling = ULONG_MAX),
	  { XEN_BALLOON_DEFLATE, 500, XEN_BALLOON_NONE } },
	{ "below the floor, upwards",
	  VIEW(.current_pages = 50, .target = 90),
	  { XEN_BALLOON_DEFLATE, 40, XEN_BALLOON_NONE } },
	{ "upwards with nothing available",
	  VIEW(.target = 1100, .reclaimable = 0),
	  { XEN_BALLOON_DEFLATE, 100, XEN_BALLOON_NONE } },
};

static const struct decide_case without_pool[] = {
	{ "no frames, none can be made",
	  VIEW(.target = 1100, .pool = 0, .frames = 1000),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NO_FRAMES } },
	{ "no frames, some can be made",
	  VIEW(.target = 1100, .pool = 0, .frames = 1000, .can_grow = true),
	  { XEN_BALLOON_GROW, 100, XEN_BALLOON_NONE } },
	{ "as many as are missing, and as are lent",
	  VIEW(.target = 1100, .pool = 0, .frames = 1060, .lent = 60, .can_grow = true),
	  { XEN_BALLOON_GROW, 100, XEN_BALLOON_NONE } },
	{ "growth up to the ceiling",
	  VIEW(.target = 9999, .ceiling = 1700, .pool = 0, .frames = 1000, .can_grow = true),
	  { XEN_BALLOON_GROW, 700, XEN_BALLOON_CEILING } },
	{ "growth is possible but not needed",
	  VIEW(.target = 1100, .pool = 100, .frames = 1100, .can_grow = true),
	  { XEN_BALLOON_DEFLATE, 100, XEN_BALLOON_NONE } },
	{ "the pool goes before growth",
	  VIEW(.target = 1600, .pool = 1, .frames = 1001, .can_grow = true),
	  { XEN_BALLOON_DEFLATE, 1, XEN_BALLOON_NONE } },
	{ "enough frames, but lent",
	  VIEW(.target = 1100, .pool = 0, .frames = 1100, .lent = 100),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FRAMES_LENT } },
	{ "lent frames are replaced",
	  VIEW(.target = 1100, .pool = 0, .frames = 1100, .lent = 100, .can_grow = true),
	  { XEN_BALLOON_GROW, 100, XEN_BALLOON_NONE } },
	{ "nothing to grow for",
	  VIEW(.target = 1100, .pool = 0, .frames = 1200, .lent = 100, .can_grow = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FRAMES_LENT } },
	{ "lent frames are replaced, and missing ones made",
	  VIEW(.target = 1200, .pool = 0, .frames = 1050, .lent = 50, .can_grow = true),
	  { XEN_BALLOON_GROW, 200, XEN_BALLOON_NONE } },
	{ "lent frames would be replaced, were it possible, and more are missing",
	  VIEW(.target = 1101, .pool = 0, .frames = 1100, .lent = 100),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NO_FRAMES } },
	{ "at the ceiling nothing grows",
	  VIEW(.target = 1100, .ceiling = 1000, .pool = 0, .frames = 1000, .can_grow = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_CEILING } },
};

/* 200 page frames can be removed, which frees 3 pages. */
#define SHRINKABLE .can_shrink = true, .quiet = true, .removable = 200, .freed = 3

static const struct decide_case shrinking[] = {
	{ "at the target", VIEW(SHRINKABLE), { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_NONE } },
	{ "when there is something to remove",
	  VIEW(.removable = 200, .freed = 3),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "not at once",
	  VIEW(SHRINKABLE, .quiet = false),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE, 20 } },
	{ "not at once, at the floor",
	  VIEW(SHRINKABLE, .target = 50, .floor = 1000, .quiet = false),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FLOOR, 20 } },
	{ "at once for what it frees",
	  VIEW(SHRINKABLE, .target = 500, .reclaimable = 0, .quiet = false),
	  { XEN_BALLOON_SHRINK, 3, XEN_BALLOON_GUEST_MEMORY } },
	{ "with little to give",
	  VIEW(SHRINKABLE, .reclaimable = 4),
	  { XEN_BALLOON_SHRINK, 7, XEN_BALLOON_NONE } },
	{ "with nothing to give",
	  VIEW(SHRINKABLE, .reclaimable = 0),
	  { XEN_BALLOON_SHRINK, 3, XEN_BALLOON_NONE } },
	{ "with nothing to give and to win",
	  VIEW(SHRINKABLE, .reclaimable = 0, .freed = 0),
	  { XEN_BALLOON_SHRINK, 0, XEN_BALLOON_NONE } },
	{ "as many as there are",
	  VIEW(SHRINKABLE, .frames = 1200),
	  { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_NONE } },
	{ "one more than there are",
	  VIEW(SHRINKABLE, .frames = 1199),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "fewer than are removed in a step",
	  VIEW(SHRINKABLE, .frames = 100),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "as many as are lent stay",
	  VIEW(SHRINKABLE, .frames = 1300, .lent = 50),
	  { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_NONE } },
	{ "or else nothing",
	  VIEW(SHRINKABLE, .frames = 1299, .lent = 50),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "no frames are lost",
	  VIEW(.can_shrink = true, .quiet = true, .frames = 1000, .freed = 3),
	  { XEN_BALLOON_SHRINK, 0, XEN_BALLOON_NONE } },
	{ "not on the way up",
	  VIEW(SHRINKABLE, .target = 1001),
	  { XEN_BALLOON_DEFLATE, 1, XEN_BALLOON_NONE } },
	{ "not before the growth that is needed",
	  VIEW(SHRINKABLE, .target = 1100, .pool = 0, .frames = 1000, .can_grow = true),
	  { XEN_BALLOON_GROW, 100, XEN_BALLOON_NONE } },
	{ "not as long as there is memory to give",
	  VIEW(SHRINKABLE, .target = 500, .reclaimable = 1),
	  { XEN_BALLOON_INFLATE, 1, XEN_BALLOON_NONE } },
	{ "for what it frees",
	  VIEW(SHRINKABLE, .target = 500, .reclaimable = 0),
	  { XEN_BALLOON_SHRINK, 3, XEN_BALLOON_GUEST_MEMORY } },
	{ "when what is there could not be taken",
	  VIEW(SHRINKABLE, .target = 500, .reclaimable = 100, .exhausted = true),
	  { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_GUEST_MEMORY } },
	{ "what could not be taken is asked for again when there is no block",
	  VIEW(.target = 500, .reclaimable = 100, .exhausted = true),
	  { XEN_BALLOON_INFLATE, 100, XEN_BALLOON_NONE } },
	{ "when nothing can be taken or removed",
	  VIEW(.target = 500, .reclaimable = 0, .exhausted = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_MEMORY } },
	{ "that there was nothing to take is for the way down",
	  VIEW(.target = 1100, .reclaimable = 100, .exhausted = true),
	  { XEN_BALLOON_DEFLATE, 100, XEN_BALLOON_NONE } },
	{ "out of memory: nothing is taken",
	  VIEW(.target = 500, .reclaimable = 100, .oom = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_OOM } },
	{ "out of memory: nothing is removed",
	  VIEW(SHRINKABLE, .target = 500, .reclaimable = 0, .oom = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_OOM } },
	{ "out of memory: the way up is as it was",
	  VIEW(.target = 1100, .oom = true),
	  { XEN_BALLOON_DEFLATE, 100, XEN_BALLOON_NONE } },
	{ "out of memory: at the target",
	  VIEW(.oom = true),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE } },
	{ "relief goes back when it can",
	  VIEW(.target = 900, .relief = 100, .reclaimable = 50),
	  { XEN_BALLOON_INFLATE, 50, XEN_BALLOON_NONE } },
	{ "relief is the reason until it has",
	  VIEW(.target = 900, .relief = 100, .reclaimable = 0),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_OOM } },
	{ "at the floor",
	  VIEW(SHRINKABLE, .target = 50, .floor = 1000),
	  { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_FLOOR } },
	{ "the last block of a node that is to have nothing",
	  VIEW(SHRINKABLE, .target = 0, .current_pages = 0, .frames = 200, .floor = 0, .quiet = true),
	  { XEN_BALLOON_SHRINK, 25, XEN_BALLOON_NONE } },
	{ "waiting at the ceiling is no time for it",
	  VIEW(SHRINKABLE, .target = 1100, .ceiling = 1000),
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_CEILING } },
};

#pragma GCC diagnostic pop

static void run_decide_table(const struct decide_case *cases, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct xen_balloon_decision *want = &cases[i].want;
		struct xen_balloon_decision got = xen_balloon_policy_decide(&cases[i].view);

		CHECK(got.action == want->action, "%s: %s instead of %s", cases[i].name,
		      action_names[got.action], action_names[want->action]);
		CHECK(got.pages == want->pages, "%s: %lu pages instead of %lu", cases[i].name,
		      got.pages, want->pages);
		CHECK(got.reason == want->reason, "%s: reason %s instead of %s", cases[i].name,
		      reason_names[got.reason], reason_names[want->reason]);
		CHECK(got.recheck_seconds == want->recheck_seconds, "%s: later is %lu",
		      cases[i].name, got.recheck_seconds);
	}
}

static void decide_towards_less(void)
{
	run_decide_table(towards_less, ARRAY_SIZE(towards_less));
}

static void decide_towards_more(void)
{
	run_decide_table(towards_more, ARRAY_SIZE(towards_more));
}

static void decide_without_pool(void)
{
	run_decide_table(without_pool, ARRAY_SIZE(without_pool));
}

static void decide_shrink(void)
{
	run_decide_table(shrinking, ARRAY_SIZE(shrinking));
}

/* ---- results: tables ---- */

/* The user does not wait for the result, unless the target needs it. */
static void result_shrink(void)
{
	static const struct {
		const char *name;
		enum xen_balloon_reason reason;
		int result;
		enum xen_balloon_state state;
		unsigned long delay;
		bool fresh;
	} cases[] = {
		{ "done", XEN_BALLOON_NONE, 0, XEN_BALLOON_IDLE, 0, true },
		{ "done, at the floor", XEN_BALLOON_FLOOR, 0, XEN_BALLOON_IDLE, 0, true },
		{ "done, for the target", XEN_BALLOON_GUEST_MEMORY, 0, XEN_BALLOON_INFLATING, 0,
		  true },
		{ "in use", XEN_BALLOON_NONE, -EBUSY, XEN_BALLOON_IDLE, 0, false },
		{ "no more to try", XEN_BALLOON_NONE, -ENOENT, XEN_BALLOON_IDLE, 0, false },
		{ "for the target, in use", XEN_BALLOON_GUEST_MEMORY, -EBUSY, XEN_BALLOON_INFLATING,
		  0, false },
		{ "Xen does not take it", XEN_BALLOON_NONE, -ENOSPC, XEN_BALLOON_IDLE, 0, false },
		{ "later", XEN_BALLOON_NONE, -EAGAIN, XEN_BALLOON_IDLE, 1, false },
		{ "for the target, later", XEN_BALLOON_GUEST_MEMORY, -EAGAIN, XEN_BALLOON_INFLATING,
		  1, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_balloon_backoff b = {
			.delay = 8, .max_delay = 32, .count = 4, .max_count = 100
		};
		const struct xen_balloon_decision d = { XEN_BALLOON_SHRINK, 5, cases[i].reason };
		const struct xen_balloon_decision later = {
			XEN_BALLOON_NOTHING,
			0,
			XEN_BALLOON_NONE,
			.recheck_seconds = XEN_BALLOON_QUIET_SECONDS,
		};
		struct xen_balloon_outcome got = xen_balloon_policy_result(&d, cases[i].result, &b);

		CHECK(got.state == cases[i].state, "%s: state %s instead of %s", cases[i].name,
		      state_names[got.state], state_names[cases[i].state]);
		CHECK(got.reason == cases[i].reason, "%s: reason %s instead of %s", cases[i].name,
		      reason_names[got.reason], reason_names[cases[i].reason]);
		CHECK(got.again && got.delay == cases[i].delay, "%s: again %d after %lu",
		      cases[i].name, got.again, got.delay);
		CHECK((b.delay == 1 && b.count == 1) == cases[i].fresh, "%s: delay %lu, count %lu",
		      cases[i].name, b.delay, b.count);

		got = xen_balloon_policy_result(&later, 0, &b);
		CHECK(got.state == XEN_BALLOON_IDLE && got.reason == XEN_BALLOON_NONE &&
			      got.again && got.delay == XEN_BALLOON_QUIET_SECONDS,
		      "later: %s, %s, again %d after %lu", state_names[got.state],
		      reason_names[got.reason], got.again, got.delay);
	}
}

/* A guest that needs its memory frees some pages now and then. */
static void result_trickle(void)
{
	static const struct {
		const char *name;
		unsigned long available;
		unsigned long failures;
		bool can_shrink;
		bool waits;
	} cases[] = {
		{ "a few pages, after a wait", 255, 1, false, true },
		{ "a few pages, after many", 1, 9, false, true },
		{ "a few pages, on the way", 255, 0, false, false },
		{ "a MiB, after a wait", 256, 1, false, false },
		{ "a few pages, and blocks to remove", 255, 1, true, false },
		{ "the last few pages of a move", 255, 1, false, false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool last = i == ARRAY_SIZE(cases) - 1;
		struct xen_balloon_backoff b = {
			.delay = 4,
			.max_delay = 32,
			.count = 1 + cases[i].failures,
			.max_count = 100,
		};
		struct xen_balloon_view v = VIEW();
		struct xen_balloon_decision d;
		struct xen_balloon_outcome got;

		v.target = v.current_pages - (last ? cases[i].available : 600);
		v.reclaimable = cases[i].available;
		v.can_shrink = cases[i].can_shrink;
		d = xen_balloon_policy_decide(&v);
		got = xen_balloon_policy_result(&d, 0, &b);
		CHECK(d.action == XEN_BALLOON_INFLATE && d.pages == cases[i].available,
		      "%s: %s %lu", cases[i].name, action_names[d.action], d.pages);
		CHECK(got.again && !got.delay == !cases[i].waits, "%s: again %d after %lu",
		      cases[i].name, got.again, got.delay);
		CHECK(got.state == (cases[i].waits ? XEN_BALLOON_WAITING : XEN_BALLOON_INFLATING),
		      "%s: state %s", cases[i].name, state_names[got.state]);
		CHECK(got.reason == (cases[i].waits ? XEN_BALLOON_GUEST_MEMORY : XEN_BALLOON_NONE),
		      "%s: reason %s", cases[i].name, reason_names[got.reason]);
		CHECK(b.count == (cases[i].waits ? 2 + cases[i].failures : 1), "%s: count %lu",
		      cases[i].name, b.count);
	}
}

static const struct {
	const char *name;
	struct xen_balloon_decision decision;
	int result;
	struct xen_balloon_outcome want; /* a delay of 1 stands for any */
} result_cases[] = {
	{ "inflated",
	  { XEN_BALLOON_INFLATE, 5, XEN_BALLOON_NONE },
	  0,
	  { XEN_BALLOON_INFLATING, XEN_BALLOON_NONE, true, 0 } },
	{ "inflated, to the floor",
	  { XEN_BALLOON_INFLATE, 5, XEN_BALLOON_FLOOR },
	  0,
	  { XEN_BALLOON_INFLATING, XEN_BALLOON_FLOOR, true, 0 } },
	{ "deflated",
	  { XEN_BALLOON_DEFLATE, 5, XEN_BALLOON_NONE },
	  0,
	  { XEN_BALLOON_DEFLATING, XEN_BALLOON_NONE, true, 0 } },
	{ "deflated, to the ceiling",
	  { XEN_BALLOON_DEFLATE, 5, XEN_BALLOON_CEILING },
	  0,
	  { XEN_BALLOON_DEFLATING, XEN_BALLOON_CEILING, true, 0 } },
	{ "grown",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_NONE },
	  0,
	  { XEN_BALLOON_GROWING, XEN_BALLOON_NONE, true, 0 } },
	{ "at the target",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE },
	  0,
	  { XEN_BALLOON_IDLE, XEN_BALLOON_NONE, false, 0 } },
	{ "at the floor",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FLOOR },
	  0,
	  { XEN_BALLOON_IDLE, XEN_BALLOON_FLOOR, false, 0 } },
	{ "at the ceiling",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_CEILING },
	  0,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_CEILING, true, 1 } },
	{ "nothing to give",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_MEMORY },
	  0,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GUEST_MEMORY, true, 1 } },
	{ "out of memory",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_GUEST_OOM },
	  0,
	  { XEN_BALLOON_OOM, XEN_BALLOON_GUEST_OOM, true, 1 } },
	{ "lent",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FRAMES_LENT },
	  0,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_FRAMES_LENT, true, 1 } },
	{ "no frames",
	  { XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NO_FRAMES },
	  0,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_NO_FRAMES, true, 1 } },
	{ "Xen takes nothing",
	  { XEN_BALLOON_INFLATE, 5, XEN_BALLOON_NONE },
	  -ENOSPC,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_XEN_REFUSED, true, 1 } },
	{ "Xen takes nothing, to the floor",
	  { XEN_BALLOON_INFLATE, 5, XEN_BALLOON_FLOOR },
	  -ENOSPC,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_XEN_REFUSED, true, 1 } },
	{ "Xen gives nothing",
	  { XEN_BALLOON_DEFLATE, 5, XEN_BALLOON_NONE },
	  -ENOSPC,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_XEN_REFUSED, true, 1 } },
	{ "Xen gives nothing, to the ceiling",
	  { XEN_BALLOON_DEFLATE, 5, XEN_BALLOON_CEILING },
	  -ENOSPC,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_XEN_REFUSED, true, 1 } },
	{ "no page to give",
	  { XEN_BALLOON_INFLATE, 5, XEN_BALLOON_NONE },
	  -ENOMEM,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GUEST_MEMORY, true, 1 } },
	{ "no memory for bookkeeping",
	  { XEN_BALLOON_DEFLATE, 5, XEN_BALLOON_NONE },
	  -ENOMEM,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GUEST_MEMORY, true, 1 } },
	{ "no memory for growth",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_NONE },
	  -ENOMEM,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GROWTH_FAILED, true, 1 } },
	{ "growth: taken",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_NONE },
	  -EEXIST,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GROWTH_FAILED, true, 1 } },
	{ "growth: refused",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_CEILING },
	  -EBUSY,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GROWTH_FAILED, true, 1 } },
	{ "growth: Xen gives nothing",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_NONE },
	  -ENOSPC,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_XEN_REFUSED, true, 1 } },
	{ "growth: invalid",
	  { XEN_BALLOON_GROW, 5, XEN_BALLOON_NONE },
	  -EINVAL,
	  { XEN_BALLOON_WAITING, XEN_BALLOON_GROWTH_FAILED, true, 1 } },
};

static void result_table(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(result_cases); i++) {
		struct xen_balloon_backoff b = {
			.delay = 8, .max_delay = 32, .count = 4, .max_count = 100
		};
		const struct xen_balloon_outcome *want = &result_cases[i].want;
		struct xen_balloon_outcome got;

		got = xen_balloon_policy_result(&result_cases[i].decision, result_cases[i].result, &b);
		CHECK(got.state == want->state, "%s: state %s instead of %s", result_cases[i].name,
		      state_names[got.state], state_names[want->state]);
		CHECK(got.reason == want->reason, "%s: reason %s instead of %s", result_cases[i].name,
		      reason_names[got.reason], reason_names[want->reason]);
		CHECK(got.again == want->again, "%s: again is %d", result_cases[i].name, got.again);
		CHECK(!got.delay == !want->delay, "%s: delay %lu", result_cases[i].name, got.delay);
		if (want->delay) {
			CHECK(got.delay == 16 && b.delay == 16 && b.count == 5,
			      "%s: delay %lu, then %lu and count %lu, instead of 16, 16 and 5",
			      result_cases[i].name, got.delay, b.delay, b.count);
		} else {
			CHECK(b.delay == 1 && b.count == 1,
			      "%s: delay %lu and count %lu are not fresh", result_cases[i].name, b.delay,
			      b.count);
		}
		CHECK(b.max_delay == 32 && b.max_count == 100, "%s: the limits have changed",
		      result_cases[i].name);
	}
}

static void result_backoff(void)
{
	static const struct {
		const char *name;
		struct xen_balloon_backoff from; /* delay, max_delay, count, max_count */
		unsigned long want[10];
	} cases[] = {
		{ "doubles up to the cap", { 1, 32, 1, 0 },
		  { 1, 2, 4, 8, 16, 32, 32, 32, 32, 32 } },
		{ "the cap is no power of two", { 1, 20, 1, 0 },
		  { 1, 2, 4, 8, 16, 20, 20, 20, 20, 20 } },
		{ "defaults: jumps after three", { 1, 32, 1, 4 },
		  { 1, 2, 4, 32, 32, 32, 32, 32, 32, 32 } },
		{ "jumps at once", { 1, 32, 1, 1 },
		  { 32, 32, 32, 32, 32, 32, 32, 32, 32, 32 } },
		{ "jumps after one", { 1, 600, 1, 2 },
		  { 1, 600, 600, 600, 600, 600, 600, 600, 600, 600 } },
		{ "0 never jumps", { 1, 1000, 1, 0 },
		  { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 } },
		{ "a limit too far away to matter", { 1, 4, 1, 1000 },
		  { 1, 2, 4, 4, 4, 4, 4, 4, 4, 4 } },
		{ "no more than a second", { 1, 1, 1, 0 }, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ "no more than a second, with jumps", { 1, 1, 1, 3 },
		  { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ "0 counts as 1", { 1, 0, 1, 0 }, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ "0 counts as 1, with jumps", { 1, 0, 1, 2 }, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ "the cap was lowered", { 64, 8, 7, 0 }, { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 } },
		{ "the cap was lowered before the first failure", { 64, 8, 1, 0 },
		  { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 } },
		{ "the cap was lowered to 0", { 64, 0, 7, 0 }, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
		{ "the cap was raised", { 8, 100, 7, 0 },
		  { 16, 32, 64, 100, 100, 100, 100, 100, 100, 100 } },
		{ "the limit was lowered", { 4, 32, 9, 3 },
		  { 32, 32, 32, 32, 32, 32, 32, 32, 32, 32 } },
	};
	static const struct xen_balloon_decision decision = { XEN_BALLOON_DEFLATE, 1,
							      XEN_BALLOON_NONE };
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_balloon_backoff b = cases[i].from;

		for (n = 0; n < ARRAY_SIZE(cases[i].want); n++) {
			unsigned long delay =
				xen_balloon_policy_result(&decision, -ENOSPC, &b).delay;

			CHECK(delay == cases[i].want[n], "%s: delay %zu is %lu instead of %lu",
			      cases[i].name, n + 1, delay, cases[i].want[n]);
			CHECK(b.delay == delay, "%s: remembers %lu instead of %lu", cases[i].name,
			      b.delay, delay);
			CHECK(b.count == cases[i].from.count + n + 1, "%s: count %lu after %zu",
			      cases[i].name, b.count, n + 1);
		}
	}
}

static void result_backoff_overflow(void)
{
	static const struct xen_balloon_decision decision = { XEN_BALLOON_DEFLATE, 1,
							      XEN_BALLOON_NONE };
	struct xen_balloon_backoff b = { .delay = 1, .max_delay = ULONG_MAX, .count = 1 };
	unsigned long delay, last = 0;
	unsigned int i;

	for (i = 0; i < 80; i++) {
		delay = xen_balloon_policy_result(&decision, -ENOSPC, &b).delay;
		CHECK(delay >= last, "attempt %u: delay %lu after %lu", i, delay, last);
		last = delay;
	}
	CHECK(last == ULONG_MAX, "delay %lu never reached its cap", last);

	/* More attempts than can be counted, with and without a limit to them. */
	for (i = 0; i < 2; i++) {
		b = (struct xen_balloon_backoff){
			.delay = 32, .max_delay = 32, .count = ULONG_MAX - 1, .max_count = i ? 4 : 0
		};
		while (b.count != 3) {
			delay = xen_balloon_policy_result(&decision, -ENOSPC, &b).delay;
			REQUIRE(delay == 32, "count %lu: delay %lu instead of 32", b.count, delay);
		}
	}
}

static void result_success_forgets_failures(void)
{
	static const struct xen_balloon_decision fail = { XEN_BALLOON_INFLATE, 9,
							  XEN_BALLOON_NONE };
	static const struct xen_balloon_decision good[] = {
		{ XEN_BALLOON_INFLATE, 9, XEN_BALLOON_NONE },
		{ XEN_BALLOON_DEFLATE, 9, XEN_BALLOON_CEILING },
		{ XEN_BALLOON_GROW, 9, XEN_BALLOON_NONE },
		{ XEN_BALLOON_NOTHING, 0, XEN_BALLOON_NONE },
		{ XEN_BALLOON_NOTHING, 0, XEN_BALLOON_FLOOR },
	};
	struct xen_balloon_backoff b = { .max_delay = 32, .max_count = 4 };
	struct xen_balloon_outcome v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		xen_balloon_policy_reset_backoff(&b);
		while (b.delay < 32)
			xen_balloon_policy_result(&fail, -ENOMEM, &b);
		v = xen_balloon_policy_result(&good[i], 0, &b);
		CHECK(v.delay == 0, "%s: delay %lu", action_names[good[i].action], v.delay);
		CHECK(b.delay == 1 && b.count == 1, "%s: delay %lu and count %lu stay",
		      action_names[good[i].action], b.delay, b.count);
		v = xen_balloon_policy_result(&fail, -ENOMEM, &b);
		CHECK(v.delay == 1, "%s: %lu is no fresh delay", action_names[good[i].action],
		      v.delay);
	}
}

/* ---- fresh and floor ---- */

static void fresh(void)
{
	static const struct xen_balloon_backoff cases[] = {
		{ 1, 32, 1, 4 },
		{ 32, 32, 100, 4 },
		{ 0, 0, 0, 0 },
		{ 7, 600, 3, 0 },
		{ ULONG_MAX, ULONG_MAX, ULONG_MAX, ULONG_MAX },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct xen_balloon_backoff b = cases[i];

		xen_balloon_policy_reset_backoff(&b);
		CHECK(b.delay == 1 && b.count == 1, "case %zu: delay %lu, count %lu", i, b.delay,
		      b.count);
		CHECK(b.max_delay == cases[i].max_delay && b.max_count == cases[i].max_count,
		      "case %zu: the limits have changed", i);
	}
}

static void floor_table(void)
{
	static const struct {
		const char *name;
		unsigned long boot, managed, reserve, want;
	} cases[] = {
		{ "nothing", 0, 0, 0, 0 },
		{ "typical", MIB(256UL), MIB(230UL), MIB(5UL), MIB(26UL + 5 + 16) },
		{ "no overhead", MIB(256UL), MIB(256UL), 0, MIB(16UL) },
		{ "one page of overhead", MIB(256UL), MIB(256UL) - 1, 0, MIB(16UL) + 1 },
		{ "one page of reserve", MIB(256UL), MIB(256UL), 1, MIB(16UL) + 1 },
		{ "nothing managed", MIB(256UL), 0, 0, MIB(256UL) },
		{ "more managed than there was", MIB(256UL), MIB(300UL), MIB(3UL), MIB(19UL) },
		{ "just enough", MIB(30UL), MIB(24UL), MIB(8UL), MIB(30UL) },
		{ "tiny", MIB(10UL), MIB(10UL), 0, MIB(10UL) },
		{ "reserve beyond the memory", MIB(64UL), MIB(64UL), MIB(100UL), MIB(64UL) },
		{ "large", MIB(1UL << 20), MIB(1000000UL), MIB(100UL),
		  MIB((1UL << 20) - 1000000 + 100 + 16) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got =
			xen_balloon_policy_floor(cases[i].boot, cases[i].managed, cases[i].reserve);

		CHECK(got == cases[i].want, "%s: %lu pages instead of %lu", cases[i].name, got,
		      cases[i].want);
	}
}

static void floor_properties(struct rng *rng)
{
	unsigned long most = 1UL << rng_range(rng, 1, 50);
	unsigned long boot = rng_below(rng, most), managed = rng_below(rng, most);
	unsigned long reserve = rng_below(rng, most), more = rng_below(rng, most);
	unsigned long fixed = boot > managed ? boot - managed : 0;
	unsigned long got = xen_balloon_policy_floor(boot, managed, reserve);

	CHECK(got <= boot, "floor %lu of a domain with %lu", got, boot);
	CHECK(got == boot || got >= fixed + reserve + MIB(16UL),
	      "floor %lu is below %lu fixed and %lu reserve", got, fixed, reserve);
	CHECK(xen_balloon_policy_floor(boot, managed + more, reserve) <= got,
	      "more managed memory, higher floor");
	CHECK(xen_balloon_policy_floor(boot, managed, reserve + more) >= got,
	      "more reserve, lower floor");
}

static void reclaimable_table(void)
{
	static const struct {
		const char *name;
		unsigned long available, watermarks, want;
	} cases[] = {
		{ "nothing", 0, 0, 0 },
		{ "nothing, and watermarks", 0, MIB(5UL), 0 },
		{ "typical", MIB(200UL), MIB(8UL), MIB(200UL - 12 - 8) },
		{ "no watermarks", MIB(200UL), 0, MIB(192UL) },
		{ "an odd one", MIB(200UL), 3, MIB(192UL) - 4 },
		{ "just what is kept", MIB(20UL), MIB(8UL), 0 },
		{ "one page more than is kept", MIB(20UL) + 1, MIB(8UL), 1 },
		{ "one page less than is kept", MIB(20UL) - 1, MIB(8UL), 0 },
		{ "large", MIB(1UL << 24), MIB(100UL), MIB((1UL << 24) - 158) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got =
			xen_balloon_policy_reclaimable(cases[i].available, cases[i].watermarks);

		CHECK(got == cases[i].want, "%s: %lu pages instead of %lu", cases[i].name, got,
		      cases[i].want);
	}
}

/* ---- quiet seconds ---- */

static void removal_pause_table(void)
{
	static const struct {
		unsigned int failures;
		unsigned long want;
	} cases[] = {
		{ 1, 10 }, { 2, 20 }, { 3, 40 }, { 5, 160 }, { 6, 320 }, { 7, 320 },
		{ 100, 320 }, { UINT_MAX, 320 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got = xen_balloon_policy_removal_pause(cases[i].failures);

		CHECK(got == cases[i].want, "%u failures: %lu instead of %lu", cases[i].failures,
		      got, cases[i].want);
	}
}

static void quiet_table(void)
{
	static const struct {
		const char *name;
		unsigned long quiet, missed, want;
	} cases[] = {
		{ "missed at once", 10, 0, 20 },
		{ "missed soon", 10, 59, 20 },
		{ "not missed for a while", 10, 60, 10 },
		{ "missed soon, after a longer time", 40, 239, 80 },
		{ "missed later", 40, 240, 40 },
		{ "not missed for long", 40, 640, 10 },
		{ "nearly as long", 40, 639, 40 },
		{ "as long as it gets", 1280, 1, 1280 },
		{ "never", 1280, ULONG_MAX, 10 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got =
			xen_balloon_policy_quiet_seconds(cases[i].quiet, cases[i].missed);

		CHECK(got == cases[i].want, "%s: %lu instead of %lu", cases[i].name, got,
		      cases[i].want);
	}
}

/* A load that comes back soon has its page frames removed a few times, and never from then on. */
static void quiet_learns(struct rng *rng)
{
	unsigned long pause = 1 + rng_below(rng, 7 * XEN_BALLOON_QUIET_SECONDS - 1);
	unsigned long quiet = XEN_BALLOON_QUIET_SECONDS;
	unsigned int i, removals = 0;

	for (i = 0; i < 100; i++) {
		if (pause < quiet)
			break;
		removals++;
		quiet = xen_balloon_policy_quiet_seconds(quiet, pause - quiet);
	}
	REQUIRE(removals <= 3, "a pause of %lu s: %u removals", pause, removals);
}

/* ---- page frames ---- */

/* As the guide has them: what waits for page frames goes on when there are some. */
static void wants_frames(void)
{
	static const char *const wanting[] = { "frames-lent", "no-frames", "growth-failed" };
	unsigned int reason, i;

	for (reason = 0; reason < XEN_BALLOON_REASONS; reason++) {
		bool want = false;

		for (i = 0; i < ARRAY_SIZE(wanting); i++)
			want |= !strcmp(reason_names[reason], wanting[i]);
		CHECK(xen_balloon_policy_wants_frames(reason) == want, "%s: not %d",
		      reason_names[reason], want);
	}
}

/* ---- pace ---- */

/* Nanoseconds that a step should take. */
#define STEP_NS 100000000ULL

static void pace_table(void)
{
	static const struct {
		const char *name;
		unsigned long pages;
		u64 ns;
		unsigned long want;
	} cases[] = {
		{ "as long as it may take", 2048, STEP_NS, 2048 },
		{ "twice as long", 2048, 2 * STEP_NS, 1024 },
		{ "half as long", 2048, STEP_NS / 2, 4096 },
		{ "a hundred times as long", 8192, 100 * STEP_NS, 81 },
		{ "much too long", 8192, 1000 * STEP_NS, XEN_BALLOON_STEP_MIN },
		{ "an hour", 8192, 3600000000000ULL, XEN_BALLOON_STEP_MIN },
		{ "for ever", 8192, ~0ULL, XEN_BALLOON_STEP_MIN },
		{ "at no time", 8192, 0, XEN_BALLOON_STEP_MAX },
		{ "at next to no time", 1, 1, XEN_BALLOON_STEP_MAX },
		{ "nothing", 0, STEP_NS, XEN_BALLOON_STEP_MIN },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long got = xen_balloon_policy_pace(cases[i].pages, cases[i].ns, STEP_NS);

		CHECK(got == cases[i].want, "%s: %lu pages instead of %lu", cases[i].name, got,
		      cases[i].want);
	}
}

/* A machine that always takes the same time for a page: the second step takes what it should. */
static void pace_properties(struct rng *rng)
{
	unsigned long pages = rng_range(rng, XEN_BALLOON_STEP_MIN, XEN_BALLOON_STEP_MAX);
	u64 page_ns = rng_range(rng, 1, 1U << rng_range(rng, 1, 22)), ns;
	unsigned long next = xen_balloon_policy_pace(pages, pages * page_ns, STEP_NS);

	CHECK(next >= XEN_BALLOON_STEP_MIN && next <= XEN_BALLOON_STEP_MAX, "%lu pages", next);
	ns = next * page_ns;
	CHECK(next == XEN_BALLOON_STEP_MIN || ns <= STEP_NS + STEP_NS / 50,
	      "%lu pages of %llu ns take %llu ns", next, (unsigned long long)page_ns,
	      (unsigned long long)ns);
	CHECK(next == XEN_BALLOON_STEP_MAX ||
		      ns + 2 * page_ns >= STEP_NS - STEP_NS / 50,
	      "%lu pages of %llu ns take only %llu ns", next, (unsigned long long)page_ns,
	      (unsigned long long)ns);
}

/* ---- decide: properties ---- */

/* A number that is of interest beside @other: near to it, or anything up to @most. */
static unsigned long pick(struct rng *rng, unsigned long most, unsigned long other)
{
	switch (rng_below(rng, 6)) {
	case 0:
		return other;
	case 1:
		return other ? other - 1 : 0;
	case 2:
		return other + 1;
	case 3:
		return 0;
	default:
		return rng_below(rng, most);
	}
}

static struct xen_balloon_view random_view(struct rng *rng)
{
	static const unsigned int bits[] = { 2, 4, 10, 20, 40, 61 };
	unsigned long most = 1UL << bits[rng_below(rng, ARRAY_SIZE(bits))];
	struct xen_balloon_view v = {};

	v.current_pages = rng_below(rng, most);
	v.target = pick(rng, most, v.current_pages);
	v.floor = pick(rng, most, rng_chance(rng, 50) ? v.target : v.current_pages);
	v.ceiling = pick(rng, most, rng_chance(rng, 50) ? v.target : v.current_pages);
	if (rng_chance(rng, 20))
		v.ceiling = ULONG_MAX;
	v.pool = rng_chance(rng, 40) ? 0 : rng_below(rng, most);
	v.lent = rng_chance(rng, 40) ? 0 : rng_below(rng, most);
	/* Mostly as it should be; but the count must not be trusted to be. */
	v.frames = v.current_pages + v.pool + v.lent;
	if (rng_chance(rng, 30))
		v.frames = pick(rng, most, v.target);
	v.reclaimable = pick(rng, most, v.current_pages);
	v.can_grow = rng_chance(rng, 50);
	v.oom = rng_chance(rng, 10);
	v.relief = rng_chance(rng, 10) ? rng_below(rng, most) : 0;
	return v;
}

/* Where a domain is to end, from how floor and ceiling are described: they limit, never repel. */
static unsigned long goal_for(const struct xen_balloon_view *v)
{
	if (v->target < v->current_pages)
		return max(v->target, min(v->floor, v->current_pages));
	return min(v->target, max(v->ceiling, v->current_pages));
}

/* Number of views that each of the properties checks per round. */
#define VIEWS	100

static struct xen_balloon_decision decide_random(struct rng *rng, struct xen_balloon_view *v)
{
	*v = random_view(rng);
	return xen_balloon_policy_decide(v);
}

static const char *show(const struct xen_balloon_view *v, const struct xen_balloon_decision *d)
{
	static char text[400];

	snprintf(
		text, sizeof(text),
		"current %lu target %lu floor %lu ceiling %lu pool %lu frames %lu lent %lu available %lu can_grow %d oom %d relief %lu exhausted %d: %s %lu (%s)",
		v->current_pages, v->target, v->floor, v->ceiling, v->pool, v->frames, v->lent,
		v->reclaimable, v->can_grow, v->oom, v->relief, v->exhausted,
		action_names[d->action], d->pages, reason_names[d->reason]);
	return text;
}

/* What has to be true of a decision. */
#define REQUIRE_OF(v, d, cond)	REQUIRE(cond, "%s", show(&(v), &(d)))

/* Never more than what is missing, what the pool has, what the guest can spare. */
static void decide_amount(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		switch (d.action) {
		case XEN_BALLOON_INFLATE:
			REQUIRE_OF(v, d, d.pages <= v.current_pages - v.target);
			REQUIRE_OF(v, d, d.pages <= v.reclaimable);
			break;
		case XEN_BALLOON_DEFLATE:
			REQUIRE_OF(v, d, d.pages <= v.target - v.current_pages);
			REQUIRE_OF(v, d, d.pages <= v.pool);
			break;
		case XEN_BALLOON_GROW:
			REQUIRE_OF(v, d, d.pages <= v.target + v.lent - v.frames);
			break;
		case XEN_BALLOON_NOTHING:
		case XEN_BALLOON_SHRINK:
		case XEN_BALLOON_ACTIONS:
			break;
		}
		REQUIRE_OF(v, d, !d.pages == (d.action == XEN_BALLOON_NOTHING));
	}
}

/* Memory moves towards the target or not at all. */
static void decide_direction(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		if (v.target <= v.current_pages)
			REQUIRE_OF(v, d, d.action != XEN_BALLOON_DEFLATE &&
				   d.action != XEN_BALLOON_GROW);
		if (v.target >= v.current_pages)
			REQUIRE_OF(v, d, d.action != XEN_BALLOON_INFLATE);
	}
}

/* No domain goes below the floor, and one that is below it loses nothing. */
static void decide_floor(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		if (d.action == XEN_BALLOON_INFLATE)
			REQUIRE_OF(v, d, v.current_pages - d.pages >=
					 min(v.floor, v.current_pages));
	}
}

/* No domain goes beyond the ceiling, and one that is beyond it gets nothing. */
static void decide_ceiling(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		if (d.action == XEN_BALLOON_DEFLATE)
			REQUIRE_OF(v, d, v.current_pages + d.pages <=
					 max(v.ceiling, v.current_pages));
		if (d.action == XEN_BALLOON_GROW)
			REQUIRE_OF(v, d, v.frames + d.pages <= v.ceiling + v.lent ||
				   v.ceiling == ULONG_MAX);
	}
}

/* All that is possible is requested: only an obstacle is a reason to stop before the goal. */
static void decide_progress(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		unsigned long goal = goal_for(&v);
		unsigned long wanted = goal + v.lent;

		if (goal < v.current_pages && v.reclaimable && !v.oom)
			REQUIRE_OF(v, d,
				   d.action == XEN_BALLOON_INFLATE &&
					   (d.pages == v.reclaimable ||
					    v.current_pages - d.pages == goal));
		else if (goal > v.current_pages && v.pool)
			REQUIRE_OF(v, d, d.action == XEN_BALLOON_DEFLATE &&
				   (d.pages == v.pool || v.current_pages + d.pages == goal));
		else if (goal > v.current_pages && v.can_grow && v.frames < wanted)
			REQUIRE_OF(v, d, d.action == XEN_BALLOON_GROW &&
				   v.frames + d.pages == wanted);
		else
			REQUIRE_OF(v, d, d.action == XEN_BALLOON_NOTHING);
	}
}

/* Page frames are added when the pool is empty and there are too few of them, and only then. */
static void decide_growth_is_last(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		if (d.action != XEN_BALLOON_GROW)
			continue;
		REQUIRE_OF(v, d, v.can_grow && !v.pool);
		REQUIRE_OF(v, d, v.frames < v.target + v.lent);
	}
}

/* The reason names what is in the way, and nothing that is not. */
static void decide_reason(struct rng *rng)
{
	struct xen_balloon_decision d;
	struct xen_balloon_view v;
	unsigned int i;
	bool there, right;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		unsigned long goal = goal_for(&v);

		switch (d.reason) {
		case XEN_BALLOON_NONE:
			right = goal == v.target;
			break;
		case XEN_BALLOON_FLOOR:
			right = v.target < v.floor && v.target < goal;
			break;
		case XEN_BALLOON_CEILING:
			right = v.target > v.ceiling && v.target > goal;
			break;
		case XEN_BALLOON_GUEST_MEMORY:
			right = goal < v.current_pages && !v.reclaimable;
			break;
		case XEN_BALLOON_GUEST_OOM:
			right = goal < v.current_pages && (v.oom || (v.relief && !v.reclaimable));
			break;
		case XEN_BALLOON_FRAMES_LENT:
			right = goal > v.current_pages && !v.pool && v.frames >= goal &&
				(!v.can_grow || v.frames >= goal + v.lent);
			break;
		case XEN_BALLOON_NO_FRAMES:
			right = goal > v.current_pages && !v.pool && !v.can_grow && v.frames < goal;
			break;
		case XEN_BALLOON_XEN_REFUSED:
		case XEN_BALLOON_GROWTH_FAILED:
		case XEN_BALLOON_REASONS: /* only a step that was tried can tell */
			right = false;
		}
		there = d.action == XEN_BALLOON_NOTHING && v.current_pages == v.target;
		REQUIRE_OF(v, d, right);
		REQUIRE_OF(v, d, !there || d.reason == XEN_BALLOON_NONE);
		REQUIRE_OF(v, d,
			   d.action != XEN_BALLOON_NOTHING || there ||
				   d.reason != XEN_BALLOON_NONE);
	}
}

/* ---- results: properties ---- */

static struct xen_balloon_backoff random_backoff(struct rng *rng)
{
	struct xen_balloon_backoff b = {
		.max_delay = rng_chance(rng, 10) ? 0 : rng_range(rng, 1, 1UL << rng_below(rng, 20)),
		.max_count = rng_chance(rng, 30) ? 0 : rng_range(rng, 1, 20),
	};

	xen_balloon_policy_reset_backoff(&b);
	return b;
}

static int random_result(struct rng *rng, enum xen_balloon_action action)
{
	static const int growth[] = { 0, -ENOMEM, -EEXIST, -EINVAL, -EBUSY, -ENOSPC };
	static const int move[] = { 0, -ENOMEM, -ENOSPC };

	switch (action) {
	case XEN_BALLOON_NOTHING:
		return 0;
	case XEN_BALLOON_GROW:
		return growth[rng_below(rng, ARRAY_SIZE(growth))];
	default:
		return move[rng_below(rng, ARRAY_SIZE(move))];
	}
}

/* Whatever happens, the verdict makes sense: state, reason, delay and backoff fit each other. */
static void result_verdict(struct rng *rng)
{
	struct xen_balloon_backoff b = random_backoff(rng), before;
	unsigned long cap = b.max_delay ? b.max_delay : 1;
	struct xen_balloon_decision d;
	struct xen_balloon_outcome got;
	struct xen_balloon_view v;
	unsigned int i;

	for (i = 0; i < VIEWS; i++) {
		d = decide_random(rng, &v);
		int result = random_result(rng, d.action);
		bool there = d.action == XEN_BALLOON_NOTHING &&
			     (d.reason == XEN_BALLOON_NONE || d.reason == XEN_BALLOON_FLOOR);
		bool moved =
			d.action != XEN_BALLOON_NOTHING && !result && !(d.trickle && b.count > 1);

		before = b;
		got = xen_balloon_policy_result(&d, result, &b);
		REQUIRE(got.again == !there, "%s, result %d: again is %d", action_names[d.action],
			result, got.again);
		REQUIRE((got.state == XEN_BALLOON_IDLE) == there, "%s, result %d: state is %s",
			action_names[d.action], result, state_names[got.state]);
		REQUIRE((got.state == XEN_BALLOON_WAITING || got.state == XEN_BALLOON_OOM) ==
			!(there || moved),
			"%s, result %d: state is %s", action_names[d.action], result,
			state_names[got.state]);
		REQUIRE(!got.delay == (there || moved), "%s, result %d: delay %lu",
			action_names[d.action], result, got.delay);
		REQUIRE((got.state == XEN_BALLOON_OOM) == (got.reason == XEN_BALLOON_GUEST_OOM),
			"%s, result %d: state is %s", action_names[d.action], result,
			state_names[got.state]);
		REQUIRE(got.delay <= cap, "delay %lu, cap %lu", got.delay, cap);
		REQUIRE(got.state != XEN_BALLOON_WAITING || got.reason != XEN_BALLOON_NONE,
			"%s, result %d: waits without a reason", action_names[d.action], result);
		REQUIRE(result || got.reason == d.reason ||
				(d.trickle && got.reason == XEN_BALLOON_GUEST_MEMORY),
			"%s: reason %s has become %s", action_names[d.action],
			reason_names[d.reason], reason_names[got.reason]);
		if (got.delay)
			REQUIRE(b.count == before.count + 1 && b.delay == got.delay,
				"count %lu after %lu, delay %lu but says %lu", b.count,
				before.count, b.delay, got.delay);
		else
			REQUIRE(b.count == 1 && b.delay == 1, "count %lu, delay %lu are not fresh",
				b.count, b.delay);
	}
}

/* While attempts fail the delay never falls, at most doubles or goes to its cap, and gets there. */
static void result_delay_is_monotone(struct rng *rng)
{
	static const struct xen_balloon_decision decision = { XEN_BALLOON_DEFLATE, 1,
							      XEN_BALLOON_NONE };
	struct xen_balloon_backoff b = random_backoff(rng);
	unsigned long cap = b.max_delay ? b.max_delay : 1, delay, last = 1;
	unsigned int i;

	for (i = 1; i <= 40; i++) {
		bool jumps = b.max_count && i >= b.max_count;

		delay = xen_balloon_policy_result(&decision, -ENOSPC, &b).delay;
		REQUIRE(delay >= last, "attempt %u: %lu after %lu", i, delay, last);
		REQUIRE(delay <= cap, "attempt %u: %lu, cap %lu", i, delay, cap);
		/* From just below half of the cap it may go to the cap as well. */
		REQUIRE(jumps ? delay == cap : i == 1 ? delay == 1 :
			delay == 2 * last || (delay == cap && 2 * last + 1 >= cap),
			"attempt %u: %lu after %lu, cap %lu, jumps after %lu", i, delay, last, cap,
			b.max_count);
		last = delay;
	}
	CHECK(last == cap, "delay %lu never reached its cap %lu", last, cap);
}

/* ---- simulator ---- */

/**
 * struct world - a guest with a balloon, on a Xen
 * @current_pages:	what the domain has
 * @target:		what it should have
 * @floor:		the least it can live with
 * @used:		what the guest does not give away
 * @frames:		page frames there are
 * @lent:		of those, lent out
 * @growable:		page frames that could be added
 * @section:		page frames that are added at a time
 * @maximum:		what Xen allows the domain to have
 * @budget:		what Xen has free
 * @step:		what one step moves at most
 * @inflate_error:	what inflating fails with, or 0
 * @deflate_error:	what deflating fails with, or 0
 * @grow_error:		what growth fails with, or 0
 * @flaky:		how many percent of the steps fail for no lasting reason
 * @rng:		chance, in the size and the luck of steps
 * @backoff:		the driver's
 * @exhausted:		the last step was to inflate, and failed for lack of memory
 * @verdict:		of the last step
 * @now:		seconds since the world began
 * @steps:		steps so far, however they went
 */
struct world {
	unsigned long current_pages;
	unsigned long target;
	unsigned long floor;
	unsigned long used;
	unsigned long frames;
	unsigned long lent;
	unsigned long growable;
	unsigned long section;
	unsigned long maximum;
	unsigned long budget;
	unsigned long step;
	int inflate_error;
	int deflate_error;
	int grow_error;
	unsigned int flaky;
	struct rng *rng;
	struct xen_balloon_backoff backoff;
	bool exhausted;
	struct xen_balloon_outcome verdict;
	unsigned long now;
	unsigned long steps;
};

static struct xen_balloon_view look(const struct world *w)
{
	return (struct xen_balloon_view){
		.current_pages = w->current_pages,
		.target = w->target,
		.floor = w->floor,
		.ceiling = w->maximum,
		.pool = w->frames - w->lent - w->current_pages,
		.frames = w->frames,
		.lent = w->lent,
		.reclaimable = w->current_pages - min(w->current_pages, w->used),
		.can_grow = w->growable,
		.exhausted = w->exhausted,
	};
}

static int inflate(struct world *w, unsigned long pages)
{
	if (w->inflate_error)
		return w->inflate_error;
	if (rng_chance(w->rng, w->flaky))
		return rng_chance(w->rng, 50) ? -ENOMEM : -ENOSPC;
	pages = min(pages, rng_range(w->rng, 1, w->step));
	w->current_pages -= pages;
	w->budget += pages;
	return 0;
}

static int deflate(struct world *w, unsigned long pages)
{
	if (w->deflate_error)
		return w->deflate_error;
	if (rng_chance(w->rng, w->flaky))
		return rng_chance(w->rng, 50) ? -ENOMEM : -ENOSPC;
	pages = min(pages, rng_range(w->rng, 1, w->step));
	pages = min(pages, w->budget);
	pages = min(pages, w->maximum - min(w->maximum, w->current_pages));
	w->current_pages += pages;
	w->budget -= pages;
	return pages ? 0 : -ENOSPC;
}

static int grow(struct world *w)
{
	unsigned long pages = min(w->section, w->growable);

	if (w->grow_error)
		return w->grow_error;
	if (rng_chance(w->rng, w->flaky))
		return -EBUSY;
	w->frames += pages;
	w->growable -= pages;
	return 0;
}

static int act(struct world *w, const struct xen_balloon_decision *d)
{
	switch (d->action) {
	case XEN_BALLOON_INFLATE:
		return inflate(w, d->pages);
	case XEN_BALLOON_DEFLATE:
		return deflate(w, d->pages);
	case XEN_BALLOON_GROW:
		return grow(w);
	default:
		break;
	}
	return 0;
}

/* One step, and what is true of every step. */
static void sim_step(struct world *w)
{
	struct xen_balloon_view view = look(w);
	unsigned long goal = goal_for(&view), before = w->current_pages;
	struct xen_balloon_decision d = xen_balloon_policy_decide(&view);
	int result = act(w, &d);

	if (d.action != XEN_BALLOON_SHRINK || !result)
		w->exhausted = d.action == XEN_BALLOON_INFLATE && result == -ENOMEM;
	w->verdict = xen_balloon_policy_result(&d, result, &w->backoff);
	w->steps++;
	if (before <= goal)
		REQUIRE(w->current_pages >= before && w->current_pages <= goal,
			"from %lu to %lu, the goal being %lu", before, w->current_pages, goal);
	else
		REQUIRE(w->current_pages <= before && w->current_pages >= goal,
			"from %lu to %lu, the goal being %lu", before, w->current_pages, goal);
}

/* Steps as the worker does them, until nothing more is going to happen. */
static void sim_settle(struct world *w)
{
	unsigned int most_waits = w->flaky ? 60 : 2, waits = 0;
	unsigned long steps = 0, before;

	while (waits < most_waits) {
		before = w->current_pages;
		sim_step(w);
		REQUIRE(++steps < 50000, "no end: at %lu for %lu, %s, %s", w->current_pages,
			w->target, state_names[w->verdict.state], reason_names[w->verdict.reason]);
		if (!w->verdict.again)
			return;
		waits = w->verdict.delay && w->current_pages == before ? waits + 1 : 0;
		w->now += w->verdict.delay;
	}
}

/* What can be reached, and why it is not more or less, when nothing else happens. */
static unsigned long reachable(const struct world *w, enum xen_balloon_reason *reason)
{
	unsigned long growable = w->growable, frames = w->frames;
	struct xen_balloon_view v = look(w);
	unsigned long goal = goal_for(&v), wanted = goal + w->lent;

	*reason = goal == w->target ? XEN_BALLOON_NONE :
		  goal > w->target  ? XEN_BALLOON_FLOOR :
				      XEN_BALLOON_CEILING;
	if (goal < w->current_pages && w->used > goal) {
		*reason = XEN_BALLOON_GUEST_MEMORY;
		return min(w->used, w->current_pages);
	}
	if (goal <= w->current_pages)
		return goal;

	if (w->current_pages + w->budget >= goal && frames - w->lent >= goal)
		return goal;
	while (frames - w->lent < goal && frames < wanted && growable) {
		/* Nothing grows as long as there are frames that Xen has no memory for. */
		if (frames - w->lent > w->current_pages + w->budget)
			break;
		frames += min(w->section, growable);
		growable -= min(w->section, growable);
	}
	if (frames - w->lent >= goal && w->current_pages + w->budget >= goal)
		return goal;
	if (w->current_pages + w->budget < frames - w->lent) {
		*reason = XEN_BALLOON_XEN_REFUSED;
		return w->current_pages + w->budget;
	}
	*reason = frames >= goal ? XEN_BALLOON_FRAMES_LENT : XEN_BALLOON_NO_FRAMES;
	return frames - w->lent;
}

static void settle_and_check(struct world *w, const char *what)
{
	enum xen_balloon_reason reason;
	unsigned long want = reachable(w, &reason);
	bool idle = reason == XEN_BALLOON_NONE || reason == XEN_BALLOON_FLOOR;

	sim_settle(w);
	REQUIRE(w->current_pages == want, "%s: at %lu instead of %lu, for target %lu", what,
		w->current_pages, want, w->target);
	REQUIRE(w->verdict.again == !idle, "%s: again is %d with reason %s", what,
		w->verdict.again, reason_names[reason]);
	/* With flaky steps the last one may have failed for another reason. */
	REQUIRE(w->flaky || w->verdict.reason == reason, "%s: reason %s instead of %s", what,
		reason_names[w->verdict.reason], reason_names[reason]);
	REQUIRE(w->verdict.state == (idle ? XEN_BALLOON_IDLE : XEN_BALLOON_WAITING),
		"%s: state %s", what, state_names[w->verdict.state]);
}

static struct world random_world(struct rng *rng)
{
	unsigned long size = 1UL << rng_range(rng, 3, 24);
	struct world w = {
		.current_pages = rng_range(rng, 1, size),
		.target = rng_below(rng, 2 * size),
		.floor = rng_below(rng, size / 2),
		.used = rng_below(rng, size / 2),
		.growable = rng_chance(rng, 50) ? rng_below(rng, size) : 0,
		.section = rng_range(rng, size / 8, size / 2),
		.maximum = rng_chance(rng, 20) ? ULONG_MAX : rng_below(rng, 2 * size),
		.budget = rng_chance(rng, 50) ? 4 * size : rng_below(rng, size),
		.step = rng_range(rng, (size + 63) / 64, size),
		.rng = rng,
		.backoff = random_backoff(rng),
	};

	w.lent = rng_chance(rng, 50) ? rng_below(rng, size / 4) : 0;
	w.frames = w.current_pages + w.lent + rng_below(rng, size);
	return w;
}

/* From anywhere to the target, or as far as possible; then it stays there. */
static void sim_converges(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned long there;

	settle_and_check(&w, "start");
	there = w.current_pages;
	sim_step(&w);
	CHECK(w.current_pages == there, "was idle at %lu, is at %lu", there, w.current_pages);
}

/* With nothing in the way, the target is reached, and nothing else is said. */
static void sim_reaches_target(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned int i;

	w.used = 0;
	w.floor = 0;
	w.maximum = ULONG_MAX;
	w.budget = 1UL << 30;
	w.growable = 1UL << 30;
	w.section = max(w.section, w.frames / 2);
	for (i = 0; i < 5; i++) {
		w.target = rng_below(rng, 2 * w.frames);
		xen_balloon_policy_reset_backoff(&w.backoff);
		sim_settle(&w);
		REQUIRE(w.current_pages == w.target, "at %lu for target %lu: %s", w.current_pages,
			w.target, reason_names[w.verdict.reason]);
		REQUIRE(w.verdict.state == XEN_BALLOON_IDLE &&
				w.verdict.reason == XEN_BALLOON_NONE && !w.verdict.again,
			"at the target: %s, %s, again %d", state_names[w.verdict.state],
			reason_names[w.verdict.reason], w.verdict.again);
		REQUIRE(w.now == 0, "took %lu seconds of waiting", w.now);
	}
}

/* The world changes, idle and mid-way: only what the user does wakes the driver up. */
static void sim_follows_changes(struct rng *rng)
{
	struct world w = random_world(rng);
	unsigned long size = w.frames + w.growable + 8;
	unsigned int i, n;

	for (i = 0; i < 40; i++) {
		const char *what = "nothing";

		switch (rng_below(rng, 8)) {
		case 0:
			what = "target";
			w.target = rng_below(rng, 2 * size);
			xen_balloon_policy_reset_backoff(&w.backoff);
			break;
		case 1:
			what = "floor";
			w.floor = rng_below(rng, size);
			xen_balloon_policy_reset_backoff(&w.backoff);
			break;
		case 2:
			what = "maximum";
			w.maximum = rng_below(rng, 2 * size);
			break;
		case 3:
			what = "budget";
			w.budget = rng_below(rng, size);
			break;
		case 4:
			what = "used";
			w.used = rng_below(rng, size);
			break;
		case 5:
			what = "lending";
			w.lent += rng_below(rng, w.frames - w.lent - w.current_pages + 1);
			break;
		case 6:
			what = "return";
			w.lent -= rng_below(rng, w.lent + 1);
			break;
		case 7:
			what = "growable";
			w.growable += rng_below(rng, size / 4);
			break;
		}
		if (rng_chance(rng, 50)) {
			settle_and_check(&w, what);
			continue;
		}
		for (n = rng_below(rng, 4); n; n--)
			sim_step(&w);
	}
	settle_and_check(&w, "end");
}

/* Found by unreachable:hvm in Debian's configuration: 57 steps in a minute, for some pages each. */
static void sim_trickle_costs_nothing(struct rng *rng)
{
	unsigned long size = rng_range(rng, 20000, 200000), drop = rng_range(rng, 1, 50);
	struct world w = {
		.current_pages = size,
		.frames = size,
		.used = size,
		.maximum = size,
		.target = size / 4,
		.step = 8192,
		.rng = rng,
		.backoff = { .max_delay = 32, .max_count = 4 },
	};
	unsigned long end, steps;

	xen_balloon_policy_reset_backoff(&w.backoff);
	sim_settle(&w);
	end = w.now + 60;
	steps = w.steps;
	while (w.now < end) {
		sim_step(&w);
		w.now += w.verdict.delay;
		w.used -= drop * w.verdict.delay;
	}
	REQUIRE(w.steps - steps <= 20, "%lu steps in a minute, for %lu pages a second",
		w.steps - steps, drop);
	/* And when the guest has more to give, that is noticed. */
	w.used = 0;
	sim_settle(&w);
	REQUIRE(w.current_pages == w.target, "at %lu for %lu", w.current_pages, w.target);
}

/* Steps that fail now and then cause delays, and nothing else. */
static void sim_survives_flaky_steps(struct rng *rng)
{
	struct world w = random_world(rng);

	w.flaky = rng_range(rng, 1, 40);
	settle_and_check(&w, "start");
	w.target = rng_below(rng, 2 * w.frames);
	xen_balloon_policy_reset_backoff(&w.backoff);
	settle_and_check(&w, "target");
}

/* ---- obstacles ---- */

static void low_maximum(struct world *w, bool there)
{
	w->maximum = there ? w->current_pages : w->target;
}

static void low_maximum_before_current(struct world *w, bool there)
{
	w->maximum = there ? w->current_pages / 2 : ULONG_MAX;
}

static void xen_is_full(struct world *w, bool there)
{
	w->budget = there ? 0 : w->target;
}

static void guest_is_full(struct world *w, bool there)
{
	w->target = w->current_pages / 2;
	w->used = there ? w->current_pages : 0;
}

static void guest_allocation(struct world *w, bool there)
{
	w->target = w->current_pages / 2;
	w->inflate_error = there ? -ENOMEM : 0;
}

static void xen_takes_nothing(struct world *w, bool there)
{
	w->target = w->current_pages / 2;
	w->inflate_error = there ? -ENOSPC : 0;
}

static void bookkeeping(struct world *w, bool there)
{
	w->deflate_error = there ? -ENOMEM : 0;
}

static void frames_are_lent(struct world *w, bool there)
{
	w->lent = there ? w->frames - w->current_pages : 0;
}

static void frames_are_missing(struct world *w, bool there)
{
	w->frames = w->current_pages;
	w->growable = there ? 0 : w->target;
}

static void growth_lacks_memory(struct world *w, bool there)
{
	w->frames = w->current_pages;
	w->growable = w->target;
	w->grow_error = there ? -ENOMEM : 0;
}

static void growth_is_refused(struct world *w, bool there)
{
	w->frames = w->current_pages;
	w->growable = w->target;
	w->grow_error = there ? -EBUSY : 0;
}

static const struct obstacle {
	const char *name;
	void (*put)(struct world *w, bool there);
	enum xen_balloon_reason reason;
} obstacles[] = {
	{ "low maximum", low_maximum, XEN_BALLOON_CEILING },
	{ "maximum below current", low_maximum_before_current, XEN_BALLOON_CEILING },
	{ "Xen is full", xen_is_full, XEN_BALLOON_XEN_REFUSED },
	{ "guest is full", guest_is_full, XEN_BALLOON_GUEST_MEMORY },
	{ "guest allocation", guest_allocation, XEN_BALLOON_GUEST_MEMORY },
	{ "Xen takes nothing", xen_takes_nothing, XEN_BALLOON_XEN_REFUSED },
	{ "bookkeeping", bookkeeping, XEN_BALLOON_GUEST_MEMORY },
	{ "frames are lent", frames_are_lent, XEN_BALLOON_FRAMES_LENT },
	{ "frames are missing", frames_are_missing, XEN_BALLOON_NO_FRAMES },
	{ "growth lacks memory", growth_lacks_memory, XEN_BALLOON_GROWTH_FAILED },
	{ "growth is refused", growth_is_refused, XEN_BALLOON_GROWTH_FAILED },
};

/* A guest that would go up from 1000 pages if @o were not in the way. */
static struct world stuck_world(struct rng *rng, const struct obstacle *o)
{
	struct world w = {
		.current_pages = 1000,
		.target = rng_range(rng, 1001, 3000),
		.floor = 100,
		.frames = 3000,
		.section = 512,
		.maximum = 4000,
		.budget = 4000,
		.step = rng_range(rng, 20, 3000),
		.rng = rng,
		.backoff = {
			.max_delay = rng_chance(rng, 10) ? 0 : rng_range(rng, 1, 600),
			.max_count = rng_below(rng, 12),
		},
	};

	xen_balloon_policy_reset_backoff(&w.backoff);
	o->put(&w, true);
	return w;
}

static unsigned int log2_of(unsigned long n)
{
	unsigned int log = 0;

	while (n >>= 1)
		log++;
	return log;
}

/*
 * A target that cannot be reached costs next to nothing: after the attempts while the delay
 * doubles, there is one per max_delay. But there is one.
 */
static void sim_stuck_is_cheap(struct rng *rng)
{
	const struct obstacle *o;

	for (o = obstacles; o < obstacles + ARRAY_SIZE(obstacles); o++) {
		struct world w = stuck_world(rng, o);
		unsigned long cap = w.backoff.max_delay ? w.backoff.max_delay : 1;
		unsigned long doubling = log2_of(cap) + 2, last = 0;

		if (w.backoff.max_count)
			doubling = min(doubling, w.backoff.max_count);
		while (w.now < 3600) {
			sim_step(&w);
			REQUIRE(w.verdict.again && w.verdict.state == XEN_BALLOON_WAITING,
				"%s: again %d, %s", o->name, w.verdict.again,
				state_names[w.verdict.state]);
			REQUIRE(w.verdict.reason == o->reason, "%s: reason %s", o->name,
				reason_names[w.verdict.reason]);
			REQUIRE(w.verdict.delay >= max(last, 1UL) && w.verdict.delay <= cap,
				"%s: delay %lu after %lu, cap %lu", o->name, w.verdict.delay, last,
				cap);
			last = w.verdict.delay;
			w.now += last;
		}
		REQUIRE(w.steps <= 3600 / cap + doubling + 1,
			"%s: %lu attempts in an hour, max_delay %lu, max_count %lu", o->name,
			w.steps, w.backoff.max_delay, w.backoff.max_count);
		REQUIRE(w.steps >= 3600 / cap, "%s: only %lu attempts in an hour", o->name,
			w.steps);
	}
}

/* When the obstacle is gone, no notice is needed: the target is reached within max_delay. */
static void sim_notices_by_itself(struct rng *rng)
{
	const struct obstacle *o;

	for (o = obstacles; o < obstacles + ARRAY_SIZE(obstacles); o++) {
		struct world w = stuck_world(rng, o);
		unsigned long cap = w.backoff.max_delay ? w.backoff.max_delay : 1;
		unsigned long goes = rng_below(rng, 3600), steps = 0;

		while (w.now <= goes) {
			sim_step(&w);
			REQUIRE(w.verdict.again && w.verdict.delay, "%s: again %d, delay %lu",
				o->name, w.verdict.again, w.verdict.delay);
			w.now += w.verdict.delay;
		}
		o->put(&w, false);
		do {
			sim_step(&w);
			w.now += w.verdict.delay;
			REQUIRE(++steps < 50000, "%s: no end", o->name);
		} while (w.verdict.again && w.now <= goes + cap);
		REQUIRE(w.current_pages == w.target && !w.verdict.again,
			"%s: at %lu for %lu, %lu seconds after it went, max_delay %lu", o->name,
			w.current_pages, w.target, w.now - goes, w.backoff.max_delay);
		REQUIRE(w.now <= goes + cap, "%s: took %lu seconds, max_delay %lu", o->name,
			w.now - goes, w.backoff.max_delay);
	}
}

static const struct test tests[] = {
	UNIT(decide_towards_less),
	UNIT(decide_towards_more),
	UNIT(decide_without_pool),
	UNIT(decide_shrink),
	UNIT(result_table),
	UNIT(result_shrink),
	UNIT(result_trickle),
	UNIT(result_backoff),
	UNIT(result_backoff_overflow),
	UNIT(result_success_forgets_failures),
	UNIT(fresh),
	UNIT(floor_table),
	PROPERTY(floor_properties, 20000),
	UNIT(reclaimable_table),
	UNIT(quiet_table),
	PROPERTY(quiet_learns, 20000),
	UNIT(removal_pause_table),
	UNIT(wants_frames),
	UNIT(pace_table),
	PROPERTY(pace_properties, 20000),
	PROPERTY(decide_amount, 1000),
	PROPERTY(decide_direction, 1000),
	PROPERTY(decide_floor, 1000),
	PROPERTY(decide_ceiling, 1000),
	PROPERTY(decide_progress, 1000),
	PROPERTY(decide_growth_is_last, 1000),
	PROPERTY(decide_reason, 1000),
	PROPERTY(result_verdict, 1000),
	PROPERTY(result_delay_is_monotone, 5000),
	PROPERTY(sim_converges, 5000),
	PROPERTY(sim_reaches_target, 2000),
	PROPERTY(sim_follows_changes, 500),
	PROPERTY(sim_trickle_costs_nothing, 1000),
	PROPERTY(sim_survives_flaky_steps, 500),
	PROPERTY(sim_stuck_is_cheap, 100),
	PROPERTY(sim_notices_by_itself, 200),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
