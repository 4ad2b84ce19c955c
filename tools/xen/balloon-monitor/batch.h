/* SPDX-License-Identifier: GPL-2.0 */
/* Samples to standard output, one after the other. */
#ifndef _BATCH_H
#define _BATCH_H

#include "source.h"

/* Outcomes, which are the exit statuses. */
enum outcome {
	OUTCOME_GOOD = 0,
	OUTCOME_FAILED = 1,
	OUTCOME_USAGE = 2,
	OUTCOME_NO_DOMAIN = 3,
};

enum outcome batch_run(struct source *source);

#endif	/* _BATCH_H */
