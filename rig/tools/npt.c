// SPDX-License-Identifier: GPL-2.0
/*
 * Counts the mappings of a guest in its nested page table, from outside the machine that Xen runs on.
 *
 *	npt FILE ROOT
 *
 * FILE is the machine's RAM (QEMU's memory-backend-file), ROOT the H_CR3 of a virtual CPU, which
 * "xl debug-keys v" prints. Prints "g1=N m2=N k4=N": mappings of 1 GiB, 2 MiB and 4 KiB.
 *
 * QEMU's q35 puts RAM into two pieces when there is much of it: RAM from 4 GiB up is in the file behind the
 * first 2 GiB (pc_q35_init()).
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB		(1ull << 30)
#define SPLIT		(2 * GIB)	/* where the first piece ends ... */
#define SPLIT_FROM	0xb0000000ull	/* ... on machines with so much, as in pc_q35_init() */
#define ENTRIES		512
#define PRESENT		1ull
#define LARGE		0x80ull
#define ADDRESS		0x000ffffffffff000ull

static const uint8_t *ram;
static uint64_t size;
static unsigned long leaves[4];

/* Where a physical address is in the file. */
static const uint64_t *table_at(uint64_t address)
{
	uint64_t offset = address;

	if (size >= SPLIT_FROM && address >= 4 * GIB)
		offset = address - 4 * GIB + SPLIT;
	else if (size >= SPLIT_FROM && address >= SPLIT)
		offset = size; /* the hole for devices */
	if (offset + ENTRIES * sizeof(uint64_t) > size) {
		fprintf(stderr, "npt: %#llx is not in the machine's RAM: not a page table\n",
			(unsigned long long)address);
		exit(1);
	}
	return (const uint64_t *)(ram + offset);
}

static void walk(uint64_t address, int level)
{
	const uint64_t *table = table_at(address);
	int i;

	for (i = 0; i < ENTRIES; i++) {
		uint64_t entry = table[i];

		if (!(entry & PRESENT))
			continue;
		if (level == 1 || (level < 4 && (entry & LARGE)))
			leaves[level]++;
		else
			walk(entry & ADDRESS, level - 1);
	}
}

int main(int argc, char **argv)
{
	struct stat st;
	char *end;
	uint64_t root;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: npt FILE ROOT\n");
		return 1;
	}
	root = strtoull(argv[2], &end, 16);
	if (*end || !root) {
		fprintf(stderr, "npt: '%s' is no address\n", argv[2]);
		return 1;
	}
	fd = open(argv[1], O_RDONLY);
	if (fd < 0 || fstat(fd, &st)) {
		perror(argv[1]);
		return 1;
	}
	size = st.st_size;
	ram = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (ram == MAP_FAILED) {
		perror(argv[1]);
		return 1;
	}
	walk(root & ADDRESS, 4);
	printf("g1=%lu m2=%lu k4=%lu\n", leaves[3], leaves[2], leaves[1]);
	return 0;
}
