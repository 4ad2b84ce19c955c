/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The populate-on-demand remainder: memory past the initial balloon, returned to Xen in the
 * background.
 */
#ifndef _XEN_BALLOON_POD_H
#define _XEN_BALLOON_POD_H

void xen_balloon_pod_init(void);

#endif	/* _XEN_BALLOON_POD_H */
