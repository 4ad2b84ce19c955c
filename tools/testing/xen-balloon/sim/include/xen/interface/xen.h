/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers and layouts of Xen's public interface, as many as the driver uses. */
#ifndef _SIM_XEN_INTERFACE_XEN_H
#define _SIM_XEN_INTERFACE_XEN_H

#include <linux/types.h>

typedef u16 domid_t;
typedef unsigned long xen_pfn_t;

#define DOMID_SELF		0x7ff0U

#define MMU_NORMAL_PT_UPDATE	0

struct mmu_update {
	u64 ptr;
	u64 val;
};

#define MMUEXT_PIN_L1_TABLE	0
#define MMUEXT_UNPIN_TABLE	4
#define MMUEXT_TLB_FLUSH_ALL	10

struct mmuext_op {
	unsigned int cmd;
	union {
		xen_pfn_t mfn;
	} arg1;
};

#endif	/* _SIM_XEN_INTERFACE_XEN_H */
