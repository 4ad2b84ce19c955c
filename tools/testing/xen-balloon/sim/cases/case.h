/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Cases: histories that are written down instead of drawn. Where what comes of them is known to the
 * page, the second or the word, a case asserts exactly that.
 */
#ifndef _SIM_CASE_H
#define _SIM_CASE_H

#include <stdarg.h>

#include <xen/balloon.h>

#include "../core/task.h"
#include "../history.h"
#include "../model/machine.h"
#include "../users/users.h"

/**
 * struct sim_case - a case
 * @name:	what it protects
 * @machine:	changes the machine, which is a PVH domain of 34 MiB without anything special
 * @run:	what happens once the domain has booted; nothing else does
 * @dead:	the driver does not start
 */
struct sim_case {
	const char *name;
	void (*machine)(struct sim_machine *machine);
	void (*run)(void);
	bool dead;
};

/* Of each file, ended by a case without a name. */
extern const struct sim_case sim_cases_of_account[];
extern const struct sim_case sim_cases_of_batch[];
extern const struct sim_case sim_cases_of_compaction[];
extern const struct sim_case sim_cases_of_debugfs[];
extern const struct sim_case sim_cases_of_device_memory[];
extern const struct sim_case sim_cases_of_growth_failure[];
extern const struct sim_case sim_cases_of_guest[];
extern const struct sim_case sim_cases_of_hotplug[];
extern const struct sim_case sim_cases_of_kexec[];
extern const struct sim_case sim_cases_of_lend[];
extern const struct sim_case sim_cases_of_memmap[];
extern const struct sim_case sim_cases_of_memory_block[];
extern const struct sim_case sim_cases_of_move[];
extern const struct sim_case sim_cases_of_node[];
extern const struct sim_case sim_cases_of_oom[];
extern const struct sim_case sim_cases_of_p2m[];
extern const struct sim_case sim_cases_of_pod[];
extern const struct sim_case sim_cases_of_pvmmu[];
extern const struct sim_case sim_cases_of_removal[];
extern const struct sim_case sim_cases_of_save[];
extern const struct sim_case sim_cases_of_save_reach[];
extern const struct sim_case sim_cases_of_start[];
extern const struct sim_case sim_cases_of_sysfs[];
extern const struct sim_case sim_cases_of_toolstack[];
extern const struct sim_case sim_cases_of_vnode[];
extern const struct sim_case sim_cases_of_worker[];
extern const struct sim_case sim_cases_of_xen[];

void sim_case_run(const struct sim_case *c);

/* While a case runs, what is logged is kept for it. */
void sim_case_log(const char *fmt, va_list args);

/* The case with this number, of all files, or NULL. */
const struct sim_case *sim_case_get(unsigned int number);

#define sim_equal(is, has_to_be)							\
	do {										\
		unsigned long long __is = (is), __wanted = (has_to_be);			\
											\
		sim_assert(__is == __wanted, "%s is %lld, and has to be %lld", #is,	\
			   (long long)__is, (long long)__wanted);			\
	} while (0)

/* The toolstack sets this target, and the domain reaches it. */
void case_reach(unsigned long pages);

/* Until nothing more is to be done at once: at its target, or waiting. */
void case_settle(void);

/* Two vnodes, on a host node each, which has much left; the second begins at this page frame. */
void case_split(struct sim_machine *m, unsigned long start);

/* Two vnodes of half the memory, on a host node each, which have as much left. */
void case_with_vnodes(struct sim_machine *m);

/* The host has memory for all that is asked for. */
void case_host_has_plenty(void);

/* The toolstack saves the domain; returns what it is told. */
int case_save(void);

/* What a file of sysfs has to say, without the newline. */
void case_sysfs_says(const char *name, const char *text);

/* A counter of debugfs. */
unsigned long long case_counter(const char *name);

/* A number of a node, in debugfs. */
unsigned long case_node(int nid, const char *name);

/* The reason of a node begins with this. */
void case_node_waits_for(int nid, const char *reason);

/* What the host is told: data/balloon/NAME. */
void case_host_reads(const char *name, const char *text);

/* The host has memory for the domain to grow to this. */
void case_allow(unsigned long pages);

/* The kernel before kexec has left so much populated here. */
void case_inherit(unsigned long pfn, unsigned int order);

/* How many page frames of a range are populated. */
unsigned long case_populated(unsigned long pfn, unsigned long nr_pages);

/* How often the kernel has logged something with this in it. */
unsigned int case_logged(const char *text);

/* Whether a function waits for a lock of this name that another task holds. */
bool case_waits_for(const char *lock, void (*fn)(void));

#endif /* _SIM_CASE_H */
