// SPDX-License-Identifier: GPL-2.0
/*
 * The keys of a vnode, and what they mean. Pure, see keys.h.
 *
 * A balloon size says how much of the vnode is unpopulated. Memory outside the guest's E820, such
 * as firmware and video memory, is neither in the balloon nor in the vnode: there is no offset
 * between the counts of toolstack and guest.
 *
 * This file is also built in userspace, by tools/testing/xen-balloon.
 */
#include "keys.h"
#include "format.h"

#include <linux/limits.h>
#include <linux/minmax.h>

/* No text means no key; after a text that is not a number the last number holds. */
static bool keys_parse_one(const char *text, bool *has, unsigned long *pages)
{
	if (!text) {
		*has = false;
		return true;
	}
	if (xen_balloon_parse_kb(text, pages))
		return false;
	*has = true;
	return true;
}

/**
 * xen_balloon_keys_parse - read the keys of a vnode
 * @keys:	as last read, initially zeroed; updated
 * @balloon:	text of target-balloon-size, in KiB; NULL when there is no such node
 * @static_max:	text of static-max, likewise
 *
 * Context: any: it works on its arguments only.
 * Return: false when one of them is not a number of KiB; what was read before holds.
 */
bool xen_balloon_keys_parse(struct xen_balloon_keys *keys, const char *balloon,
			    const char *static_max)
{
	bool ok = keys_parse_one(balloon, &keys->has_balloon, &keys->balloon);

	return keys_parse_one(static_max, &keys->has_max, &keys->static_max) && ok;
}

/**
 * xen_balloon_keys_growth - how far the vnode may outgrow the size it was built with
 * @keys:	its keys
 * @extent:	its size
 *
 * Context: any: it works on its arguments only.
 * Return: pages; negative when it is to be smaller; 0 without static-max.
 */
s64 xen_balloon_keys_growth(const struct xen_balloon_keys *keys,
			    const struct xen_balloon_extent *extent)
{
	return keys->has_max ? (s64)keys->static_max - (s64)extent->built : 0;
}

/**
 * xen_balloon_keys_target - compute the target of the vnode
 * @keys:	its keys, with target-balloon-size
 * @extent:	its size
 * @beyond:	set to the pages by which the requested balloon exceeds the vnode
 *
 * Context: any: it works on its arguments only.
 * Return: pages, in our count; 0 when the balloon exceeds the vnode.
 */
unsigned long xen_balloon_keys_target(const struct xen_balloon_keys *keys,
				      const struct xen_balloon_extent *extent,
				      unsigned long *beyond)
{
	s64 target = (s64)extent->map + xen_balloon_keys_growth(keys, extent) -
		     (s64)keys->balloon;

	*beyond = max(-target, 0LL);
	return max(target, 0LL);
}

/**
 * xen_balloon_keys_report - compute the size of a vnode's balloon
 * @extent:		its size
 * @growth:		see xen_balloon_keys_growth()
 * @current_pages:	pages that it has
 *
 * Context: any: it works on its arguments only.
 * Return: pages; equal to target-balloon-size when the vnode is at its target.
 */
unsigned long xen_balloon_keys_report(const struct xen_balloon_extent *extent, s64 growth,
				      unsigned long current_pages)
{
	return max((s64)extent->map + growth - (s64)current_pages, 0LL);
}
