/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual time, and what is to happen later. */
#ifndef _SIM_CLOCK_H
#define _SIM_CLOCK_H

#include <linux/types.h>

#define SIM_US		1000ULL
#define SIM_MS		1000000ULL
#define SIM_S		1000000000ULL

/**
 * struct sim_timer - something that happens later
 * @at:		when, in ns of virtual time
 * @fn:		what; called between tasks, must not sleep
 * @next:	that follows
 * @armed:	it is still to come
 */
struct sim_timer {
	u64 at;
	void (*fn)(struct sim_timer *timer);
	struct sim_timer *next;
	bool armed;
};

extern u64 sim_now;

void sim_timer_start(struct sim_timer *timer, u64 delay, void (*fn)(struct sim_timer *timer));
bool sim_timer_stop(struct sim_timer *timer);
bool sim_timers_run(void);
u64 sim_timers_next(void);

/* The task that runs takes so long over something. */
void sim_spend(u64 ns);

#endif /* _SIM_CLOCK_H */
