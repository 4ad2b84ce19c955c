/* SPDX-License-Identifier: GPL-2.0 */
/* Values out of Xenstore, which any domain may have written. */
#ifndef _VALUE_H
#define _VALUE_H

#include <stddef.h>

/* No amount of memory: absent, malformed, or more than there can be. */
#define KB_UNKNOWN	(-1LL)
/* The most that 52 bits of physical address reach. */
#define KB_MAX		(1LL << 42)

long long value_kb(const char *text, size_t len);
void value_copy(char *to, size_t size, const char *text, size_t len);

#endif	/* _VALUE_H */
