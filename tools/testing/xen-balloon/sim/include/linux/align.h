/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_ALIGN_H
#define _SIM_LINUX_ALIGN_H

/* To multiples of a power of two. */
#define ALIGN_DOWN(x, a)	((x) & ~((typeof(x))(a) - 1))
#define ALIGN(x, a)		ALIGN_DOWN((x) + ((typeof(x))(a) - 1), a)
#define IS_ALIGNED(x, a)	(((x) & ((typeof(x))(a) - 1)) == 0)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))

#endif	/* _SIM_LINUX_ALIGN_H */
