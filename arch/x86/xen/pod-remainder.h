/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _XEN_POD_REMAINDER_H
#define _XEN_POD_REMAINDER_H

#include <linux/types.h>

void xen_pod_remainder_add(unsigned long start_pfn, unsigned long end_pfn);
unsigned long xen_pod_remainder_pages(void);

#endif	/* _XEN_POD_REMAINDER_H */
