/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_PFN_H
#define _SHIM_LINUX_PFN_H

#include <linux/types.h>

#include <asm/page.h>

#include "../shim.h"

#define PFN_DOWN(x)	((x) >> PAGE_SHIFT)
#define PFN_UP(x)	(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)

/* The kernel does not check it, but an address without its upper bits is never what was meant. */
#define PFN_PHYS(x) ({								\
	phys_addr_t pfn_phys = (x);						\
	shim_assert(pfn_phys <= ~0ULL >> PAGE_SHIFT, "PFN_PHYS(%#llx) overflows",	\
		    (unsigned long long)pfn_phys);				\
	pfn_phys << PAGE_SHIFT;							\
})

#endif	/* _SHIM_LINUX_PFN_H */
