/* SPDX-License-Identifier: GPL-2.0 */
/* Points where another task may run. */
#ifndef _SIM_POINT_H
#define _SIM_POINT_H

/**
 * enum sim_point - what the task that runs is about to do
 * @SIM_READ:		read what others write
 * @SIM_WRITE:		write what others read
 * @SIM_RESCHED:	let others run
 * @SIM_LOCK:		take a lock
 * @SIM_UNLOCK:		has released a lock
 * @SIM_ALLOC:		allocate
 * @SIM_HYPERCALL:	call Xen, or has called it
 * @SIM_POINTS:		how many kinds there are
 */
enum sim_point {
	SIM_READ,
	SIM_WRITE,
	SIM_RESCHED,
	SIM_LOCK,
	SIM_UNLOCK,
	SIM_ALLOC,
	SIM_HYPERCALL,
	SIM_POINTS,
};

void sim_point(enum sim_point kind);

#endif /* _SIM_POINT_H */
