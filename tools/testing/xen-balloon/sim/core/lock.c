// SPDX-License-Identifier: GPL-2.0
/*
 * Locks, and their order: a lock that was ever taken under another must never be taken around it,
 * as lockdep has it (kernel/locking/lockdep.c).
 */
#include <string.h>

#include "lock.h"
#include "task.h"

#ifdef SIM_TSAN
void __tsan_acquire(void *p);
void __tsan_release(void *p);
#else
#define __tsan_acquire(p)
#define __tsan_release(p)
#endif

#define CLASSES	32

static const char *class_names[CLASSES];
static struct sim_lock *class_locks[CLASSES];
static int nr_classes;
static unsigned long class_taken[CLASSES];

/* A bit for each class that was taken under this one, at once or in steps. */
static u32 classes_under[CLASSES];

static int lock_class(struct sim_lock *lock)
{
	if (!lock->class) {
		sim_assert(nr_classes < CLASSES - 1, "too many locks");
		lock->class = ++nr_classes;
		class_names[lock->class] = lock->name;
		class_locks[lock->class] = lock;
	}
	return lock->class;
}

struct sim_lock *sim_lock_find(const char *name)
{
	int class;

	for (class = 1; class <= nr_classes; class++)
		if (!strcmp(class_names[class], name))
			return class_locks[class];
	return NULL;
}

static void lock_note_order(struct sim_lock *lock)
{
	int i, k, class = lock_class(lock);

	for (i = 0; i < sim_current->nr_held; i++) {
		int above = lock_class(sim_current->held[i]);

		sim_assert(above != class, "%s takes %s twice", sim_current->name, lock->name);
		sim_assert(!(classes_under[class] & 1U << above),
			   "%s takes %s under %s, others the other way round", sim_current->name,
			   lock->name, sim_current->held[i]->name);
		if (classes_under[above] & 1U << class)
			continue;
		classes_under[above] |= 1U << class | classes_under[class];
		for (k = 1; k <= nr_classes; k++)
			if (classes_under[k] & 1U << above)
				classes_under[k] |= classes_under[above];
	}
}

static void lock_take(struct sim_lock *lock)
{
	struct sim_task *task = sim_current;

	lock->owner = task->number;
	class_taken[lock_class(lock)]++;
	__tsan_acquire(lock);
	sim_assert(task->nr_held < SIM_HELD, "%s holds too many locks", task->name);
	task->held[task->nr_held++] = lock;
	task->spins += lock->spins;
}

void sim_lock(struct sim_lock *lock)
{
	struct sim_task *task = sim_current;

	if (!task)
		return;
	if (!lock->spins)
		sim_might_sleep(lock->name);
	sim_point(SIM_LOCK);
	lock_note_order(lock);
	while (lock->owner) {
		lock->waiters++;
		task->waits_on = lock;
		sim_task_block(lock->name, ~0ULL);
		task->waits_on = NULL;
		lock->waiters--;
	}
	lock_take(lock);
}

/* An attempt waits for nothing, and may be in any order. */
bool sim_try_lock(struct sim_lock *lock)
{
	sim_point(SIM_LOCK);
	if (lock->owner)
		return false;
	lock_class(lock);
	lock_take(lock);
	return true;
}

void sim_unlock(struct sim_lock *lock)
{
	struct sim_task *task = sim_current;
	int i;

	if (!task)
		return;
	sim_assert(lock->owner == task->number, "%s unlocks %s, which it does not hold",
		   task->name, lock->name);
	for (i = task->nr_held - 1; task->held[i] != lock; i--)
		;
	memmove(&task->held[i], &task->held[i + 1],
		(--task->nr_held - i) * sizeof(task->held[0]));
	task->spins -= lock->spins;
	__tsan_release(lock);
	lock->owner = 0;
	for (i = 1; i < SIM_TASKS && lock->waiters; i++)
		if (sim_tasks[i].waits_on == lock)
			sim_task_wake(&sim_tasks[i]);
	sim_point(SIM_UNLOCK);
}

bool sim_lock_is_held(const char *name)
{
	int i;

	for (i = 0; i < sim_current->nr_held; i++)
		if (!strcmp(sim_current->held[i]->name, name))
			return true;
	return false;
}

unsigned long sim_lock_taken(const char *name)
{
	unsigned long n = 0;
	int i;

	for (i = 1; i <= nr_classes; i++)
		n += strcmp(class_names[i], name) ? 0 : class_taken[i];
	return n;
}

void sim_assert_held(struct sim_lock *lock)
{
	sim_assert(!sim_current || lock->owner == sim_current->number, "%s is not held", lock->name);
}
