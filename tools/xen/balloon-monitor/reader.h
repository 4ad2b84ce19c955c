/* SPDX-License-Identifier: GPL-2.0 */
/* Asks Xenstore, and can do without an answer. */
#ifndef _READER_H
#define _READER_H

#include "sample.h"

struct reader;

struct reader *reader_start(void);
bool reader_read(struct reader *r, struct sample *s);
void reader_stop(struct reader *r);

#endif	/* _READER_H */
