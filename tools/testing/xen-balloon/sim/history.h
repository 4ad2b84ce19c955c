/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_HISTORY_H
#define _SIM_HISTORY_H

#include "core/sim.h"

/* After so many events the users stop. */
extern u32 sim_events_wanted;

void sim_history(u64 seed);

/* What the machine is like, and how often what happens. */
void sim_history_draw(void);

/* All has to come to rest, and to agree; see rest.c. */
void sim_rest(void);

/* Now that nothing is under way, each page frame is in one place, and all agree on it. */
void sim_rest_check(void);

/* The domain comes to a target that it can reach. */
void sim_rest_reach(unsigned long pages);

/* Each page frame is in one place, and all counts agree. */
void sim_rest_check(void);

/* No task of the driver runs; it may wait. */
bool sim_rest_is_quiet(void);

/* There is nothing to do. */
bool sim_rest_is_idle(void);

/* For so many seconds next to nothing happens. */
void sim_rest_check_cost(u64 seconds, unsigned long steps_max);

/* The longest delay is 32 s, and a failure may be followed by another. */
#define REACH_TIMEOUT	(400 * SIM_S)

/* What has to hold by node; see rest-nodes.c. */
unsigned long sim_nodes_spare(void);
void sim_nodes_check(void);
void sim_nodes_rest(void);
void sim_nodes_want_more(unsigned long pages);

/* And of page frames that are lent; see rest-lend.c. */
void sim_lend_rest(void);

/* And of what an image has; see rest-save.c. */
void sim_save_rest(void);

#endif /* _SIM_HISTORY_H */
