/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MATH64_H
#define _SIM_LINUX_MATH64_H

#include <linux/types.h>

/* lib/math/div64.c */
static inline u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 c)
{
	return (u64)((unsigned __int128)a * b / c);
}

#endif	/* _SIM_LINUX_MATH64_H */
