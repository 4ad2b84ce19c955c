/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Saving the domain: whether the toolstack can restore what it would save now.
 */
#ifndef _XEN_BALLOON_SUSPEND_H
#define _XEN_BALLOON_SUSPEND_H

void xen_balloon_prepare_for_max(unsigned long pages);
int xen_balloon_prepare_suspend(unsigned long fits);

#endif /* _XEN_BALLOON_SUSPEND_H */
