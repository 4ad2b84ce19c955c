/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The conversation with the toolstack, by way of Xenstore: targets in, status out.
 */
#ifndef _XEN_BALLOON_XENSTORE_H
#define _XEN_BALLOON_XENSTORE_H

#ifdef CONFIG_XEN_BALLOON
void xen_balloon_publish_status(void);
void xen_balloon_publish_again(void);
unsigned long xen_balloon_xenstore_target(void);
void xen_balloon_xenstore_init(void);
#else
static inline void xen_balloon_publish_status(void)
{
}
#endif

#endif	/* _XEN_BALLOON_XENSTORE_H */
