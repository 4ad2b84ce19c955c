// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a program in a terminal without a screen, and passes on what it writes there.
 *
 *	terminal COLUMNSxLINES "KEY..." PROGRAM [ARGUMENT]...
 *
 * A KEY is sent every 0.4 s, the first one after that time:
 *	up, down, next, previous	what a vt100 sends for these
 *	space				a space
 *	wait				nothing
 *	COLUMNSxLINES			a new size
 *	hangup				closes the terminal and goes
 *	TEXT				else: as it is
 *
 * Exits with the status of the program; 124 when it has not ended 10 s after the last key, and 125
 * when a signal has ended it.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BETWEEN_MS	400
#define AT_LAST_MS	10000

static void die(const char *what)
{
	fprintf(stderr, "terminal: %s\n", what);
	exit(2);
}

static bool parse_size(const char *text, struct winsize *size)
{
	unsigned short columns, lines;
	char rest;

	if (sscanf(text, "%hux%hu%c", &columns, &lines, &rest) != 2)
		return false;
	*size = (struct winsize){ .ws_col = columns, .ws_row = lines };
	return true;
}

static const char *sent_for(const char *key)
{
	static const char *const keys[][2] = {
		{ "up", "\033OA" }, { "down", "\033OB" }, { "next", "\033[6~" },
		{ "previous", "\033[5~" }, { "space", " " }, { "wait", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(key, keys[i][0]))
			return keys[i][1];
	return key;
}

static void press(int fd, const char *key)
{
	struct winsize size;
	const char *text;

	if (parse_size(key, &size)) {
		ioctl(fd, TIOCSWINSZ, &size);
		return;
	}
	text = sent_for(key);
	if (write(fd, text, strlen(text)) < 0)
		die("cannot send a key");
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* False when the program has closed its side. */
static bool pass_on(int fd, long long ms)
{
	long long end = now_ms() + ms, rest;
	struct pollfd from = { .fd = fd, .events = POLLIN };
	char buffer[4096];
	ssize_t n;

	while ((rest = end - now_ms()) > 0) {
		if (poll(&from, 1, rest) <= 0)
			continue;
		n = read(fd, buffer, sizeof(buffer));
		if (n <= 0)
			return false;
		fwrite(buffer, 1, n, stdout);
		fflush(stdout);
	}
	return true;
}

static int status_of(pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

int main(int argc, char **argv)
{
	struct winsize size;
	bool open = true;
	char *key;
	pid_t pid;
	int fd;

	if (argc < 4 || !parse_size(argv[1], &size))
		die("usage: terminal COLUMNSxLINES \"KEY...\" PROGRAM [ARGUMENT]...");
	pid = forkpty(&fd, NULL, NULL, &size);
	if (pid < 0)
		die("no terminal to be had");
	if (!pid) {
		execvp(argv[3], argv + 3);
		die("cannot run the program");
	}
	for (key = strtok(argv[2], " "); key && open; key = strtok(NULL, " ")) {
		open = pass_on(fd, BETWEEN_MS);
		if (!strcmp(key, "hangup")) {
			close(fd);
			return status_of(pid);
		}
		if (open)
			press(fd, key);
	}
	if (open && pass_on(fd, AT_LAST_MS)) {
		kill(pid, SIGKILL);
		return 124;
	}
	return status_of(pid);
}
