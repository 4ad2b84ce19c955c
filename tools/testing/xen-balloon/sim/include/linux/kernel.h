/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_KERNEL_H
#define _SIM_LINUX_KERNEL_H

#include <linux/compiler.h>

#endif	/* _SIM_LINUX_KERNEL_H */
