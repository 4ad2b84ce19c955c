/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics: what the driver has done, for /sys/kernel/debug/xen-balloon/stats.
 */
#ifndef _XEN_BALLOON_STATISTICS_H
#define _XEN_BALLOON_STATISTICS_H

#include <linux/types.h>

#include "policy.h"

/**
 * struct xen_balloon_step - the outcome of one step of the worker
 * @action:	its kind
 * @nid:	the node that it was for; NUMA_NO_NODE: the domain as a whole
 * @asked:	pages requested of Xen, or page frames to be added or removed
 * @done:	pages that were moved, or page frames that were added or removed
 * @superpages:	superpages in @done, each moved as one extent or allocation
 * @low:	with XEN_BALLOON_INFLATE: some pages came from a zone below its low watermark
 * @hypercalls:	number made; one that an interrupt caused to be repeated counts once
 * @xen_ns:	nanoseconds spent in them
 * @ns:		nanoseconds in all
 * @result:	0 or a negative errno, see xen_balloon_policy_result()
 */
struct xen_balloon_step {
	enum xen_balloon_action action;
	int nid;
	unsigned long asked;
	unsigned long done;
	unsigned int superpages;
	bool low;
	unsigned int hypercalls;
	u64 xen_ns;
	u64 ns;
	int result;
};

void xen_balloon_count_step(const struct xen_balloon_step *step);
void xen_balloon_count_removal_failure(unsigned int failures);
void xen_balloon_count_relief(unsigned long nr_pages);
void xen_balloon_count_lending(unsigned int nr_pages, u64 ns);

#endif	/* _XEN_BALLOON_STATISTICS_H */
