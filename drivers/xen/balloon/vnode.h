/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Vnodes in Xenstore: targets by vnode in, status by vnode out.
 */
#ifndef _XEN_BALLOON_VNODE_H
#define _XEN_BALLOON_VNODE_H

#include <linux/types.h>

#include <xen/xenbus.h>

/**
 * struct xen_balloon_toolstack - the domain as the toolstack counts it, for one without vnodes
 * @offset:	pages by which it counts more than we do
 * @static_max:	its memory/static-max, without video memory, in pages; 0: unknown
 */
struct xen_balloon_toolstack {
	long offset;
	unsigned long static_max;
};

void xen_balloon_vnode_init(void);
void xen_balloon_vnode_watch(void (*changed)(struct xenbus_watch *watch, const char *path,
					     const char *token));
bool xen_balloon_vnode_offered(void);
bool xen_balloon_vnode_followed(void);
const char *xen_balloon_vnode_interface(void);
bool xen_balloon_vnode_update(const struct xen_balloon_toolstack *toolstack);
bool xen_balloon_vnode_moved(void);
bool xen_balloon_vnode_news(void);
void xen_balloon_vnode_take_status(void);
int xen_balloon_vnode_write_status(struct xenbus_transaction t);

#endif	/* _XEN_BALLOON_VNODE_H */
