// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual time. It passes while a task spends it, and jumps to what comes next when all of them
 * sleep.
 */
#include <linux/jiffies.h>

#include "clock.h"
#include "sim.h"

/* As in the kernel, jiffies come round soon after boot where they have 32 bits. */
#define FIRST_JIFFY	((unsigned long)(unsigned int)(-300 * (int)HZ))

u64 sim_now;

/* In the order in which they come. */
static struct sim_timer *timers;

unsigned long sim_jiffies(void)
{
	sim_point(SIM_READ);
	return FIRST_JIFFY + sim_now / (SIM_S / HZ);
}

u64 ktime_get_ns(void)
{
	/* To read the clock takes time, so that a loop that waits for it ends. */
	sim_now += 40;
	return sim_now;
}

long long ktime_get_boottime_seconds(void)
{
	return sim_now / SIM_S;
}

void sim_spend(u64 ns)
{
	sim_now += ns;
}

void sim_timer_start(struct sim_timer *timer, u64 delay, void (*fn)(struct sim_timer *timer))
{
	struct sim_timer **place = &timers;

	sim_timer_stop(timer);
	timer->at = delay < ~0ULL - sim_now ? sim_now + delay : ~0ULL;
	timer->fn = fn;
	timer->armed = true;
	while (*place && (*place)->at <= timer->at)
		place = &(*place)->next;
	timer->next = *place;
	*place = timer;
}

/* Returns whether it was still to come. */
bool sim_timer_stop(struct sim_timer *timer)
{
	struct sim_timer **place = &timers;

	if (!timer->armed)
		return false;
	while (*place != timer)
		place = &(*place)->next;
	*place = timer->next;
	timer->armed = false;
	return true;
}

/* Does what is due. Returns whether anything was. */
bool sim_timers_run(void)
{
	struct sim_timer *timer;
	bool any = false;

	while (timers && timers->at <= sim_now) {
		timer = timers;
		timers = timer->next;
		timer->armed = false;
		timer->fn(timer);
		any = true;
	}
	return any;
}

u64 sim_timers_next(void)
{
	return timers ? timers->at : ~0ULL;
}
