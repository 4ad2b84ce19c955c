/* SPDX-License-Identifier: GPL-2.0 */
/* Tasks RCU. See model/rcu.c. */
#ifndef _SIM_LINUX_RCUPDATE_H
#define _SIM_LINUX_RCUPDATE_H

#include <linux/init.h>
#include <linux/list.h>

void call_rcu_tasks(struct rcu_head *head, void (*func)(struct rcu_head *head));

#endif	/* _SIM_LINUX_RCUPDATE_H */
