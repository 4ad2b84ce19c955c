// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel and the architecture do before the driver, and the initcalls in their order.
 *
 * Models init/main.c; arch/x86/xen/setup.c and populate-on-demand.c of this repository, as far as
 * the driver sees what they leave.
 */
#include <linux/crash_dump.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/reboot.h>
#include <xen/balloon-arch.h>
#include <xen/balloon.h>
#include <xen/features.h>
#include <xen/mem-reservation.h>
#include <xen/xen.h>

#include <asm/xen/hypervisor.h>

#include "../core/task.h"
#include "machine.h"

struct sim_machine sim_machine;
enum system_states system_state;
int nr_node_ids;
bool xen_scrub_pages;
unsigned long xen_released_pages;
unsigned long xen_unpopulated_pages;

/* What follows the last region is none: it must not be used. */
static struct {
	struct xen_memory_region regions[XEN_EXTRA_MEM_MAX_REGIONS];
	struct xen_memory_region not_a_region;
} extra_mem = { .not_a_region = { 4096, 4096 } };

extern struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS]
	__attribute__((alias("extra_mem")));

struct kimage *kexec_image;
bool kexec_in_progress;

static struct start_info start_info;
struct start_info *xen_start_info = &start_info;

static struct notifier_block *reboot_notifier;
static unsigned long pod_remainder_end;

/* ---- what domain this is ---- */

bool xen_domain(void)
{
	return true;
}

bool xen_pv_domain(void)
{
	return sim_is_pv();
}

bool xen_hvm_domain(void)
{
	return !sim_is_pv();
}

bool xen_pvh_domain(void)
{
	return sim_machine.domain == SIM_PVH;
}

bool xen_initial_domain(void)
{
	return sim_machine.domain == SIM_DOM0;
}

bool xen_feature(int feature)
{
	return feature == XENFEAT_auto_translated_physmap ? !sim_is_pv() : true;
}

bool sim_is_kdump;

bool is_kdump_kernel(void)
{
	return sim_is_kdump;
}

unsigned long get_num_physpages(void)
{
	return sim_machine.boot_end;
}

/* ---- the PoD remainder, from its end down ---- */

/* What it takes to return a superpage. */
u64 sim_pod_superpage_time = 20 * SIM_US;

bool xen_pod_remainder_left(void)
{
	return READ_ONCE(pod_remainder_end) > sim_machine.boot_end;
}

void xen_pod_remainder_release(void)
{
	int i;

	sim_point(SIM_HYPERCALL);
	for (i = 0; i < 8 && pod_remainder_end > sim_machine.boot_end; i++) {
		pod_remainder_end -= 512;
		sim_xen_remove_pod(pod_remainder_end, 9);
		sim_spend(sim_pod_superpage_time);
	}
	if (i && pod_remainder_end <= sim_machine.boot_end)
		sim_resource_release_spare();
}

unsigned int xen_hotplug_regions(struct xen_memory_region *regions, unsigned int max,
				 unsigned long *end)
{
	*end = sim_machine.ram_end;
	if (sim_machine.known_start >= sim_machine.ram_end)
		return 0;
	regions[0].start_pfn = sim_machine.known_start;
	regions[0].n_pfns = sim_machine.ram_end - sim_machine.known_start;
	return 1;
}

/* ---- reboot ---- */

int register_reboot_notifier(struct notifier_block *nb)
{
	reboot_notifier = nb;
	return 0;
}

void sim_notify_reboot(void)
{
	if (reboot_notifier)
		reboot_notifier->notifier_call(reboot_notifier, SYS_RESTART, NULL);
}

/* ---- boot ---- */

static void boot_extra_memory(void)
{
	unsigned long middle = (sim_machine.memory + sim_machine.boot_end) / 2;

	if (!sim_is_pv() || sim_machine.memory == sim_machine.boot_end)
		return;
	/* As two regions, the second past what there is a memmap for. */
	xen_extra_mem[0] = (struct xen_memory_region){ sim_machine.memory,
						       middle - sim_machine.memory };
	xen_extra_mem[1] = (struct xen_memory_region){ middle, sim_machine.boot_end - middle + 100 };
}

static void boot_early(void)
{
	nr_node_ids = sim_machine.nodes;
	start_info.nr_pages = sim_machine.memory;
	pod_remainder_end = sim_machine.pod_end;
	xen_boot_released_pages = sim_machine.pod_end > sim_machine.boot_end && !sim_is_pv() ?
		sim_machine.pod_end - sim_machine.boot_end : 0;
	sim_xen_boot();
	sim_p2m_boot();
	sim_tables_boot();
	sim_tables_add(0, sim_machine.boot_end);
	sim_pages_boot();
	sim_hotplug_boot();
	sim_resources_boot();
	boot_extra_memory();
}

extern const sim_initcall_t __start_sim_init_subsys[], __stop_sim_init_subsys[];
extern const sim_initcall_t __start_sim_init_late[], __stop_sim_init_late[];
extern const sim_initcall_t __start_sim_init_late_sync[], __stop_sim_init_late_sync[];

static bool boot_calls(const sim_initcall_t *call, const sim_initcall_t *end)
{
	bool all = true;

	for (; call < end; call++)
		all = !(*call)() && all;
	return all;
}

/* Another driver borrows page frames before this one starts. */
bool sim_boot_borrows;

/* Returns whether all of the driver could be started. */
bool sim_boot(void)
{
	struct page *early[4] = {};
	bool ok, borrows = (sim_machine.domain == SIM_PVH && sim_chance(SIM_CONFIG, 300000)) ||
			   sim_boot_borrows;
	int i;

	for (i = 0; i < SIM_PROCESSES; i++)
		INIT_LIST_HEAD(&sim_processes[i].pages);
	boot_early();
	system_state = SYSTEM_SCHEDULING;
	sim_workqueue_boot();
	sim_rcu_boot();
	if (borrows && !xen_alloc_ballooned_pages(4, early))
		sim_point(SIM_RESCHED);
	else
		borrows = false;
	ok = boot_calls(__start_sim_init_subsys, __stop_sim_init_subsys);
	sim_xenstore_boot();
	boot_calls(__start_sim_init_late, __stop_sim_init_late);
	/* Xenstore is ready by then. */
	sim_wait_for(sim_xenstore_quiet, "xenwatch", 10 * SIM_S);
	boot_calls(__start_sim_init_late_sync, __stop_sim_init_late_sync);
	system_state = SYSTEM_FREEING_INITMEM;
	system_state = SYSTEM_RUNNING;
	if (borrows)
		xen_free_ballooned_pages(4, early);
	return ok;
}
