/* SPDX-License-Identifier: GPL-2.0 */
/* Samples as JSON. */
#ifndef _JSON_H
#define _JSON_H

#include <stdio.h>

#include "sample.h"

void json_string(FILE *to, const char *text);
void json_sample(FILE *to, const struct sample *s);

#endif	/* _JSON_H */
