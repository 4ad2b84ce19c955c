/* SPDX-License-Identifier: GPL-2.0 */
/* Memory for a guest that has run out of it, before a process is killed. */
#ifndef _XEN_BALLOON_OOM_H
#define _XEN_BALLOON_OOM_H

void xen_balloon_oom_init(void);

#endif	/* _XEN_BALLOON_OOM_H */
