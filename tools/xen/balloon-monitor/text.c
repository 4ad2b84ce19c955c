// SPDX-License-Identifier: GPL-2.0
/* Text from elsewhere, and numbers for people. Pure. */
#include <stdio.h>
#include <string.h>

#include "sample.h"
#include "text.h"

/*
 * Copies as much as fits, made safe to send to a terminal: a guest that can write control
 * characters to the screen of dom0 can make it show anything. A '+' at the end means that there was
 * more, a '-' alone that there was nothing.
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

/* Whole MiB, rounded down as "xl list" does; GiB if that does not fit into six characters. */
void text_mib(char *to, size_t size, long long kb)
{
	if (kb < 0 || kb > KB_MAX)
		snprintf(to, size, "-");
	else if (kb >> 10 <= 999999)
		snprintf(to, size, "%lld", kb >> 10);
	else
		snprintf(to, size, "%lldG", kb >> 20);
}

/* MiB per second, with a sign; whole MiB from 100 on. */
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
