// SPDX-License-Identifier: GPL-2.0
/* Text that others have written, and numbers for people. Pure. */
#include <stdio.h>
#include <string.h>

#include "sample.h"
#include "text.h"

/*
 * An amount of memory out of Xenstore: decimal digits and nothing else. @text need not end with a
 * zero byte, and may be NULL when there is no such node.
 */
long long text_kb(const char *text, size_t len)
{
	long long kb = 0;
	size_t i;

	if (!text || !len)
		return KB_UNKNOWN;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return KB_UNKNOWN;
		kb = kb * 10 + (text[i] - '0');
		if (kb > KB_MOST)
			return KB_UNKNOWN;
	}
	return kb;
}

/* What fits of @text, as it is; nothing of NULL. A zero byte in it is its end. */
void text_copy(char *to, size_t size, const char *text, size_t len)
{
	if (len >= size)
		len = size - 1;
	if (text)
		memcpy(to, text, len);
	to[text ? len : 0] = 0;
}

/*
 * What fits, as something that is safe to send to a terminal: a guest that can write control
 * characters to the screen of dom0 can make it show anything. A '+' at the end says that more was
 * there, a '-' alone that nothing was.
 */
void text_printable(char *to, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i + 1 < size && text[i]; i++)
		to[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	if (i && text[i])
		to[i - 1] = '+';
	if (!i && size > 1)
		to[i++] = '-';
	to[i] = 0;
}

/* Whole MiB, rounded down as "xl list" does; GiB when that does not fit into six characters. */
void text_mib(char *to, size_t size, long long kb)
{
	if (kb < 0 || kb > KB_MOST)
		snprintf(to, size, "-");
	else if (kb >> 10 <= 999999)
		snprintf(to, size, "%lld", kb >> 10);
	else
		snprintf(to, size, "%lldG", kb >> 20);
}

/* MiB in a second, with a sign; whole ones from 100 on. */
void text_rate(char *to, size_t size, long long rate)
{
	double mib = rate / 1024.0;

	if (rate == RATE_UNKNOWN)
		snprintf(to, size, "-");
	else if (!rate)
		snprintf(to, size, "0");
	else if (mib >= 1e6 || mib <= -1e6)
		snprintf(to, size, "%+.0e", mib);
	else if (mib >= 100 || mib <= -100)
		snprintf(to, size, "%+.0f", mib);
	else
		snprintf(to, size, "%+.1f", mib);
}
