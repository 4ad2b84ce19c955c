// SPDX-License-Identifier: GPL-2.0
/*
 * Which columns there is room for, and how wide they are. Pure.
 *
 * Columns have a space between them. Width that is left over goes to the names first, then to the
 * bar.
 */
#include <string.h>

#include "table.h"

#define MOST_NAME	24
#define MOST_BAR	82

static const unsigned int least[COLUMNS] = {
	[COLUMN_ID] = 4,
	[COLUMN_NAME] = 10,
	[COLUMN_TYPE] = 4,
	[COLUMN_BAR] = 12,
	[COLUMN_CURRENT] = 6,
	[COLUMN_TARGET] = 6,
	[COLUMN_FLOOR] = 6,
	[COLUMN_MAX] = 6,
	[COLUMN_STATE] = 9,
	[COLUMN_REASON] = 13,
	[COLUMN_RATE] = 6,
};

/* Columns to drop from narrow lines, in this order. The rest is cut at the end of the line. */
static const enum column dropped[] = {
	COLUMN_TYPE, COLUMN_FLOOR, COLUMN_MAX, COLUMN_BAR, COLUMN_REASON, COLUMN_RATE,
	COLUMN_STATE, COLUMN_TARGET, COLUMN_NAME, COLUMNS,
};

static unsigned int used(const struct layout *l)
{
	unsigned int c, sum = 0;

	for (c = 0; c < COLUMNS; c++)
		if (l->width[c])
			sum += l->width[c] + (sum ? 1 : 0);
	return sum;
}

static void widen(struct layout *l, enum column c, unsigned int most)
{
	unsigned int rest = l->line - used(l);

	if (!l->width[c])
		return;
	if (l->width[c] + rest > most)
		rest = most - l->width[c];
	l->width[c] += rest;
}

void layout_fit(struct layout *l, unsigned int width)
{
	unsigned int i;

	l->line = width < LINE_SIZE ? width : LINE_SIZE - 1;
	memcpy(l->width, least, sizeof(least));
	for (i = 0; dropped[i] != COLUMNS && used(l) > l->line; i++)
		l->width[dropped[i]] = 0;
	if (used(l) > l->line)
		return;
	widen(l, COLUMN_NAME, MOST_NAME);
	widen(l, COLUMN_BAR, MOST_BAR);
}
