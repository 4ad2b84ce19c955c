// SPDX-License-Identifier: GPL-2.0
/*
 * Something does not hold: what and where is kept for the process that has started the history.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim.h"

void sim_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(sim_result->message, sizeof(sim_result->message), fmt, args);
	va_end(args);
	snprintf(sim_result->place, sizeof(sim_result->place), "%s:%d",
		 strrchr(file, '/') ? strrchr(file, '/') + 1 : file, line);
	sim_result->failed = true;
	sim_failed();
}

/* Of a case in which something happens that never should. */
unsigned int sim_warnings_expected;

void sim_warning(const char *file, int line, const char *fmt, ...)
{
	char text[200];
	va_list args;

	if (sim_warnings_expected) {
		sim_warnings_expected--;
		return;
	}
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	sim_fail(file, line, "the driver warns: %s", text);
}
