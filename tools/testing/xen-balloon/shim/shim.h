/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the shims have in common: they check how they are used, and let a test steer them.
 *
 * The shims give the files under test as much of the kernel as those use, and no more. Where the
 * kernel has a rule that a debug configuration would check, the shim checks it always.
 */
#ifndef _SHIM_SHIM_H
#define _SHIM_SHIM_H

#include <linux/compiler.h>

/* A rule of the kernel is broken: says so and ends the process. */
__printf(3, 4)
void __noreturn shim_panic(const char *file, int line, const char *fmt, ...);

#define shim_assert(cond, ...)						\
	do {								\
		if (!(cond))						\
			shim_panic(__FILE__, __LINE__, __VA_ARGS__);	\
	} while (0)

#endif	/* _SHIM_SHIM_H */
