/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MIGRATE_H
#define _SIM_LINUX_MIGRATE_H

#include <linux/mm.h>

#endif	/* _SIM_LINUX_MIGRATE_H */
