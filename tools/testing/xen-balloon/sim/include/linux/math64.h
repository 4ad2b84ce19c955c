/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MATH64_H
#define _SIM_LINUX_MATH64_H

#include <linux/types.h>

/* The result has to fit, as it has in the kernel on x86. */
static inline u64 mul_u64_u64_div_u64(u64 a, u64 b, u64 divisor)
{
	return (__uint128_t)a * b / divisor;
}

#endif	/* _SIM_LINUX_MATH64_H */
