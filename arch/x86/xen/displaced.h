/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_DISPLACED_H
#define _XEN_DISPLACED_H

#include "memory-plan.h"

void xen_displace_frames(struct xen_memory_plan *plan);

#endif	/* _XEN_DISPLACED_H */
