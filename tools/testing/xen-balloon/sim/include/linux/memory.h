/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_MEMORY_H
#define _SIM_LINUX_MEMORY_H

#include <linux/memory_hotplug.h>

#endif	/* _SIM_LINUX_MEMORY_H */
