/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_BALLOON_KEXEC_H
#define _XEN_BALLOON_KEXEC_H

#ifdef CONFIG_KEXEC_CORE
void xen_balloon_kexec_init(void);
#else
static inline void xen_balloon_kexec_init(void)
{
}
#endif

#endif	/* _XEN_BALLOON_KEXEC_H */
