// SPDX-License-Identifier: GPL-2.0
/*
 * One daemon at a time on a host. Two would undo what the other has decided where their policies
 * differ, and the one that ends would withdraw from guests that the other goes on with.
 *
 * The kernel gives up the lock of a process that ends in any way, so a file that is left behind
 * means nothing. It is not removed: a daemon that has opened the removed file, and one that makes
 * a new one, would both have a lock.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock.h"

/* The process that has the lock, as noted in the file; 0 if it has not noted that yet. */
static long lock_holder(int lock)
{
	char text[16];
	ssize_t len = pread(lock, text, sizeof(text) - 1, 0);
	long pid;

	if (len <= 0)
		return 0;
	text[len] = 0;
	pid = strtol(text, NULL, 10);
	return pid > 0 ? pid : 0;
}

static void lock_explain(int lock, const char *path, char *why, size_t size)
{
	long pid;

	if (errno != EWOULDBLOCK) {
		snprintf(why, size, "cannot lock %s: %s", path, strerror(errno));
		return;
	}
	pid = lock_holder(lock);
	if (pid)
		snprintf(why, size, "another balloon-vnoded runs, process %ld; end it first", pid);
	else
		snprintf(why, size, "another balloon-vnoded runs; end it first");
}

/**
 * lock_take() - take the lock, for as long as this process lives
 * @path: the file to lock, which is made if it is not there
 * @why: where to put, in a line, why it did not work
 * @size: size of @why in bytes
 *
 * A child that is forked has the lock too, and keeps it when its parent ends.
 *
 * Return: a file descriptor that has the lock until it is closed; -1 on failure, or if another
 * process has it.
 */
int lock_take(const char *path, char *why, size_t size)
{
	/* Who can open it can lock it. */
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (lock < 0) {
		snprintf(why, size, "cannot open %s: %s; run it as root", path, strerror(errno));
		return -1;
	}
	if (!flock(lock, LOCK_EX | LOCK_NB)) {
		/* One that an earlier version has left. */
		fchmod(lock, 0600);
		return lock;
	}
	lock_explain(lock, path, why, size);
	close(lock);
	return -1;
}

/**
 * lock_note() - note in the file which process has the lock, for people
 * @lock: from lock_take()
 */
void lock_note(int lock)
{
	/* The lock holds without the note. */
	if (!ftruncate(lock, 0))
		dprintf(lock, "%d\n", getpid());
}
