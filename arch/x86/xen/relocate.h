/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_RELOCATE_H
#define _XEN_RELOCATE_H

struct xen_memory_plan;

void xen_relocate_p2m_list(const struct xen_memory_plan *plan);
void xen_relocate_initrd(const struct xen_memory_plan *plan);

#endif	/* _XEN_RELOCATE_H */
