// SPDX-License-Identifier: GPL-2.0
/*
 * libFuzzer in the place of the seed: its inputs are histories, a list of choices that are not the
 * dullest ones. What an input has covered of the driver decides which inputs are tried next.
 *
 * The driver and the models keep their state in static variables, so that each history runs in a
 * process of its own, as in main.c. The counters of what was covered come back in shared memory.
 */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xen/balloon.h>

#include "../core/task.h"
#include "../history.h"
#include "../model/machine.h"

/* Where libFuzzer's counters are: -fsanitize=fuzzer-no-link, one for each edge of the driver. */
extern u8 __start___sancov_cntrs[], __stop___sancov_cntrs[];

/* An input: when users stop, in ms of virtual time, and the events. */
struct input {
	u32 end;
	u32 seed;
	struct sim_event events[];
};

#define DEFAULT_END_MS	60000

static u8 *covered;

static size_t counters_size(void)
{
	return __stop___sancov_cntrs - __start___sancov_cntrs;
}

/* ---- in the process that runs a history ---- */

static void __noreturn leave(int status)
{
	memcpy(covered, __start___sancov_cntrs, counters_size());
	_exit(status);
}

void sim_failed(void)
{
	leave(1);
}

void sim_log(const char *fmt, ...)
{
}

/* ---- in the process of libFuzzer ---- */

/* Runs a history in a child; for no input that of the seed. Returns its status. */
static int run(u64 seed, const struct sim_event *events, u32 nr, u64 end)
{
	int status;
	pid_t pid;

	memset(sim_result, 0, offsetof(struct sim_result, events));
	memset(covered, 0, counters_size());
	pid = fork();
	if (!pid) {
		/* Not libFuzzer's: what kills it here is for the parent to tell. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGALRM, SIG_DFL);
		alarm(60);
		memset(__start___sancov_cntrs, 0, counters_size());
		if (events) {
			sim_events_wanted = SIM_EVENTS_MAX;
			sim_replay(events, nr, end);
		}
		sim_history(seed);
		leave(0);
	}
	waitpid(pid, &status, 0);
	return status;
}

/* Writes the histories of some seeds as inputs, for libFuzzer to begin with. */
static void write_inputs(const char *dir, unsigned int count)
{
	struct input input = {};
	char path[200];
	u64 seed;
	FILE *f;

	for (seed = 1; seed <= count; seed++) {
		run(seed, NULL, 0, 0);
		snprintf(path, sizeof(path), "%s/seed-%llu", dir, (unsigned long long)seed);
		f = fopen(path, "w");
		if (!f) {
			perror(path);
			exit(2);
		}
		input.end = sim_result->end / SIM_MS;
		input.seed = seed;
		fwrite(&input, sizeof(input), 1, f);
		fwrite(sim_result->events, sizeof(struct sim_event), sim_result->nr_events, f);
		fclose(f);
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dir = getenv("SIM_INPUTS");

	sim_result = mmap(NULL, sizeof(*sim_result), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	covered = mmap(NULL, counters_size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	vmemmap = mmap(NULL, SIM_MAX_PFN * sizeof(struct page), PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (dir) {
		write_inputs(dir, 64);
		exit(0);
	}
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct sim_event events[SIM_EVENTS_MAX];
	struct input input = { .end = DEFAULT_END_MS };
	u32 nr, i;
	int status;

	if (size < sizeof(input))
		return -1;
	memcpy(&input, data, sizeof(input));
	nr = min((size - sizeof(input)) / sizeof(*events), (size_t)SIM_EVENTS_MAX);
	memcpy(events, data + sizeof(input), nr * sizeof(*events));
	for (i = 0; i < nr; i++) {
		events[i].kind %= SIM_CHOICES;
		events[i].actor %= SIM_ACTORS;
	}
	/* Four minutes of virtual time at most; 0 would be no end. */
	status = run(input.seed % 64, events, nr, (u64)(input.end % 240000 + 1) * SIM_MS);
	for (i = 0; i < counters_size(); i++)
		__start___sancov_cntrs[i] |= covered[i];
	if (!status)
		return 0;
	fprintf(stderr, "fuzz-history: %s: %s\n", sim_result->place,
		sim_result->message[0] ? sim_result->message : "the history ends with a signal");
	abort();
}
