/* SPDX-License-Identifier: GPL-2.0 */
/* Allocations are known by where they were made, so that a leak has a name. */
#ifndef _SIM_LINUX_SLAB_H
#define _SIM_LINUX_SLAB_H

#include <linux/types.h>

void *sim_kmalloc(size_t size, gfp_t gfp, const char *file, int line);
void kfree(const void *p);

#define kzalloc(size, gfp)	sim_kmalloc(size, gfp, __FILE__, __LINE__)
#define kcalloc(n, size, gfp)	sim_kmalloc((size_t)(n) * (size), gfp, __FILE__, __LINE__)
#define kvzalloc(size, gfp)	sim_kmalloc(size, gfp, __FILE__, __LINE__)
#define kvcalloc(n, size, gfp)	sim_kmalloc((size_t)(n) * (size), gfp, __FILE__, __LINE__)
#define kvfree(p)		kfree(p)

/* Number of allocations in use that were made in a file whose name ends so. */
unsigned long sim_slab_objects(const char *file_end);

#endif	/* _SIM_LINUX_SLAB_H */
