// SPDX-License-Identifier: GPL-2.0
/* balloon-vnoded: has xl steer the memory of domains by virtual NUMA node. See balloon-vnoded(8). */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "daemon.h"
#include "xen.h"

static volatile sig_atomic_t vnoded_ends;

static void vnoded_end(int signal)
{
	vnoded_ends = 1;
}

static void vnoded_to_stderr(const char *text)
{
	fprintf(stderr, "balloon-vnoded: %s\n", text);
}

static void vnoded_to_syslog(const char *text)
{
	syslog(LOG_INFO, "%s", text);
}

static long long vnoded_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Until there is an event, the time is over or a signal ends it: signals come in here and nowhere else. */
static void vnoded_wait(struct daemon *d, long long ms, const sigset_t *open)
{
	struct pollfd events = { .fd = store_fd(&d->store), .events = POLLIN };
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	ppoll(&events, 1, ms == NEVER ? NULL : &time, open);
}

/* SIGTERM and SIGINT end it, as soon as it waits. */
static void vnoded_take_signals(sigset_t *open)
{
	struct sigaction action = { .sa_handler = vnoded_end };
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	/* Threads of the library inherit that. */
	sigprocmask(SIG_BLOCK, &ends, open);
	sigdelset(open, SIGTERM);
	sigdelset(open, SIGINT);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

static bool vnoded_run(struct daemon *d, const sigset_t *open, char *why, size_t size)
{
	bool ready = false;
	long long wait_ms;

	if (!daemon_start(d, why, size))
		return false;
	while (!vnoded_ends) {
		if (!daemon_step(d, vnoded_now_ms(), &wait_ms, why, size))
			return false;
		if (!ready)
			d->log("ready");
		ready = true;
		vnoded_wait(d, wait_ms, open);
	}
	daemon_withdraw(d);
	d->log("ended: guests follow memory/target again");
	return true;
}

static bool vnoded_open(struct daemon *d, char *why, size_t size)
{
	d->xen = xen_open(why, size);
	if (!d->xen)
		return false;
	if (store_open(&d->store, why, size))
		return true;
	xen_close(d->xen);
	return false;
}

static void vnoded_close(struct daemon *d)
{
	daemon_end(d);
	store_close(&d->store);
	xen_close(d->xen);
}

/* What does not work at all is better said before the terminal is gone. */
static bool vnoded_go_to_background(struct daemon *d, char *why, size_t size)
{
	if (!vnoded_open(d, why, size))
		return false;
	vnoded_close(d);
	if (daemon(0, 0)) {
		snprintf(why, size, "cannot go to the background: %s", strerror(errno));
		return false;
	}
	openlog("balloon-vnoded", LOG_PID, LOG_DAEMON);
	d->log = vnoded_to_syslog;
	return true;
}

static enum outcome vnoded_fail(const struct daemon *d, enum outcome outcome, const char *why)
{
	if (d->log == vnoded_to_syslog)
		syslog(LOG_ERR, "error: %s", why);
	else
		fprintf(stderr, "balloon-vnoded: error: %s\n", why);
	return outcome;
}

int main(int argc, char **argv)
{
	struct daemon d = { .log = vnoded_to_stderr };
	struct daemon_args args;
	char why[WHY_SIZE];
	sigset_t open;
	bool good;

	if (!args_daemon_parse(&args, argc, argv, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_USAGE, why);
	if (args.help)
		return fputs(args_daemon_usage, stdout) < 0 || fflush(stdout) ? OUTCOME_FAILED :
									      OUTCOME_GOOD;
	d.policy = args.policy;
	vnoded_take_signals(&open);
	if (!args.foreground && !vnoded_go_to_background(&d, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_FAILED, why);
	if (!vnoded_open(&d, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_FAILED, why);
	good = vnoded_run(&d, &open, why, sizeof(why));
	vnoded_close(&d);
	return good ? OUTCOME_GOOD : vnoded_fail(&d, OUTCOME_FAILED, why);
}
