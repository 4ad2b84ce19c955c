/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual time. See clock.c. */
#ifndef _SIM_LINUX_TIMEKEEPING_H
#define _SIM_LINUX_TIMEKEEPING_H

#include <linux/types.h>

unsigned long sim_jiffies(void);
u64 ktime_get_ns(void);
long long ktime_get_boottime_seconds(void);

#endif	/* _SIM_LINUX_TIMEKEEPING_H */
