// SPDX-License-Identifier: GPL-2.0
/*
 * Bugs that the driver of mainline had or has. Every test is named for the bug that it reproduces,
 * and fails where that bug is.
 *
 * None of them may harm the domain where the bug is. So the inputs are such that a driver with the
 * bug takes them for the target that stands, or else that target is written again before the driver
 * can get far.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "results.h"
#include "xenmem.h"

/* What a driver that follows a target for a moment can take, and more, in KiB. */
#define RECLAIMABLE_KB	(64 * 1024)

/* ---- taken for the target that stands ---- */

enum number {
	KIB,
	BYTES,
};

/**
 * struct same - an input that a driver with the bug takes for the target that stands
 * @bug:	its name
 * @attr:	where it is
 * @prints:	@plus plus the target in KiB or in bytes,
 * @plus:	modulo 2^64
 * @before:	what comes before it,
 * @after:	and after it
 * @err:	what is right
 *
 * 2^64 plus a number is written as "1844674407" and then ten digits: 3709551616 plus the number,
 * which has to be below 6290448384 for that.
 */
struct same {
	const char *bug;
	const char *attr;
	enum number prints;
	unsigned long long plus;
	const char *before;
	const char *after;
	int err;
};

static const struct same sames[] = {
	{ "garbage_after_target_kb_is_ignored", "target_kb", KIB, 0, "", "junk", EINVAL },
	{ "garbage_after_target_is_ignored", "target", BYTES, 0, "", "junk", EINVAL },
	{ "second_number_after_target_kb_is_ignored", "target_kb", KIB, 0, "", " 4", EINVAL },
	{ "letter_after_suffix_of_target_is_ignored", "target", KIB, 0, "", "KB", EINVAL },
	{ "suffix_of_target_kb_is_ignored", "target_kb", KIB, 0, "", "K", EINVAL },
	{ "target_kb_wraps_when_made_bytes", "target_kb", KIB, 1ULL << 54, "", "", ERANGE },
	{ "target_kb_wraps_beyond_64_bits", "target_kb", KIB, 3709551616, "1844674407", "",
	  ERANGE },
	{ "target_wraps_beyond_64_bits", "target", BYTES, 3709551616, "1844674407", "", ERANGE },
	{ "target_wraps_by_its_suffix", "target", KIB, 1ULL << 54, "", "K", ERANGE },
};

static int test_same(const struct same *t)
{
	unsigned long long number;
	struct xenmem_sizes was, now;
	char text[64];
	int err;

	if (!xenmem_sizes(&was))
		return failed("not all sizes are numbers");
	number = (t->prints == BYTES ? was.target << 10 : was.target) + t->plus;
	if (*t->before && number > 9999999999ULL)
		return skipped("there is no safe input for a domain of this size");
	snprintf(text, sizeof(text), "%s%llu%s", t->before, number, t->after);

	err = -xenmem_write(t->attr, text);
	if (!xenmem_sizes(&now))
		return failed("not all sizes are numbers any more");
	if (now.target != was.target)
		return failed("\"%s\" made target_kb %llu", text, now.target);
	if (err != t->err)
		return failed("\"%s\": %s, not: %s", text, strerror(err), strerror(t->err));
	return KSFT_PASS;
}

/* ---- taken for another target, for a moment ---- */

/**
 * struct passing - an input that a driver with the bug takes for a target that no domain survives
 * @bug:	its name
 * @attr:	where it is
 * @text:	what is written; the target in KiB comes behind if it ends in "0"
 * @err:	what is right; 0: it is the target that stands
 */
struct passing {
	const char *bug;
	const char *attr;
	const char *text;
	int err;
};

static const struct passing passings[] = {
	{ "garbage_written_to_target_kb_is_target_0", "target_kb", "garbage", EINVAL },
	{ "garbage_written_to_target_is_target_0", "target", "garbage", EINVAL },
	{ "line_end_written_to_target_kb_is_target_0", "target_kb", "\n", EINVAL },
	{ "minus_one_written_to_target_kb_is_target_0", "target_kb", "-1", EINVAL },
	{ "target_kb_of_a_page_is_followed", "target_kb", "4", EPERM },
	{ "leading_zero_makes_target_kb_octal", "target_kb", "0", 0 },
};

/* With this priority nothing of the driver's runs on this CPU before it is over. */
static bool run_first(bool first)
{
	struct sched_param param = {
		.sched_priority = first ? sched_get_priority_max(SCHED_FIFO) : 0,
	};

	return !sched_setscheduler(0, first ? SCHED_FIFO : SCHED_OTHER, &param);
}

static int open_attr(const char *attr)
{
	char path[256];

	xenmem_path(attr, path, sizeof(path));
	return open(path, O_RDWR);
}

/*
 * Writes @text, reads the target, and writes the one that stood, with nothing in between. Returns
 * the errno of the first; @meanwhile is what target_kb was then.
 */
static int write_in_passing(int fd, int target_fd, const char *text, const char *stood,
			    char *meanwhile)
{
	sigset_t all, old;
	ssize_t n, back, got;
	int err = 0;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	n = pwrite(fd, text, strlen(text), 0);
	if (n < 0)
		err = errno;
	got = pread(target_fd, meanwhile, XENMEM_TEXT - 1, 0);
	back = pwrite(target_fd, stood, strlen(stood), 0);
	sigprocmask(SIG_SETMASK, &old, NULL);
	meanwhile[got < 0 ? 0 : got] = '\0';
	return back < 0 && !err ? EIO : err;
}

static int judge_passing(const struct passing *t, const char *text, int err, const char *stood,
			 const char *meanwhile)
{
	if (!xenmem_settle())
		return failed("after \"%s\", the domain does not come back to its target", text);
	if (strcmp(meanwhile, stood))
		return failed("\"%s\" made target_kb %s", text, meanwhile);
	if (err != t->err)
		return failed("\"%s\": %s, not: %s", text, strerror(err), strerror(t->err));
	return KSFT_PASS;
}

static int test_passing(const struct passing *t)
{
	char text[XENMEM_TEXT + 2], stood[XENMEM_TEXT], meanwhile[XENMEM_TEXT];
	unsigned long long available;
	int fd, target_fd, err;

	if (!xenmem_meminfo("MemAvailable", &available) || available < RECLAIMABLE_KB)
		return skipped("the guest uses its memory");
	if (xenmem_read("target_kb", stood))
		return failed("target_kb cannot be read");
	snprintf(text, sizeof(text), "%s%s", t->text, t->err ? "" : stood);
	fd = open_attr(t->attr);
	target_fd = open_attr("target_kb");
	if (fd < 0 || target_fd < 0) {
		err = errno;
		close(fd);
		close(target_fd);
		return failed("open: %s", strerror(err));
	}
	if (!run_first(true) && xenmem_is_stock()) {
		err = skipped("needs real-time priority, or else it would not be safe");
	} else {
		err = write_in_passing(fd, target_fd, text, stood, meanwhile);
		run_first(false);
		err = judge_passing(t, text, err, stood, meanwhile);
	}
	close(fd);
	close(target_fd);
	return err;
}

/* ---- numbers that are not what they look like ---- */

static int reads_back(const char *attr, const char *text, const char *want)
{
	char now[XENMEM_TEXT];
	int err;

	err = xenmem_write(attr, text);
	if (err)
		return failed("\"%s\": %s", text, strerror(-err));
	if (xenmem_read(attr, now))
		return failed("cannot be read");
	return strcmp(now, want) ? failed("\"%s\" reads back as %s", text, now) : KSFT_PASS;
}

static int test_delay_reads(void)
{
	return reads_back("max_schedule_delay", "31", "31\n");
}

static int test_count_reads(void)
{
	return reads_back("max_retry_count", "10", "10\n");
}

static int test_delay_octal(void)
{
	return reads_back("max_schedule_delay", "010", "10\n");
}

static int test_count_octal(void)
{
	return reads_back("max_retry_count", "010", "10\n");
}

static int test_written_back(void)
{
	char shown[XENMEM_TEXT];
	int err;

	err = xenmem_write("max_schedule_delay", "32");
	if (err)
		return failed("\"32\": %s", strerror(-err));
	if (xenmem_read("max_schedule_delay", shown))
		return failed("cannot be read");
	return reads_back("max_schedule_delay", shown, shown);
}

/* The stock document says pages; tools have always read bytes. */
static int test_target_unit(void)
{
	unsigned long long kb, bytes;

	if (!xenmem_number("target_kb", &kb) || !xenmem_number("target", &bytes))
		return failed("not all sizes are numbers");
	return bytes == kb << 10 ? KSFT_PASS :
	       failed("target is %llu where target_kb is %llu", bytes, kb);
}

static const struct {
	const char *bug;
	int (*run)(void);
} others[] = {
	{ "max_schedule_delay_reads_in_hexadecimal", test_delay_reads },
	{ "max_retry_count_reads_in_hexadecimal", test_count_reads },
	{ "leading_zero_makes_max_schedule_delay_octal", test_delay_octal },
	{ "leading_zero_makes_max_retry_count_octal", test_count_octal },
	{ "max_schedule_delay_changes_when_written_back", test_written_back },
	{ "target_is_documented_to_be_in_pages", test_target_unit },
};

/* ---- all of it ---- */

int main(void)
{
	size_t i;

	xenmem_needs_driver();
	xenmem_needs_calm();
	xenmem_keep();
	results_begin(ARRAY_SIZE(sames) + ARRAY_SIZE(passings) + ARRAY_SIZE(others));
	for (i = 0; i < ARRAY_SIZE(sames); i++)
		result(test_same(&sames[i]), "%s", sames[i].bug);
	for (i = 0; i < ARRAY_SIZE(passings); i++)
		result(test_passing(&passings[i]), "%s", passings[i].bug);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		result(others[i].run(), "%s", others[i].bug);
	results_end();
}
