// SPDX-License-Identifier: GPL-2.0
/*
 * Walks page frames, as administrators' tools do.
 *
 *	frames kcore		reads all of the memory that /proc/kcore has; prints how many MiB
 *	frames balloon		prints how many page frames are ballooned, by /proc/kpageflags
 *	frames address		prints the physical address of one of these
 *	frames ranges		prints how many ranges of 2 MiB are ballooned, how many in part, and how many of
 *				the page frames in the latter are
 *	frames kinds		prints what each memory block is made of: ballooned, free, movable, and what
 *				keeps it where it is
 *	frames dump FILE	prints how many pages a dump of "xl dump-core" has
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/kernel-page-flags.h>

/* Of Documentation/admin-guide/mm/pagemap.rst; older headers do not have it. */
#ifndef KPF_OFFLINE
#define KPF_OFFLINE 23
#endif

#ifndef KPF_PGTABLE
#define KPF_PGTABLE 26
#endif

#define RANGE_PAGES 512
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char buf[1 << 20];

static void fail(const char *what)
{
	fprintf(stderr, "frames: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int open_file(const char *name)
{
	int fd = open(name, O_RDONLY);

	if (fd < 0)
		fail(name);
	return fd;
}

static void read_at(int fd, void *to, size_t size, off_t at, const char *what)
{
	ssize_t n = pread(fd, to, size, at);

	if (n < 0)
		fail(what);
	if ((size_t)n < size) {
		fprintf(stderr, "frames: %s ends at %#llx\n", what, (unsigned long long)at + n);
		exit(1);
	}
}

/* The segments that have a physical address: the direct map, which is all memory. */
static int read_kcore(void)
{
	int fd = open_file("/proc/kcore"), i;
	unsigned long long total = 0;
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;

	read_at(fd, &ehdr, sizeof(ehdr), 0, "/proc/kcore");
	for (i = 0; i < ehdr.e_phnum; i++) {
		read_at(fd, &phdr, sizeof(phdr), ehdr.e_phoff + i * sizeof(phdr), "/proc/kcore");
		if (phdr.p_type != PT_LOAD || phdr.p_paddr == ~0ull || phdr.p_filesz > 1ull << 40)
			continue;
		for (off_t at = 0; at < (off_t)phdr.p_filesz; at += sizeof(buf)) {
			size_t n = phdr.p_filesz - at < sizeof(buf) ? phdr.p_filesz - at : sizeof(buf);

			/* Memory that was removed since the headers were read. */
			if (pread(fd, buf, n, phdr.p_offset + at) < 0 && errno != EFAULT && errno != EIO)
				fail("/proc/kcore");
			total += n;
		}
	}
	printf("%llu\n", total >> 20);
	return 0;
}

static int ballooned(int only_one)
{
	int fd = open_file("/proc/kpageflags");
	unsigned long long pfn = 0, count = 0;
	uint64_t *flags = (uint64_t *)buf;
	ssize_t n, i;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i < n / 8; i++, pfn++) {
			count += flags[i] >> KPF_OFFLINE & 1;
			if (only_one && count == 1000) {
				printf("%llu\n", pfn << 12);
				return 0;
			}
		}
	}
	if (n < 0)
		fail("/proc/kpageflags");
	if (!only_one)
		printf("%llu\n", count);
	return only_one;
}

/* A huge page needs a range of which nothing is ballooned. */
static int print_ranges(void)
{
	int fd = open_file("/proc/kpageflags");
	unsigned int whole = 0, part = 0, in_part = 0;
	uint64_t *flags = (uint64_t *)buf;
	ssize_t n, i;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (i = 0; i + RANGE_PAGES <= n / 8; i += RANGE_PAGES) {
			unsigned int count = 0;

			for (int j = 0; j < RANGE_PAGES; j++)
				count += flags[i + j] >> KPF_OFFLINE & 1;
			if (count == RANGE_PAGES) {
				whole++;
			} else if (count) {
				part++;
				in_part += count;
			}
		}
	}
	if (n < 0)
		fail("/proc/kpageflags");
	printf("%u %u %u\n", whole, part, in_part);
	return 0;
}

/* In this order: a page in the list of a CPU has no flag, and a page of user space that is not mapped has KPF_LRU. */
static const struct {
	const char *name;
	uint64_t flags;
} kinds[] = {
	{ "ballooned", 1ull << KPF_OFFLINE },
	{ "free", 1ull << KPF_BUDDY },
	{ "no memory", 1ull << KPF_NOPAGE },
	{ "movable", 1ull << KPF_LRU },
	{ "slab", 1ull << KPF_SLAB },
	{ "page tables", 1ull << KPF_PGTABLE },
	{ "other", ~0ull },
	{ "other, without flags", 0 },
};

static void print_kinds_of(unsigned long block, const uint64_t *flags, size_t nr)
{
	unsigned long count[ARRAY_SIZE(kinds)] = {};
	size_t i, k;

	for (i = 0; i < nr; i++) {
		for (k = 0; kinds[k].flags && !(flags[i] & kinds[k].flags); k++)
			;
		count[k]++;
	}
	printf("block %lu:", block);
	for (k = 0; k < ARRAY_SIZE(kinds); k++)
		if (count[k])
			printf(" %lu %s;", count[k], kinds[k].name);
	printf("\n");
}

static int print_kinds(void)
{
	int fd = open_file("/proc/kpageflags"), size = open_file("/sys/devices/system/memory/block_size_bytes");
	unsigned long nr, block;
	char text[20] = "";
	uint64_t *flags;
	ssize_t n;

	if (read(size, text, sizeof(text) - 1) < 0)
		fail("block_size_bytes");
	nr = strtoul(text, NULL, 16) >> 12;
	flags = calloc(nr, sizeof(*flags));
	if (!nr || !flags)
		fail("block_size_bytes");
	for (block = 0; (n = pread(fd, flags, nr * 8, block * nr * 8)) > 0; block++) {
		char path[64];

		snprintf(path, sizeof(path), "/sys/devices/system/memory/memory%lu", block);
		if (!access(path, F_OK))
			print_kinds_of(block, flags, n / 8);
	}
	if (n < 0)
		fail("/proc/kpageflags");
	return 0;
}

static int dump_pages(const char *name)
{
	int fd = open_file(name), i;
	Elf64_Ehdr ehdr;
	Elf64_Shdr names, shdr;

	read_at(fd, &ehdr, sizeof(ehdr), 0, name);
	read_at(fd, &names, sizeof(names), ehdr.e_shoff + ehdr.e_shstrndx * sizeof(names), name);
	for (i = 0; i < ehdr.e_shnum; i++) {
		char section[16];

		read_at(fd, &shdr, sizeof(shdr), ehdr.e_shoff + i * sizeof(shdr), name);
		if (shdr.sh_name + sizeof(section) > names.sh_size)
			continue;
		read_at(fd, section, sizeof(section), names.sh_offset + shdr.sh_name, name);
		if (strcmp(section, ".xen_pages"))
			continue;
		printf("%llu\n", (unsigned long long)shdr.sh_size >> 12);
		return 0;
	}
	fprintf(stderr, "frames: %s has no pages\n", name);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "kcore"))
		return read_kcore();
	if (argc == 2 && !strcmp(argv[1], "balloon"))
		return ballooned(0);
	if (argc == 2 && !strcmp(argv[1], "address"))
		return ballooned(1);
	if (argc == 2 && !strcmp(argv[1], "ranges"))
		return print_ranges();
	if (argc == 2 && !strcmp(argv[1], "kinds"))
		return print_kinds();
	if (argc == 3 && !strcmp(argv[1], "dump"))
		return dump_pages(argv[2]);
	fprintf(stderr, "usage: frames kcore | balloon | address | ranges | kinds | dump FILE\n");
	return 2;
}
