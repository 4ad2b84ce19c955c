// SPDX-License-Identifier: GPL-2.0
/*
 * The freezer, and what follows when all tasks are frozen.
 *
 * Models kernel/power/process.c: freeze_processes(); drivers/xen/manage.c: do_suspend(), which runs
 * in the xenwatch thread; drivers/base/power/main.c: dpm_prepare().
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/suspend.h>

#include "../core/task.h"
#include "../users/users.h"
#include "machine.h"

/* kernel/power/process.c: freeze_timeout_msecs. */
#define FREEZE_TIMEOUT	(20 * SIM_S)

suspend_state_t pm_suspend_target_state;

bool sim_freezing;
bool sim_device_refuses;

/* A user of this kernel calls this when it is in no system call. */
void sim_try_to_freeze(void)
{
	while (sim_freezing) {
		sim_current->frozen = true;
		sim_task_block("thaw", sim_now + 10 * SIM_MS);
	}
	sim_current->frozen = false;
}

static bool users_are_frozen(void)
{
	int i;

	for (i = 1; i < SIM_TASKS; i++) {
		struct sim_task *task = &sim_tasks[i];

		if (task->freezable && !task->frozen && task != sim_current &&
		    (task->state == SIM_TASK_RUNNABLE || task->state == SIM_TASK_BLOCKED))
			return false;
	}
	return true;
}

static void suspend_thaw(void)
{
	sim_frozen = false;
	sim_xenstored_frozen = false;
	sim_thaw_works();
	sim_freezing = false;
}

static int suspend_freeze(void)
{
	sim_freezing = true;
	/* A process of dom0 like others, which may take longer. */
	sim_xenstored_frozen = sim_machine.domain == SIM_DOM0;
	if (!sim_wait_for(users_are_frozen, "processes to be frozen", FREEZE_TIMEOUT))
		return -EBUSY;
	sim_freeze_works();
	sim_assert(sim_wait_for(sim_works_frozen, "works to be frozen", FREEZE_TIMEOUT),
		   "the driver's works cannot be frozen");
	sim_frozen = true;
	return 0;
}

/* Returns what the toolstack is told. @save: Xen saves and restores; else suspend to RAM. */
int sim_suspend(bool save)
{
	int err;

	if (!sim_wait_for(sim_xenstore_quiet, "xenwatch", FREEZE_TIMEOUT))
		return -EBUSY;
	err = suspend_freeze();
	sim_toolstack_note_suspend();
	pm_suspend_target_state = save ? PM_SUSPEND_ON : PM_SUSPEND_MEM;
	if (!err && sim_pm_ops)
		err = sim_pm_ops->prepare(NULL);
	/* Another device does not let the domain be saved: all of them are told to restore. */
	if (!err && save && (sim_device_refuses ||
			     (!sim_winding_up && sim_choose(SIM_FAIL_DEVICE, 8) == 7))) {
		if (sim_pm_ops)
			sim_pm_ops->restore(NULL);
		err = -EBUSY;
	}
	if (!err && save) {
		sim_toolstack_image();
		sim_notify_resume();
		sim_xenstore_restored();
		if (sim_pm_ops)
			sim_pm_ops->restore(NULL);
	}
	pm_suspend_target_state = PM_SUSPEND_ON;
	suspend_thaw();
	return err;
}
