/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_MATH_H
#define _SHIM_LINUX_MATH_H

#include <linux/align.h>

#define round_up(x, y)		((((x) - 1) | shim_align_mask(x, y)) + 1)
#define round_down(x, y)	ALIGN_DOWN(x, y)

#endif	/* _SHIM_LINUX_MATH_H */
