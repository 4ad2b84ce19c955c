/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_XEN_INTERFACE_HVM_HVM_OP_H
#define _SIM_XEN_INTERFACE_HVM_HVM_OP_H

#include <xen/interface/xen.h>

#define HVMOP_get_mem_type	15

enum hvmmem_type {
	HVMMEM_ram_rw,
	HVMMEM_ram_ro,
	HVMMEM_mmio_dm,
};

struct xen_hvm_get_mem_type {
	domid_t domid;
	u16 mem_type;
	u64 pfn;
};

#endif	/* _SIM_XEN_INTERFACE_HVM_HVM_OP_H */
