/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_BITOPS_H
#define _SIM_LINUX_BITOPS_H

#define BIT(n)			(1UL << (n))

/* Number of the lowest, and of the highest bit that is set; there has to be one. */
#define __ffs(word)		((unsigned long)__builtin_ctzl(word))
#define __fls(word)		(63UL - __builtin_clzl(word))

#endif	/* _SIM_LINUX_BITOPS_H */
