// SPDX-License-Identifier: GPL-2.0
/*
 * balloon-vnoded: has xl steer the memory of domains by virtual NUMA node. See balloon-vnoded(8).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "daemon.h"
#include "lock.h"
#include "xen.h"

#ifndef LOCK_PATH
#define LOCK_PATH	"/run/balloon-vnoded.lock"
#endif

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

/* True when a signal ends the daemon; otherwise there is an event, or the time is up. */
static bool vnoded_wait(struct daemon *d, long long ms, int signals)
{
	struct pollfd events[] = {
		{ .fd = store_fd(&d->store), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};

	poll(events, 2, ms == NEVER || ms > POLL_MS ? POLL_MS : ms);
	return events[1].revents;
}

/* Readable on a signal that ends it. Threads of the library inherit the set of blocked signals. */
static int vnoded_take_signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	sigaddset(&ends, SIGQUIT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	return signalfd(-1, &ends, SFD_CLOEXEC);
}

static bool vnoded_run(struct daemon *d, int signals, char *why, size_t size)
{
	bool ready = false;
	long long wait_ms;

	if (!daemon_start(d, why, size))
		return false;
	do {
		if (!daemon_step(d, vnoded_now_ms(), &wait_ms, why, size))
			return false;
		if (!ready)
			d->log("ready");
		ready = true;
	} while (!vnoded_wait(d, wait_ms, signals));
	if (!daemon_withdraw(d, vnoded_now_ms())) {
		snprintf(why, size,
			 "ended, but some guests may still follow their nodes; see 'balloon-vnode list'");
		return false;
	}
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

/* Tries to open everything first: a failure is best reported before the terminal is gone. */
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

static enum outcome vnoded_fail(const struct daemon *d, enum outcome status, const char *why)
{
	if (d->log == vnoded_to_syslog)
		syslog(LOG_ERR, "error: %s", why);
	else
		fprintf(stderr, "balloon-vnoded: error: %s\n", why);
	return status;
}

int main(int argc, char **argv)
{
	struct daemon d = { .log = vnoded_to_stderr };
	struct daemon_args args;
	char why[WHY_SIZE];
	int signals, lock;
	bool good;

	if (!args_daemon_parse(&args, argc, argv, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_USAGE, why);
	if (args.help)
		return fputs(args_daemon_usage, stdout) < 0 || fflush(stdout) ? OUTCOME_FAILED :
									      OUTCOME_GOOD;
	d.policy = args.policy;
	lock = lock_take(LOCK_PATH, why, sizeof(why));
	if (lock < 0)
		return vnoded_fail(&d, OUTCOME_FAILED, why);
	signals = vnoded_take_signals();
	if (!args.foreground && !vnoded_go_to_background(&d, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_FAILED, why);
	if (!vnoded_open(&d, why, sizeof(why)))
		return vnoded_fail(&d, OUTCOME_FAILED, why);
	lock_note(lock);
	good = vnoded_run(&d, signals, why, sizeof(why));
	vnoded_close(&d);
	return good ? OUTCOME_GOOD : vnoded_fail(&d, OUTCOME_FAILED, why);
}
