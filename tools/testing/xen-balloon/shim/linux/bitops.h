/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_BITOPS_H
#define _SHIM_LINUX_BITOPS_H

#include "../shim.h"

/* Number of the lowest bit that is set; there has to be one. */
static inline unsigned long __ffs(unsigned long word)
{
	shim_assert(word, "__ffs(0)");
	return __builtin_ctzl(word);
}

/* Number of the highest bit that is set; there has to be one. */
static inline unsigned long __fls(unsigned long word)
{
	shim_assert(word, "__fls(0)");
	return 8 * sizeof(word) - 1 - __builtin_clzl(word);
}

#define BIT(n)	(1UL << (n))

#endif	/* _SHIM_LINUX_BITOPS_H */
