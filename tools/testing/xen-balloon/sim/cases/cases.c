// SPDX-License-Identifier: GPL-2.0
/* Runs a case, and what cases have in common. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/xen/hypercall.h>
#include <xen/mem-reservation.h>

#include "../core/lock.h"
#include "case.h"

static const struct sim_case *const files[] = {
	sim_cases_of_account,
	sim_cases_of_batch,
	sim_cases_of_compaction,
	sim_cases_of_debugfs,
	sim_cases_of_device_memory,
	sim_cases_of_growth_failure,
	sim_cases_of_guest,
	sim_cases_of_hotplug,
	sim_cases_of_kexec,
	sim_cases_of_lend,
	sim_cases_of_memmap,
	sim_cases_of_memory_block,
	sim_cases_of_move,
	sim_cases_of_node,
	sim_cases_of_oom,
	sim_cases_of_p2m,
	sim_cases_of_pod,
	sim_cases_of_pvmmu,
	sim_cases_of_removal,
	sim_cases_of_save,
	sim_cases_of_save_reach,
	sim_cases_of_start,
	sim_cases_of_sysfs,
	sim_cases_of_toolstack,
	sim_cases_of_vnode,
	sim_cases_of_worker,
	sim_cases_of_xen,
};

const struct sim_case *sim_case_get(unsigned int number)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		const struct sim_case *c;

		for (c = files[i]; c->name; c++)
			if (!number--)
				return c;
	}
	return NULL;
}

static void case_main(void *arg)
{
	const struct sim_case *c = arg;

	sim_toolstack_boot();
	sim_driver_booted = true;
	sim_assert(sim_boot() == !c->dead, "the driver %s", c->dead ? "starts" : "does not start");
	if (!c->dead)
		sim_vnuma_check_boot(false);
	c->run();
	sim_slab_check();
}

/* What the kernel has logged. */
static char case_log[1 << 16];
static size_t case_log_length;

void sim_case_log(const char *fmt, va_list args)
{
	size_t room = sizeof(case_log) - case_log_length;
	int length = vsnprintf(case_log + case_log_length, room, fmt, args);

	case_log_length += min((size_t)length, room - 1);
}

/* Each choice is the dullest. */
void sim_case_run(const struct sim_case *c)
{
	sim_choices_start(0);
	sim_replay(NULL, 0, 0);
	sim_history_draw();
	if (c->machine)
		c->machine(&sim_machine);
	sim_tasks_run(sim_task_start("init", case_main, (void *)c));
}

void case_reach(unsigned long pages)
{
	sim_rest_reach(pages);
	sim_equal(balloon_stats.current_pages, pages);
}

void case_settle(void)
{
	sim_assert(sim_wait_for(sim_rest_is_quiet, "the worker", 400 * SIM_S),
		   "the worker does not rest");
}

void case_split(struct sim_machine *m, unsigned long start)
{
	m->vnuma = SIM_VNUMA_GOOD;
	m->nodes = 2;
	m->node_start = start;
	m->pnode[1] = 1;
	m->memory = m->boot_end;
	sim_xen.free[0] = 1UL << 16;
	sim_xen.free[1] = 1UL << 16;
}

void case_with_vnodes(struct sim_machine *m)
{
	m->boot_end = 12288;
	m->pod_end = m->known_start = m->ram_end = m->maximum = m->movable_start = m->boot_end;
	case_split(m, 6144);
	sim_xen.free[0] = sim_xen.free[1] = 20000;
	sim_xen.superpages[0] = sim_xen.superpages[1] = 20;
}

void case_host_has_plenty(void)
{
	unsigned int pnode;

	for (pnode = 0; pnode < sim_xen_pnodes(); pnode++) {
		sim_xen.free[pnode] += 1UL << 20;
		sim_xen.superpages[pnode] += 1UL << 11;
	}
	sim_xen.paging += 10000;
}

int case_save(void)
{
	sim_toolstack_begin_save();
	return sim_suspend(true);
}

void case_sysfs_says(const char *name, const char *text)
{
	char is[4096];

	sim_sysfs_read(name, is);
	is[strcspn(is, "\n")] = '\0';
	sim_assert(!strcmp(is, text), "%s is \"%s\", and has to be \"%s\"", name, is, text);
}

unsigned long long case_counter(const char *name)
{
	char text[4096], *line = text;
	size_t length = strlen(name);

	sim_debugfs_read("stats", text, sizeof(text));
	while (strncmp(line, name, length) || line[length] != ' ') {
		line = strchr(line, '\n');
		sim_assert(line && *++line, "there is no counter %s", name);
	}
	return strtoull(line + length, NULL, 10);
}

/* What follows @name in the line of a node, with all that is behind it. */
static const char *case_node_text(int nid, const char *name)
{
	static char text[4096];
	const char *at;
	char word[24];

	sim_debugfs_read("nodes", text, sizeof(text));
	snprintf(word, sizeof(word), "node %d vnode", nid);
	at = strstr(text, word);
	at = at ? strstr(at, name) : NULL;
	sim_assert(at, "node %d has no %s", nid, name);
	return at + strlen(name);
}

unsigned long case_node(int nid, const char *name)
{
	return strtoul(case_node_text(nid, name), NULL, 10);
}

void case_node_waits_for(int nid, const char *reason)
{
	const char *text = case_node_text(nid, "reason ");

	sim_assert(!strncmp(text, reason, strlen(reason)), "node %d: %s", nid, text);
}

void case_host_reads(const char *name, const char *text)
{
	char path[64];
	const char *is;

	snprintf(path, sizeof(path), "data/balloon/%s", name);
	is = sim_xenstore_get(path) ?: "";
	sim_assert(!strcmp(is, text), "%s is \"%s\", and has to be \"%s\"", path, is, text);
}

void case_inherit(unsigned long pfn, unsigned int order)
{
	xen_pfn_t frame = pfn;
	struct xen_memory_reservation reservation = {
		.extent_start = &frame,
		.nr_extents = 1,
		.extent_order = order,
		.domid = DOMID_SELF,
	};
	unsigned long i;

	sim_equal(HYPERVISOR_memory_op(XENMEM_populate_physmap, &reservation), 1);
	for (i = 0; i < 1UL << order; i++)
		sim_xen_touch(pfn + i, true);
}

unsigned long case_populated(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long i, n = 0;

	for (i = 0; i < nr_pages; i++)
		n += sim_xen_is_ram(pfn + i);
	return n;
}

void case_allow(unsigned long pages)
{
	sim_toolstack_plenty();
	sim_toolstack_set_maximum(pages);
}

unsigned int case_logged(const char *text)
{
	unsigned int n = 0;
	const char *at;

	for (at = strstr(case_log, text); at; at = strstr(at + 1, text))
		n++;
	return n;
}

static void (*waiting_fn)(void);
static bool waiting_is_over;

static void waiting_main(void *unused)
{
	waiting_fn();
	waiting_is_over = true;
}

static bool case_has_waited(void)
{
	return waiting_is_over;
}

bool case_waits_for(const char *name, void (*fn)(void))
{
	struct sim_lock *lock = sim_lock_find(name);
	struct sim_task *task;
	bool waits;

	sim_assert(lock, "there is no lock %s", name);
	waiting_fn = fn;
	waiting_is_over = false;
	sim_lock(lock);
	task = sim_task_start("user of a lock", waiting_main, NULL);
	sim_task_yield();
	waits = task->waits_on == lock;
	sim_unlock(lock);
	sim_assert(sim_wait_for(case_has_waited, "a user of a lock", SIM_S), "it waits for ever");
	return waits;
}
