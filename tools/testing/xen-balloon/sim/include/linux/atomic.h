/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_ATOMIC_H
#define _SIM_LINUX_ATOMIC_H

#include <linux/compiler.h>

typedef struct {
	int counter;
} atomic_t;

#define ATOMIC_INIT(i)			{ (i) }
#define atomic_read(v)			READ_ONCE((v)->counter)
#define atomic_read_acquire(v)		smp_load_acquire(&(v)->counter)
#define atomic_inc(v) do {						\
	sim_point(SIM_WRITE);						\
	__atomic_add_fetch(&(v)->counter, 1, __ATOMIC_RELAXED);		\
} while (0)
#define atomic_inc_return_release(v) ({					\
	sim_point(SIM_WRITE);						\
	__atomic_add_fetch(&(v)->counter, 1, __ATOMIC_RELEASE);		\
})

#endif	/* _SIM_LINUX_ATOMIC_H */
