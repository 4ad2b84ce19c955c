/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_LIMITS_H
#define _SIM_LINUX_LIMITS_H

/* libc's <limits.h> looks for the exported ones here. */
#include_next <linux/limits.h>

#include <linux/types.h>

#endif	/* _SIM_LINUX_LIMITS_H */
