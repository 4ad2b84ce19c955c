/* SPDX-License-Identifier: GPL-2.0 */
/* The invariants of keys.c, for its tests and a fuzz target. */
#ifndef _KEYS_CHECK_H
#define _KEYS_CHECK_H

#include "keys.h"

bool checked_keys_parse(struct xen_balloon_keys *keys, const char *balloon,
			const char *static_max);
unsigned long checked_keys_target(const struct xen_balloon_keys *keys,
				  const struct xen_balloon_extent *extent);

#endif	/* _KEYS_CHECK_H */
