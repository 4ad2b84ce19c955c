/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Spare memory: of what Xen keeps ready for the domain, the part that it will not have for now.
 */
#ifndef _XEN_BALLOON_SPARE_H
#define _XEN_BALLOON_SPARE_H

void xen_balloon_pod_init(void);

#endif	/* _XEN_BALLOON_SPARE_H */
