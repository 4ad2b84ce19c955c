/* SPDX-License-Identifier: GPL-2.0 */
/*
 * When the page structures of memory that has gone offline may be freed.
 */
#ifndef _XEN_BALLOON_COMPACTION_H
#define _XEN_BALLOON_COMPACTION_H

#include <linux/types.h>

#ifdef CONFIG_COMPACTION
bool balloon_compaction_ends(int nid);
#else
static inline bool balloon_compaction_ends(int nid)
{
	return true;
}
#endif

#endif	/* _XEN_BALLOON_COMPACTION_H */
