/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SYSFS_H
#define _SIM_LINUX_SYSFS_H

#include <linux/compiler.h>

int sysfs_emit(char *buf, const char *fmt, ...) __printf(2, 3);

#endif	/* _SIM_LINUX_SYSFS_H */
