/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MEMBLOCK_H
#define _SIM_LINUX_MEMBLOCK_H

#include <linux/mm.h>

unsigned long get_num_physpages(void);

#endif	/* _SIM_LINUX_MEMBLOCK_H */
