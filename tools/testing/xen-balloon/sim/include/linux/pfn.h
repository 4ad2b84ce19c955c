/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_PFN_H
#define _SIM_LINUX_PFN_H

#include <linux/align.h>
#include <linux/types.h>

#include <asm/page.h>

#define PFN_DOWN(x)	((x) >> PAGE_SHIFT)
#define PFN_UP(x)	(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_PHYS(x)	((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x)	((unsigned long)((x) >> PAGE_SHIFT))

#endif	/* _SIM_LINUX_PFN_H */
