// SPDX-License-Identifier: GPL-2.0
/*
 * The attributes of the Xen balloon driver, see xenmem.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include "../kselftest.h"
#include "xenmem.h"

#define XENMEM_DIR	"/sys/devices/system/xen_memory/xen_memory0"
#define STATISTICS	"/sys/kernel/debug/xen-balloon/stats"

/* Seconds without any progress after which a move is given up. Not how long a move may take. */
#define PATIENCE	30

/* Another directory may be given, to see what the tests make of a driver that does not exist. */
void xenmem_path(const char *attr, char *path, size_t size)
{
	const char *dir = getenv("XEN_MEMORY_DIR");

	snprintf(path, size, "%s/%s", dir ?: XENMEM_DIR, attr);
}

bool xenmem_exists(const char *attr)
{
	char path[256];

	xenmem_path(attr, path, sizeof(path));
	return !access(path, F_OK);
}

/*
 * The driver of mainline has none of these. One that has some of them is to have all, and is to
 * refuse what is not a number, which makes it safe to try.
 */
bool xenmem_is_stock(void)
{
	return !xenmem_exists("min_kb") && !xenmem_exists("max_kb") &&
	       !xenmem_exists("info/state") && !xenmem_exists("info/reason");
}

static bool has_sys_admin(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};

	return !syscall(SYS_capget, &header, data) &&
	       (data[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective & CAP_TO_MASK(CAP_SYS_ADMIN));
}

/* Why attributes cannot be written, or NULL. */
const char *xenmem_no_writing(void)
{
	char path[256];
	int fd;

	if (geteuid())
		return "needs root";
	if (!has_sys_admin())
		return "needs CAP_SYS_ADMIN";
	xenmem_path("target_kb", path, sizeof(path));
	fd = open(path, O_RDWR);
	if (fd < 0)
		return strerror(errno);
	close(fd);
	return NULL;
}

/* Ends the program, as a skip, where there is nothing to test. */
void xenmem_needs_driver(void)
{
	char path[256];

	if (xenmem_exists("."))
		return;
	xenmem_path("", path, sizeof(path));
	ksft_print_header();
	if (access("/sys/hypervisor/properties", F_OK) && access("/proc/xen", F_OK))
		ksft_exit_skip("this is not a Xen domain: no %s\n", path);
	ksft_exit_skip("no balloon driver (CONFIG_XEN_BALLOON): no %s\n", path);
}

static int read_file(const char *path, char *text)
{
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -errno;
	n = read(fd, text, XENMEM_TEXT - 1);
	if (n < 0)
		n = -errno;
	else
		text[n] = '\0';
	close(fd);
	return n < 0 ? n : 0;
}

/* In one piece: each write(2) is a value. */
static int write_file(const char *path, const char *text)
{
	size_t len = strlen(text);
	ssize_t n;
	int fd;

	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	n = write(fd, text, len);
	if (n < 0)
		n = -errno;
	close(fd);
	if (n < 0)
		return n;
	return (size_t)n == len ? 0 : -EIO;
}

/* Reads an attribute as it is, line end and all. Returns 0 or a negative errno. */
int xenmem_read(const char *attr, char *text)
{
	char path[256];

	xenmem_path(attr, path, sizeof(path));
	return read_file(path, text);
}

/* Returns 0 or a negative errno. */
int xenmem_write(const char *attr, const char *text)
{
	char path[256];

	xenmem_path(attr, path, sizeof(path));
	return write_file(path, text);
}

/* One decimal number and a line end, nothing else. */
bool xenmem_parse(const char *text, unsigned long long *value)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || strcmp(text + digits, "\n") || (digits > 1 && *text == '0'))
		return false;
	errno = 0;
	*value = strtoull(text, NULL, 10);
	return !errno;
}

bool xenmem_number(const char *attr, unsigned long long *value)
{
	char text[XENMEM_TEXT];

	return !xenmem_read(attr, text) && xenmem_parse(text, value);
}

int xenmem_write_number(const char *attr, unsigned long long value)
{
	char text[XENMEM_TEXT];

	snprintf(text, sizeof(text), "%llu", value);
	return xenmem_write(attr, text);
}

/* ---- what was found ---- */

static struct kept {
	const char *attr;
	char path[256];
	char text[XENMEM_TEXT];
} kept[] = {
	/* In this order: the floor that was found allows the target that was found. */
	{ .attr = "min_kb" },
	{ .attr = "target_kb" },
	{ .attr = "max_schedule_delay" },
	{ .attr = "max_retry_count" },
	{ .attr = "scrub_pages" },
};

static pid_t keeper;

/* The stock driver shows some numbers in hexadecimal and does not say so. */
static bool put_back(const struct kept *k)
{
	char now[XENMEM_TEXT], hex[XENMEM_TEXT + 2] = "0x";

	if (read_file(k->path, now))
		return false;
	if (!strcmp(now, k->text))
		return true;
	if (!write_file(k->path, k->text) && !read_file(k->path, now) && !strcmp(now, k->text))
		return true;
	if (strncmp(k->attr, "max_", 4))
		return false;
	strcat(hex, k->text);
	return !write_file(k->path, hex) && !read_file(k->path, now) && !strcmp(now, k->text);
}

static void put_all_back(void)
{
	static const char complaint[] = "# could not put back ";
	size_t i;

	/* Children that leave by exit() have nothing to put back. */
	if (getpid() != keeper)
		return;
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		if (!*kept[i].text || put_back(&kept[i]))
			continue;
		if (write(STDERR_FILENO, complaint, sizeof(complaint) - 1) < 0 ||
		    write(STDERR_FILENO, kept[i].attr, strlen(kept[i].attr)) < 0 ||
		    write(STDERR_FILENO, "\n", 1) < 0)
			return;
	}
}

/* Only calls that are safe here: open, read, write and what works on strings. */
static void interrupted(int sig)
{
	put_all_back();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* From now on, however the program ends: what can be written will be again as it is now. */
void xenmem_keep(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM };
	struct sigaction action = { .sa_handler = interrupted };
	size_t i;

	keeper = getpid();
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		xenmem_path(kept[i].attr, kept[i].path, sizeof(kept[i].path));
		if (read_file(kept[i].path, kept[i].text))
			*kept[i].text = '\0';
	}
	sigfillset(&action.sa_mask);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
	atexit(put_all_back);
}

/* ---- where the domain stands ---- */

long long xenmem_page_kb(void)
{
	return sysconf(_SC_PAGESIZE) / 1024;
}

bool xenmem_sizes(struct xenmem_sizes *sizes)
{
	return xenmem_number("target_kb", &sizes->target) &&
	       xenmem_number("info/current_kb", &sizes->current) &&
	       xenmem_number("info/low_kb", &sizes->low) &&
	       xenmem_number("info/high_kb", &sizes->high);
}

static bool is_idle(void)
{
	char text[XENMEM_TEXT];

	return xenmem_is_stock() ||
	       (!xenmem_read("info/state", text) && !strcmp(text, "idle\n"));
}

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/*
 * Waits until it is @there, for as long as memory moves. A target that is reached is not enough: a
 * move that has just begun looks like one that is over.
 */
bool xenmem_wait(bool (*there)(void *data), void *data)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	unsigned long long now[2] = {}, last[2] = {};
	time_t since = seconds();

	while (!there(data)) {
		if (!xenmem_number("info/current_kb", &now[0]) ||
		    !xenmem_meminfo("MemTotal", &now[1]))
			return false;
		if (memcmp(now, last, sizeof(now))) {
			memcpy(last, now, sizeof(now));
			since = seconds();
		} else if (seconds() - since > PATIENCE) {
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

static bool is_settled(void *unused)
{
	struct xenmem_sizes now;

	(void)unused;
	return xenmem_sizes(&now) && now.current == now.target && is_idle();
}

/* Waits for the target to be reached. */
bool xenmem_settle(void)
{
	return xenmem_wait(is_settled, NULL);
}

/*
 * Ends the program, as a skip, where targets cannot be played with: without rights, where the
 * target that was found is not reached, and where it would not be taken again.
 */
void xenmem_needs_calm(void)
{
	const char *why = xenmem_no_writing();
	unsigned long long min_kb, max_kb;
	struct xenmem_sizes s;

	if (!why && !xenmem_settle())
		why = "the domain does not come to the target that was found";
	if (!why && !xenmem_is_stock() &&
	    (!xenmem_sizes(&s) || !xenmem_number("min_kb", &min_kb) ||
	     !xenmem_number("max_kb", &max_kb) || s.target < min_kb || s.target > max_kb))
		why = "the target that was found is not between min_kb and max_kb";
	if (!why)
		return;
	ksft_print_header();
	ksft_exit_skip("%s\n", why);
}

/* A number that follows a name in a file of lines. */
static bool find_number(const char *path, const char *name, const char *after,
			unsigned long long *value)
{
	size_t len = strlen(name), skip = len + strlen(after);
	char line[128];
	bool found = false;
	FILE *file;

	file = fopen(path, "r");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = !strncmp(line, name, len) && !strncmp(line + len, after, skip - len) &&
			sscanf(line + skip, "%llu", value) == 1;
	fclose(file);
	return found;
}

/* A counter of the driver's. Not every kernel has them. */
bool xenmem_statistic(const char *name, unsigned long long *value)
{
	return find_number(STATISTICS, name, " ", value);
}

bool xenmem_meminfo(const char *name, unsigned long long *kb)
{
	return find_number("/proc/meminfo", name, ":", kb);
}
