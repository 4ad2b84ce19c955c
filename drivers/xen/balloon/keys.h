/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The keys of a vnode, memory/vnode<n>/target-balloon-size and static-max, and what they mean.
 *
 * Text and numbers in, numbers out. Does not use Xenstore, and is therefore also built and tested
 * in userspace. All counts are in pages.
 */
#ifndef _XEN_BALLOON_KEYS_H
#define _XEN_BALLOON_KEYS_H

#include <linux/types.h>

/**
 * struct xen_balloon_keys - the keys of a vnode
 * @has_balloon:	there is a target-balloon-size
 * @has_max:		there is a static-max
 * @balloon:		how much of the vnode is to be unpopulated
 * @static_max:		largest size of the vnode
 */
struct xen_balloon_keys {
	bool has_balloon;
	bool has_max;
	unsigned long balloon;
	unsigned long static_max;
};

/**
 * struct xen_balloon_extent - how large a vnode is, as each side sees it
 * @map:	the page frames that the guest has for it at boot
 * @built:	its size as the toolstack built it, in the toolstack's count
 */
struct xen_balloon_extent {
	unsigned long map;
	unsigned long built;
};

bool xen_balloon_keys_parse(struct xen_balloon_keys *keys, const char *balloon,
			    const char *static_max);
s64 xen_balloon_keys_growth(const struct xen_balloon_keys *keys,
			    const struct xen_balloon_extent *extent);
unsigned long xen_balloon_keys_target(const struct xen_balloon_keys *keys,
				      const struct xen_balloon_extent *extent,
				      unsigned long *beyond);
unsigned long xen_balloon_keys_report(const struct xen_balloon_extent *extent, s64 growth,
				      unsigned long current_pages);

#endif	/* _XEN_BALLOON_KEYS_H */
