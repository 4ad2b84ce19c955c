// SPDX-License-Identifier: GPL-2.0
/*
 * An unprivileged process that pins pages all over memory.
 *
 *	pin MIB EVERY_KB SECONDS
 *
 * Touches MIB, has the first page of each EVERY_KB spliced into pipes that are never read, which takes a reference
 * that keeps mm from moving the page, and lets go of all the others. Prints how many are pinned.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE		4096ul
#define PER_PIPE	16	/* what a pipe holds, unless told otherwise */

int main(int argc, char **argv)
{
	struct rlimit files = { 65536, 65536 };
	unsigned long bytes, every, at, pinned = 0;
	int fds[2];
	char *p;

	if (argc != 4) {
		fprintf(stderr, "usage: pin MIB EVERY_KB SECONDS\n");
		return 1;
	}
	bytes = strtoul(argv[1], NULL, 10) << 20;
	every = strtoul(argv[2], NULL, 10) << 10;
	setrlimit(RLIMIT_NOFILE, &files);
	p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || !every) {
		perror("pin");
		return 1;
	}
	madvise(p, bytes, MADV_NOHUGEPAGE);
	for (at = 0; at < bytes; at += PAGE)
		p[at] = 1;
	for (at = 0; at < bytes; at += every) {
		struct iovec page = { p + at, PAGE };

		if (pinned % PER_PIPE == 0 && pipe2(fds, O_NONBLOCK)) {
			perror("pin: pipe");
			return 1;
		}
		if (vmsplice(fds[1], &page, 1, 0) != (ssize_t)PAGE) {
			perror("pin: vmsplice");
			return 1;
		}
		pinned++;
	}
	madvise(p, bytes, MADV_DONTNEED);
	printf("%lu\n", pinned);
	fflush(stdout);
	sleep(atoi(argv[3]));
	return 0;
}
