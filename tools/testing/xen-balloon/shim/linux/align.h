/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_ALIGN_H
#define _SHIM_LINUX_ALIGN_H

#include "../shim.h"

/* To multiples of a power of two. Like the kernel's, ALIGN() wraps around where there is none. */
#define ALIGN_DOWN(x, a)	((x) & ~shim_align_mask(x, a))
#define ALIGN(x, a)		ALIGN_DOWN((x) + shim_align_mask(x, a), a)
#define IS_ALIGNED(x, a)	(((x) & shim_align_mask(x, a)) == 0)

#define shim_align_mask(x, a) ({						\
	typeof(x) align_to = (a);						\
	shim_assert(align_to && !(align_to & (align_to - 1)), "no power of two");	\
	(typeof(x))(align_to - 1);						\
})

#endif	/* _SHIM_LINUX_ALIGN_H */
