/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_SLAB_H
#define _SHIM_LINUX_SLAB_H

#include <linux/types.h>

typedef unsigned int gfp_t;

#define GFP_KERNEL	1u
#define GFP_ATOMIC	2u

/* The allocation that is to fail: 1 is the next one, 2 the one after that; 0 is none. */
extern unsigned int shim_alloc_fail;

void *kcalloc(size_t n, size_t size, gfp_t flags);
void kfree(const void *p);

#endif	/* _SHIM_LINUX_SLAB_H */
