// SPDX-License-Identifier: GPL-2.0
/*
 * A picture of where a domain's memory stands. Pure.
 *
 *	[=====F=====T-----------.......]	going down: '-' is to be given back
 *	[=====F=====++++++T.............]	going up: '+' is to come
 *	[=====F==========T----|-----]		has more than static-max, which is at '|'
 *
 * The scale goes from 0 to static-max, or further if current or target exceed that. Amounts larger
 * than the host mean no limit (dom0 without "max:") or are nonsense: the host is then the end.
 */
#include <string.h>

#include "bar.h"

/* The end of the scale. */
static long long scale(const struct domain *d, long long host_kb)
{
	long long top = d->xen_kb;

	if (d->target_kb > top && d->target_kb <= host_kb)
		top = d->target_kb;
	if (d->max_kb == KB_UNKNOWN || d->max_kb > host_kb)
		return top > host_kb ? top : host_kb;
	return top > d->max_kb ? top : d->max_kb;
}

/* The number of cells, 0..cells, below that amount. */
static unsigned int below(long long kb, long long top, unsigned int cells)
{
	if (kb >= top)
		return cells;
	return kb > 0 ? kb * cells / top : 0;
}

static void mark(char *line, unsigned int cells, unsigned int at, char c)
{
	line[at < cells ? at : cells - 1] = c;
}

static char cell(unsigned int i, unsigned int have, unsigned int want, unsigned int end)
{
	if (i < have)
		return i < want ? '=' : '-';
	if (i < want)
		return '+';
	return i < end ? '.' : ' ';
}

static void fill(char *line, unsigned int cells, const struct domain *d, long long top)
{
	unsigned int have = below(d->xen_kb, top, cells);
	unsigned int want = d->target_kb == KB_UNKNOWN ? have : below(d->target_kb, top, cells);
	unsigned int end = d->max_kb == KB_UNKNOWN ? cells : below(d->max_kb, top, cells);
	unsigned int i;

	for (i = 0; i < cells; i++)
		line[i] = cell(i, have, want, end);
	/* At the end of the scale, the bracket marks it. */
	if (end < cells)
		mark(line, cells, end, '|');
	if (d->floor_kb != KB_UNKNOWN)
		mark(line, cells, below(d->floor_kb, top, cells), 'F');
	if (d->target_kb != KB_UNKNOWN)
		mark(line, cells, want, 'T');
}

/* Draws @width characters, brackets included, and a zero byte. There is no bar in less than 3. */
void bar_draw(char *line, unsigned int width, const struct domain *d, long long host_kb)
{
	long long top = scale(d, host_kb);

	memset(line, ' ', width);
	line[width] = 0;
	if (width < 3)
		return;
	line[0] = '[';
	line[width - 1] = ']';
	if (top > 0)
		fill(line + 1, width - 2, d, top);
}
