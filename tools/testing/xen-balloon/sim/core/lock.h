/* SPDX-License-Identifier: GPL-2.0 */
/* Locks: mutexes and spinlocks. */
#ifndef _SIM_LOCK_H
#define _SIM_LOCK_H

#include <linux/types.h>

/**
 * struct sim_lock - a lock
 * @name:	as it is in the code
 * @spins:	one that waits must not sleep, nor must its owner
 * @owner:	the task that holds it, by number; -1 and 0 being none: zeroed memory is a free lock
 * @waiters:	tasks that wait for it
 * @class:	its number in the graph of lock orders, 0: it has none yet
 */
struct sim_lock {
	const char *name;
	bool spins;
	int owner;
	int waiters;
	int class;
};

void sim_lock(struct sim_lock *lock);
bool sim_try_lock(struct sim_lock *lock);
void sim_unlock(struct sim_lock *lock);
void sim_assert_held(struct sim_lock *lock);

/* The lock with this name, or NULL while it was never taken. */
struct sim_lock *sim_lock_find(const char *name);

/* Whether the current task holds a lock with this name. */
bool sim_lock_is_held(const char *name);

/* How often locks with this name have been taken. */
unsigned long sim_lock_taken(const char *name);

#endif /* _SIM_LOCK_H */
