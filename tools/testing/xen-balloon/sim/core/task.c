// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks, and which of them runs.
 *
 * Each is a coroutine. The one that runs goes on until it sleeps, or until a point where the seed
 * has another one run, as if there was another CPU: a task may stop at any place where it reads or
 * writes what others do, takes a lock, allocates, or calls Xen. It may also be stopped there for
 * some time, as a hypervisor does with a CPU.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "lock.h"
#include "task.h"

#define STACK_SIZE	(128 << 10)

/* No history comes to this many points, other than one that goes round in circles. */
#define POINTS_MAX	30000000ULL

/* Nothing in a kernel may wait for so long, other than what waits for work. */
#define PATIENCE	(1000 * SIM_S)

struct sim_task sim_tasks[SIM_TASKS];
struct sim_task *sim_current;

/* Per million points; see history.c. */
u32 sim_switch_rate[SIM_POINTS];

/* A case's own choice of what happens at a point. */
void (*sim_at_point)(enum sim_point kind);

static struct sim_task *runnable[SIM_TASKS];
static int nr_runnable;
static int nr_tasks = 1;
static ucontext_t main_context;
static struct sim_task *run_until;

#ifdef __SANITIZE_ADDRESS__
void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *save, const void **bottom, size_t *size);
static const void *main_stack;
static size_t main_stack_size;
static void *main_fake_stack;
#endif

#ifdef SIM_TSAN
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned int flags);
void __tsan_switch_to_fiber(void *fiber, unsigned int flags);
static void *main_fiber;
#define SIM_NO_SYNC	1
#endif

static void task_switched(void *fake_stack)
{
#ifdef __SANITIZE_ADDRESS__
	const void *bottom;
	size_t size;

	__sanitizer_finish_switch_fiber(fake_stack, &bottom, &size);
	if (!main_stack) {
		main_stack = bottom;
		main_stack_size = size;
	}
#endif
}

/* From @from to @to, NULL being the program that has started the tasks. */
static void task_switch(struct sim_task *from, struct sim_task *to)
{
	void **save = NULL;

	sim_current = to;
#ifdef __SANITIZE_ADDRESS__
	save = from ? &from->fake_stack : &main_fake_stack;
	if (to)
		__sanitizer_start_switch_fiber(save, to->stack, STACK_SIZE);
	else
		__sanitizer_start_switch_fiber(save, main_stack, main_stack_size);
#endif
#ifdef SIM_TSAN
	__tsan_switch_to_fiber(to ? to->fiber : main_fiber, SIM_NO_SYNC);
#endif
	swapcontext(from ? &from->context : &main_context, to ? &to->context : &main_context);
	task_switched(save ? *save : NULL);
}

static void task_enqueue(struct sim_task *task)
{
	task->state = SIM_TASK_RUNNABLE;
	runnable[nr_runnable++] = task;
}

static struct sim_task *task_dequeue(int i)
{
	struct sim_task *task = runnable[i];

	for (nr_runnable--; i < nr_runnable; i++)
		runnable[i] = runnable[i + 1];
	return task;
}

static void task_describe_all(char *text, size_t size)
{
	size_t n = 0;
	int i;

	for (i = 1; i < nr_tasks && n < size; i++) {
		struct sim_task *task = &sim_tasks[i];

		if (task->state == SIM_TASK_BLOCKED && !task->patient)
			n += snprintf(text + n, size - n, " %s waits for %s since %llu ms;",
				      task->name, task->waits_for,
				      (unsigned long long)(task->since / SIM_MS));
	}
}

static void task_check_patience(void)
{
	static u64 last;
	char text[300] = "";
	int i;

	if (sim_now < last + 100 * SIM_S)
		return;
	last = sim_now;
	for (i = 1; i < nr_tasks; i++) {
		struct sim_task *task = &sim_tasks[i];

		if (task->state != SIM_TASK_BLOCKED || task->patient || task->timer.armed ||
		    sim_now - task->since < PATIENCE)
			continue;
		task_describe_all(text, sizeof(text));
		sim_fail(task->name, 0, "a wait without end:%s", text);
	}
}

/* Runs the task that is next, when the current one cannot go on or should not. */
static void task_schedule(int choice)
{
	struct sim_task *from = sim_current, *to;
	char text[300] = "";
	u64 next;

	for (;;) {
		sim_timers_run();
		if (nr_runnable)
			break;
		next = sim_timers_next();
		if (next == ~0ULL) {
			task_describe_all(text, sizeof(text));
			sim_fail("all tasks", 0, "a deadlock:%s", text);
		}
		sim_now = next;
		task_check_patience();
	}
	to = task_dequeue(choice % nr_runnable);
	sim_result->switches++;
	if (to != from)
		task_switch(from, to);
}

static void task_timeout(struct sim_timer *timer)
{
	struct sim_task *task = (struct sim_task *)((char *)timer - offsetof(struct sim_task, timer));

	task->timed_out = true;
	task_enqueue(task);
}

/* Sleeps until it is woken, or until then. What holds a spinlock may wait for another only. */
void sim_task_block(const char *what, u64 until)
{
	struct sim_task *task = sim_current;

	task->waits_for = what;
	task->since = sim_now;
	task->timed_out = false;
	task->state = SIM_TASK_BLOCKED;
	if (until != ~0ULL)
		sim_timer_start(&task->timer, until > sim_now ? until - sim_now : 0, task_timeout);
	task_schedule(sim_choose_rarely(SIM_SWITCH, sim_switch_rate[SIM_RESCHED], SIM_TASKS));
	sim_timer_stop(&task->timer);
}

void sim_task_wake(struct sim_task *task)
{
	if (task->state == SIM_TASK_BLOCKED) {
		sim_timer_stop(&task->timer);
		task_enqueue(task);
	}
}

void sim_task_yield(void)
{
	task_enqueue(sim_current);
	task_schedule(0);
}

void sim_might_sleep(const char *what)
{
	sim_assert(!sim_current->spins, "%s sleeps for %s under the spinlock %s",
		   sim_current->name, what, sim_current->held[sim_current->nr_held - 1]->name);
	sim_current->sleeps++;
}

void sim_sleep(u64 ns)
{
	sim_might_sleep("a while");
	sim_task_block("time to pass", sim_now + ns);
}

/* As a process that polls. Returns whether it holds. */
bool sim_wait_for(bool (*cond)(void), const char *what, u64 timeout)
{
	u64 start = sim_now, step = 100 * SIM_US;

	while (!cond()) {
		if (sim_now - start > timeout)
			return false;
		sim_sleep(step);
		if (step < SIM_S)
			step *= 2;
	}
	return true;
}

void sim_point(enum sim_point kind)
{
	u32 choice, others;

	if (!sim_current)
		return;
	sim_now += 10;
	if (++sim_result->points > POINTS_MAX)
		sim_fail(sim_current->name, 0, "no rest after %llu points", POINTS_MAX);
	if (sim_timers_next() <= sim_now)
		sim_timers_run();
	if (sim_undisturbed)
		return;
	if (sim_at_point)
		sim_at_point(kind);
	others = nr_runnable;
	choice = sim_choose_rarely(SIM_SWITCH, sim_switch_rate[kind], 64 + 12);
	if (!choice) {
		/* At rest others have their turn also when the seed does not say so. */
		if (sim_winding_up && kind == SIM_RESCHED && others)
			sim_task_yield();
		return;
	}
	if (choice > 64) {
		/* Stopped for 16 us to 32 ms. */
		sim_task_block("its CPU", sim_now + (16 * SIM_US << (choice - 65)));
	} else if (others) {
		task_enqueue(sim_current);
		task_schedule(choice - 1);
	}
}

static void task_main(void)
{
	struct sim_task *task = sim_current;

	task_switched(NULL);
	task->fn(task->arg);
	sim_assert(!task->nr_held, "%s ends with %s held", task->name, task->held[0]->name);
	task->state = SIM_TASK_DONE;
	if (task == run_until)
		task_switch(task, NULL);
	else
		task_schedule(0);
	abort();
}

struct sim_task *sim_task_start(const char *name, void (*fn)(void *arg), void *arg)
{
	struct sim_task *task = &sim_tasks[nr_tasks];

	sim_assert(nr_tasks < SIM_TASKS, "too many tasks");
	*task = (struct sim_task){ .number = nr_tasks++, .name = name, .fn = fn, .arg = arg,
				   .admin = true };
	task->stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	getcontext(&task->context);
	task->context.uc_stack.ss_sp = task->stack;
	task->context.uc_stack.ss_size = STACK_SIZE;
	makecontext(&task->context, task_main, 0);
#ifdef SIM_TSAN
	task->fiber = __tsan_create_fiber(0);
#endif
	task_enqueue(task);
	return task;
}

/* Runs tasks until this one has ended. */
void sim_tasks_run(struct sim_task *until)
{
	run_until = until;
#ifdef SIM_TSAN
	main_fiber = __tsan_get_current_fiber();
#endif
	task_switch(NULL, task_dequeue(0));
}
