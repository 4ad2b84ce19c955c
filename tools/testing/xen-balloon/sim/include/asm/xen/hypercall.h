/* SPDX-License-Identifier: GPL-2.0 */
/* Hypercalls. See model/xen.c and model/page-tables.c. */
#ifndef _SIM_ASM_XEN_HYPERCALL_H
#define _SIM_ASM_XEN_HYPERCALL_H

#include <linux/compiler.h>

#include <xen/interface/memory.h>

long HYPERVISOR_memory_op(unsigned int cmd, void *arg);
int HYPERVISOR_mmu_update(struct mmu_update *req, int count, int *done, domid_t domid);
int HYPERVISOR_mmuext_op(struct mmuext_op *op, int count, int *done, domid_t domid);
int HYPERVISOR_hvm_op(int op, void *arg);

#endif	/* _SIM_ASM_XEN_HYPERCALL_H */
