/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_ASM_XEN_HYPERVISOR_H
#define _SIM_ASM_XEN_HYPERVISOR_H

#include <linux/types.h>

struct start_info {
	unsigned long nr_pages;
};

extern struct start_info *xen_start_info;

#endif	/* _SIM_ASM_XEN_HYPERVISOR_H */
