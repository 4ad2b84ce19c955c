// SPDX-License-Identifier: GPL-2.0
/* Tests of decide.c. */
#include <stdio.h>
#include <string.h>

#include "decide.h"
#include "keys.h"
#include "make.h"
#include "test.h"

static const struct policy plain = { POLICY_PROPORTIONAL, false };
static const struct policy strict = { POLICY_PROPORTIONAL, true };
static const struct host no_host;

static struct change follow(const struct domain *d, const struct policy *policy)
{
	struct change c;

	decide_follow(d, &no_host, policy, &c);
	return c;
}

/* What has been decided is decided for good: the next look finds nothing to do. */
static struct change follow_through(struct domain *d, const struct policy *policy)
{
	struct change c = follow(d, policy), next;

	make_change(d, &c);
	next = follow(d, policy);
	CHECK(change_is_empty(&next), "a second look changes something again");
	return c;
}

static void check_nodes(const struct domain *d, const char *what, long long max0,
			long long balloon0,
			long long max1, long long balloon1)
{
	CHECK(d->node[0].max_kb == max0 * MIB && d->node[0].balloon_kb == balloon0 * MIB &&
	      d->node[1].max_kb == max1 * MIB && d->node[1].balloon_kb == balloon1 * MIB,
	      "%s: %lld of %lld KiB, %lld of %lld KiB", what, d->node[0].balloon_kb,
	      d->node[0].max_kb, d->node[1].balloon_kb, d->node[1].max_kb);
}

/* ---- the daemon ---- */

static void offer_fresh(void)
{
	struct domain d = make_domain(2);
	struct change c = follow_through(&d, &plain);

	CHECK(c.offer && !c.remove_target && c.target_kb == KB_UNKNOWN && c.limit_kb == KB_UNKNOWN,
	      "an offer and no more");
	check_nodes(&d, "keys that move nothing", 256, 0, 256, 0);
}

/* One that has been ballooned by its total before. */
static void offer_late(void)
{
	struct domain d = make_domain(2);

	d.target_kb = 384 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "no report: spread", 256, 64, 256, 64);

	d = make_domain(2);
	d.target_kb = 384 * MIB;
	d.node[0].guest_kb = 128 * MIB;
	d.node[1].guest_kb = 0;
	follow_through(&d, &plain);
	check_nodes(&d, "as the guest reports", 256, 128, 256, 0);

	d = make_domain(2);
	d.target_kb = 384 * MIB;
	d.node[0].guest_kb = 96 * MIB;
	d.node[1].guest_kb = 0;
	follow_through(&d, &plain);
	CHECK(keys_total(&d) == 384 * MIB, "a report that is not there yet: %lld", keys_total(&d));

	d = make_domain(2);
	d.target_kb = 384 * MIB;
	d.node[0].guest_kb = 257 * MIB;
	d.node[1].guest_kb = KB_MAX;
	follow_through(&d, &plain);
	check_nodes(&d, "a report that cannot be true", 256, 64, 256, 64);
}

static void offer_with_video(void)
{
	struct domain d = make_domain(2);

	/* libxl takes video memory out of the first node, and out of the target. */
	d.video_kb = 16 * MIB;
	d.node[0].size_kb = 240 * MIB;
	d.target_kb = 496 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "video memory is in no node", 240, 0, 256, 0);
}

static void offer_not(void)
{
	struct domain d = make_domain(2);
	struct change c;

	d.present = false;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "a domain that is gone");
	d = make_domain(0);
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "a domain without nodes");
	d = make_domain(2);
	d.max_kb = KB_UNKNOWN;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "no static-max yet");
	d = make_domain(2);
	d.target_kb = KB_UNKNOWN;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "no target yet");
	d = make_domain(2);
	d.note = NOTE_WITHDRAWN;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "withdrawn by an administrator");
	d = make_agreed(2, 0);
	d.note = NOTE_WITHDRAWN;
	d.target_kb = 384 * MIB;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "withdrawn, though there are keys");
}

/* A guest that removes the node is not asked again, and its keys stay in step. */
static void guest_withdraws(void)
{
	struct domain d = make_agreed(2, 0);
	struct change c;

	d.handshake = HANDSHAKE_NONE;
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "nothing is offered again");
	d.target_kb = 384 * MIB;
	c = follow_through(&d, &plain);
	CHECK(!c.offer, "nor with a new target");
	check_nodes(&d, "in step", 256, 64, 256, 64);
}

static void mem_set(void)
{
	struct domain d = make_agreed(2, 0);

	d.target_kb = 384 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "down", 256, 64, 256, 64);
	d.target_kb = 512 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "and up again", 256, 0, 256, 0);
	d.target_kb = 384 * MIB + 4;
	follow_through(&d, &plain);
	CHECK(keys_total(&d) == 384 * MIB + 4, "to the page: %lld", keys_total(&d));
	d.target_kb = 9999 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "more than the maximum", 256, 0, 256, 0);
	d.target_kb = 0;
	follow_through(&d, &plain);
	check_nodes(&d, "nothing", 256, 256, 256, 256);
	/* Also before the guest has agreed: the keys are right when it does. */
	d = make_agreed(2, 0);
	d.handshake = HANDSHAKE_OFFERED;
	d.target_kb = 384 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "not agreed", 256, 64, 256, 64);
}

static void mem_max(void)
{
	struct domain d = make_agreed(2, 64);

	d.max_kb = 768 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "up: memory stays", 384, 192, 384, 192);
	d.target_kb = 768 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "all of it", 384, 0, 384, 0);
	d.target_kb = 512 * MIB;
	d.max_kb = 512 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "down with the target", 256, 0, 256, 0);
	d.max_kb = 384 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "not below the target", 256, 0, 256, 0);
	d = make_agreed(2, 64);
	d.node[1].balloon_kb = 0;
	d.target_kb = 448 * MIB;
	d.max_kb = 480 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "from the one with a balloon", 224, 32, 256, 0);
}

static void keys_damaged(void)
{
	struct domain d = make_agreed(2, 64);

	d.node[1].balloon_kb = KB_UNKNOWN;
	follow_through(&d, &plain);
	check_nodes(&d, "one is gone: as the guest reports", 256, 64, 256, 64);
	d = make_agreed(2, 64);
	d.node[1].balloon_kb = 999 * MIB;
	follow_through(&d, &plain);
	check_nodes(&d, "larger than the node", 256, 64, 256, 64);
	d = make_agreed(2, 64);
	d.node[0].max_kb = KB_UNKNOWN;
	follow_through(&d, &plain);
	check_nodes(&d, "no maximum: the size by Xen", 256, 64, 256, 64);
}

static void strict_target(void)
{
	struct domain d = make_agreed(2, 0);
	struct change c;

	d.target_kb = 384 * MIB;
	c = follow_through(&d, &strict);
	CHECK(c.remove_target && d.target_kb == KB_UNKNOWN, "removed, and followed before");
	check_nodes(&d, "followed", 256, 64, 256, 64);
	d.handshake = HANDSHAKE_NONE;
	c = follow_through(&d, &strict);
	CHECK(d.target_kb == 384 * MIB, "the guest has left: it is back, %lld", d.target_kb);
	d = make_agreed(2, 64);
	d.handshake = HANDSHAKE_OFFERED;
	c = follow(&d, &strict);
	CHECK(change_is_empty(&c), "not agreed: it stays");
	d = make_agreed(2, 64);
	d.target_kb = KB_UNKNOWN;
	c = follow_through(&d, &plain);
	CHECK(c.target_kb == 384 * MIB, "a daemon that is not strict puts it back");
}

static void policy_is_asked(void)
{
	static const struct policy by_free = { POLICY_HOST_FREE, false };
	static const struct host host = { .count = 2, .free_kb = { 0, 999 * MIB } };
	struct domain d = make_agreed(2, 0);
	struct change c;

	d.node[0].pnode = 0;
	d.node[1].pnode = 1;
	d.target_kb = 448 * MIB;
	decide_follow(&d, &host, &by_free, &c);
	make_change(&d, &c);
	check_nodes(&d, "where least is free", 256, 64, 256, 0);
}

/* Anything in Xenstore: in the end all is in step, and one look is enough for it. */
static long long any_kb(struct rng *rng, long long most)
{
	return rng_chance(rng, 20) ? KB_UNKNOWN : (long long)rng_below(rng, most);
}

static void follow_any(struct rng *rng)
{
	struct domain d = make_domain(rng_range(rng, 1, MAX_VNODES));
	struct policy policy = { rng_below(rng, POLICY_KINDS), rng_chance(rng, 30) };
	struct host host = { .count = rng_below(rng, 4), .free_kb = { 0, 64 * MIB, 999 * MIB } };
	struct change c;
	unsigned int n;

	d.handshake = rng_below(rng, 3);
	d.target_kb = any_kb(rng, d.count * 300 * MIB);
	d.max_kb = any_kb(rng, d.count * 300 * MIB);
	d.video_kb = rng_chance(rng, 50) ? 0 : rng_below(rng, 32 * MIB);
	for (n = 0; n < d.count; n++) {
		d.node[n].size_kb = rng_below(rng, 300 * MIB);
		d.node[n].max_kb = any_kb(rng, 300 * MIB);
		d.node[n].balloon_kb = any_kb(rng, 300 * MIB);
		d.node[n].guest_kb = any_kb(rng, KB_MAX);
		d.node[n].pnode = rng_below(rng, 4);
	}
	decide_follow(&d, &host, &policy, &c);
	if (change_is_empty(&c))
		return;
	make_change(&d, &c);
	CHECK(keys_complete(&d), "a key is missing");
	for (n = 0; n < d.count; n++)
		CHECK(d.node[n].max_kb <= KB_MAX && d.node[n].balloon_kb >= 0, "node %u", n);
	if (d.target_kb != KB_UNKNOWN && keys_total(&d) != d.target_kb) {
		/* Only where the nodes have no room for it. */
		CHECK(d.target_kb > keys_total(&d), "%lld of %lld", keys_total(&d), d.target_kb);
		for (n = 0; n < d.count; n++)
			CHECK(!d.node[n].balloon_kb, "node %u has room", n);
	}
	decide_follow(&d, &host, &policy, &c);
	CHECK(change_is_empty(&c), "a second look changes something again");
}

static void leave(void)
{
	struct domain d = make_agreed(2, 64);
	struct change c;

	decide_leave(&d, &c);
	CHECK(c.withdraw && c.note == NOTE_KEEP && c.target_kb == KB_UNKNOWN, "the keys go");
	make_change(&d, &c);
	decide_leave(&d, &c);
	CHECK(change_is_empty(&c), "and are gone");
	d.node[1].max_kb = 384 * MIB;
	d.max_kb = 640 * MIB;
	d.target_kb = 512 * MIB;
	d.node[0].guest_kb = 0;
	d.node[1].guest_kb = 128 * MIB;
	c = follow_through(&d, &plain);
	CHECK(c.offer, "a maximum that has stayed is no offer");
	check_nodes(&d, "from the maxima", 256, 0, 384, 128);
	d = make_agreed(2, 64);
	d.target_kb = KB_UNKNOWN;
	decide_leave(&d, &c);
	CHECK(c.target_kb == 384 * MIB, "a target that was removed is back: %lld", c.target_kb);
	d = make_agreed(2, 64);
	d.handshake = HANDSHAKE_NONE;
	decide_leave(&d, &c);
	CHECK(c.withdraw, "keys alone");
	d.present = false;
	decide_leave(&d, &c);
	CHECK(change_is_empty(&c), "a domain that is gone");
}

/* ---- requests ---- */

struct request_case {
	const char *what;
	enum verb verb;
	struct wish wish[3];
	unsigned int count;
	/* In MiB, afterwards; or how it is refused. */
	long long max0, balloon0, max1, balloon1;
	const char *why;
};

/* Of two nodes of 256 MiB with balloons of 64. */
static const struct request_case requests[] = {
	{ "set", VERB_SET, { { 0, 0, 128 * MIB } }, 1, 256, 128, 256, 64 },
	{ "set both", VERB_SET, { { 0, 0, 128 * MIB }, { 1, 0, 256 * MIB } }, 2, 256, 128, 256, 0 },
	{ "set more", VERB_SET, { { 1, '+', 64 * MIB } }, 1, 256, 64, 256, 0 },
	{ "set less", VERB_SET, { { 1, '-', 64 * MIB } }, 1, 256, 64, 256, 128 },
	{ "shift", VERB_SET, { { 0, '-', 64 * MIB }, { 1, '+', 64 * MIB } }, 2, 256, 128, 256, 0 },
	{ "set to nothing", VERB_SET, { { 1, 0, 0 } }, 1, 256, 64, 256, 256 },
	{ "balloon", VERB_BALLOON, { { 0, 0, 100 * MIB } }, 1, 256, 100, 256, 64 },
	{ "balloon more", VERB_BALLOON, { { 0, '+', 4 * MIB } }, 1, 256, 68, 256, 64 },
	{ "all of it", VERB_BALLOON, { { 0, 0, 256 * MIB } }, 1, 256, 256, 256, 64 },
	{ "max", VERB_MAX, { { 1, 0, 384 * MIB } }, 1, 256, 64, 384, 192 },
	{ "max less", VERB_MAX, { { 1, '-', 32 * MIB } }, 1, 256, 64, 224, 32 },
	{ "max as low as memory", VERB_MAX, { { 1, 0, 192 * MIB } }, 1, 256, 64, 192, 0 },
	{ "set too much", VERB_SET, { { 0, 0, 257 * MIB } }, 1, .why =
	  "vnode 0 of domain 5 can have memory of 0 to 262144 KiB, not 263168; 'ballo" },
	{ "too little", VERB_SET, { { 0, '-', 193 * MIB } }, 1, .why =
	  "vnode 0 of domain 5 can have memory of 0 to 262144 KiB, not -1024;" },
	{ "the second is wrong", VERB_SET, { { 0, 0, 128 * MIB }, { 1, 0, 999 * MIB } }, 2, .why =
	  "vnode 1 of domain 5 can have memory" },
	{ "balloon too large", VERB_BALLOON, { { 0, 0, 257 * MIB } }, 1, .why =
	  "vnode 0 of domain 5 can have a balloon of 0 to 262144 KiB, not 263168;" },
	{ "balloon too small", VERB_BALLOON, { { 0, '-', 65 * MIB } }, 1, .why =
	  "vnode 0 of domain 5 can have a balloon" },
	{ "max below memory", VERB_MAX, { { 0, 0, 191 * MIB } }, 1, .why =
	  "vnode 0 of domain 5 can have a maximum of 196608 to 4398046511104 KiB, not" },
	{ "max above all", VERB_MAX, { { 0, '+', KB_MAX } }, 1, .why =
	  "vnode 0 of domain 5 can have a maximum" },
	{ "max of both above all", VERB_MAX, { { 0, 0, KB_MAX }, { 1, 0, KB_MAX } }, 2, .why =
	  "the nodes of domain 5 would come to more than" },
	{ "no such node", VERB_SET, { { 2, 0, 0 } }, 1, .why =
	  "domain 5 has no vnode 2, only 0 to 1; see 'balloon-vnode list 5'" },
};

static void request_table(void)
{
	char why[WHY_SIZE];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		const struct request_case *t = &requests[i];
		struct request r = { .verb = t->verb, .count = t->count };
		struct domain d = make_agreed(2, 64);
		struct change c;
		bool good;

		memcpy(r.wish, t->wish, sizeof(t->wish));
		why[0] = 0;
		good = decide_request(&d, &r, &c, why, sizeof(why));
		CHECK(good == !t->why, "%s: %s", t->what, good ? "is not refused" : why);
		if (!good) {
			CHECK(!strncmp(why, t->why, strlen(t->why)), "%s: %s", t->what, why);
			CHECK(!strchr(why, '\n'), "more than a line");
			continue;
		}
		make_change(&d, &c);
		check_nodes(&d, t->what, t->max0, t->balloon0, t->max1, t->balloon1);
		CHECK(d.target_kb == keys_total(&d), "%s: target %lld", t->what, d.target_kb);
		c = follow(&d, &plain);
		CHECK(change_is_empty(&c), "%s: the daemon changes something", t->what);
	}
}

/* xl's own formula: the sum, video memory, and 1 MiB. */
static void request_limit(void)
{
	struct request r = { VERB_SET, 1, { { 0, 0, 128 * MIB } } };
	struct domain d = make_agreed(2, 64);
	char why[WHY_SIZE];
	struct change c;

	d.video_kb = 16 * MIB;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(c.limit_kb == (128 + 192 + 16 + 1) * MIB, "set: %lld", c.limit_kb);
	CHECK(c.pod_kb == KB_UNKNOWN, "set: PV: %lld", c.pod_kb);
	d.hvm = true;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(c.pod_kb == (128 + 192 + 1) * MIB, "set: %lld", c.pod_kb);
	CHECK(c.target_kb == (128 + 192) * MIB, "set: %lld", c.target_kb);
	r.verb = VERB_MAX;
	r.wish[0].kb = 512 * MIB;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(c.limit_kb == KB_UNKNOWN && c.target_kb == KB_UNKNOWN && c.pod_kb == KB_UNKNOWN,
	      "max: Xen's limit stays");
	CHECK(c.max_kb == (512 + 256 + 16) * MIB, "max: %lld", c.max_kb);
	r.verb = VERB_SET;
	r.wish[0].kb = 64 * MIB;
	d.target_kb = KB_UNKNOWN;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(c.target_kb == KB_UNKNOWN && c.limit_kb == (64 + 192 + 16 + 1) * MIB,
	      "a target that --strict has removed stays away");
}

static void request_below_floor(void)
{
	struct request r = { VERB_SET, 2, { { 0, 0, 32 * MIB }, { 1, 0, 64 * MIB } } };
	struct domain d = make_agreed(2, 64);
	char why[WHY_SIZE];
	struct change c;
	long long kb;

	d.video_kb = 16 * MIB;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(!decide_below_floor(&d, &c, &kb), "the guest says nothing");
	d.floor_kb = 96 * MIB;
	CHECK(!decide_below_floor(&d, &c, &kb), "at the floor");
	d.floor_kb = 96 * MIB + 4;
	CHECK(decide_below_floor(&d, &c, &kb) && kb == 96 * MIB, "below it: %lld", kb);
	r.verb = VERB_MAX;
	r.wish[0].kb = 512 * MIB;
	r.count = 1;
	d.floor_kb = KB_MAX;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)), "%s", why);
	CHECK(!decide_below_floor(&d, &c, &kb), "a maximum is no size");
}

static void request_refused(void)
{
	struct request r = { VERB_SET, 1, { { 0, 0, 128 * MIB } } };
	struct domain d = make_domain(2);
	char why[WHY_SIZE];
	struct change c;

	CHECK(!decide_request(&d, &r, &c, why, sizeof(why)) &&
	      !strcmp(why,
		      "domain 5 is not steered by node; run 'balloon-vnode offer 5' first"), "%s",
	      why);
	d.count = 0;
	CHECK(!decide_request(&d, &r, &c, why, sizeof(why)) &&
	      strstr(why, "no size that can be steered (memory/static-max); is it"), "%s", why);
	d.present = false;
	CHECK(!decide_request(&d, &r, &c, why, sizeof(why)) && strstr(why, "is not in Xenstore"),
	      "%s",
	      why);
	CHECK(change_is_empty(&c), "what is refused changes nothing");
}

static void request_offer(void)
{
	struct request r = { .verb = VERB_OFFER };
	struct domain d = make_domain(2);
	char why[WHY_SIZE];
	struct change c;

	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && c.offer && c.note == NOTE_KEEP,
	      "%s", why);
	make_change(&d, &c);
	check_nodes(&d, "offered", 256, 0, 256, 0);
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && change_is_empty(&c), "twice");
	d.handshake = HANDSHAKE_NONE;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && c.offer, "after the guest has left");
	d = make_domain(2);
	d.note = NOTE_WITHDRAWN;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && c.offer && c.note == NOTE_NONE,
	      "after an administrator has withdrawn it");
	make_change(&d, &c);
	check_nodes(&d, "with keys", 256, 0, 256, 0);
	d = make_agreed(2, 64);
	d.target_kb = KB_UNKNOWN;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && change_is_empty(&c),
	      "a target that --strict has removed stays away");
	d = make_domain(1);
	d.whole = true;
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && c.note == NOTE_OFFERED,
	      "the daemon is to follow one without virtual nodes");
	make_change(&d, &c);
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && change_is_empty(&c), "twice");
	d = make_domain(2);
	d.max_kb = KB_UNKNOWN;
	CHECK(!decide_request(&d, &r, &c, why, sizeof(why)) && strstr(why, "try again"), "%s", why);
}

static void request_withdraw(void)
{
	struct request r = { .verb = VERB_WITHDRAW };
	struct domain d = make_agreed(2, 64);
	char why[WHY_SIZE];
	struct change c;

	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && c.withdraw &&
	      c.note == NOTE_WITHDRAWN,
	      "%s", why);
	make_change(&d, &c);
	CHECK(decide_request(&d, &r, &c, why, sizeof(why)) && change_is_empty(&c), "twice");
	c = follow(&d, &plain);
	CHECK(change_is_empty(&c), "the daemon does not offer it again");
}

static void reached(void)
{
	struct domain d = make_agreed(2, 64);

	CHECK(decide_reached(&d), "it is there");
	d.node[1].guest_kb += 3;
	CHECK(decide_reached(&d), "to the page");
	d.node[1].guest_kb += 1;
	CHECK(!decide_reached(&d), "a page too much");
	d.node[1].guest_kb -= 8;
	CHECK(!decide_reached(&d), "a page too little");
	d.node[1].guest_kb = KB_UNKNOWN;
	d.node[1].balloon_kb = 0;
	CHECK(!decide_reached(&d), "no report");
	d = make_agreed(2, 64);
	d.handshake = HANDSHAKE_OFFERED;
	CHECK(!decide_reached(&d), "not agreed");
	d = make_agreed(2, 64);
	d.node[0].max_kb = KB_UNKNOWN;
	CHECK(!decide_reached(&d), "no keys");
}

static const struct test tests[] = {
	UNIT(offer_fresh),
	UNIT(offer_late),
	UNIT(offer_with_video),
	UNIT(offer_not),
	UNIT(guest_withdraws),
	UNIT(mem_set),
	UNIT(mem_max),
	UNIT(keys_damaged),
	UNIT(strict_target),
	UNIT(policy_is_asked),
	PROPERTY(follow_any, 3000),
	UNIT(leave),
	UNIT(request_table),
	UNIT(request_limit),
	UNIT(request_below_floor),
	UNIT(request_refused),
	UNIT(request_offer),
	UNIT(request_withdraw),
	UNIT(reached),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
