// SPDX-License-Identifier: GPL-2.0
/*
 * Which of its two interfaces the toolstack steers this domain by. Pure, see handshake.h.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "handshake.h"

/* As far as both have agreed: the keys count as soon as there is one, and as long. */
static enum xen_balloon_handshake handshake_agreed(bool keys)
{
	return keys ? XEN_BALLOON_HANDSHAKE_VNODE : XEN_BALLOON_HANDSHAKE_OFFERED;
}

/**
 * xen_balloon_handshake_next - what follows from what is seen
 * @state:	how far both sides have come; brought up to date
 * @offer:	what there is of the control node
 * @keys:	there is a key of a vnode that can be followed
 *
 * A toolstack that cannot know that its keys are heard is not followed by them.
 *
 * Context: any: it works on its arguments only.
 * Return: what is to be done.
 */
enum xen_balloon_effect xen_balloon_handshake_next(enum xen_balloon_handshake *state,
						   enum xen_balloon_offer offer, bool keys)
{
	bool followed = *state == XEN_BALLOON_HANDSHAKE_VNODE;

	switch (offer) {
	case XEN_BALLOON_OFFER_OPEN:
		/* Also when it is made again: the toolstack waits for an answer. */
		return XEN_BALLOON_EFFECT_ACCEPT;
	case XEN_BALLOON_OFFER_TAKEN:
		*state = handshake_agreed(keys);
		if (keys)
			return XEN_BALLOON_EFFECT_FOLLOW;
		break;
	case XEN_BALLOON_OFFER_NONE:
	case XEN_BALLOON_OFFER_REFUSED:
	case XEN_BALLOON_OFFERS:
		*state = XEN_BALLOON_HANDSHAKE_OLD;
		break;
	}
	return followed ? XEN_BALLOON_EFFECT_RETURN : XEN_BALLOON_EFFECT_NONE;
}
