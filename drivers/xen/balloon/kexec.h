/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_BALLOON_KEXEC_H
#define _XEN_BALLOON_KEXEC_H

struct xen_balloon_pool;

#ifdef CONFIG_KEXEC_CORE
void xen_balloon_kexec_init(struct xen_balloon_pool *pool);
#else
static inline void xen_balloon_kexec_init(struct xen_balloon_pool *pool)
{
}
#endif

#endif	/* _XEN_BALLOON_KEXEC_H */
