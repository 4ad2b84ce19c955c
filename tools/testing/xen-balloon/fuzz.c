// SPDX-License-Identifier: GPL-2.0
/* The counterpart of test.c: here a check that does not hold is a crash, which libFuzzer keeps. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "test.h"

void test_end(void)
{
	fflush(stdout);
	abort();
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	printf("%s:%d: ", file, line);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	test_end();
}
