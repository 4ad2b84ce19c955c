// SPDX-License-Identifier: GPL-2.0
/*
 * Shares pages with another domain, or maps pages that another one shares: a user of the page
 * frames that the balloon lends.
 *
 *   mapuser share DOMID PAGES		prints the grant references, holds the pages until killed
 *   mapuser map DOMID REF...		maps them all, checks what is in them, writes, checks, unmaps
 *
 * Page i holds the word PATTERN + i at its start; map adds ANSWER to it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* The exported headers use these two without defining them. */
typedef uint32_t grant_ref_t;
typedef uint16_t domid_t;

#include <xen/gntalloc.h>
#include <xen/gntdev.h>

#define PAGE	4096u
#define PATTERN	0x5eec0000u
#define ANSWER	0x00010000u	/* a bit that PATTERN + i does not have */

static void die(const char *what)
{
	fprintf(stderr, "mapuser: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int share(unsigned int domid, unsigned int pages)
{
	struct ioctl_gntalloc_alloc_gref *alloc;
	int fd = open("/dev/xen/gntalloc", O_RDWR);
	unsigned int i;
	char *memory;

	if (fd < 0)
		die("/dev/xen/gntalloc");
	alloc = calloc(1, sizeof(*alloc) + pages * sizeof(uint32_t));
	if (!alloc)
		die("memory");
	alloc->domid = domid;
	alloc->flags = GNTALLOC_FLAG_WRITABLE;
	alloc->count = pages;
	if (ioctl(fd, IOCTL_GNTALLOC_ALLOC_GREF, alloc))
		die("allocating grants");
	memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, alloc->index);
	if (memory == MAP_FAILED)
		die("mapping own pages");
	for (i = 0; i < pages; i++) {
		*(volatile uint32_t *)(memory + i * PAGE) = PATTERN + i;
		printf("%u ", alloc->gref_ids[i]);
	}
	printf("\n");
	fflush(stdout);
	fclose(stdout);
	pause();
	return 0;
}

static int map(unsigned int domid, unsigned int pages, char **refs)
{
	struct ioctl_gntdev_map_grant_ref *op;
	struct ioctl_gntdev_unmap_grant_ref unmap = { .count = pages };
	int fd = open("/dev/xen/gntdev", O_RDWR);
	unsigned int i;
	char *memory;

	if (fd < 0)
		die("/dev/xen/gntdev");
	op = calloc(1, sizeof(*op) + pages * sizeof(op->refs[0]));
	if (!op)
		die("memory");
	op->count = pages;
	for (i = 0; i < pages; i++) {
		op->refs[i].domid = domid;
		op->refs[i].ref = strtoul(refs[i], NULL, 10);
	}
	if (ioctl(fd, IOCTL_GNTDEV_MAP_GRANT_REF, op))
		die("getting page frames for the mapping");
	unmap.index = op->index;
	memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, op->index);
	if (memory == MAP_FAILED)
		die("mapping grants");
	for (i = 0; i < pages; i++) {
		volatile uint32_t *word = (volatile uint32_t *)(memory + i * PAGE);

		if ((*word & ~ANSWER) != PATTERN + i) {
			fprintf(stderr, "mapuser: page %u holds %#x\n", i, *word);
			return 1;
		}
		*word |= ANSWER;
		if (*word != PATTERN + i + ANSWER) {
			fprintf(stderr, "mapuser: page %u does not hold what was written\n", i);
			return 1;
		}
	}
	if (munmap(memory, pages * PAGE))
		die("unmapping");
	if (ioctl(fd, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap))
		die("returning page frames");
	printf("%u pages\n", pages);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "share"))
		return share(atoi(argv[2]), atoi(argv[3]));
	if (argc >= 4 && !strcmp(argv[1], "map"))
		return map(atoi(argv[2]), argc - 3, argv + 3);
	fprintf(stderr, "usage: mapuser share DOMID PAGES | mapuser map DOMID REF...\n");
	return 1;
}
