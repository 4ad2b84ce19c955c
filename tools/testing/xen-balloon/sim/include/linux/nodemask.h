/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_NODEMASK_H
#define _SIM_LINUX_NODEMASK_H

#include <linux/types.h>

extern int nr_node_ids;

#define node_online(nid)		((nid) >= 0 && (nid) < nr_node_ids)
#define first_online_node		0
#define for_each_online_node(nid)	for ((nid) = 0; (nid) < nr_node_ids; (nid)++)

#endif	/* _SIM_LINUX_NODEMASK_H */
