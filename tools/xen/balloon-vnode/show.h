/* SPDX-License-Identifier: GPL-2.0 */
/* Domains and their nodes as lines of text. */
#ifndef _SHOW_H
#define _SHOW_H

#include <stddef.h>
#include <stdio.h>

#include "count.h"
#include "model.h"

void show_word(char *to, size_t size, const char *text);
void show_titles(FILE *to, bool counted);
void show_domain(FILE *to, const struct domain *d, const struct count *count);
void show_unreached(FILE *to, const struct domain *d);

#endif	/* _SHOW_H */
