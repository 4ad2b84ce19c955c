// SPDX-License-Identifier: GPL-2.0
/*
 * Moves of a few MiB, down and back, and up where Xen allows it: the target is reached to the page,
 * and all counts agree about it. Nothing here depends on how long a move takes.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "results.h"
#include "xenmem.h"

/* A move takes no more from the guest than leaves it this, in KiB. */
#define LEFT_ALONE_KB	(48 * 1024)

/* Up by no more than this, in KiB, whatever Xen allows. */
#define MOST_UP_KB	(8 * 1024)

/**
 * struct scene - everything that a move may change
 * @sizes:	what the driver says of itself
 * @memtotal:	what the page allocator has, in KiB
 * @lendings:	times that page frames were lent
 * @grown:	page frames that were added
 * @counted:	the driver counts those two
 */
struct scene {
	struct xenmem_sizes sizes;
	unsigned long long memtotal;
	unsigned long long lendings;
	unsigned long long grown;
	bool counted;
};

static bool look(struct scene *s)
{
	s->counted = xenmem_statistic("lendings", &s->lendings) &&
		     xenmem_statistic("grown_pages", &s->grown);
	return xenmem_sizes(&s->sizes) && xenmem_meminfo("MemTotal", &s->memtotal);
}

static unsigned long long total(const struct scene *s)
{
	return s->sizes.current + s->sizes.low + s->sizes.high;
}

/* ---- one move ---- */

/* What is looked at after each. */
static const char * const aspects[] = {
	"arrives", "mem_total_follows", "total_stays", "is_content",
};

#define ASPECTS ARRAY_SIZE(aspects)

/* For a move that cannot be made, or came to nothing: one reason for all. */
static void report_all(const char *name, int code)
{
	size_t i;

	for (i = 0; i < ASPECTS; i++)
		result(code, "%s.%s", name, aspects[i]);
}

static int check_arrival(unsigned long long target, const struct scene *now)
{
	if (now->sizes.target != target)
		return failed("target_kb is %llu, not %llu", now->sizes.target, target);
	if (now->sizes.current != target)
		return failed("current_kb is %llu, not %llu", now->sizes.current, target);
	return KSFT_PASS;
}

static int check_memtotal(const struct scene *was, const struct scene *now)
{
	long long moved = now->sizes.current - was->sizes.current;
	long long followed = now->memtotal - was->memtotal;

	return followed == moved ? KSFT_PASS :
	       failed("MemTotal changed by %lld KiB, current_kb by %lld", followed, moved);
}

/* The driver says that it added page frames, or lent some. */
static bool frames_moved(const struct scene *was, const struct scene *now)
{
	return now->counted && (now->grown != was->grown || now->lendings != was->lendings);
}

/*
 * A page frame has memory or is in the balloon. The sum is another one only when frames are added,
 * or are lent to drivers that map memory of other domains, or come back from there, which is not
 * counted.
 */
static int check_total(const struct scene *was, const struct scene *now)
{
	if (total(now) == total(was))
		return KSFT_PASS;
	if (frames_moved(was, now) || total(now) > total(was))
		return skipped("page frames were added, were lent or came back");
	return failed("current, low and high are %llu KiB together, and were %llu", total(now),
		      total(was));
}

static int check_content(void)
{
	char state[XENMEM_TEXT], reason[XENMEM_TEXT];

	if (xenmem_is_stock())
		return skipped("the stock driver does not say");
	if (xenmem_read("info/state", state) || xenmem_read("info/reason", reason))
		return failed("state or reason cannot be read");
	if (strcmp(state, "idle\n") || strcmp(reason, "none\n"))
		return failed("state %s and reason %s", state, reason);
	return KSFT_PASS;
}

/**
 * struct move - what is waited for, and what there was at last
 * @target:	where the domain is to be
 * @was:	what there was before
 * @now:	what there is
 * @looked:	@now is true
 */
struct move {
	unsigned long long target;
	const struct scene *was;
	struct scene now;
	bool looked;
};

/* The state may still be that from before the move, so all that a step changes is looked at. */
static bool is_over(void *data)
{
	struct move *m = data;

	m->looked = look(&m->now);
	return m->looked && check_arrival(m->target, &m->now) == KSFT_PASS &&
	       check_memtotal(m->was, &m->now) == KSFT_PASS && check_content() != KSFT_FAIL &&
	       (total(&m->now) == total(m->was) || frames_moved(m->was, &m->now));
}

static void check_move(const char *name, unsigned long long target, const struct scene *was)
{
	struct move m = { .target = target, .was = was };
	int err;

	err = xenmem_write_number("target_kb", target);
	if (err) {
		report_all(name, failed("target_kb refuses %llu: %s", target, strerror(-err)));
		return;
	}
	/* Whether it came to its end shows in what follows. */
	xenmem_wait(is_over, &m);
	if (!m.looked) {
		report_all(name, failed("not all sizes are numbers"));
		return;
	}
	result(check_arrival(target, &m.now), "%s.%s", name, aspects[0]);
	result(check_memtotal(was, &m.now), "%s.%s", name, aspects[1]);
	result(check_total(was, &m.now), "%s.%s", name, aspects[2]);
	result(check_content(), "%s.%s", name, aspects[3]);
}

/* ---- there and back ---- */

/* Less than a block of 2 MiB, a block, and several: the driver may move each in another way. */
static const struct {
	const char *name;
	unsigned int blocks;
	int pages;
} steps[] = {
	{ "a_page", 0, 1 },
	{ "a_page_less_than_a_block", 1, -1 },
	{ "a_block", 1, 0 },
	{ "a_page_more_than_a_block", 1, 1 },
	{ "four_blocks", 4, 0 },
};

static unsigned long long step_kb(size_t i)
{
	return steps[i].blocks * 2048ULL + steps[i].pages * xenmem_page_kb();
}

/* Why the domain should not be made smaller by so much, or NULL. */
static const char *cannot_spare(unsigned long long kb, const struct scene *s)
{
	unsigned long long available, floor = 0;

	if (!xenmem_meminfo("MemAvailable", &available))
		return "no MemAvailable";
	if (available < kb + LEFT_ALONE_KB)
		return "the guest uses its memory";
	if (!xenmem_is_stock() && !xenmem_number("min_kb", &floor))
		return "no min_kb";
	return s->sizes.current < floor + kb ? "that is below min_kb" : NULL;
}

static void there_and_back(const char *down, const char *up, unsigned long long there)
{
	unsigned long long back;
	struct scene was;

	if (!look(&was)) {
		report_all(down, failed("not all sizes are numbers"));
		report_all(up, failed("not all sizes are numbers"));
		return;
	}
	back = was.sizes.target;
	check_move(down, there, &was);
	check_move(up, back, &was);
}

static void test_step(size_t i)
{
	char down[64], up[64];
	const char *why;
	struct scene s;

	snprintf(down, sizeof(down), "down_by_%s", steps[i].name);
	snprintf(up, sizeof(up), "back_by_%s", steps[i].name);
	why = look(&s) ? cannot_spare(step_kb(i), &s) : "not all sizes are numbers";
	if (why) {
		report_all(down, skipped("%s", why));
		report_all(up, skipped("%s", why));
		return;
	}
	there_and_back(down, up, s.sizes.target - step_kb(i));
}

/* What the domain can grow by now, without new page frames; at most MOST_UP_KB. */
static unsigned long long room(const struct scene *s)
{
	unsigned long long kb = MOST_UP_KB, max_kb;

	if (!xenmem_number("max_kb", &max_kb) || max_kb <= s->sizes.current)
		return 0;
	if (kb > max_kb - s->sizes.current)
		kb = max_kb - s->sizes.current;
	if (kb > s->sizes.low + s->sizes.high)
		kb = s->sizes.low + s->sizes.high;
	return kb - kb % xenmem_page_kb();
}

static void test_room(void)
{
	static const char up[] = "up_into_the_room_there_is", down[] = "down_out_of_it";
	unsigned long long kb;
	struct scene s;

	kb = look(&s) ? room(&s) : 0;
	if (kb) {
		there_and_back(up, down, s.sizes.target + kb);
		return;
	}
	report_all(up, skipped("Xen or the balloon has no more for this domain"));
	report_all(down, skipped("Xen or the balloon has no more for this domain"));
}

/* ---- targets that change nothing ---- */

static const char * const work[] = {
	"inflate_steps", "deflate_steps", "grow_steps", "inflated_pages", "deflated_pages",
	"hypercalls",
};

static bool read_work(unsigned long long counts[ARRAY_SIZE(work)])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(work); i++)
		if (!xenmem_statistic(work[i], &counts[i]))
			return false;
	return true;
}

/* That the worker looked at the last of them shows in a step that finds nothing to do. */
static bool worker_looked(unsigned long long idle_steps)
{
	unsigned long long now;
	unsigned int i;

	for (i = 0; i < 6000; i++) {
		if (!xenmem_statistic("idle_steps", &now))
			return false;
		if (now != idle_steps)
			return true;
		usleep(10000);
	}
	return false;
}

static int test_repeated_target(void)
{
	unsigned long long before[ARRAY_SIZE(work)], after[ARRAY_SIZE(work)], idle_steps;
	struct xenmem_sizes s;
	size_t i;
	int err;

	if (!read_work(before) || !xenmem_statistic("idle_steps", &idle_steps))
		return skipped("the driver does not count what it does, or there is no debugfs");
	if (!xenmem_sizes(&s))
		return failed("not all sizes are numbers");
	for (i = 0; i < 100; i++) {
		err = xenmem_write_number("target_kb", s.target);
		if (err)
			return failed("%s", strerror(-err));
	}
	if (!worker_looked(idle_steps))
		return failed("the driver did not look at it");
	if (!read_work(after))
		return failed("the statistics are gone");
	for (i = 0; i < ARRAY_SIZE(work); i++)
		if (after[i] != before[i])
			return failed("%s went from %llu to %llu", work[i], before[i], after[i]);
	return KSFT_PASS;
}

/* The second target comes while the first is being followed, or before that begins. */
static int test_change_of_mind(void)
{
	unsigned long long step = step_kb(ARRAY_SIZE(steps) - 1);
	struct scene was;
	struct move m = { .was = &was };
	const char *why;
	int code;

	if (!look(&was))
		return failed("not all sizes are numbers");
	why = cannot_spare(step, &was);
	if (why)
		return skipped("%s", why);
	m.target = was.sizes.target;
	if (xenmem_write_number("target_kb", m.target - step) ||
	    xenmem_write_number("target_kb", m.target))
		return failed("a target was not taken");
	xenmem_wait(is_over, &m);
	if (!m.looked)
		return failed("not all sizes are numbers");
	code = check_arrival(m.target, &m.now);
	return code == KSFT_PASS ? check_memtotal(&was, &m.now) : code;
}

/* ---- all of it ---- */

int main(void)
{
	size_t i;

	xenmem_needs_driver();
	xenmem_needs_calm();
	xenmem_keep();
	results_begin((ARRAY_SIZE(steps) * 2 + 2) * ASPECTS + 2);
	for (i = 0; i < ARRAY_SIZE(steps); i++)
		test_step(i);
	test_room();
	result(test_repeated_target(), "a_target_repeated_100_times_is_no_work");
	result(test_change_of_mind(), "a_new_target_replaces_the_old");
	results_end();
}
