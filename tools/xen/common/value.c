// SPDX-License-Identifier: GPL-2.0
/* Values out of Xenstore, which any domain may have written. Pure. */
#include <string.h>

#include "value.h"

/**
 * value_kb() - an amount of memory
 * @text: decimal digits and nothing else; need not end with a zero byte, NULL if there is no such
 *   node
 * @len: how many bytes it has
 *
 * Return: KiB, 0 to KB_MAX; else KB_UNKNOWN.
 */
long long value_kb(const char *text, size_t len)
{
	long long kb = 0;
	size_t i;

	if (!text || !len)
		return KB_UNKNOWN;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return KB_UNKNOWN;
		kb = kb * 10 + (text[i] - '0');
		if (kb > KB_MAX)
			return KB_UNKNOWN;
	}
	return kb;
}

/**
 * value_copy() - what fits of a text, as it is; nothing of NULL
 * @to: where; always ends with a zero byte
 * @size: how many bytes that has, 1 at least
 * @text: as in value_kb(); a zero byte in it is its end
 * @len: how many bytes it has
 */
void value_copy(char *to, size_t size, const char *text, size_t len)
{
	if (len >= size)
		len = size - 1;
	if (text)
		memcpy(to, text, len);
	to[text ? len : 0] = 0;
}
