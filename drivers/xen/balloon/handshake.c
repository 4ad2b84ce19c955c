// SPDX-License-Identifier: GPL-2.0
/*
 * Which of its two interfaces the toolstack uses to steer this domain. Pure, see handshake.h.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "handshake.h"

/* Once both sides have agreed, the keys apply as soon, and as long, as there is one. */
static enum xen_balloon_handshake handshake_agreed(bool keys)
{
	return keys ? XEN_BALLOON_HANDSHAKE_VNODE : XEN_BALLOON_HANDSHAKE_AGREED;
}

/**
 * xen_balloon_handshake_next - advance the handshake
 * @state:	how far both sides have come; updated
 * @offer:	state of the control node
 * @keys:	whether there is a key of a vnode that can be followed
 *
 * Keys are followed only when the toolstack can know that they are.
 *
 * Context: any: it works on its arguments only.
 * Return: what to do.
 */
enum xen_balloon_effect xen_balloon_handshake_next(enum xen_balloon_handshake *state,
						   enum xen_balloon_offer offer, bool keys)
{
	bool followed = *state == XEN_BALLOON_HANDSHAKE_VNODE;

	switch (offer) {
	case XEN_BALLOON_OFFER_OPEN:
		/* Also when the offer is repeated: the toolstack waits for an answer. */
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
