/* SPDX-License-Identifier: GPL-2.0 */
/* Samples as lines of text: printable ASCII, for the screen and for --batch. */
#ifndef _TABLE_H
#define _TABLE_H

#include "sample.h"

/* Size of the widest line, with the zero byte. */
#define LINE_SIZE	256
/* Wide enough for every column and a readable bar. */
#define BATCH_WIDTH	132

enum column {
	COLUMN_ID,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_BAR,
	COLUMN_CURRENT,
	COLUMN_TARGET,
	COLUMN_FLOOR,
	COLUMN_MAX,
	COLUMN_STATE,
	COLUMN_REASON,
	COLUMN_RATE,
	COLUMNS,
};

/**
 * struct layout - how wide the columns are
 * @line:	length of the longest line, at most LINE_SIZE - 1
 * @width:	width of each column; 0: there was no room for it
 */
struct layout {
	unsigned int line;
	unsigned int width[COLUMNS];
};

void layout_fit(struct layout *l, unsigned int width);

/* Each fills a line, which has room for LINE_SIZE. */
void table_host(char *line, unsigned int width, const struct sample *s);
bool table_note(char *line, unsigned int width, const struct sample *s);
void table_titles(char *line, const struct layout *l);
void table_row(char *line, const struct layout *l, struct row at, long long host_kb);

#endif	/* _TABLE_H */
