// SPDX-License-Identifier: GPL-2.0
/*
 * Samples on the screen: the only file that knows curses.
 *
 *	host						or, when it is missing,
 *	titles						host, a note, titles
 *	rows, from the one scrolled to
 *	keys
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "screen.h"
#include "table.h"

enum colour {
	COLOUR_MOVES = 1,
	COLOUR_WAITS,
};

/**
 * struct screen - what is on the screen
 * @source:	where samples come from
 * @now:	the last sample
 * @sort:	order of the rows
 * @reverse:	reverse that order
 * @help:	the keys are shown, not the domains
 * @top:	the first row shown
 * @rows:	number of rows for which there is room
 */
struct screen {
	struct source *source;
	struct sample *now;
	enum sort_key sort;
	bool reverse;
	bool help;
	unsigned int top;
	unsigned int rows;
};

static const char *const help[] = {
	"q            quit",
	"s            next order: id, name, current, distance to the target, rate",
	"r            the other way round",
	"space        look again now",
	"up, down     scroll; also page up, page down, home, end",
	"h, ?         this page, and back",
	"",
	"HAS          MiB by Xen's count",
	"TARGET MAX   where the toolstack wants it, and the most it may want",
	"FLOOR        targets below are not followed (the guest's driver says so)",
	"vnode N      a virtual NUMA node of the domain above; see balloon-vnode(8)",
	"STATE REASON what the guest's driver does, and why it is not at the target;",
	"             '-' when it has no driver that says so",
	"",
	"[====F====T------....]  has more than the target: '-' is to be given back",
	"[====F====++++T......]  has less: '+' is to come",
	"The bar ends at MAX, or is marked '|' there. T is the target, F the floor.",
	NULL
};

static attr_t colour(enum colour c)
{
	return has_colors() ? COLOR_PAIR(c) : A_BOLD;
}

static attr_t look_of(struct row row)
{
	const struct domain *d = row.domain;

	if (row.vnode >= 0)
		return A_NORMAL;
	if (d->rate != RATE_UNKNOWN && d->rate)
		return colour(COLOUR_MOVES);
	if (d->run == RUN_UP && (!strcmp(d->state, "waiting") || !strcmp(d->state, "oom")))
		return colour(COLOUR_WAITS);
	return A_NORMAL;
}

/* Puts a line, cut at the width of the screen and in its look to the end. */
static void put(int y, attr_t look, const char *line)
{
	if (y >= LINES)
		return;
	attrset(look);
	mvaddnstr(y, 0, line, COLS);
	if (look & A_REVERSE)
		mvchgat(y, strlen(line) < (size_t)COLS ? strlen(line) : 0, -1, A_REVERSE, 0, NULL);
	attrset(A_NORMAL);
}

static void draw_help(void)
{
	unsigned int i;

	for (i = 0; help[i]; i++)
		put(i, A_NORMAL, help[i]);
}

/* Scrolls so that as many rows are shown as there are and fit. */
static void keep_in_view(struct screen *screen, int above)
{
	unsigned int count = sample_rows(screen->now);

	/* The last line has the keys. */
	screen->rows = above + 1 < LINES ? LINES - above - 1 : 0;
	if (screen->top + screen->rows > count)
		screen->top = count > screen->rows ? count - screen->rows : 0;
}

static void draw_domains(struct screen *screen)
{
	const struct sample *now = screen->now;
	struct layout layout;
	char line[LINE_SIZE];
	unsigned int i;
	int y = 0;

	layout_fit(&layout, COLS);
	table_host(line, COLS, now);
	put(y++, A_NORMAL, line);
	if (table_note(line, COLS, now))
		put(y++, colour(COLOUR_WAITS), line);
	table_titles(line, &layout);
	put(y++, A_REVERSE, line);
	keep_in_view(screen, y);
	for (i = screen->top; i < sample_rows(now) && i < screen->top + screen->rows; i++) {
		struct row row = sample_row(now, i);

		table_row(line, &layout, row, now->host.total_kb);
		put(y++, look_of(row), line);
	}
}

static void draw_keys(const struct screen *screen)
{
	char line[LINE_SIZE];
	size_t len;

	snprintf(line, sizeof(line), "q quit  s order: %s%s  r reverse  h help",
		 sort_names[screen->sort], screen->reverse ? ", reversed" : "");
	len = strlen(line);
	if (sample_rows(screen->now) > screen->rows)
		snprintf(line + len, sizeof(line) - len, "  up, down: %u-%u of %u",
			 screen->rows ? screen->top + 1 : 0, screen->top + screen->rows,
			 sample_rows(screen->now));
	put(LINES - 1, A_DIM, line);
}

static void draw(struct screen *screen)
{
	struct sample *now = screen->now;

	sort_domains(now->domains, now->count, screen->sort, screen->reverse);
	erase();
	if (screen->help)
		draw_help();
	else
		draw_domains(screen);
	draw_keys(screen);
	move(LINES - 1, 0);
	refresh();
}

static void scroll_by(struct screen *screen, int rows)
{
	int top = screen->top + rows;

	screen->top = top > 0 ? top : 0;
}

enum wish {
	WISH_NONE,
	WISH_LOOK,
	WISH_QUIT,
};

static enum wish take_key(struct screen *screen, int key)
{
	switch (key) {
	case 'q':
	case 'Q':
		return WISH_QUIT;
	case ' ':
		return WISH_LOOK;
	case 's':
		screen->sort = (screen->sort + 1) % SORT_KEYS;
		break;
	case 'r':
		screen->reverse = !screen->reverse;
		break;
	case 'h':
	case '?':
		screen->help = !screen->help;
		break;
	case KEY_UP:
		scroll_by(screen, -1);
		break;
	case KEY_DOWN:
		scroll_by(screen, 1);
		break;
	case KEY_PPAGE:
		scroll_by(screen, -(int)screen->rows);
		break;
	case KEY_NPAGE:
		scroll_by(screen, screen->rows);
		break;
	case KEY_HOME:
		screen->top = 0;
		break;
	case KEY_END:
		screen->top = sample_rows(screen->now);
		break;
	}
	return WISH_NONE;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Takes keys, and new sizes of the terminal, until it is time to look again. */
static enum wish wait_for_keys(struct screen *screen, long long ms)
{
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	long long end = now_ms() + ms, rest;
	enum wish wish;
	int key;

	while ((rest = end - now_ms()) > 0) {
		if (poll(&keys, 1, rest) > 0 && keys.revents != POLLIN)
			return WISH_QUIT; /* the terminal is gone */
		while ((key = getch()) != ERR) {
			wish = take_key(screen, key);
			if (wish != WISH_NONE)
				return wish;
			draw(screen);
		}
	}
	return WISH_LOOK;
}

/* Without this, curses would end the program, or write nonsense to a terminal that cannot do it. */
static bool can_place_cursor(struct source *source)
{
	const char *name = getenv("TERM");
	bool can = false;
	int found;

	if (setupterm(NULL, STDOUT_FILENO, &found) == OK) {
		can = cursor_address;
		del_curterm(cur_term);
	}
	if (!can)
		snprintf(source->why, sizeof(source->why),
			 "the terminal '%.50s' %s; use --batch, or set TERM", name ?: "",
			 found == 1 ? "cannot place the cursor" : "is not known here");
	return can;
}

static bool has_keys(struct source *source)
{
	if (isatty(STDIN_FILENO))
		return true;
	snprintf(source->why, sizeof(source->why),
		 "standard input is not a terminal and gives no keys; use --batch");
	return false;
}

static void start(void)
{
	initscr();
	cbreak();
	noecho();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	curs_set(0);
	if (has_colors()) {
		start_color();
		use_default_colors();
		init_pair(COLOUR_MOVES, COLOR_GREEN, -1);
		init_pair(COLOUR_WAITS, COLOR_YELLOW, -1);
	}
}

enum outcome screen_run(struct source *source)
{
	const struct options *o = source->options;
	struct screen screen = { .source = source, .sort = o->sort, .reverse = o->reverse };
	enum wish wish = WISH_LOOK;
	unsigned long i;

	if (!has_keys(source) || !can_place_cursor(source))
		return OUTCOME_FAILED;
	/* An immediate failure is best reported before the screen is cleared. */
	screen.now = source_next(source);
	if (!screen.now)
		return OUTCOME_FAILED;
	start();
	for (i = 1; screen.now && wish != WISH_QUIT; i++) {
		draw(&screen);
		if (i == o->count)
			break;
		wish = wait_for_keys(&screen, o->delay_ms);
		if (wish == WISH_LOOK)
			screen.now = source_next(source);
	}
	endwin();
	return screen.now ? OUTCOME_GOOD : OUTCOME_FAILED;
}
