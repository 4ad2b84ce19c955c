// SPDX-License-Identifier: GPL-2.0
/* Users' interface: which sizes are taken, what is shown, and what goes on without it. */
#include <linux/errno.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

/* How many pages a file of sysfs says that is in KiB. */
static unsigned long pages_of(const char *name)
{
	char text[4096];

	sim_sysfs_read(name, text);
	return strtoul(text, NULL, 10) / 4;
}

static int write_kb(const char *name, unsigned long kb)
{
	char text[24];

	snprintf(text, sizeof(text), "%lu\n", kb);
	return sim_sysfs_write(name, text);
}

static void target_down_to_floor(void)
{
	unsigned long floor = pages_of("min_kb"), before = balloon_stats.target_pages;

	sim_equal(write_kb("target_kb", floor * 4 - 1), -EPERM);
	sim_equal(balloon_stats.target_pages, before);
	sim_equal(write_kb("target_kb", floor * 4), strlen("23456\n"));
	case_settle();
	sim_equal(balloon_stats.current_pages, floor);
	case_sysfs_says("reason", "none");
}

static void target_up_to_ceiling(void)
{
	unsigned long room = sim_xen.max_pages - sim_xen.tot_pages;
	unsigned long ceiling = balloon_stats.current_pages + room;

	case_host_has_plenty();
	sim_equal(pages_of("max_kb"), ceiling);
	sim_equal(write_kb("target_kb", ceiling * 4 + 4), -EPERM);
	sim_equal(write_kb("target_kb", ceiling * 4), strlen("36608\n"));
	case_settle();
	sim_equal(balloon_stats.current_pages, ceiling);
}

static void target_in_bytes(void)
{
	case_settle();
	sim_equal(sim_sysfs_write("target", "30M"), 3);
	case_sysfs_says("target", "31457280");
	case_sysfs_says("target_kb", "30720");
	case_settle();
	case_sysfs_says("current_kb", "30720");
	case_sysfs_says("state", "idle");
	case_sysfs_says("interface", "target");
}

static void nonsense_is_refused(void)
{
	static const char *const names[] = { "target", "target_kb", "min_kb" };
	unsigned int i;

	case_settle();
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char before[4096], after[4096];

		sim_sysfs_read(names[i], before);
		sim_equal(sim_sysfs_write(names[i], "x"), -EINVAL);
		sim_equal(sim_sysfs_write(names[i], ""), -EINVAL);
		sim_equal(sim_sysfs_write(names[i], "99999999999999999999"), -ERANGE);
		sim_sysfs_read(names[i], after);
		sim_assert(!strcmp(before, after), "%s changes to %s", names[i], after);
	}
	sim_equal(sim_sysfs_write("max_retry_count", "0x10"), -EINVAL);
	case_sysfs_says("max_retry_count", "4");
}

static void sizes_are_the_administrators(void)
{
	unsigned long floor = pages_of("min_kb"), target = balloon_stats.target_pages;

	sim_current->admin = false;
	sim_equal(sim_sysfs_write("target", "30M"), -EPERM);
	sim_equal(write_kb("target_kb", 30720), -EPERM);
	sim_equal(write_kb("min_kb", floor * 4 + 4), -EPERM);
	sim_current->admin = true;
	sim_equal(pages_of("min_kb"), floor);
	sim_equal(balloon_stats.target_pages, target);
}

/* It can be raised, and lowered to what the kernel needs, at once. */
static void floor_is_set(void)
{
	unsigned long floor = pages_of("min_kb");

	sim_equal(write_kb("min_kb", floor * 4 - 1), -EPERM);
	sim_equal(pages_of("min_kb"), floor);
	sim_equal(write_kb("min_kb", 28000), strlen("28000\n"));
	sim_equal(pages_of("min_kb"), 7000);
	sim_toolstack_set(6500);
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
	case_sysfs_says("reason", "floor");
	sim_equal(write_kb("min_kb", floor * 4), strlen("23456\n"));
	sim_equal(pages_of("min_kb"), floor);
	case_settle();
	sim_equal(balloon_stats.current_pages, 6500);
}

/* As soon as there is a target, and before the worker has seen it. */
static void state_is_that_of_the_target(void)
{
	case_settle();
	sim_equal(write_kb("target_kb", 30720), 6);
	case_sysfs_says("state", "inflating");
	case_sysfs_says("reason", "none");
	case_settle();
	sim_equal(write_kb("target_kb", 32768), 6);
	case_sysfs_says("state", "deflating");
	case_settle();
	case_sysfs_says("state", "idle");
	/* The same again is nothing to do. */
	sim_equal(write_kb("target_kb", 32768), 6);
	case_sysfs_says("state", "idle");
}

/* ---- a save ---- */

static void not_saved_unread(void)
{
	case_settle();
	sim_xenstore_fault = (struct sim_xenstore_fault){ "memory/target", -EAGAIN, 1 };
	sim_equal(case_save(), -EBUSY);
	sim_equal(case_logged("Suspend refused: Xenstore does not say"), 1);
	sim_equal(case_save(), 0);
}

/* Suspend to RAM leaves the memory alone. */
static void suspend_to_ram_waits_for_nothing(void)
{
	case_settle();
	sim_xenstore_fault = (struct sim_xenstore_fault){ "memory/target", -EIO, 1 };
	sim_equal(sim_suspend(false), 0);
	sim_equal(case_logged("Suspend refused"), 0);
}

/* Another host has another Xenstore, without what this guest has written. */
static void new_host_is_told(void)
{
	case_settle();
	sim_xenstore_remove("data/balloon");
	sim_equal(case_save(), 0);
	case_settle();
	case_host_reads("state", "idle");
	case_host_reads("reason", "none");
}

/* And so is the present one, after another device did not let the domain be saved. */
static void present_host_is_told_again(void)
{
	case_settle();
	sim_xenstore_remove("data/balloon");
	sim_device_refuses = true;
	sim_equal(case_save(), -EBUSY);
	case_settle();
	case_host_reads("state", "idle");
}

/* ---- the device model of an HVM domain ---- */

static void with_device_model(struct sim_machine *m)
{
	m->domain = SIM_HVM;
}

/* ROMs behind RAM that ends at this page frame. */
#define ROMS	((64UL << 20) >> 12)

static bool grown_to(unsigned long pfn)
{
	return sim_block_present(pfn / SIM_SECTION_PAGES);
}

/* The next block after the memory of a device model whose RAM ends there. */
static unsigned long after_devices(unsigned long end)
{
	return ALIGN(end + ROMS, SIM_SECTION_PAGES);
}

/*
 * The maximum is raised, so that the device model of a restored domain has its memory elsewhere.
 * Only if there is such a one may memory come where that of the old one was.
 */
static void grow_after_save(int err)
{
	unsigned long maximum = sim_machine.maximum + 200000;

	case_host_has_plenty();
	sim_toolstack_set_maximum(maximum);
	case_settle();
	sim_device_refuses = err;
	sim_equal(case_save(), err);
	case_settle();
	case_reach(sim_machine.maximum + 1000);
	sim_equal(grown_to(sim_machine.boot_end), !err);
	sim_equal(grown_to(after_devices(sim_machine.boot_end)), !!err);
}

static void old_device_memory_is_used(void)
{
	grow_after_save(0);
}

static void running_device_memory_is_left_alone(void)
{
	grow_after_save(-EBUSY);
}

/* ---- without sysfs ---- */

static void without_bus(struct sim_machine *m)
{
	sim_bus_refuses = true;
}

static void without_device(struct sim_machine *m)
{
	sim_sysfs_refuses = true;
}

static void toolstack_is_followed(void)
{
	sim_equal(case_logged("No sysfs interface (-12)"), 1);
	sim_equal(sim_sysfs_has_bus(), sim_bus_refuses);
	sim_toolstack_set(7000);
	case_settle();
	sim_equal(balloon_stats.current_pages, 7000);
}

static void log_is_quiet(void)
{
	sim_equal(case_logged("No sysfs interface"), 0);
}

const struct sim_case sim_cases_of_sysfs[] = {
	{ "a user sets targets down to the floor, and no lower", NULL, target_down_to_floor },
	{ "a user sets targets up to the ceiling, and no higher", NULL, target_up_to_ceiling },
	{ "a target is set and shown in bytes", NULL, target_in_bytes },
	{ "what is no size is refused, and changes nothing", NULL, nonsense_is_refused },
	{ "only an administrator sets sizes", NULL, sizes_are_the_administrators },
	{ "the floor is set, and holds at once", NULL, floor_is_set },
	{ "the state is that of the present target", NULL, state_is_that_of_the_target },
	{ "a domain is not saved when the target cannot be read", NULL, not_saved_unread },
	{ "suspend to RAM does not ask for a target", NULL, suspend_to_ram_waits_for_nothing },
	{ "a new host is told the state", NULL, new_host_is_told },
	{ "the host is told the state again after a save that failed", NULL,
	  present_host_is_told_again },
	{ "growth uses the memory of a device model that is gone", with_device_model,
	  old_device_memory_is_used },
	{ "growth stays out of the memory of the device model", with_device_model,
	  running_device_memory_is_left_alone },
	{ "the toolstack is followed without a bus in sysfs", without_bus, toolstack_is_followed },
	{ "the toolstack is followed without a device in sysfs", without_device,
	  toolstack_is_followed },
	{ "nothing is said of a sysfs that is there", NULL, log_is_quiet },
	{}
};
