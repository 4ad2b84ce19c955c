// SPDX-License-Identifier: GPL-2.0
/*
 * Waits for an answer in Xenstore without polling: on a machine that counts instructions, that
 * would take time from the guest that is to answer.
 *
 *   wait_for_node SECONDS HOME NODE [WORD]	until there is HOME/NODE, and WORD and a space are at its beginning
 *
 * Exits with 0 then, with 1 when time is up, and with 2 when HOME is not there, as the domain is gone.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xenstore.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static bool there(struct xs_handle *xs, const char *path, const char *word)
{
	size_t length = strlen(word);
	char *value = xs_read(xs, XBT_NULL, path, NULL);
	bool match = value && (!length || (!strncmp(value, word, length) && value[length] == ' '));

	free(value);
	return match;
}

/* It does not matter which node the event is about: both are read. */
static void drop_event(struct xs_handle *xs)
{
	unsigned int n;

	free(xs_read_watch(xs, &n));
}

static int await(struct xs_handle *xs, double end, const char *home, const char *path, const char *word)
{
	struct pollfd fd = { .fd = xs_fileno(xs), .events = POLLIN };

	for (;;) {
		double left = end - now();

		if (left < 0)
			return 1;
		if (poll(&fd, 1, left * 1000 + 1) <= 0)
			continue;
		drop_event(xs);
		if (there(xs, path, word))
			return 0;
		if (!there(xs, home, ""))
			return 2;
	}
}

int main(int argc, char **argv)
{
	struct xs_handle *xs = xs_open(0);
	char path[256];

	if (argc < 4 || argc > 5 || !xs) {
		fprintf(stderr, xs ? "wait_for_node SECONDS HOME NODE [WORD]\n" : "wait_for_node: no Xenstore\n");
		return 3;
	}
	snprintf(path, sizeof(path), "%s/%s", argv[2], argv[3]);
	/* A watch fires at once, which causes the first read. */
	if (!xs_watch(xs, path, "")) {
		fprintf(stderr, "wait_for_node: cannot watch %s\n", path);
		return 3;
	}
	return await(xs, now() + atof(argv[1]), argv[2], path, argc == 5 ? argv[4] : "");
}
