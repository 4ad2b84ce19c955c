/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of where a domain's memory stands. */
#ifndef _BAR_H
#define _BAR_H

#include "sample.h"

void bar_draw(char *line, unsigned int width, const struct domain *d, long long host_kb);

#endif	/* _BAR_H */
