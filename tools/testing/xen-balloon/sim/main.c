// SPDX-License-Identifier: GPL-2.0
/*
 * Runs histories, each in a process of its own; says which seeds fail, and shrinks them.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xen/balloon.h>

#include "cases/case.h"
#include "core/task.h"
#include "history.h"
#include "model/machine.h"

static bool verbose;

/* The case that this process runs, if it does not run a history. */
static const struct sim_case *running_case;

/* ---- in the process that runs a history ---- */

static void __noreturn leave(int status)
{
#ifdef SIM_COVERAGE
	extern void __gcov_dump(void);

	__gcov_dump();
#endif
	_exit(status);
}

static void describe_machine(void)
{
	static const char *const domains[] = { "PVH", "PV", "HVM", "dom0" };
	const struct sim_machine *m = &sim_machine;
	struct zone *zone;

	fprintf(stderr, "# %s, %d nodes, vNUMA %d%s, memory %lu, memmap to %lu, PoD to %lu, E820 RAM %lu to %lu, movable from %lu, block %lu, policy %d%s\n",
		domains[m->domain], m->nodes, m->vnuma, m->swapped ? " swapped" : "", m->memory, m->boot_end, m->pod_end, m->known_start,
		m->ram_end, m->movable_start, m->block_sections * SIM_SECTION_PAGES,
		m->online_policy, m->memmap_on_memory ? ", memmap on memory" : "");
	fprintf(stderr, "# Xen: tot %lu, max %lu, populated %lu, PoD %lu with %lu, leaked %lu, free %lu, paging %ld\n",
		sim_xen.tot_pages, sim_xen.max_pages, sim_xen.populated, sim_xen.pod_entries,
		sim_xen.pod_cache, sim_xen.leaked, sim_xen_free(), sim_xen.paging);
	fprintf(stderr, "# driver: current %lu, target %lu, lent %lu, pool %lu, total %lu\n",
		balloon_stats.current_pages, balloon_stats.target_pages,
		balloon_stats.target_unpopulated, balloon_stats.balloon_low,
		balloon_stats.total_pages);
	for_each_populated_zone(zone)
		fprintf(stderr, "# zone %d/%d: %lu-%lu, present %lu, managed %lu, free %lu, low %lu\n",
			zone->nid, zone->type, zone->zone_start_pfn, zone_end_pfn(zone),
			zone->present_pages, zone->managed_pages, zone->nr_free,
			low_wmark_pages(zone));
}

/* Last, as the driver may be in no state to be asked. */
static void describe_nodes(void)
{
	char text[4096];

	verbose = false;
	sim_debugfs_read("nodes", text, sizeof(text));
	fprintf(stderr, "%s", text);
}

void sim_failed(void)
{
	/* When it is run again and does not fail, it ends here too. */
	if (!sim_result->end)
		sim_result->end = sim_now;
	if (verbose) {
		describe_machine();
		fprintf(stderr, "%s: %s (in %s)\n", sim_result->place, sim_result->message,
			sim_current ? sim_current->name : "main");
		describe_nodes();
		abort();
	}
	leave(1);
}

void sim_log(const char *fmt, ...)
{
	va_list args;

	if (running_case) {
		va_start(args, fmt);
		sim_case_log(fmt, args);
		va_end(args);
	}
	if (!verbose)
		return;
	fprintf(stderr, "# %8llu.%06llu %lu of %lu/%lu, %lu free: ",
		(unsigned long long)(sim_now / SIM_S), (unsigned long long)(sim_now / 1000 % 1000000),
		balloon_stats.current_pages, sim_xen.tot_pages, sim_xen.max_pages, sim_xen_free());
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
}

/* ---- in the process that starts them ---- */

static void describe_death(int status)
{
	sim_result->failed = true;
	if (!sim_result->message[0])
		snprintf(sim_result->message, sizeof(sim_result->message), "ends with %s",
			 WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "an error");
}

/* What was run last did not end by itself. */
static bool out_of_time;

/* Runs a case, or a history: of a seed, or of these events. Returns whether it failed. */
static bool run(u64 seed, const struct sim_event *events, u32 nr, u64 end)
{
	int status;
	pid_t pid;

	memset(sim_result, 0, offsetof(struct sim_result, events));
	fflush(stdout);
	pid = fork();
	if (!pid) {
		alarm(120);
		if (running_case) {
			/* Most take a hundredth of that. */
			setrlimit(RLIMIT_CPU, &(struct rlimit){ 5, 6 });
			sim_case_run(running_case);
			leave(0);
		}
		if (events)
			sim_replay(events, nr, end);
		sim_history(seed);
		leave(0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	out_of_time = WIFSIGNALED(status) &&
		(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM);
	if (status && !sim_result->failed)
		describe_death(status);
	return sim_result->failed;
}

static const char *const kinds[] = {
	"config", "switch", "fail-alloc", "fail-xen", "fail-hotplug", "fail-xenstore", "operation",
	"vnuma", "disk", "fail-save", "fail-device",
};
_Static_assert(ARRAY_SIZE(kinds) == SIM_CHOICES, "each kind of choice has a name");

static void write_events(const char *path, u64 seed, const struct sim_event *events, u32 nr, u64 end)
{
	FILE *f = fopen(path, "w");
	u32 i;

	if (!f) {
		perror(path);
		exit(2);
	}
	fprintf(f, "# %s: %s\nseed %llu\nend %llu\n", sim_result->place, sim_result->message,
		(unsigned long long)seed, (unsigned long long)end);
	for (i = 0; i < nr; i++)
		fprintf(f, "%s %u %u %u\n", kinds[events[i].kind], events[i].actor, events[i].count,
			events[i].value);
	fclose(f);
}

static u32 read_events(const char *path, u64 *seed, u64 *end, struct sim_event *events)
{
	unsigned long long number;
	char line[200], word[32];
	u32 nr = 0, kind;
	FILE *f = fopen(path, "r");

	if (!f) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), f)) {
		struct sim_event *event = &events[nr];
		unsigned int actor;

		if (sscanf(line, "seed %llu", &number) == 1)
			*seed = number;
		else if (sscanf(line, "end %llu", &number) == 1)
			*end = number;
		else if (!strcmp(line, "plain\n"))
			sim_plain = true;
		if (sscanf(line, "%31s %u %u %u", word, &actor, &event->count, &event->value) != 4)
			continue;
		event->actor = actor;
		for (kind = 0; kind < SIM_CHOICES && strcmp(kinds[kind], word); kind++)
			;
		event->kind = kind;
		nr += kind < SIM_CHOICES;
	}
	fclose(f);
	return nr;
}

/* CPU time, so that it does not matter what else the machine is doing. */
static double seconds_now(void)
{
	struct rusage own, children;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	return own.ru_utime.tv_sec + own.ru_stime.tv_sec + children.ru_utime.tv_sec +
		children.ru_stime.tv_sec + (own.ru_utime.tv_usec + own.ru_stime.tv_usec +
					    children.ru_utime.tv_usec + children.ru_stime.tv_usec) / 1e6;
}

/* The last events are tried one by one, which could take an hour: what is left by then is good enough. */
#define SHRINK_SECONDS	60

/* Leaves out as many events as it can, as long as the same thing fails. */
static void shrink(u64 seed, const char *path)
{
	static struct sim_event events[SIM_EVENTS_MAX], fewer[SIM_EVENTS_MAX];
	u32 nr = sim_result->nr_events, chunk, i;
	double until = seconds_now() + SHRINK_SECONDS;
	u64 end = sim_result->end;
	char place[80];

	strcpy(place, sim_result->place);
	memcpy(events, sim_result->events, nr * sizeof(*events));
	write_events(path, seed, events, nr, end);
	if (!run(seed, events, nr, end) || strcmp(place, sim_result->place))
		printf("# it does not fail again when it is replayed\n");
	for (chunk = nr / 2; chunk && seconds_now() < until; chunk /= 2) {
		for (i = 0; i < nr && seconds_now() < until;) {
			u32 n = i + chunk < nr ? chunk : nr - i;

			memcpy(fewer, events, i * sizeof(*events));
			memcpy(fewer + i, events + i + n, (nr - i - n) * sizeof(*events));
			if (run(seed, fewer, nr - n, end) && !strcmp(place, sim_result->place)) {
				memcpy(events, fewer, (nr - n) * sizeof(*events));
				nr -= n;
			} else {
				i += n;
			}
		}
		printf("# shrunk to %u events\n", nr);
	}
	run(seed, events, nr, end);
	write_events(path, seed, events, nr, end);
	printf("# %s has them\n", path);
}

static void report(u64 seed)
{
	printf("# seed %llu, %.1f s: %s: %s\n", (unsigned long long)seed, seconds_now(),
	       sim_result->place, sim_result->message);
}

struct options {
	u64 seed;
	u64 count;
	double seconds;
	u32 keep_going;
	const char *shrink;
	const char *replay;
	const char *cases;
	bool quiet;
};

static int run_many(const struct options *o)
{
	double start = seconds_now();
	u64 n, failed = 0, events = 0, points = 0, switches = 0;

	for (n = 0; o->seconds ? seconds_now() - start < o->seconds : n < o->count; n++) {
		if (run(o->seed + n, NULL, 0, 0)) {
			failed++;
			report(o->seed + n);
			if (o->shrink)
				shrink(o->seed + n, o->shrink);
			if (failed > o->keep_going)
				break;
		}
		events += sim_result->nr_events;
		points += sim_result->points;
		switches += sim_result->switches;
	}
	if (!o->quiet)
		printf("# %llu histories of %llu events, %llu switches at %llu points, in %.1f s of a CPU; %llu failed\n",
		       (unsigned long long)n, (unsigned long long)(n ? events / n : 0),
		       (unsigned long long)(n ? switches / n : 0),
		       (unsigned long long)(n ? points / n : 0), seconds_now() - start,
		       (unsigned long long)failed);
	return failed ? 1 : 0;
}

static int replay(const struct options *o)
{
	static struct sim_event events[SIM_EVENTS_MAX];
	u64 seed = 0, end = 0;
	u32 nr = read_events(o->replay, &seed, &end, events);

	/* A shrunk history ends at its time, others when enough has happened. */
	if (nr)
		sim_events_wanted = SIM_EVENTS_MAX;
	if (!(nr ? run(seed, events, nr, end) : run(seed, NULL, 0, 0)))
		return 0;
	report(seed);
	return 1;
}

/*
 * Those with @pattern in their names; if @quiet, up to the first that fails. Returns 1 when one
 * fails, or there is none.
 */
static int run_cases(const char *pattern, bool quiet)
{
	unsigned int i, nr = 0, failed = 0;

	/* A driver that goes round in circles would do so in most of them. */
	for (i = 0; !out_of_time && (running_case = sim_case_get(i)); i++) {
		if (!strstr(running_case->name, pattern))
			continue;
		nr++;
		if (!run(0, NULL, 0, 0)) {
			if (!quiet)
				printf("ok %u - %s\n", nr, running_case->name);
			continue;
		}
		failed++;
		printf("not ok %u - %s\n# %s: %s\n", nr, running_case->name, sim_result->place,
		       sim_result->message);
		if (quiet)
			return 1;
	}
	if (!quiet)
		printf("1..%u\n", nr);
	return failed || !nr;
}

static void map_memory(void)
{
	sim_result = mmap(NULL, sizeof(*sim_result), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	vmemmap = mmap(NULL, SIM_MAX_PFN * sizeof(struct page), PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static const char usage[] =
	"sim [options]: runs histories of the balloon driver on a simulated Xen\n"
	"  --seed N       the first seed (1)\n"
	"  --count N      how many (100)\n"
	"  --seconds N    for so long instead, in seconds of a CPU\n"
	"  --events N     events of each (1000)\n"
	"  --keep-going N goes on after so many failures (0)\n"
	"  --shrink FILE  leaves out events of a history that fails, and writes the rest\n"
	"  --replay FILE  runs the history of such a file\n"
	"  --cases PART   runs the cases with this in their names (\"\": all)\n"
	"  --verbose      shows the log, and dies where it fails\n"
	"  --quiet        no summary; of cases only the first that fails\n";

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "seed", 1, NULL, 's' }, { "count", 1, NULL, 'c' }, { "seconds", 1, NULL, 't' },
		{ "events", 1, NULL, 'e' }, { "keep-going", 1, NULL, 'k' },
		{ "shrink", 1, NULL, 'x' }, { "replay", 1, NULL, 'r' },
		{ "cases", 1, NULL, 'a' },
		{ "verbose", 0, NULL, 'v' }, { "quiet", 0, NULL, 'q' }, {}
	};
	struct options o = { .seed = 1, .count = 100 };
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
		switch (c) {
		case 's': o.seed = strtoull(optarg, NULL, 0); break;
		case 'c': o.count = strtoull(optarg, NULL, 0); break;
		case 't': o.seconds = atof(optarg); break;
		case 'e': sim_events_wanted = atoi(optarg); break;
		case 'k': o.keep_going = atoi(optarg); break;
		case 'x': o.shrink = optarg; break;
		case 'r': o.replay = optarg; break;
		case 'a': o.cases = optarg; break;
		case 'v': verbose = true; break;
		case 'q': o.quiet = true; break;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	map_memory();
	if (o.cases)
		return run_cases(o.cases, o.quiet);
	return o.replay ? replay(&o) : run_many(&o);
}
