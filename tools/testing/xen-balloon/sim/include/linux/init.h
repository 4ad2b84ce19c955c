/* SPDX-License-Identifier: GPL-2.0 */
/* Initcalls are collected by level; boot.c calls them. */
#ifndef _SIM_LINUX_INIT_H
#define _SIM_LINUX_INIT_H

#include <linux/compiler.h>

#define __init
#define __initdata
#define __initconst
#define __ref
#define __ro_after_init

typedef int (*sim_initcall_t)(void);

#define sim_initcall(level, fn)						\
	static const sim_initcall_t sim_initcall_##fn			\
	__attribute__((used, section("sim_init_" #level))) = (fn)

#define subsys_initcall(fn)		sim_initcall(subsys, fn)
#define late_initcall(fn)		sim_initcall(late, fn)
#define late_initcall_sync(fn)		sim_initcall(late_sync, fn)

enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,
	SYSTEM_FREEING_INITMEM,
	SYSTEM_RUNNING,
	SYSTEM_HALT,
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART,
	SYSTEM_SUSPEND,
};

extern enum system_states system_state;

#endif	/* _SIM_LINUX_INIT_H */
