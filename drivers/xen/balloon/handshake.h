/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which of its two interfaces the toolstack steers this domain by.
 *
 * A toolstack that can steer each vnode creates control/feature-balloon-vnode, and a guest that can
 * be steered so writes "1" there: that is what both have agreed on. Removing the node ends it.
 *
 * What is seen in, what is to be done out. Knows no Xenstore, and is therefore also built and
 * tested in userspace.
 */
#ifndef _XEN_BALLOON_HANDSHAKE_H
#define _XEN_BALLOON_HANDSHAKE_H

#include <linux/types.h>

/**
 * enum xen_balloon_handshake - how far both sides have come
 * @XEN_BALLOON_HANDSHAKE_OLD:		memory/target counts
 * @XEN_BALLOON_HANDSHAKE_OFFERED:	both have agreed, memory/target counts until there is a key
 * @XEN_BALLOON_HANDSHAKE_VNODE:	the keys of the vnodes count
 * @XEN_BALLOON_HANDSHAKES:		how many of these there are
 */
enum xen_balloon_handshake {
	XEN_BALLOON_HANDSHAKE_OLD,
	XEN_BALLOON_HANDSHAKE_OFFERED,
	XEN_BALLOON_HANDSHAKE_VNODE,
	XEN_BALLOON_HANDSHAKES,
};

/**
 * enum xen_balloon_offer - what there is of the control node
 * @XEN_BALLOON_OFFER_NONE:	there is none, or this domain cannot be steered so
 * @XEN_BALLOON_OFFER_OPEN:	it is there
 * @XEN_BALLOON_OFFER_REFUSED:	it is there, and could not be written
 * @XEN_BALLOON_OFFER_TAKEN:	it says "1"
 * @XEN_BALLOON_OFFERS:		how many of these there are
 */
enum xen_balloon_offer {
	XEN_BALLOON_OFFER_NONE,
	XEN_BALLOON_OFFER_OPEN,
	XEN_BALLOON_OFFER_REFUSED,
	XEN_BALLOON_OFFER_TAKEN,
	XEN_BALLOON_OFFERS,
};

/**
 * enum xen_balloon_effect - what is to be done
 * @XEN_BALLOON_EFFECT_NONE:	nothing
 * @XEN_BALLOON_EFFECT_ACCEPT:	write "1" to the control node, and ask again
 * @XEN_BALLOON_EFFECT_FOLLOW:	go by the keys
 * @XEN_BALLOON_EFFECT_RETURN:	go by memory/target again
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
