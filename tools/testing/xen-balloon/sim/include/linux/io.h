/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_IO_H
#define _SIM_LINUX_IO_H

#include <linux/types.h>

#define MEMREMAP_WB	1

void *memremap(phys_addr_t start, size_t size, unsigned long flags);
void memunmap(void *p);

#endif	/* _SIM_LINUX_IO_H */
