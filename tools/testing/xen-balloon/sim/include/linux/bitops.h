/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_BITOPS_H
#define _SIM_LINUX_BITOPS_H

#include "../../core/sim.h"

#define BIT(n)			(1UL << (n))

/* Number of the lowest, and of the highest bit that is set; there has to be one. */
static inline unsigned long __ffs(unsigned long word)
{
	sim_assert(word, "%s() of nothing", __func__);
	return __builtin_ctzl(word);
}

static inline unsigned long __fls(unsigned long word)
{
	sim_assert(word, "%s() of nothing", __func__);
	return 63 - __builtin_clzl(word);
}

#endif	/* _SIM_LINUX_BITOPS_H */
