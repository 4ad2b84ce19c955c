// SPDX-License-Identifier: GPL-2.0
/* The harness. See test.h. */
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

/* Number of failed checks after which a test is not heard any longer. */
#define MOST_FAILURES	20
/* About the length of a sanitizer's report. */
#define MOST_LINES	60

static struct {
	const char *program;
	const char *only;
	u64 seed;
	unsigned long rounds;
	unsigned int timeout;
	bool list;
	bool stop;
	bool in_process;
} options = {
	.only = "*",
	.seed = 1,
	.timeout = 30,
};

/* Shared with the process of the test, to be read when it is dead. */
static struct {
	bool in_round;
	u64 seed;
} *running;

static unsigned int failures;

u64 rng_next(struct rng *rng)
{
	u64 x;

	/* A linear congruential generator; the low bits are weak, the high ones help them. */
	rng->state = rng->state * 0x5851f42d4c957f2dULL + 0x14057b7ef767814fULL;
	x = rng->state;
	x = (x ^ x >> 32) * 0x9e3779b97f4a7c15ULL;
	return x ^ x >> 29;
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	printf("%s:%d: ", file, line);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	if (++failures == MOST_FAILURES) {
		puts("... and so on");
		test_end();
	}
}

void test_end(void)
{
	fflush(stdout);
	_exit(1);
}

static void run_property(const struct test *test)
{
	unsigned long round, rounds = options.rounds ? options.rounds : test->rounds;

	running->in_round = true;
	for (round = 0; round < rounds && !failures; round++) {
		struct rng rng = { .state = options.seed + round };

		running->seed = options.seed + round;
		/* Consecutive seeds must have nothing else in common. */
		rng.state = rng_next(&rng);
		test->property(&rng);
	}
	running->in_round = !!failures;
}

/*
 * Limits the CPU time of a test; 0: no limit. Time by the clock depends on what else the machine
 * does; what is tested here only computes and never waits.
 */
static void limit_time(unsigned int seconds)
{
	struct itimerval cpu = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &cpu, NULL);
}

static int run_here(const struct test *test)
{
	failures = 0;
	running->in_round = false;
	limit_time(options.timeout);
	if (test->property)
		run_property(test);
	else
		test->unit();
	limit_time(0);
	return !!failures;
}

/* Passes on what the test says, as diagnosis. */
static void relay(int fd)
{
	FILE *from = fdopen(fd, "r");
	unsigned int lines = 0;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, from) > 0) {
		line[strcspn(line, "\n")] = 0;
		if (lines++ < MOST_LINES)
			printf("# %s\n", line);
	}
	free(line);
	fclose(from);
}

static bool passed(int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		printf("# did not end within %u seconds of CPU time\n", options.timeout);
	else if (WIFSIGNALED(status))
		printf("# ended by signal %d (%s)\n", WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool run_apart(const struct test *test)
{
	int fds[2], status;
	pid_t pid;

	fflush(stdout);
	if (pipe(fds)) {
		perror(options.program);
		exit(2);
	}
	pid = fork();
	if (pid < 0) {
		perror(options.program);
		exit(2);
	}
	if (!pid) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		close(fds[1]);
		/* Not _exit(): the leak checker runs at the end. */
		exit(run_here(test));
	}
	close(fds[1]);
	relay(fds[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return passed(status);
}

static bool run_test(const struct test *test, unsigned int number)
{
	bool ok = options.in_process ? !run_here(test) : run_apart(test);

	if (!ok && running->in_round)
		printf("# seed %llu; to repeat: %s --only %s --seed %llu --rounds 1\n",
		       (unsigned long long)running->seed, options.program, test->name,
		       (unsigned long long)running->seed);
	printf("%s %u - %s\n", ok ? "ok" : "not ok", number, test->name);
	fflush(stdout);
	return ok;
}

static bool wanted(const struct test *test)
{
	return !fnmatch(options.only, test->name, 0);
}

static void usage(FILE *to)
{
	fprintf(to, "usage: %s [OPTION]...\n"
		"  --only GLOB    run the tests whose names match\n"
		"  --seed N       seed of the first round of each property test (default 1)\n"
		"  --rounds N     rounds of each property test (default: each has its own)\n"
		"  --timeout N    seconds of CPU time that a test may take (default 30)\n"
		"  --stop         stop at the first test that fails\n"
		"  --in-process   do not fork, for debuggers\n"
		"  --list         print the names of the tests\n", options.program);
}

static u64 number_of(const char *text)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-') {
		fprintf(stderr, "%s: not a number: %s\n", options.program, text);
		exit(2);
	}
	return number;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "only", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 's' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "timeout", required_argument, NULL, 't' },
		{ "stop", no_argument, NULL, 'x' },
		{ "in-process", no_argument, NULL, 'i' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	int option;

	options.program = argv[0];
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'o':
			options.only = optarg;
			break;
		case 's':
			options.seed = number_of(optarg);
			break;
		case 'r':
			options.rounds = number_of(optarg);
			break;
		case 't':
			options.timeout = number_of(optarg);
			break;
		case 'x':
			options.stop = true;
			break;
		case 'i':
			options.in_process = true;
			break;
		case 'l':
			options.list = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		usage(stderr);
		exit(2);
	}
}

/**
 * test_main - the whole of a test program
 * @argc:	as main() has it
 * @argv:	as main() has it
 * @tests:	the tests
 * @nr_tests:	how many there are
 *
 * Return: the exit status: 0 when all tests passed, 1 when one failed.
 */
int test_main(int argc, char **argv, const struct test *tests, size_t nr_tests)
{
	unsigned int number = 0, total = 0, failed = 0;
	size_t i;

	parse(argc, argv);
	for (i = 0; i < nr_tests; i++) {
		total += wanted(&tests[i]);
		if (options.list && wanted(&tests[i]))
			puts(tests[i].name);
	}
	if (options.list)
		return 0;
	if (!total) {
		fprintf(stderr, "%s: no test matches %s\n", options.program, options.only);
		return 2;
	}

	running = mmap(NULL, sizeof(*running), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (running == MAP_FAILED) {
		perror(options.program);
		return 2;
	}
	printf("KTAP version 1\n1..%u\n", total);
	for (i = 0; i < nr_tests; i++) {
		if (!wanted(&tests[i]))
			continue;
		if (run_test(&tests[i], ++number))
			continue;
		failed++;
		if (options.stop) {
			printf("Bail out! stopped at the first failure\n");
			break;
		}
	}
	printf("# %u of %u passed\n", number - failed, total);
	return !!failed;
}
