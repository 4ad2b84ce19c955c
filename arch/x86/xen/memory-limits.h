/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_MEMORY_LIMITS_H
#define _XEN_MEMORY_LIMITS_H

#include <linux/types.h>

/**
 * struct memory_limits - how much memory a PV domain may have
 * @mem_parameter:	bytes that mem= leaves in the E820; U64_MAX without
 * @addressable:	pages, by xen_512gb_limit and by what x86 can address
 * @ram_end:		RAM is used below this page frame only: @addressable and mem=
 * @max_reservation:	the most pages that the domain can ever have
 */
struct memory_limits {
	u64 mem_parameter;
	unsigned long addressable;
	unsigned long ram_end;
	unsigned long max_reservation;
};

void xen_memory_limits_read(struct memory_limits *limits);

#endif	/* _XEN_MEMORY_LIMITS_H */
