// SPDX-License-Identifier: GPL-2.0
/*
 * A process that wants memory all the time: allocates, touches, frees, and starts again.
 *
 *	hog MIB PIECE_KB SECONDS
 *
 * It holds MIB at most, in pieces of PIECE_KB, and gives back the oldest piece for each new one, so
 * that every page it touches has to come from the page allocator. Prints how many pages it touched.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define PAGE	4096ul

static volatile char *piece(size_t bytes)
{
	volatile char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	if (p == MAP_FAILED) {
		perror("hog");
		exit(1);
	}
	for (i = 0; i < bytes; i += PAGE)
		p[i] = 1;
	return p;
}

int main(int argc, char **argv)
{
	size_t bytes, pieces, i = 0;
	unsigned long long touched = 0;
	volatile char **held;
	struct timespec now;
	time_t end;

	if (argc != 4) {
		fprintf(stderr, "usage: hog MIB PIECE_KB SECONDS\n");
		return 1;
	}
	bytes = strtoul(argv[2], NULL, 10) << 10;
	pieces = bytes ? (strtoul(argv[1], NULL, 10) << 20) / bytes : 0;
	held = calloc(pieces ? pieces : 1, sizeof(*held));
	if (!pieces || !held) {
		fprintf(stderr, "hog: nothing to do\n");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + atoi(argv[3]);
	while (now.tv_sec < end) {
		if (held[i])
			munmap((void *)held[i], bytes);
		held[i] = piece(bytes);
		touched += bytes / PAGE;
		i = (i + 1) % pieces;
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	printf("%llu pages\n", touched);
	return 0;
}
