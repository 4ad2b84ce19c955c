// SPDX-License-Identifier: GPL-2.0
/* balloon-monitor: shows where the memory of every domain stands. See balloon-monitor(8). */
#include <stdio.h>
#include <unistd.h>

#include "batch.h"
#include "options.h"
#include "screen.h"
#include "source.h"

static enum outcome fail(enum outcome outcome, const char *why)
{
	fprintf(stderr, "balloon-monitor: error: %s\n", why);
	return outcome;
}

int main(int argc, char **argv)
{
	struct options options;
	struct source source;
	enum outcome outcome;
	char why[256];

	if (!options_parse(&options, argc, argv, why, sizeof(why)))
		return fail(OUTCOME_USAGE, why);
	if (options.help)
		return fputs(usage, stdout) < 0 || fflush(stdout) ? OUTCOME_FAILED : OUTCOME_GOOD;
	if (!source_open(&source, &options))
		return fail(OUTCOME_FAILED, source.why);
	if (options.mode == MODE_ANY && isatty(STDOUT_FILENO))
		outcome = screen_run(&source);
	else
		outcome = batch_run(&source);
	if (outcome != OUTCOME_GOOD)
		fail(outcome, source.why);
	source_close(&source);
	return outcome;
}
