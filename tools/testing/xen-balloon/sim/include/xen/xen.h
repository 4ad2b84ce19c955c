/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_XEN_H
#define _SIM_XEN_XEN_H

#include <linux/compiler.h>
#include <linux/types.h>

bool xen_domain(void);
bool xen_pv_domain(void);
bool xen_hvm_domain(void);
bool xen_pvh_domain(void);
bool xen_initial_domain(void);

extern u64 xen_saved_max_mem_size;
extern unsigned long xen_unpopulated_pages;

#endif	/* _SIM_XEN_XEN_H */
