/* SPDX-License-Identifier: GPL-2.0 */
/* Locks without exclusion, the tests being single-threaded, that know whether they are held. */
#ifndef _SHIM_LINUX_SPINLOCK_H
#define _SHIM_LINUX_SPINLOCK_H

#include <linux/types.h>

typedef struct {
	bool locked;
} spinlock_t;

/* How many locks are held. */
extern unsigned int shim_locks_held;

/* Called first thing and last thing while a lock is held, so that a test sees what others see. */
extern void (*shim_lock_hook)(spinlock_t *lock);

void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->locked = false;
}

#endif	/* _SHIM_LINUX_SPINLOCK_H */
