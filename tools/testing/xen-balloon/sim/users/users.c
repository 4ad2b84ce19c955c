// SPDX-License-Identifier: GPL-2.0
/* Who uses the domain in a history, and how often. */
#include "users.h"

bool sim_users_stop;

static struct sim_task *users[16];
static int nr_users;

u32 sim_next_operation(u64 pause)
{
	u32 value, scale;

	for (;;) {
		if (sim_users_stop)
			return 0;
		value = sim_winding_up ? 0 : sim_choose_rarely(SIM_OPERATION, 1000000, ~0U);
		/* Long pauses are rare: powers of two. */
		scale = value >> 28 & 7;
		sim_sleep((pause >> scale) + 1);
		if (sim_current->freezable)
			sim_try_to_freeze();
		if (value && !sim_users_stop)
			return value;
	}
}

static void users_add(const char *name, void (*fn)(void *arg), void *arg, bool in_this_domain)
{
	struct sim_task *task = sim_task_start(name, fn, arg);

	task->freezable = in_this_domain || sim_machine.domain == SIM_DOM0;
	users[nr_users++] = task;
}

/* Not all of them each time: what one does is seen better without the others. */
void sim_users_start(void)
{
	static int one = 1, two = 2, three = 3;
	u32 leave_out = sim_choose(SIM_CONFIG, 256);

	users_add("toolstack", sim_toolstack_main, NULL, false);
	if (!(leave_out & 1))
		users_add("host", sim_host_main, NULL, false);
	if (!(leave_out & 2))
		users_add("saver", sim_saver_main, NULL, false);
	if (!(leave_out & 4)) {
		users_add("borrower 1", sim_borrower_main, &one, true);
		users_add("borrower 2", sim_borrower_main, &two, true);
	}
	if (!(leave_out & 8)) {
		users_add("hog 2", sim_hog_main, &two, true);
		users_add("hog 3", sim_hog_main, &three, true);
	}
	if (!(leave_out & 16))
		users_add("administrator", sim_admin_main, NULL, true);
	if (!(leave_out & 32))
		users_add("sysfs writer", sim_sysfs_main, NULL, true);
	if (!(leave_out & 64))
		users_add("compaction", sim_compactor_main, NULL, true);
	if (sim_machine.domain != SIM_DOM0 && sim_choose(SIM_VNUMA, 4) > 1)
		users_add("vnodes", sim_vnodes_main, NULL, false);
}

bool sim_users_are_done(void)
{
	int i;

	for (i = 0; i < nr_users; i++)
		if (users[i]->state != SIM_TASK_DONE)
			return false;
	return true;
}
