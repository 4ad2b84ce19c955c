// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the seeds of the fuzz targets: real E820s, meaningful texts, and vNUMA tables as
 * toolstacks make them.
 *
 *   fuzz-seeds PLAN_DIR INITIAL_DIR VNUMA_DIR
 */
#include <stdio.h>
#include <stdlib.h>

#include <asm/e820/types.h>
#include <asm/page.h>

#include "fuzz-input.h"
#include "real-maps.h"
#include "test.h"

#define GIB(n)	((n) << (30 - PAGE_SHIFT))

static FILE *seed(const char *dir, const char *name, size_t number)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/seed-%s-%zu", dir, name, number);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

/* As for a dom0: the kernel at 16 MiB, 30 MiB large. */
static void write_map(const char *dir, const struct real_map *map)
{
	static const struct {
		u64 nr_pages, max_pages, limit, cap;
		u8 granule;
	} requests[] = {
		{ GIB(1ULL) / 8, ~0ULL, ~0ULL, ~0ULL, 0 },
		{ GIB(1ULL), GIB(8ULL), ~0ULL, GIB(1ULL), 15 },
		{ GIB(3ULL), GIB(64ULL), GIB(64ULL), GIB(9ULL), 15 },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		const struct fuzz_head head = {
			.granule = requests[i].granule,
			.nr_pages = requests[i].nr_pages, .max_pages = requests[i].max_pages,
			.limit = requests[i].limit, .cap = requests[i].cap,
			.start = 16 << 20, .size = 30 << 20,
		};
		FILE *file = seed(dir, map->name, i);

		fwrite(&head, sizeof(head), 1, file);
		for (n = 0; n < map->nr; n++) {
			const struct fuzz_large entry = {
				map->entries[n].addr, map->entries[n].size, map->entries[n].type,
			};

			fwrite(&entry, sizeof(entry), 1, file);
		}
		fclose(file);
	}
}

/* The same on a scale of 1 : 256, up to 8 GiB, with 2 GiB of memory. */
static void write_small_map(const char *dir, const struct real_map *map)
{
	const struct fuzz_head head = {
		.small = 1, .nr_pages = 0x800, .max_pages = 0x1800, .limit = ~0ULL, .cap = 0x900,
		.granule = 7, .start = 64 << 10, .size = 256 << 10,
	};
	FILE *file = seed(dir, map->name, 3);
	size_t n;

	fwrite(&head, sizeof(head), 1, file);
	for (n = 0; n < map->nr; n++) {
		const struct fuzz_small entry = {
			map->entries[n].addr >> 17, ((map->entries[n].size - 1) >> 17) + 1,
			map->entries[n].type,
		};

		fwrite(&entry, sizeof(entry), 1, file);
	}
	fclose(file);
}

static void write_texts(const char *dir)
{
	static const char *const texts[] = {
		"auto", "all", "0", "512", "512M", "1g", "3x", "16X", "18446744073709551615",
		"15E", "0x10", "-1", "1k", "2T", "3p", "99999999999999999999",
	};
	static const u64 numbers[4] = { GIB(1ULL) / 4, 5000, GIB(4ULL), 72 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		FILE *file = seed(dir, "text", i);

		fputs(texts[i], file);
		fputc(0, file);
		fwrite(numbers, sizeof(numbers), 1, file);
		fclose(file);
	}
}

/* As libxl does for PV and HVM, and one without an order. */
static void write_tables(const char *dir)
{
	static const struct {
		u8 small, vnodes;
		struct fuzz_large_range range[4];
	} tables[] = {
		{ 0, 2, { { 0, 384 << 20, 0 }, { 384 << 20, 512 << 20, 1 } } },
		{ 0, 2, { { 0, 2ULL << 30, 0 }, { 2ULL << 30, 0xf0000000, 1 },
			  { 4ULL << 30, 9ULL << 30, 1 } } },
		{ 1, 3, { { 64, 96, 2 }, { 8, 16, 0 }, { 32, 64, 1 }, { 97, 130, 0 } } },
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		const struct fuzz_vnuma head = {
			.small = tables[i].small, .vnodes = tables[i].vnodes - 1, .vcpus = 4,
			.distance = { 10, 20, 20, 10 }, .vcpu_vnode = { 0, 1, 0, 1 },
			.end = 1ULL << 46,
		};
		FILE *file = seed(dir, "table", i);

		fwrite(&head, sizeof(head), 1, file);
		for (n = 0; n < ARRAY_SIZE(tables->range) && tables[i].range[n].end; n++) {
			const struct fuzz_large_range *l = &tables[i].range[n];
			const struct fuzz_small_range s = { l->start, l->end, l->vnode };

			if (head.small)
				fwrite(&s, sizeof(s), 1, file);
			else
				fwrite(l, sizeof(*l), 1, file);
		}
		fclose(file);
	}
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 4) {
		fprintf(stderr, "usage: %s PLAN_DIR INITIAL_DIR VNUMA_DIR\n", argv[0]);
		return 2;
	}
	for (i = 0; i < ARRAY_SIZE(real_maps); i++) {
		write_map(argv[1], &real_maps[i]);
		write_small_map(argv[1], &real_maps[i]);
	}
	write_texts(argv[2]);
	write_tables(argv[3]);
	return 0;
}
