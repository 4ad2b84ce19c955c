// SPDX-License-Identifier: GPL-2.0
/*
 * The exchange with the toolstack: what counts as a target, how the two sides count, what the host
 * is told and when.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/slab.h>

#include <xen/balloon-arch.h>
#include <xen/xen.h>

#include <stdio.h>
#include <string.h>

#include "balloon/device-model.h"

#include "case.h"

#define PVH_HIDDEN	97
#define CONTROL		"control/feature-balloon-vnode"

static void write_pages(const char *node, unsigned long pages)
{
	sim_xenstore_write(node, "%lu", pages * 4);
}

static void host_reads_pages(const char *name, unsigned long pages)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu", pages * 4);
	case_host_reads(name, text);
}


static void has_all_memory(struct sim_machine *m)
{
	m->memory = m->boot_end;
}

/* ---- targets ---- */

static void nonsense_is_no_target(void)
{
	case_settle();
	sim_xenstore_write("memory/target", "28000k");
	case_settle();
	sim_equal(case_logged("Ignoring memory/target: \"28000k\" is not a number of KiB"), 1);
	sim_equal(balloon_stats.target_pages, sim_machine.memory);
	sim_equal(sim_slab_objects("xenstore.c"), 0);
}

/* What the toolstack counts and the guest does not see is not a target for it. */
static void target_is_out_of_sight(void)
{
	case_settle();
	write_pages("memory/target", PVH_HIDDEN);
	case_settle();
	sim_equal(balloon_stats.target_pages, sim_machine.memory);
	sim_equal(case_logged("out of sight"), 1);
	/* The slightest that is visible. */
	write_pages("memory/target", PVH_HIDDEN + 1);
	case_settle();
	sim_equal(balloon_stats.target_pages, 1);
	case_sysfs_says("reason", "floor");
}

static void small_memory(struct sim_machine *m)
{
	m->memory = 5000;
}

static void let_worker_run(enum sim_point kind)
{
	if (kind == SIM_WRITE && sim_current && !strcmp(sim_current->name, "xenwatch"))
		sim_task_yield();
}

static void small_memory_at_once(struct sim_machine *m)
{
	m->memory = 5000;
	sim_watches_late = true;
	sim_at_point = let_worker_run;
}

/* It was built with less than the driver would go down to by itself. */
static void first_target_lowers_floor(void)
{
	sim_equal(balloon_stats.current_pages, 5000);
	case_sysfs_says("min_kb", "20000");
	case_settle();
	case_sysfs_says("reason", "none");
	/* Nor is a user to set it lower. */
	sim_equal(sim_sysfs_write("min_kb", "19999"), -EPERM);
	sim_equal(sim_sysfs_write("min_kb", "20000"), 5);
}

static void watches_late(struct sim_machine *m)
{
	sim_watches_late = true;
}

static void target_is_there_at_boot(void)
{
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
}

/* ---- the offset between both counts ---- */

static void after_kexec(struct sim_machine *m, unsigned long more)
{
	xen_boot_is_kexec = true;
	m->maximum = m->boot_end + more - PVH_HIDDEN;
}

static void after_kexec_1_mib(struct sim_machine *m)
{
	after_kexec(m, 256);
}

static void after_kexec_less(struct sim_machine *m)
{
	after_kexec(m, 255);
}

/* By so much the maximum was raised: the guest sees all MiB but a part of the last. */
static void maximum_was_raised(void)
{
	sim_equal(balloon_stats.target_pages, sim_machine.memory + PVH_HIDDEN);
}

static void maximum_is_as_it_was(void)
{
	sim_equal(balloon_stats.target_pages, sim_machine.memory + PVH_HIDDEN - 255);
}

/* ---- the maximum ---- */

static void boot_is_limited(struct sim_machine *m)
{
	max_mem_size = PFN_PHYS((u64)m->boot_end);
	xen_saved_max_mem_size = U64_MAX;
}

static void limit_is_lifted(void)
{
	case_host_has_plenty();
	sim_toolstack_set_maximum(sim_machine.maximum + 1000);
	case_reach(sim_machine.maximum + 1000);
}

static void hvm(struct sim_machine *m)
{
	m->domain = SIM_HVM;
}

/* It is none to grow to; but a restore would start a device model with it. */
static void maximum_is_out_of_sight(void)
{
	case_settle();
	write_pages("memory/static-max", PVH_HIDDEN);
	case_settle();
	sim_equal(xen_balloon_device_memory_in_map(), false);
	sim_equal(case_save(), -EBUSY);
	sim_equal(case_logged("Suspend refused: after a restore the device model"), 1);
	write_pages("memory/static-max", sim_machine.maximum + PVH_HIDDEN);
	case_settle();
	sim_equal(case_save(), 0);
}

/* A device model that is started with more has its memory elsewhere. */
static void lower_maximum_prevents_save(void)
{
	case_settle();
	write_pages("memory/static-max", PVH_HIDDEN + 1);
	case_settle();
	sim_equal(case_save(), -EBUSY);
	write_pages("memory/static-max", sim_machine.maximum + PVH_HIDDEN);
	case_settle();
	sim_equal(case_save(), 0);
}

/* Above all memory that there may be, below 4 GiB here. */
static void saves_reach_high(void)
{
	sim_assert(sim_xen.max_gpfn >= 1UL << 20, "Xen knows of page frames up to %#lx only",
		   sim_xen.max_gpfn);
}

/* "xl mem-max" after "xl mem-set", which Xen did not allow. */
static void maximum_ends_the_wait(void)
{
	case_host_has_plenty();
	case_reach(7000);
	sim_toolstack_set(9000);
	sim_xen.max_pages = sim_xen.tot_pages;
	sim_sleep(100 * SIM_S);
	case_sysfs_says("reason", "ceiling");
	sim_xen.max_pages += 4000;
	write_pages("memory/static-max", sim_machine.maximum + PVH_HIDDEN);
	sim_sleep(100 * SIM_MS);
	sim_equal(balloon_stats.current_pages, 9000);
}

/* ---- a save ---- */

/* The domain is restored with the toolstack's target, whatever a user has set since. */
static void saved_at_toolstacks_target(void)
{
	case_host_has_plenty();
	case_reach(7000);
	sim_xen.max_pages += 4000;
	sim_equal(sim_sysfs_write("target_kb", "32000"), 5);
	case_settle();
	sim_equal(balloon_stats.current_pages, 8000);
	sim_equal(case_save(), 0);
	sim_equal(balloon_stats.current_pages, 7000);
}

static void saved_with(const char *text)
{
	case_reach(7000);
	sim_xenstore_write("memory/target", "%s", text);
	case_settle();
	sim_equal(case_save(), 0);
	sim_equal(balloon_stats.current_pages, 7000);
}

static void saved_with_nonsense(void)
{
	saved_with("x");
}

static void saved_out_of_sight(void)
{
	saved_with("388");
}

/* ---- what the host is told ---- */

static void host_is_told(void)
{
	unsigned long floor;
	char text[4096];

	case_settle();
	sim_sleep(SIM_S);
	sim_sysfs_read("min_kb", text);
	sscanf(text, "%lu", &floor);
	case_host_reads("state", "idle");
	case_host_reads("reason", "none");
	host_reads_pages("current", sim_machine.memory + PVH_HIDDEN);
	host_reads_pages("floor", floor / 4 + PVH_HIDDEN);
	sim_equal(sim_open_transactions, 0);
	sim_equal(case_logged("The host is"), 0);
	sim_equal(case_logged("Failed to set"), 0);
	sim_assert(!sim_xenstore_get("control/feature-balloon"), "it writes what it must not");
}

/* A reason at once, a number of pages within half a second. */
static void host_is_told_soon(void)
{
	u64 start;

	case_settle();
	sim_sleep(SIM_S);
	sim_toolstack_set(5000);
	sim_sleep(100 * SIM_MS);
	case_host_reads("reason", "floor");
	sim_sleep(SIM_S);
	start = sim_now;
	sim_equal(sim_sysfs_write("min_kb", "28000"), 5);
	sim_sleep(SIM_S);
	host_reads_pages("floor", 7000 + PVH_HIDDEN);
	sim_equal((sim_xenstore_written("data/balloon/floor") - start) / (250 * SIM_MS), 2);
}

/* Each report has a new number of pages, half a second after the one before. */
static void progress_is_told(void)
{
	u64 last = 0, now;
	unsigned int n = 0;

	sim_xen.slow = 1000;
	case_host_has_plenty();
	sim_toolstack_set(6000);
	while (balloon_stats.current_pages != 6000) {
		sim_sleep(10 * SIM_MS);
		now = sim_xenstore_written("data/balloon/current");
		if (now == last)
			continue;
		sim_assert(n < 3 || now - last >= 500 * SIM_MS, "a report after %llu ms",
			   (now - last) / SIM_MS);
		last = now;
		n++;
	}
}

/* Changes the floor, of which the host is told after half a second; returns how much later. */
static u64 report_late(const char *path, int err, unsigned int times)
{
	u64 start;

	case_settle();
	sim_sleep(SIM_S);
	sim_xenstore_fault = (struct sim_xenstore_fault){ path, err, times };
	start = sim_now + 500 * SIM_MS;
	sim_equal(sim_sysfs_write("min_kb", "28000"), 5);
	sim_sleep(100 * SIM_S);
	sim_equal(sim_open_transactions, 0);
	sim_equal(sim_xenstore_fault.times, 0);
	host_reads_pages("floor", 7000 + PVH_HIDDEN);
	return (sim_xenstore_written("data/balloon/floor") - start + 50 * SIM_MS) / (100 * SIM_MS);
}

static void told_after_pause(void)
{
	sim_equal(report_late("a transaction", -ENOSPC, 2), 640);
	sim_equal(case_logged("later: Xenstore has no room for it now (-28)"), 1);
}

static void told_after_oxenstored(void)
{
	sim_equal(report_late("data/balloon/current", -EINVAL, 1), 320);
}

static void told_without_memory(void)
{
	sim_equal(report_late("data/balloon/reason", -ENOMEM, 1), 320);
}

static void told_at_last_try(void)
{
	sim_equal(report_late("the end of a transaction", -EAGAIN, 7), 0);
	sim_equal(case_logged("The host is"), 0);
}

static void told_after_tries(void)
{
	sim_equal(report_late("the end of a transaction", -EAGAIN, 8), 10);
	sim_equal(case_logged("The host is"), 0);
}

static void not_told(void)
{
	case_settle();
	sim_sleep(SIM_S);
	sim_xenstore_fault = (struct sim_xenstore_fault){ "data/balloon/state", -EACCES, 1 };
	sim_toolstack_set(5000);
	sim_sleep(100 * SIM_S);
	case_sysfs_says("reason", "floor");
	case_host_reads("reason", "none");
	sim_equal(sim_open_transactions, 0);
	sim_equal(case_logged("data/balloon cannot be written (-13)"), 1);
	sim_toolstack_set(7000);
	sim_sleep(100 * SIM_S);
	case_host_reads("reason", "none");
}

/*
 * While a report is recorded, all is as in the one before again: who changes it sees nothing to
 * report.
 */
static unsigned long steps_before;

/* A status is read in so many steps; then state and reason are known, and not yet recorded. */
#define LAST_READ	7

static unsigned int reads;

static void go_back(enum sim_point kind)
{
	if (kind != SIM_READ || !sim_current || sim_worker_steps() != steps_before + 2 ||
	    strncmp(sim_current->name, "kworker", 7) || ++reads != LAST_READ)
		return;
	sim_at_point = NULL;
	sim_toolstack_set(sim_machine.memory - 2784);
	sim_sleep(100 * SIM_MS);
}

static void report_is_not_outdated(void)
{
	case_reach(5920);
	sim_sleep(SIM_S);
	case_host_reads("reason", "none");
	steps_before = sim_worker_steps();
	sim_at_point = go_back;
	sim_toolstack_set(5000);
	sim_sleep(2 * SIM_S);
	sim_assert(!sim_at_point, "nothing came between");
	case_sysfs_says("reason", "none");
	case_host_reads("reason", "none");
}

/* ---- that there is a balloon driver ---- */

static void control_is_writable(struct sim_machine *m)
{
	sim_control_writable = true;
}

static void balloon_is_announced(void)
{
	case_settle();
	sim_equal(sim_xenstore_get("control/feature-balloon") != NULL, true);
}

static void control_is_full(struct sim_machine *m)
{
	sim_control_writable = true;
	sim_xenstore_fault = (struct sim_xenstore_fault){ "control/feature-balloon", -ENOSPC, 1 };
}

static void balloon_is_announced_later(void)
{
	case_settle();
	sim_sleep(40 * SIM_S);
	sim_equal(sim_xenstore_written("control/feature-balloon") / SIM_S, 32);
}

static void kdump(struct sim_machine *m)
{
	has_all_memory(m);
	sim_is_kdump = true;
}

static void crash_kernel_does_nothing(void)
{
	sim_toolstack_set(7000);
	sim_sleep(10 * SIM_S);
	sim_equal(balloon_stats.current_pages, sim_machine.memory);
	sim_equal(case_save(), 0);
	sim_sleep(10 * SIM_S);
	sim_assert(!sim_xenstore_get("data/balloon/state"), "a crash kernel writes to Xenstore");
}

/* ---- vnodes: the whole domain is one ---- */

static void offer(unsigned long pages)
{
	sim_vnodes_offer(false);
	case_settle();
	sim_assert(sim_vnodes_agreed(), "the offer is not accepted");
	sim_vnodes_set(&pages, false);
	case_settle();
	sim_equal(balloon_stats.current_pages, pages);
}

static void vnodes_apply(void)
{
	case_host_has_plenty();
	offer(7000);
	sim_sleep(SIM_S);
	case_sysfs_says("interface", "vnode");
	case_host_reads("interface", "vnode");
	case_host_reads("vnode0/reason", "none");
	host_reads_pages("vnode0/current-balloon-size", sim_machine.maximum - 7000);
	/* memory/target does not count. */
	write_pages("memory/target", 8000 + PVH_HIDDEN);
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
}

/* Without keys nothing changes but what the host is told. */
static void offer_is_accepted(void)
{
	case_settle();
	sim_sleep(SIM_S);
	sim_xenstore_write(CONTROL, "%s", "");
	sim_sleep(SIM_S);
	sim_assert(sim_vnodes_agreed(), "the offer is not accepted");
	case_host_reads("interface", "target");
	case_host_reads("vnode0/reason", "none");
}

/* As soon as the toolstack takes its offer back it does. */
static void target_applies_again(void)
{
	vnodes_apply();
	sim_xen.max_pages += 4000;
	sim_xenstore_remove(CONTROL);
	case_settle();
	sim_equal(balloon_stats.current_pages, 8000);
	sim_sleep(SIM_S);
	case_host_reads("interface", "target");
}

/* A balloon of the same size, in a domain that is to be larger. */
static void balloon_of_larger_domain(void)
{
	case_host_has_plenty();
	offer(7000);
	sim_xen.max_pages += 4000;
	sim_xenstore_remove("memory/vnode0/static-max");
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
	write_pages("memory/static-max", sim_machine.maximum + PVH_HIDDEN + 500);
	case_settle();
	sim_equal(balloon_stats.current_pages, 7500);
}

/* ---- vnodes where there is no memory/target ---- */

static void no_target(struct sim_machine *m)
{
	has_all_memory(m);
	sim_toolstack_silent = true;
}

static void vnodes_without_target(void)
{
	unsigned long built = sim_machine.maximum + PVH_HIDDEN;

	case_host_has_plenty();
	write_pages("memory/static-max", built);
	write_pages("memory/vnode0/static-max", built - 500);
	write_pages("memory/vnode0/target-balloon-size", sim_machine.maximum - 500 - 5000);
	sim_xenstore_write(CONTROL, "%s", "");
	case_settle();
	sim_sleep(SIM_S);
	/* As with the first memory/target, the domain may go down so far. */
	sim_equal(balloon_stats.target_pages, 5000);
	case_sysfs_says("min_kb", "20000");
	sim_equal(balloon_stats.current_pages, 5000);
}

/* The kernel before kexec has accepted the offer. */
static void agreed_before_boot(struct sim_machine *m)
{
	no_target(m);
	sim_watches_late = true;
	sim_at_point = let_worker_run;
	write_pages("memory/static-max", m->maximum + PVH_HIDDEN);
	write_pages("memory/vnode0/static-max", m->maximum + PVH_HIDDEN);
	write_pages("memory/vnode0/target-balloon-size", m->maximum - 5000);
	sim_xenstore_write(CONTROL, "%s", "1");
}

static void floor_is_lowered_at_boot(void)
{
	sim_equal(balloon_stats.current_pages, 5000);
	case_sysfs_says("reason", "none");
}

/* ---- vnodes that are offered before boot ---- */

static void offered_before_boot(struct sim_machine *m)
{
	sim_watches_late = true;
	has_all_memory(m);
	write_pages("memory/vnode0/static-max", m->maximum + PVH_HIDDEN);
	write_pages("memory/vnode0/target-balloon-size", m->maximum - 7000);
	sim_xenstore_write(CONTROL, "%s", "");
}

static void vnodes_apply_at_boot(void)
{
	sim_assert(sim_vnodes_agreed(), "the offer is not accepted");
	sim_equal(balloon_stats.target_pages, 7000);
	sim_equal(balloon_stats.current_pages, 7000);
}

const struct sim_case sim_cases_of_toolstack[] = {
	{ "what is no number is no target", NULL, nonsense_is_no_target },
	{ "a target counts that the guest sees a page of", NULL, target_is_out_of_sight },
	{ "the first target lowers the floor", small_memory, first_target_lowers_floor },
	{ "the floor is lowered before the first target is followed", small_memory_at_once,
	  first_target_lowers_floor },
	{ "the target is known when boot ends", watches_late, target_is_there_at_boot },
	{ "after kexec a MiB more is growth", after_kexec_1_mib, maximum_was_raised },
	{ "after kexec less than a MiB is hidden", after_kexec_less, maximum_is_as_it_was },
	{ "a limit of boot is lifted", boot_is_limited, limit_is_lifted },
	{ "a maximum that the guest sees nothing of counts for a save only", hvm,
	  maximum_is_out_of_sight },
	{ "a lower maximum prevents a save", hvm, lower_maximum_prevents_save },
	{ "saves reach beyond all memory", NULL, saves_reach_high },
	{ "a new maximum ends the wait for it", NULL, maximum_ends_the_wait },
	{ "a domain is saved with the toolstack's target", NULL, saved_at_toolstacks_target },
	{ "a domain is saved with what is no target", NULL, saved_with_nonsense },
	{ "a domain is saved with a target that it does not see", NULL, saved_out_of_sight },
	{ "the host is told state, reason, size and floor", NULL, host_is_told },
	{ "the host is told of a reason at once", NULL, host_is_told_soon },
	{ "the host is told of progress twice a second", NULL, progress_is_told },
	{ "the host is told after 32 s when its Xenstore is full", NULL, told_after_pause },
	{ "the host is told after 32 s when oxenstored is full", NULL, told_after_oxenstored },
	{ "the host is told after 32 s when there is no memory", NULL, told_without_memory },
	{ "a report is tried 8 times", NULL, told_at_last_try },
	{ "a report is tried again after a second", NULL, told_after_tries },
	{ "a host that may not be told is not told again", NULL, not_told },
	{ "a report is not outdated", NULL, report_is_not_outdated },
	{ "the driver announces itself", control_is_writable, balloon_is_announced },
	{ "the driver announces itself later", control_is_full, balloon_is_announced_later },
	{ "a crash kernel leaves memory and host alone", kdump, crash_kernel_does_nothing },
	{ "targets of vnodes apply, and the host is told", NULL, vnodes_apply },
	{ "the host is told that its offer is accepted", NULL, offer_is_accepted },
	{ "memory/target applies again without an offer", NULL, target_applies_again },
	{ "a balloon leaves more of a larger domain", NULL, balloon_of_larger_domain },
	{ "vnodes need no memory/target", no_target, vnodes_without_target },
	{ "the first target of a vnode lowers the floor", agreed_before_boot,
	  floor_is_lowered_at_boot },
	{ "vnodes that are offered before boot apply", offered_before_boot, vnodes_apply_at_boot },
	{}
};
