// SPDX-License-Identifier: GPL-2.0
/*
 * Copies its input to a file and leaves out zeros, so that the image of a guest that has hardly
 * used its memory needs little room.
 *
 *	sparse FILE		prints how many bytes it has read
 */
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#define PIECE	4096

static const char zero[PIECE];

static int write_piece(int fd, const char *piece, size_t size, off_t at)
{
	return !memcmp(piece, zero, size) || pwrite(fd, piece, size, at) == (ssize_t)size;
}

int main(int argc, char **argv)
{
	off_t at = 0;
	char piece[PIECE];
	size_t n;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: sparse FILE\n");
		return 2;
	}
	fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	while ((n = fread(piece, 1, PIECE, stdin)) > 0) {
		if (!write_piece(fd, piece, n, at)) {
			perror(argv[1]);
			return 1;
		}
		at += n;
	}
	if (ferror(stdin) || ftruncate(fd, at) || close(fd)) {
		perror("sparse");
		return 1;
	}
	printf("%lld\n", (long long)at);
	return 0;
}
