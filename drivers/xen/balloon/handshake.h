/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which of its two interfaces the toolstack uses to steer this domain.
 *
 * A toolstack that can steer each vnode creates control/feature-balloon-vnode, and a guest that can
 * be steered that way writes "1" to it: then both have agreed. Removing the node ends it.
 *
 * Observations in, actions out. Does not use Xenstore, and is therefore also built and tested in
 * userspace.
 */
#ifndef _XEN_BALLOON_HANDSHAKE_H
#define _XEN_BALLOON_HANDSHAKE_H

#include <linux/types.h>

/**
 * enum xen_balloon_handshake - how far both sides have come
 * @XEN_BALLOON_HANDSHAKE_OLD:		memory/target applies
 * @XEN_BALLOON_HANDSHAKE_AGREED:	both have agreed, memory/target applies until there is a key
 * @XEN_BALLOON_HANDSHAKE_VNODE:	the keys of the vnodes apply
 * @XEN_BALLOON_HANDSHAKES:		number of these
 */
enum xen_balloon_handshake {
	XEN_BALLOON_HANDSHAKE_OLD,
	XEN_BALLOON_HANDSHAKE_AGREED,
	XEN_BALLOON_HANDSHAKE_VNODE,
	XEN_BALLOON_HANDSHAKES,
};

/**
 * enum xen_balloon_offer - state of the control node
 * @XEN_BALLOON_OFFER_NONE:	it is missing, or this domain cannot be steered that way
 * @XEN_BALLOON_OFFER_OPEN:	it exists
 * @XEN_BALLOON_OFFER_REFUSED:	it exists, and could not be written
 * @XEN_BALLOON_OFFER_TAKEN:	it says "1"
 * @XEN_BALLOON_OFFERS:		number of these
 */
enum xen_balloon_offer {
	XEN_BALLOON_OFFER_NONE,
	XEN_BALLOON_OFFER_OPEN,
	XEN_BALLOON_OFFER_REFUSED,
	XEN_BALLOON_OFFER_TAKEN,
	XEN_BALLOON_OFFERS,
};

/**
 * enum xen_balloon_effect - what to do
 * @XEN_BALLOON_EFFECT_NONE:	nothing
 * @XEN_BALLOON_EFFECT_ACCEPT:	write "1" to the control node, and call again
 * @XEN_BALLOON_EFFECT_FOLLOW:	follow the keys
 * @XEN_BALLOON_EFFECT_RETURN:	follow memory/target again
 */
enum xen_balloon_effect {
	XEN_BALLOON_EFFECT_NONE,
	XEN_BALLOON_EFFECT_ACCEPT,
	XEN_BALLOON_EFFECT_FOLLOW,
	XEN_BALLOON_EFFECT_RETURN,
};

enum xen_balloon_effect xen_balloon_handshake_next(enum xen_balloon_handshake *state,
						   enum xen_balloon_offer offer, bool keys);

#endif	/* _XEN_BALLOON_HANDSHAKE_H */
