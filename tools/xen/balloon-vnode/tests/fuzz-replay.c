// SPDX-License-Identifier: GPL-2.0
/*
 * Gives the files of a directory to what is fuzzed, one by one, where there is no libFuzzer: the
 * seeds, or an input that was kept because it crashed. KTAP.
 *
 *	fuzz-replay DIRECTORY
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	uint8_t data[4096];
	FILE *f = fopen(path, "r");
	size_t size;

	if (!f)
		return -1;
	size = fread(data, 1, sizeof(data), f);
	fclose(f);
	return LLVMFuzzerTestOneInput(data, size);
}

static int is_input(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **entries;
	int count = argc == 2 ? scandir(argv[1], &entries, is_input, alphasort) : -1;
	int i, bad, failed = 0;
	char path[4096];

	printf("KTAP version 1\n1..%d\n", count);
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
		/* An input that crashes is the one after the last line. */
		fflush(stdout);
		bad = replay(path);
		failed |= bad;
		printf("%sok %d - %s\n", bad ? "not " : "", i + 1, entries[i]->d_name);
		free(entries[i]);
	}
	if (count > 0)
		free(entries);
	return count <= 0 || failed;
}
