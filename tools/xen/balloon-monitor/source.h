/* SPDX-License-Identifier: GPL-2.0 */
/* Where samples come from. */
#ifndef _SOURCE_H
#define _SOURCE_H

#include "options.h"
#include "sample.h"

/**
 * struct source - where samples come from
 * @options:	which domains, in which order
 * @xen:	the interface to Xen
 * @reader:	the reader of Xenstore
 * @samples:	the last sample and the one before
 * @last:	which of them is the last one
 * @why:	a line that says what went wrong and what to do
 */
struct source {
	const struct options *options;
	struct xen *xen;
	struct reader *reader;
	struct sample samples[2];
	unsigned int last;
	char why[256];
};

bool source_open(struct source *source, const struct options *options);
struct sample *source_next(struct source *source);
void source_close(struct source *source);

#endif	/* _SOURCE_H */
