/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_NUMA_H
#define _SIM_LINUX_NUMA_H

#define NUMA_NO_NODE		(-1)
#define MAX_NUMNODES		4

#endif	/* _SIM_LINUX_NUMA_H */
