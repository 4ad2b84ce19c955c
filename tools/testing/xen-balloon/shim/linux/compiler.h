/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_COMPILER_H
#define _SHIM_LINUX_COMPILER_H

#define __printf(format, first)	__attribute__((__format__(__printf__, format, first)))
#define __noreturn		__attribute__((__noreturn__))

#define READ_ONCE(x)		(*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value)	((void)(*(volatile typeof(x) *)&(x) = (value)))

#endif	/* _SHIM_LINUX_COMPILER_H */
