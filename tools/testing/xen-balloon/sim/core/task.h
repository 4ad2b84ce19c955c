/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks: coroutines of which one runs at a time, until it lets another run. */
#ifndef _SIM_TASK_H
#define _SIM_TASK_H

#include <ucontext.h>

#include "clock.h"
#include "point.h"
#include "sim.h"

enum sim_task_state {
	SIM_TASK_NONE,
	SIM_TASK_RUNNABLE,
	SIM_TASK_BLOCKED,
	SIM_TASK_DONE,
};

struct sim_lock;

#define SIM_TASKS	48
#define SIM_HELD	8

/**
 * struct sim_task - a task
 * @number:	from 1 on; who makes a choice
 * @name:	of what it is in the kernel
 * @state:	see above
 * @waits_for:	while it is blocked: for what
 * @waits_on:	the lock or wait queue, if it is one
 * @since:	and since when
 * @patient:	it may wait for as long as it likes
 * @timer:	wakes it in time
 * @timed_out:	that has happened
 * @held:	locks that it holds, in the order in which it took them
 * @nr_held:	how many
 * @spins:	how many of these are spinlocks
 * @sleeps:	how often it has slept of its own accord, for Tasks RCU
 * @freezable:	may be frozen when it looks whether it is to be
 * @frozen:	it is
 * @noio:	what it allocates must not wait for I/O
 * @admin:	has CAP_SYS_ADMIN
 * @driver:	is inside of the driver: pages that it allocates are the driver's
 */
struct sim_task {
	int number;
	const char *name;
	enum sim_task_state state;
	const char *waits_for;
	const void *waits_on;
	u64 since;
	bool patient;
	struct sim_timer timer;
	bool timed_out;
	struct sim_lock *held[SIM_HELD];
	int nr_held;
	int spins;
	u64 sleeps;
	bool freezable;
	bool frozen;
	bool noio;
	bool signal_pending;
	bool in_walk;	/* has read where a zone ends, and not slept since */
	bool admin;
	bool in_oom;	/* calls the notifiers of an OOM */
	unsigned int refused_vnodes;	/* a bit for each that Xen has last had no memory of */
	ucontext_t context;
	void *stack;
	void *fake_stack;
	void *fiber;
	void (*fn)(void *arg);
	void *arg;
};

extern struct sim_task *sim_current;
extern struct sim_task sim_tasks[SIM_TASKS];

struct sim_task *sim_task_start(const char *name, void (*fn)(void *arg), void *arg);
void sim_task_block(const char *what, u64 until);
void sim_task_wake(struct sim_task *task);
void sim_task_yield(void);
void sim_sleep(u64 ns);
void sim_might_sleep(const char *what);
void sim_tasks_run(struct sim_task *until);
extern void (*sim_at_point)(enum sim_point kind);
bool sim_wait_for(bool (*cond)(void), const char *what, u64 timeout);

#endif /* _SIM_TASK_H */
