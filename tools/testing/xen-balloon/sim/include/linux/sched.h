/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SCHED_H
#define _SIM_LINUX_SCHED_H

#include <linux/compiler.h>

#define cond_resched()	sim_point(SIM_RESCHED)

#endif	/* _SIM_LINUX_SCHED_H */
