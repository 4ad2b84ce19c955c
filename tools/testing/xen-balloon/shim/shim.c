// SPDX-License-Identifier: GPL-2.0
/* The state behind the shims, and what of them does not fit in a header. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "shim.h"

struct page *shim_mem_map;
unsigned long shim_base_pfn;
unsigned long shim_nr_pages;

unsigned int shim_locks_held;
void (*shim_lock_hook)(spinlock_t *lock);

unsigned int shim_alloc_fail;

void shim_panic(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

void spin_lock(spinlock_t *lock)
{
	shim_assert(!lock->locked, "spin_lock() of a lock that is held");
	lock->locked = true;
	shim_locks_held++;
	if (shim_lock_hook)
		shim_lock_hook(lock);
}

void spin_unlock(spinlock_t *lock)
{
	shim_assert(lock->locked, "spin_unlock() of a lock that is free");
	if (shim_lock_hook)
		shim_lock_hook(lock);
	lock->locked = false;
	shim_locks_held--;
}

void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	shim_assert(flags != GFP_KERNEL || !shim_locks_held, "sleeping allocation under a lock");
	if (shim_alloc_fail && !--shim_alloc_fail)
		return NULL;
	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return calloc(1, bytes);
}

void kfree(const void *p)
{
	free((void *)p);
}
