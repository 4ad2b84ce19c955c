/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes, and accesses that other tasks may see: a switch may come before each. */
#ifndef _SIM_LINUX_COMPILER_H
#define _SIM_LINUX_COMPILER_H

#include <stdbool.h>
#include <stddef.h>

#include "../../core/point.h"

#define __printf(format, first)	__attribute__((__format__(__printf__, format, first)))
#define __noreturn		__attribute__((__noreturn__))
#define __weak			__attribute__((__weak__))
#define __always_unused		__attribute__((__unused__))
#define __user
#define fallthrough		__attribute__((__fallthrough__))

#define barrier()		__asm__ __volatile__("" : : : "memory")

/*
 * Relaxed atomics, so that ThreadSanitizer knows that these may race. The value is computed before
 * the switch, so that an update without a lock can be lost.
 */
#define READ_ONCE(x) ({						\
	sim_point(SIM_READ);					\
	__atomic_load_n(&(x), __ATOMIC_RELAXED);		\
})
#define WRITE_ONCE(x, value) do {				\
	typeof(x) sim_value = (value);				\
								\
	sim_point(SIM_WRITE);					\
	sim_store(&(x), sim_value);				\
} while (0)

/* A page-table entry is a struct. */
#define sim_store(to, value) __atomic_store(to, &(value), __ATOMIC_RELAXED)

#define smp_load_acquire(p) ({					\
	sim_point(SIM_READ);					\
	__atomic_load_n(p, __ATOMIC_ACQUIRE);			\
})
#define smp_store_release(p, value) do {			\
	typeof(*(p)) sim_value = (value);			\
								\
	sim_point(SIM_WRITE);					\
	__atomic_store_n(p, sim_value, __ATOMIC_RELEASE);	\
} while (0)
#define smp_mb() do {						\
	sim_point(SIM_WRITE);					\
	__atomic_thread_fence(__ATOMIC_SEQ_CST);		\
} while (0)
#define xchg(p, value) ({					\
	sim_point(SIM_WRITE);					\
	__atomic_exchange_n(p, value, __ATOMIC_SEQ_CST);	\
})

#define IS_ENABLED_1		0,
#define sim_second(a, b, ...)	b
#define sim_is_enabled(x)	sim_second(x 1, 0)
#define sim_paste(a, b)		a##b
#define sim_option(x)		sim_is_enabled(sim_paste(IS_ENABLED_, x))
#define IS_ENABLED(option)	sim_option(option)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(cond)	_Static_assert(!(cond), #cond)
#ifndef static_assert
#define static_assert		_Static_assert
#endif

#define EXPORT_SYMBOL(x)	extern typeof(x) x
#define EXPORT_SYMBOL_GPL(x)	extern typeof(x) x

#define MAX_ERRNO		4095
#define ERR_PTR(err)		((void *)(long)(err))
#define PTR_ERR(p)		((long)(p))
#define IS_ERR(p)		((unsigned long)(p) >= (unsigned long)-MAX_ERRNO)

/* A warning means that the kernel is broken. */
#define WARN(cond, ...) ({					\
	bool sim_warn = (cond);					\
								\
	if (sim_warn)						\
		sim_warning(__FILE__, __LINE__, __VA_ARGS__);	\
	sim_warn;						\
})
#define WARN_ONCE		WARN
#define WARN_ON_ONCE(cond)	WARN(cond, "%s", #cond)

/* So many warnings of the driver are expected. */
extern unsigned int sim_warnings_expected;

void sim_warning(const char *file, int line, const char *fmt, ...) __printf(3, 4);

/* The kernel's limit is by jiffies; here the log is read for what went wrong. */
#include "printk.h"

#endif	/* _SIM_LINUX_COMPILER_H */
