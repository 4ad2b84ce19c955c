// SPDX-License-Identifier: GPL-2.0
/* Tests of lock.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock.h"
#include "test.h"

static char path[64], why[256];

static void begin(void)
{
	int file;

	strcpy(path, "/tmp/lock-test.XXXXXX");
	file = mkstemp(path);
	REQUIRE(file >= 0, "no file");
	close(file);
}

static void lock_once(void)
{
	char wanted[256], text[64] = "";
	int lock;

	begin();
	lock = lock_take(path, why, sizeof(why));
	REQUIRE(lock >= 0, "%s", why);
	CHECK(lock_take(path, why, sizeof(why)) < 0, "there are two");
	CHECK(!strcmp(why, "another balloon-vnoded runs; end it first"), "%s", why);
	/* What an earlier one has left is longer. */
	CHECK(pwrite(lock, "123456789012345678901234567890", 30, 0) == 30, "no note");
	lock_note(lock);
	CHECK(lock_take(path, why, sizeof(why)) < 0, "there are two");
	snprintf(wanted, sizeof(wanted),
		 "another balloon-vnoded runs, process %d; end it first", getpid());
	CHECK(!strcmp(why, wanted), "%s", why);
	snprintf(wanted, sizeof(wanted), "%d\n", getpid());
	CHECK(pread(lock, text, sizeof(text) - 1, 0) > 0 && !strcmp(text, wanted), "%s", text);
	close(lock);
	lock = lock_take(path, why, sizeof(why));
	CHECK(lock >= 0, "what is left of the last one: %s", why);
	close(lock);
	unlink(path);
}

/* As daemon(3) does it: the child has it, though the one that took it has ended. */
static void lock_in_child(void)
{
	int gate[2], lock, status;
	pid_t pid;
	char c;

	begin();
	REQUIRE(!pipe(gate), "no pipe");
	lock = lock_take(path, why, sizeof(why));
	REQUIRE(lock >= 0, "%s", why);
	pid = fork();
	if (!pid) {
		close(gate[1]);
		_exit(read(gate[0], &c, 1));
	}
	close(lock);
	CHECK(lock_take(path, why, sizeof(why)) < 0, "the child has lost it");
	close(gate[1]);
	CHECK(waitpid(pid, &status, 0) == pid, "no child");
	lock = lock_take(path, why, sizeof(why));
	CHECK(lock >= 0, "it went with the child: %s", why);
	close(lock);
	unlink(path);
}

static void lock_refused(void)
{
	char link[80];

	CHECK(lock_take("/nonexistent/lock", why, sizeof(why)) < 0, "it is taken");
	CHECK(!strcmp(why,
		      "cannot open /nonexistent/lock: No such file or directory; run it as root"),
	      "%s", why);
	begin();
	snprintf(link, sizeof(link), "%s.link", path);
	REQUIRE(!symlink(path, link), "no link");
	CHECK(lock_take(link, why, sizeof(why)) < 0, "a link is followed");
	unlink(link);
	unlink(path);
}

/* Others could keep the daemon from starting. */
static void lock_is_private(void)
{
	struct stat st;
	int lock;

	begin();
	unlink(path);
	umask(0);
	lock = lock_take(path, why, sizeof(why));
	REQUIRE(lock >= 0 && !fstat(lock, &st), "%s", why);
	CHECK((st.st_mode & 0777) == 0600, "its mode is %o", st.st_mode);
	close(lock);
	REQUIRE(!chmod(path, 0644), "no mode");
	lock = lock_take(path, why, sizeof(why));
	REQUIRE(lock >= 0 && !fstat(lock, &st), "%s", why);
	CHECK((st.st_mode & 0777) == 0600, "the mode of an old one is %o", st.st_mode);
	close(lock);
	unlink(path);
}

static const struct test tests[] = {
	UNIT(lock_once),
	UNIT(lock_in_child),
	UNIT(lock_refused),
	UNIT(lock_is_private),
};

int main(int argc, char **argv)
{
	return test_main(argc, argv, tests, ARRAY_SIZE(tests));
}
