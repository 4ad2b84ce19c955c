/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_LOCKDEP_H
#define _SIM_LINUX_LOCKDEP_H

#include <linux/mutex.h>

#define lockdep_assert_held(mutex)	sim_assert_held(&(mutex)->lock)

#endif	/* _SIM_LINUX_LOCKDEP_H */
