// SPDX-License-Identifier: GPL-2.0
/*
 * Every attribute of the Xen balloon driver: that it is there, its mode, its format, and who may
 * write it. What they take is for inputs.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>

#include "results.h"
#include "xenmem.h"

/* Why nothing can be written, or NULL. */
static const char *no_writing;

/* ---- presence, mode, format ---- */

/* Which words there are the driver's own list says. */
static const char * const states[] = {
#define XEN_BALLOON_STATE(enumerator, word) word,
#include "../../../../drivers/xen/balloon/words.h"
	NULL
};

static const char * const reasons[] = {
#define XEN_BALLOON_REASON(enumerator, word, text) word,
#include "../../../../drivers/xen/balloon/words.h"
	NULL
};

static const char * const interfaces[] = { "target", "vnode", NULL };

static const char * const bools[] = { "0", "1", NULL };

/**
 * struct attribute - what an attribute is to be
 * @name:	its path
 * @mode:	its access rights
 * @words:	what it may say; NULL: a decimal number
 * @ours:	the driver of mainline does not have it; its results begin with "added."
 */
struct attribute {
	const char *name;
	mode_t mode;
	const char * const *words;
	bool ours;
};

static const struct attribute attributes[] = {
	{ .name = "target_kb", .mode = 0644 },
	{ .name = "target", .mode = 0644 },
	{ .name = "min_kb", .mode = 0644, .ours = true },
	{ .name = "max_kb", .mode = 0444, .ours = true },
	{ .name = "schedule_delay", .mode = 0444 },
	{ .name = "max_schedule_delay", .mode = 0644 },
	{ .name = "retry_count", .mode = 0444 },
	{ .name = "max_retry_count", .mode = 0644 },
	{ .name = "scrub_pages", .mode = 0644, .words = bools },
	{ .name = "info/current_kb", .mode = 0444 },
	{ .name = "info/low_kb", .mode = 0444 },
	{ .name = "info/high_kb", .mode = 0444 },
	{ .name = "info/state", .mode = 0444, .words = states, .ours = true },
	{ .name = "info/reason", .mode = 0444, .words = reasons, .ours = true },
	{ .name = "info/interface", .mode = 0444, .words = interfaces, .ours = true },
};

/* What results about an attribute begin with: a table of expectations has one line for all. */
static const char *prefix_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attributes); i++)
		if (attributes[i].ours && !strcmp(attributes[i].name, name))
			return "added.";
	return "";
}

static int test_exists(const struct attribute *a)
{
	return xenmem_exists(a->name) ? KSFT_PASS : failed("there is no %s", a->name);
}

static int test_mode(const struct attribute *a)
{
	char path[256];
	struct stat st;

	xenmem_path(a->name, path, sizeof(path));
	if (stat(path, &st))
		return failed("stat: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return failed("not a file, but of type %#o", st.st_mode & S_IFMT);
	if ((st.st_mode & 07777) != a->mode)
		return failed("mode %#o, not %#o", st.st_mode & 07777, a->mode);
	return KSFT_PASS;
}

/* A stock driver shows some of them in hexadecimal: where they differ, see regressions.c. */
static int test_format(const struct attribute *a)
{
	char text[XENMEM_TEXT];
	unsigned long long value;
	const char * const *word;
	int err;

	err = xenmem_read(a->name, text);
	if (err)
		return failed("read: %s", strerror(-err));
	if (!a->words)
		return xenmem_parse(text, &value) ? KSFT_PASS :
		       failed("\"%s\" is not a decimal number and a line end", text);
	for (word = a->words; *word; word++)
		if (!strncmp(text, *word, strlen(*word)) && !strcmp(text + strlen(*word), "\n"))
			return KSFT_PASS;
	return failed("\"%s\" is none of the words that it may be", text);
}

/* What cannot be written cannot be opened for writing, not even by root. */
static int test_read_only(const struct attribute *a)
{
	char path[256];
	int fd;

	xenmem_path(a->name, path, sizeof(path));
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return errno == EACCES ? KSFT_PASS : failed("open: %s", strerror(errno));
	close(fd);
	return failed("can be opened for writing");
}

struct attribute_test {
	const char *name;
	int (*run)(const struct attribute *a);
	bool read_only;
};

static const struct attribute_test attribute_tests[] = {
	{ .name = "exists", .run = test_exists },
	{ .name = "mode", .run = test_mode },
	{ .name = "format", .run = test_format },
	{ .name = "read_only", .run = test_read_only, .read_only = true },
};

static bool applies(const struct attribute_test *t, const struct attribute *a)
{
	return !t->read_only || !(a->mode & 0222);
}

static unsigned int count_attribute_tests(void)
{
	unsigned int n = 0;
	size_t i, t;

	for (i = 0; i < ARRAY_SIZE(attributes); i++)
		for (t = 0; t < ARRAY_SIZE(attribute_tests); t++)
			n += applies(&attribute_tests[t], &attributes[i]);
	return n;
}

static void run_attribute_test(const struct attribute_test *t, const struct attribute *a)
{
	int code = a->ours && xenmem_is_stock() ? skipped("the stock driver has no %s", a->name) :
		   t->run(a);

	result(code, "%s%s.%s", prefix_of(a->name), a->name, t->name);
}

static void test_attributes(void)
{
	size_t i, t;

	for (i = 0; i < ARRAY_SIZE(attributes); i++)
		for (t = 0; t < ARRAY_SIZE(attribute_tests); t++)
			if (applies(&attribute_tests[t], &attributes[i]))
				run_attribute_test(&attribute_tests[t], &attributes[i]);
}

/* ---- who may write ---- */

/* For root without CAP_SYS_ADMIN, who owns the files; 0: the mode of the file is all there is. */
static const struct {
	const char *attr;
	int err;
} rights[] = {
	{ "target_kb", EPERM },
	{ "target", EPERM },
	{ "min_kb", EPERM },
	{ "max_schedule_delay", 0 },
	{ "max_retry_count", 0 },
	{ "scrub_pages", 0 },
};

static bool drop_sys_admin(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	if (syscall(SYS_capget, &header, data))
		return false;
	data[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective &= ~CAP_TO_MASK(CAP_SYS_ADMIN);
	data[CAP_TO_INDEX(CAP_SYS_ADMIN)].permitted &= ~CAP_TO_MASK(CAP_SYS_ADMIN);
	return !syscall(SYS_capset, &header, data);
}

#define CANNOT_DROP 255

/* The errno of writing @text without the capability. */
static int write_without_rights(const char *attr, const char *text)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		_exit(drop_sys_admin() ? -xenmem_write(attr, text) : CANNOT_DROP);
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return CANNOT_DROP;
	return WEXITSTATUS(status);
}

static int test_right(const char *attr, int want)
{
	char text[XENMEM_TEXT];
	int err;

	if (no_writing)
		return skipped("%s", no_writing);
	if (!xenmem_exists(attr) && xenmem_is_stock())
		return skipped("the stock driver has no %s", attr);
	err = xenmem_read(attr, text);
	if (err)
		return failed("read: %s", strerror(-err));
	/* Of the others, what the stock driver shows is not always what it takes. */
	err = write_without_rights(attr, want ? text : "1");
	if (err == CANNOT_DROP)
		return skipped("cannot drop CAP_SYS_ADMIN");
	return err == want ? KSFT_PASS : failed("%s, not: %s", strerror(err), strerror(want));
}

static void test_rights(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rights); i++)
		result(test_right(rights[i].attr, rights[i].err), "%s%s.%s",
		       prefix_of(rights[i].attr), rights[i].attr,
		       rights[i].err ? "needs_sys_admin" : "needs_no_sys_admin");
}

int main(void)
{
	xenmem_needs_driver();
	no_writing = xenmem_no_writing();
	xenmem_keep();
	results_begin(count_attribute_tests() + ARRAY_SIZE(rights));
	test_attributes();
	test_rights();
	results_end();
}
