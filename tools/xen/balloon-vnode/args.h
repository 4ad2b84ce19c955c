/* SPDX-License-Identifier: GPL-2.0 */
/* The command lines of both programs. */
#ifndef _ARGS_H
#define _ARGS_H

#include "decide.h"

/* Outcomes, which are the exit statuses. */
enum outcome {
	OUTCOME_GOOD = 0,
	OUTCOME_FAILED = 1,
	OUTCOME_USAGE = 2,
	OUTCOME_NO_DOMAIN = 3,
	OUTCOME_REFUSED = 4,
	OUTCOME_NOT_REACHED = 5,
};

/**
 * struct args - what balloon-vnode was asked for
 * @help:	only show the usage message
 * @counted:	list: have Xen count the pages
 * @domain:	id or name; NULL for all
 * @seconds:	wait: for how long; negative: as long as it takes
 * @request:	what to do
 */
struct args {
	bool help;
	bool counted;
	const char *domain;
	long seconds;
	struct request request;
};

/**
 * struct daemon_args - what balloon-vnoded was asked for
 * @help:	only show the usage message
 * @foreground:	stay in the foreground, and log to standard error
 * @policy:	how to follow the toolstack
 */
struct daemon_args {
	bool help;
	bool foreground;
	struct policy policy;
};

extern const char args_usage[];
extern const char args_daemon_usage[];

long long args_size(const char *text);
bool args_wish(struct wish *w, const char *text, char *why, size_t size);
bool args_parse(struct args *a, int argc, char **argv, char *why, size_t size);
bool args_daemon_parse(struct daemon_args *a, int argc, char **argv, char *why, size_t size);

#endif	/* _ARGS_H */
