/* SPDX-License-Identifier: GPL-2.0 */
/* A sample in the text format of Prometheus. */
#ifndef _PROMETHEUS_H
#define _PROMETHEUS_H

#include <stdio.h>

#include "sample.h"

void prometheus_sample(FILE *to, const struct sample *s);

#endif	/* _PROMETHEUS_H */
