// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of drivers/xen/balloon/handshake.c: all that can be seen in every state, and conversations
 * with a toolstack that does anything at any time.
 */
#include <stdio.h>

#include "handshake.h"
#include "test.h"

#define OLD	XEN_BALLOON_HANDSHAKE_OLD
#define AGREED	XEN_BALLOON_HANDSHAKE_AGREED
#define VNODE	XEN_BALLOON_HANDSHAKE_VNODE

#define NONE	XEN_BALLOON_EFFECT_NONE
#define ACCEPT	XEN_BALLOON_EFFECT_ACCEPT
#define FOLLOW	XEN_BALLOON_EFFECT_FOLLOW
#define RETURN	XEN_BALLOON_EFFECT_RETURN

static const char *const state_names[] = { "old", "offered", "vnode" };
static const char *const effect_names[] = { "none", "accept", "follow", "return" };

static void handshake_table(void)
{
	static const struct {
		enum xen_balloon_handshake state;
		enum xen_balloon_offer offer;
		/* Without a key, and with one. */
		enum xen_balloon_handshake next[2];
		enum xen_balloon_effect effect[2];
	} cases[] = {
		{ OLD, XEN_BALLOON_OFFER_NONE, { OLD, OLD }, { NONE, NONE } },
		{ OLD, XEN_BALLOON_OFFER_OPEN, { OLD, OLD }, { ACCEPT, ACCEPT } },
		{ OLD, XEN_BALLOON_OFFER_REFUSED, { OLD, OLD }, { NONE, NONE } },
		{ OLD, XEN_BALLOON_OFFER_TAKEN, { AGREED, VNODE }, { NONE, FOLLOW } },
		{ AGREED, XEN_BALLOON_OFFER_NONE, { OLD, OLD }, { NONE, NONE } },
		{ AGREED, XEN_BALLOON_OFFER_OPEN, { AGREED, AGREED }, { ACCEPT, ACCEPT } },
		{ AGREED, XEN_BALLOON_OFFER_REFUSED, { OLD, OLD }, { NONE, NONE } },
		{ AGREED, XEN_BALLOON_OFFER_TAKEN, { AGREED, VNODE }, { NONE, FOLLOW } },
		{ VNODE, XEN_BALLOON_OFFER_NONE, { OLD, OLD }, { RETURN, RETURN } },
		{ VNODE, XEN_BALLOON_OFFER_OPEN, { VNODE, VNODE }, { ACCEPT, ACCEPT } },
		{ VNODE, XEN_BALLOON_OFFER_REFUSED, { OLD, OLD }, { RETURN, RETURN } },
		{ VNODE, XEN_BALLOON_OFFER_TAKEN, { AGREED, VNODE }, { RETURN, FOLLOW } },
	};
	enum xen_balloon_handshake state;
	enum xen_balloon_effect effect;
	size_t i;
	int keys;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (keys = 0; keys < 2; keys++) {
			state = cases[i].state;
			effect = xen_balloon_handshake_next(&state, cases[i].offer, keys);
			CHECK(state == cases[i].next[keys] && effect == cases[i].effect[keys],
			      "%s, offer %d, keys %d: %s and %s", state_names[cases[i].state],
			      cases[i].offer, keys, state_names[state], effect_names[effect]);
		}
	}
}

/**
 * struct talk - a toolstack and a guest
 * @there:	the control node
 * @writable:	the guest may write it
 * @agreed:	it says "1"
 * @keys:	there are keys
 * @state:	of the guest
 * @followed:	the guest follows the keys, not memory/target
 */
struct talk {
	bool there, writable, agreed, keys;
	enum xen_balloon_handshake state;
	bool followed;
};

/* As vnode.c does it with each event. */
static void guest_looks(struct talk *t)
{
	enum xen_balloon_offer offer = !t->there ? XEN_BALLOON_OFFER_NONE :
		t->agreed ? XEN_BALLOON_OFFER_TAKEN : XEN_BALLOON_OFFER_OPEN;
	enum xen_balloon_effect effect;

	effect = xen_balloon_handshake_next(&t->state, offer, t->keys);
	if (effect == ACCEPT) {
		t->agreed = t->writable;
		effect = xen_balloon_handshake_next(&t->state, t->writable ?
			XEN_BALLOON_OFFER_TAKEN : XEN_BALLOON_OFFER_REFUSED, t->keys);
	}
	REQUIRE(effect != ACCEPT, "the answer is no answer");
	REQUIRE(effect != RETURN || t->followed, "back to where it was");
	if (effect == FOLLOW)
		t->followed = true;
	else if (effect == RETURN)
		t->followed = false;
}

/* Whatever was before: the keys count when both sides can know that they do, and only then. */
static void handshake_ends_where_xenstore_says(struct rng *rng)
{
	struct talk t = { };
	int i;

	for (i = 0; i < 30; i++) {
		if (rng_chance(rng, 30)) {
			t.there = rng_chance(rng, 70);
			t.writable = rng_chance(rng, 80);
			t.agreed = false;
		}
		if (rng_chance(rng, 40))
			t.keys = rng_chance(rng, 60);
		guest_looks(&t);
		REQUIRE(t.followed == (t.there && t.agreed && t.keys),
			"there %d, writable %d, agreed %d, keys %d: followed %d", t.there,
			t.writable, t.agreed, t.keys, t.followed);
		REQUIRE(t.followed == (t.state == VNODE), "followed %d in state %s", t.followed,
			state_names[t.state]);
		REQUIRE(t.agreed == (t.there && t.writable), "it is not agreed on");
	}
}

static const struct test tests[] = {
	UNIT(handshake_table),
	PROPERTY(handshake_ends_where_xenstore_says, 5000),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
