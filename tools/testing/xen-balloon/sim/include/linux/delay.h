/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_DELAY_H
#define _SIM_LINUX_DELAY_H

#include "../../core/task.h"

#define msleep(ms)	sim_sleep((ms) * 1000000ULL)

#endif	/* _SIM_LINUX_DELAY_H */
