/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SUSPEND_H
#define _SIM_LINUX_SUSPEND_H

typedef int suspend_state_t;

#define PM_SUSPEND_ON	0
#define PM_SUSPEND_MEM	3

extern suspend_state_t pm_suspend_target_state;

#endif	/* _SIM_LINUX_SUSPEND_H */
