/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Results: every test has a name that stands, a verdict, and a reason for any but success.
 */
#ifndef _RESULTS_H
#define _RESULTS_H

#include "../kselftest.h"

/*
 * A test returns KSFT_PASS, KSFT_FAIL or KSFT_SKIP; failed() and skipped() return the latter two,
 * and keep the reason for result().
 */
__printf(1, 2) int failed(const char *reason, ...);
__printf(1, 2) int skipped(const char *reason, ...);

void results_begin(unsigned int plan);
__printf(2, 3) void result(int code, const char *name, ...);
void __noreturn results_end(void);

#endif	/* _RESULTS_H */
