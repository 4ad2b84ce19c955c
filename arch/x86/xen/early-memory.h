/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_EARLY_MEMORY_H
#define _XEN_EARLY_MEMORY_H

#include <linux/types.h>

struct xen_memory_plan;

void xen_early_memory_init(const struct xen_memory_plan *plan, unsigned long limit);
void xen_copy_to_physical(u64 to, const void *from, u64 size);
void xen_copy_physical(u64 to, u64 from, u64 size);

#endif	/* _XEN_EARLY_MEMORY_H */
