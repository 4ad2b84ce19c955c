// SPDX-License-Identifier: GPL-2.0
/* Runs a case, and what cases have in common. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "case.h"

static const struct sim_case *const files[] = {
	sim_cases_of_save,
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
	sim_assert(sim_boot(), "the driver does not start");
	c->run();
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

static bool case_is_quiet(void)
{
	return sim_xenstore_quiet() && sim_works_are_quiet();
}

void case_settle(void)
{
	sim_assert(sim_wait_for(case_is_quiet, "the worker", 400 * SIM_S), "the worker does not rest");
}

void case_sysfs_says(const char *name, const char *text)
{
	char is[4096];

	sim_sysfs_read(name, is);
	is[strcspn(is, "\n")] = '\0';
	sim_assert(!strcmp(is, text), "%s is \"%s\", and has to be \"%s\"", name, is, text);
}

unsigned int case_logged(const char *text)
{
	unsigned int n = 0;
	const char *at;

	for (at = strstr(case_log, text); at; at = strstr(at + 1, text))
		n++;
	return n;
}
