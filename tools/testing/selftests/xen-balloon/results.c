// SPDX-License-Identifier: GPL-2.0
/*
 * Results, see results.h. The only file that counts them: the counters of kselftest.h are static.
 */
#include <stdarg.h>
#include <stdio.h>

#include "results.h"

static char reason[256];

int failed(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return KSFT_FAIL;
}

int skipped(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return KSFT_SKIP;
}

void results_begin(unsigned int plan)
{
	ksft_print_header();
	ksft_set_plan(plan);
}

/* What was written to an attribute may have line ends, and a reason is one line. */
static const char *one_line(char *text)
{
	char *p;

	for (p = text; (p = strchr(p, '\n')); )
		*p = '|';
	return text;
}

void result(int code, const char *fmt, ...)
{
	char name[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	/* A diagnosis comes before the result that it is about. */
	if (code == KSFT_FAIL)
		ksft_print_msg("%s: %s\n", name, one_line(reason));
	if (code == KSFT_SKIP)
		ksft_test_result_code(code, name, "%s", one_line(reason));
	else
		ksft_test_result_code(code, name, NULL);
}

void results_end(void)
{
	ksft_finished();
}
