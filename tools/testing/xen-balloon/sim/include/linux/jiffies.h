/* SPDX-License-Identifier: GPL-2.0 */
/* Virtual time in jiffies. */
#ifndef _SIM_LINUX_JIFFIES_H
#define _SIM_LINUX_JIFFIES_H

#include <linux/timekeeping.h>

#define HZ			250UL
#define MAX_JIFFY_OFFSET	((~0UL >> 2) - 1)

#define jiffies			sim_jiffies()
#define get_jiffies_64()	((unsigned long long)sim_jiffies())

#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after64(a, b)	((long long)((b) - (a)) < 0)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)

#define msecs_to_jiffies(ms)	(((ms) * HZ + 999) / 1000)

#endif	/* _SIM_LINUX_JIFFIES_H */
