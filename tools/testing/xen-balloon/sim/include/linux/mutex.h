/* SPDX-License-Identifier: GPL-2.0 */
/* Mutexes, which sleep. */
#ifndef _SIM_LINUX_MUTEX_H
#define _SIM_LINUX_MUTEX_H

#include "../../core/lock.h"

struct mutex {
	struct sim_lock lock;
};

#define __MUTEX_INITIALIZER(mutex_name)	{ .lock = { .name = #mutex_name } }
#define DEFINE_MUTEX(name)		struct mutex name = __MUTEX_INITIALIZER(name)

#define mutex_lock(mutex)		sim_lock(&(mutex)->lock)
#define mutex_trylock(mutex)		sim_try_lock(&(mutex)->lock)
#define mutex_unlock(mutex)		sim_unlock(&(mutex)->lock)

#endif	/* _SIM_LINUX_MUTEX_H */
