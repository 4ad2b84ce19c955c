/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_MEMORY_LIMITS_H
#define _XEN_MEMORY_LIMITS_H

#include <linux/types.h>

/**
 * struct xen_memory_limits - the limits on the memory of a PV domain
 * @mem_param:		mem=, in bytes; U64_MAX if not given
 * @addressable:	maximum number of pages that the domain may address: x86, xen_512gb_limit
 * @ram_end:		page frame from which on no RAM is used: @addressable, mem=
 * @max_reservation:	maximum number of pages that the domain can ever have
 */
struct xen_memory_limits {
	u64 mem_param;
	unsigned long addressable;
	unsigned long ram_end;
	unsigned long max_reservation;
};

void xen_memory_limits_read(struct xen_memory_limits *limits);

#endif	/* _XEN_MEMORY_LIMITS_H */
