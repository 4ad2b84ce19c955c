/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The harness: runs tests one by one, each in a process of its own, and reports in KTAP.
 *
 * A unit test runs once. A property test runs in rounds, each with random numbers from a seed of
 * its own; the seed of a round that fails is printed, and repeats that round.
 */
#ifndef _TEST_H
#define _TEST_H

#include <linux/compiler.h>
#include <linux/types.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/**
 * struct rng - a source of random numbers, the same ones for the same seed
 * @state: where it is
 */
struct rng {
	u64 state;
};

u64 rng_next(struct rng *rng);

/* 0 <= result < @n */
static inline u64 rng_below(struct rng *rng, u64 n)
{
	return rng_next(rng) % n;
}

/* @low <= result <= @high */
static inline u64 rng_range(struct rng *rng, u64 low, u64 high)
{
	return low + rng_below(rng, high - low + 1);
}

/* True in @percent of all cases. */
static inline bool rng_chance(struct rng *rng, unsigned int percent)
{
	return rng_below(rng, 100) < percent;
}

/**
 * struct test - one test
 * @name:	what it is reported as
 * @unit:	runs it once; NULL for a property test
 * @property:	runs one round; NULL for a unit test
 * @rounds:	how many rounds, unless --rounds says otherwise
 */
struct test {
	const char *name;
	void (*unit)(void);
	void (*property)(struct rng *rng);
	unsigned long rounds;
};

#define UNIT(function)			{ .name = #function, .unit = function }
#define PROPERTY(function, number)	\
	{ .name = #function, .property = function, .rounds = number }

/* Fails the running test, which goes on. */
__printf(3, 4)
void test_fail(const char *file, int line, const char *fmt, ...);

/* Fails and ends the running test. */
void __noreturn test_end(void);

/* What has to be true for the test to pass; what follows says what was found instead. */
#define CHECK(cond, ...)						\
	do {								\
		if (!(cond))						\
			test_fail(__FILE__, __LINE__, __VA_ARGS__);	\
	} while (0)

/* The same, where there is no point in going on. */
#define REQUIRE(cond, ...)						\
	do {								\
		if (!(cond)) {						\
			test_fail(__FILE__, __LINE__, __VA_ARGS__);	\
			test_end();					\
		}							\
	} while (0)

int test_main(int argc, char **argv, const struct test *tests, size_t nr_tests);

#endif	/* _TEST_H */
