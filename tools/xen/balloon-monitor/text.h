/* SPDX-License-Identifier: GPL-2.0 */
/* Text from elsewhere, and numbers for people. */
#ifndef _TEXT_H
#define _TEXT_H

#include <stddef.h>

void text_printable(char *to, size_t size, const char *text);
void text_mib(char *to, size_t size, long long kb);
void text_rate(char *to, size_t size, long long rate);

#endif	/* _TEXT_H */
