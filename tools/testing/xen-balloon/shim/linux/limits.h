/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_LIMITS_H
#define _SHIM_LINUX_LIMITS_H

/* libc's <limits.h> looks for the exported ones here. */
#include_next <linux/limits.h>

#include <limits.h>

#include <linux/types.h>

#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)

#endif	/* _SHIM_LINUX_LIMITS_H */
