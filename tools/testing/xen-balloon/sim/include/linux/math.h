/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MATH_H
#define _SIM_LINUX_MATH_H

#include <linux/align.h>

#define round_down(x, y)	ALIGN_DOWN(x, y)

#endif	/* _SIM_LINUX_MATH_H */
