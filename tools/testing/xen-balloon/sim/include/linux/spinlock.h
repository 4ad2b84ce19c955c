/* SPDX-License-Identifier: GPL-2.0 */
/* Spinlocks: a task that waits for one lets others run, and may not sleep while it holds one. */
#ifndef _SIM_LINUX_SPINLOCK_H
#define _SIM_LINUX_SPINLOCK_H

#include <linux/types.h>

#include "../../core/lock.h"

typedef struct sim_lock spinlock_t;
typedef struct sim_lock raw_spinlock_t;

#define __SPIN_LOCK_UNLOCKED(lock_name)	{ .name = #lock_name, .spins = true }
#define DEFINE_SPINLOCK(lock)		spinlock_t lock = __SPIN_LOCK_UNLOCKED(lock)
#define DEFINE_RAW_SPINLOCK(lock)	raw_spinlock_t lock = __SPIN_LOCK_UNLOCKED(lock)

#define spin_lock(lock)			sim_lock(lock)
#define spin_unlock(lock)		sim_unlock(lock)
#define spin_lock_irq(lock)		sim_lock(lock)
#define spin_unlock_irq(lock)		sim_unlock(lock)
#define raw_spin_lock_irqsave(lock, flags) do {		\
	(flags) = 0;					\
	sim_lock(lock);					\
} while (0)
#define raw_spin_unlock_irqrestore(lock, flags) do {	\
	(void)(flags);					\
	sim_unlock(lock);				\
} while (0)

#endif	/* _SIM_LINUX_SPINLOCK_H */
