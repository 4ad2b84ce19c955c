/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_NODEMASK_H
#define _SIM_LINUX_NODEMASK_H

#include <linux/types.h>

extern int nr_node_ids;

enum node_states {
	N_MEMORY,
};

unsigned long node_present_pages(int nid);

#define for_each_node_state(nid, state)					\
	for_each_online_node(nid)					\
		if (!node_present_pages(nid)) {				\
		} else

#define node_online(nid)		((nid) >= 0 && (nid) < nr_node_ids)
#define first_online_node		0
#define for_each_online_node(nid)	for ((nid) = 0; (nid) < nr_node_ids; (nid)++)

#endif	/* _SIM_LINUX_NODEMASK_H */
