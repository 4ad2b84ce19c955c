/* SPDX-License-Identifier: GPL-2.0 */
/* The p2m of a PV domain. See model/p2m.c. */
#ifndef _SIM_ASM_XEN_PAGE_H
#define _SIM_ASM_XEN_PAGE_H

#include <linux/types.h>

typedef struct {
	u64 maddr;
} xmaddr_t;

#define INVALID_P2M_ENTRY	(~0UL)
#define FOREIGN_FRAME_BIT	(1UL << 63)
#define IDENTITY_FRAME_BIT	(1UL << 62)
#define P2M_PER_PAGE		512UL

extern unsigned long xen_p2m_size;
extern unsigned long *xen_p2m_addr;

unsigned long get_phys_to_machine(unsigned long pfn);
unsigned long pfn_to_mfn(unsigned long pfn);
bool set_phys_to_machine(unsigned long pfn, unsigned long mfn);
bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn);
int xen_alloc_p2m_entry(unsigned long pfn);
xmaddr_t virt_to_machine(const void *va);

#endif	/* _SIM_ASM_XEN_PAGE_H */
