/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_SYSCTL_H
#define _SIM_LINUX_SYSCTL_H

#include <linux/types.h>

struct ctl_table;
typedef int proc_handler(const struct ctl_table *table);

struct ctl_table {
	const char *procname;
	void *data;
	int maxlen;
	int mode;
	proc_handler *proc_handler;
	void *extra1;
	void *extra2;
};

proc_handler proc_dointvec_minmax;

#define SYSCTL_ZERO	NULL
#define SYSCTL_ONE	NULL

void register_sysctl_init(const char *path, struct ctl_table *table);

#endif	/* _SIM_LINUX_SYSCTL_H */
