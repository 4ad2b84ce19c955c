/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The worker: takes the domain to its target, a step at a time.
 */
#ifndef _XEN_BALLOON_WORKER_H
#define _XEN_BALLOON_WORKER_H

#include <linux/types.h>
#include <linux/wait.h>

#include "policy.h"

/**
 * struct xen_balloon_status - status of the driver, as users see it
 * @state:	what it is doing
 * @reason:	why the target is not reached
 * @floor:	the smallest target that is accepted, in pages
 */
struct xen_balloon_status {
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	unsigned long floor;
};

/* Woken after each step. */
extern struct wait_queue_head xen_balloon_step_done;

int xen_balloon_worker_init(void);
bool xen_balloon_worker_runs(void);
void xen_balloon_worker_wake(void);
void xen_balloon_worker_restart(void);
void xen_balloon_worker_stop(void);
void xen_balloon_worker_frames_returned(void);
int xen_balloon_worker_inflate_to(unsigned long target);
bool xen_balloon_worker_above_target(void);
bool xen_balloon_worker_steers_nodes(void);

void xen_balloon_set_target(unsigned long target);
void xen_balloon_set_node_targets(const unsigned long *targets);
void xen_balloon_allow_boot_target(unsigned long pages);
int xen_balloon_set_floor(unsigned long pages);
void xen_balloon_status(struct xen_balloon_status *status);
enum xen_balloon_reason xen_balloon_node_reason(int nid);
unsigned long xen_balloon_ceiling(void);

#endif /* _XEN_BALLOON_WORKER_H */
