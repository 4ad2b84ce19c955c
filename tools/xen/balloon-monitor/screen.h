/* SPDX-License-Identifier: GPL-2.0 */
/* Samples on the screen: the only file that knows curses. */
#ifndef _SCREEN_H
#define _SCREEN_H

#include "batch.h"

enum outcome screen_run(struct source *source);

#endif	/* _SCREEN_H */
