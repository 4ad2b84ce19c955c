/* SPDX-License-Identifier: GPL-2.0 */
/* The command line. */
#ifndef _OPTIONS_H
#define _OPTIONS_H

#include <stddef.h>

#include "sort.h"

enum mode {
	MODE_ANY,	/* the screen, if there is one */
	MODE_BATCH,
	MODE_JSON,
	MODE_PROMETHEUS,
};

/**
 * struct options - what was asked for
 * @mode:	form of the output
 * @help:	only show the usage message
 * @delay_ms:	delay between two samples
 * @count:	number of samples; 0: not given
 * @sort:	order of the rows
 * @reverse:	reverse that order
 * @wanted:	ids and names of domains
 * @nr_wanted:	number of @wanted; 0: all domains
 */
struct options {
	enum mode mode;
	bool help;
	long long delay_ms;
	unsigned long count;
	enum sort_key sort;
	bool reverse;
	char *const *wanted;
	unsigned int nr_wanted;
};

extern const char usage[];

bool options_parse(struct options *o, int argc, char **argv, char *why, size_t size);

#endif	/* _OPTIONS_H */
