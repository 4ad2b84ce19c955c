/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MM_TYPES_H
#define _SIM_LINUX_MM_TYPES_H

#include <linux/mm.h>

#endif	/* _SIM_LINUX_MM_TYPES_H */
