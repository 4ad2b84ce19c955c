// SPDX-License-Identifier: GPL-2.0
/*
 * A history: a machine is made, boots, is used until enough has happened, and then has to come to
 * rest: with all obstacles gone the domain reaches its target, and all counts agree.
 */
#include <xen/balloon.h>
#include <xen/mem-reservation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/task.h"
#include "history.h"
#include "model/machine.h"
#include "users/users.h"

#define MIB(n)	((n) << 8)

u32 sim_events_wanted = 1000;

extern u32 sim_switch_rate[];

/* Rates are drawn from these, so that each history has its own temper. */
static u32 history_rate(const u32 *rates, u32 n)
{
	return rates[sim_choose(SIM_CONFIG, n)];
}

static void history_draw_rates(void)
{
	static const u32 switches[] = { 0, 20, 200, 2000 };
	static const u32 locks[] = { 0, 500, 5000, 50000 };
	static const u32 faults[] = { 0, 0, 2000, 50000 };
	static const u32 extents[] = { 0, 0, 50, 2000 };
	u32 lock = history_rate(locks, 4);

	sim_switch_rate[SIM_READ] = history_rate(switches, 4);
	sim_switch_rate[SIM_WRITE] = history_rate(switches, 4);
	sim_switch_rate[SIM_RESCHED] = lock;
	sim_switch_rate[SIM_LOCK] = lock / 4;
	sim_switch_rate[SIM_UNLOCK] = lock / 4;
	sim_switch_rate[SIM_ALLOC] = lock / 4;
	sim_switch_rate[SIM_HYPERCALL] = lock;
	sim_fail_alloc_rate = history_rate(faults, 4) / 10;
	sim_hotplug_fail_rate = history_rate(faults, 4) * 4;
	sim_xenstore_fail_rate = history_rate(faults, 4);
	sim_xen.fail_rate = history_rate(extents, 4);
	sim_xen.slow = 1 << sim_choose(SIM_CONFIG, 6);
}

static void history_draw_machine(void)
{
	struct sim_machine *m = &sim_machine;
	unsigned long more, block;

	m->domain = sim_choose(SIM_CONFIG, 4);
	m->block_sections = 1 + sim_choose(SIM_CONFIG, 2);
	block = m->block_sections * SIM_SECTION_PAGES;
	m->nodes = sim_is_pv() ? 1 : 1 + sim_choose(SIM_CONFIG, 4) / 3;
	m->kernel = MIB(6);
	m->memory = MIB(34) + sim_choose(SIM_CONFIG, MIB(20));
	more = sim_choose(SIM_CONFIG, 3) * MIB(6);
	m->boot_end = ALIGN(m->memory + more, block);
	m->pod_end = m->boot_end;
	m->known_start = m->boot_end + sim_choose(SIM_CONFIG, 3) * 2 * block;
	m->ram_end = m->known_start + sim_choose(SIM_CONFIG, 5) * block;
	if (!sim_is_pv()) {
		m->known_start = m->boot_end;
		m->ram_end = m->boot_end + sim_choose(SIM_CONFIG, 5) * block;
		m->pod_end = m->ram_end;
	}
	m->maximum = m->boot_end + m->ram_end - m->known_start;
	m->movable_start = sim_choose(SIM_CONFIG, 4) == 3 ? ALIGN(MIB(20), block) : m->boot_end;
	m->video = m->domain == SIM_HVM ? sim_choose(SIM_CONFIG, 3) * MIB(8) : 0;
	m->online_policy = sim_choose(SIM_CONFIG, 3);
	m->memmap_on_memory = sim_choose(SIM_CONFIG, 2);
	m->can_follow_walks = sim_choose(SIM_CONFIG, 8) != 7;
	xen_scrub_pages = sim_choose(SIM_CONFIG, 8) != 7;
	sim_hog_limit = m->memory / 2;
	sim_xen.free[0] = m->memory + MIB(1) + sim_choose(SIM_CONFIG, 3) * MIB(128);
	sim_xen.superpages[0] = sim_choose(SIM_CONFIG, 2) ? 4 : sim_xen.free[0] / 512;
	sim_xen.paging = sim_choose(SIM_CONFIG, 3) ? 1000 : 20 + sim_choose(SIM_CONFIG, 64);
	sim_xen.max_order = sim_choose(SIM_CONFIG, 8) == 7 ? 0 : 9;
}

/* A domain with vNUMA has all of its memory from the start; the host has some left on each node. */
static void history_draw_vnodes(void)
{
	struct sim_machine *m = &sim_machine;
	unsigned long half = ALIGN(m->boot_end / 2, m->block_sections * SIM_SECTION_PAGES);
	u32 pnodes = sim_choose(SIM_VNUMA, 4), value = sim_choose(SIM_VNUMA, 10);

	m->node_start = m->nodes > 1 ? half : m->boot_end;
	if (value < 5 || m->domain == SIM_DOM0)
		return;
	m->vnuma = value < 9 ? SIM_VNUMA_GOOD : SIM_VNUMA_OFF + sim_choose(SIM_VNUMA, 2);
	m->nodes = m->vnuma == SIM_VNUMA_OFF ? 1 : 2;
	m->node_start = half;
	m->swapped = !sim_is_pv() && sim_choose(SIM_VNUMA, 2);
	m->empty_vnode = sim_choose(SIM_VNUMA, 4) == 3;
	m->pnode[0] = pnodes == 2;
	m->pnode[1] = pnodes < 2;
	if (!sim_is_pv()) {
		m->memory = m->boot_end;
		m->pod_end = m->boot_end;
		m->known_start = m->boot_end;
		m->ram_end = m->boot_end;
		m->maximum = m->boot_end;
	}
	sim_xen.free[0] = m->memory + MIB(1) + sim_choose(SIM_VNUMA, 3) * MIB(64);
	sim_xen.free[1] = sim_xen.free[0];
	sim_xen.superpages[1] = sim_xen.superpages[0];
}

static bool history_is_over(void)
{
	return sim_result->nr_events >= sim_events_wanted ||
		(sim_result->end && sim_now >= sim_result->end);
}

/* Users go on until enough has happened. */
static void history_use(void)
{
	sim_users_start();
	while (!history_is_over())
		sim_sleep(50 * SIM_MS);
	sim_result->end = sim_now;
	sim_winding_up = true;
	sim_users_stop = true;
	sim_toolstack_plenty();
	sim_assert(sim_wait_for(sim_users_are_done, "users", 900 * SIM_S), "a user does not end");
}

static void history_main(void *arg)
{
	unsigned long rate;
	bool started, faults = sim_choose(SIM_CONFIG, 12) == 11;

	sim_toolstack_boot();
	sim_driver_booted = faults;
	rate = sim_fail_alloc_rate;
	if (sim_driver_booted)
		sim_fail_alloc_rate = 50000;
	started = sim_boot();
	sim_fail_alloc_rate = rate;
	sim_driver_booted = true;
	if (started) {
		sim_vnuma_check_boot(!faults);
		history_use();
		sim_rest();
	}
	sim_result->rest = sim_now;
}

void sim_history_draw(void)
{
	history_draw_rates();
	history_draw_machine();
	history_draw_vnodes();
}

void sim_history(u64 seed)
{
	struct sim_task *task;

	sim_choices_start(seed);
	sim_history_draw();
	task = sim_task_start("init", history_main, NULL);
	sim_tasks_run(task);
}
