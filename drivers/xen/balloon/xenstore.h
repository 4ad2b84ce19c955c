/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exchange with the toolstack, through Xenstore: targets in, status out.
 */
#ifndef _XEN_BALLOON_XENSTORE_H
#define _XEN_BALLOON_XENSTORE_H

void xen_balloon_xenstore_announce(void);
int xen_balloon_xenstore_prepare_suspend(unsigned long *target);
void xen_balloon_xenstore_init(void);

#endif	/* _XEN_BALLOON_XENSTORE_H */
