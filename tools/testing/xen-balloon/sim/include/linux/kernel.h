/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_KERNEL_H
#define _SIM_LINUX_KERNEL_H

#include <linux/compiler.h>

int snprintf(char *text, size_t size, const char *fmt, ...) __printf(3, 4);

#endif	/* _SIM_LINUX_KERNEL_H */
