// SPDX-License-Identifier: GPL-2.0
/*
 * Asks Xenstore, and can do without an answer.
 *
 * The library waits for an answer as long as it takes, even when xenstored is gone or stuck. The
 * waiting is left to a thread, which works on a sample of its own; the caller gives up after a
 * second without an answer, and does not ask again until the thread is done. How long all answers
 * take together depends on the number of domains and on how busy dom0 is: it has a bound of its
 * own.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "reader.h"
#include "store.h"

/* The longest that xenstored may take for one domain, and for all of them. */
#define PATIENCE_MS	1000
#define PATIENCE_ALL_MS	10000

#define NS_PER_MS	1000000L

/**
 * struct reader - the thread and what it works on
 * @lock:	protects @busy, @stop and @done; the thread owns the rest while @busy, else the
 *		caller does
 * @changed:	signals that @busy, @stop or @done has changed
 * @busy:	the thread has something to do
 * @done:	number of domains that it has read
 * @stop:	the thread is to end
 * @thread:	the thread
 * @store:	its connection
 * @own:	its sample
 */
struct reader {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool busy;
	bool stop;
	unsigned int done;
	pthread_t thread;
	struct store store;
	struct sample own;
};

static void count_domain(void *data)
{
	struct reader *r = data;

	pthread_mutex_lock(&r->lock);
	r->done++;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

static void *run(void *data)
{
	struct reader *r = data;

	pthread_mutex_lock(&r->lock);
	for (;;) {
		while (!r->busy && !r->stop)
			pthread_cond_wait(&r->changed, &r->lock);
		if (r->stop)
			break;
		pthread_mutex_unlock(&r->lock);
		r->own.xenstore = store_read(&r->store, &r->own, count_domain, r);
		pthread_mutex_lock(&r->lock);
		r->busy = false;
		pthread_cond_broadcast(&r->changed);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

/* The thread takes no signals: a resize of the terminal has to wake the one that waits for keys. */
static bool start_thread(struct reader *r)
{
	sigset_t all, old;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(&r->thread, NULL, run, r);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return !error;
}

/* NULL if there is no memory for the reader. */
struct reader *reader_start(void)
{
	struct reader *r = calloc(1, sizeof(*r));
	pthread_condattr_t attr;

	if (!r)
		return NULL;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->changed, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&r->lock, NULL);
	if (!start_thread(r)) {
		free(r);
		return NULL;
	}
	return r;
}

static struct timespec from_now(long ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * NS_PER_MS;
	if (t.tv_nsec >= 1000 * NS_PER_MS) {
		t.tv_sec++;
		t.tv_nsec -= 1000 * NS_PER_MS;
	}
	return t;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/*
 * Waits, with the lock held, as long as the thread gets on with the domains. Returns whether it is
 * done with all.
 */
static bool wait_for(struct reader *r)
{
	struct timespec all = from_now(PATIENCE_ALL_MS), next = from_now(PATIENCE_MS);
	unsigned int done = r->done;

	while (r->busy) {
		if (pthread_cond_timedwait(&r->changed, &r->lock, &next) == ETIMEDOUT)
			break;
		if (r->done == done)
			continue;
		done = r->done;
		next = from_now(PATIENCE_MS);
		if (is_before(&all, &next))
			next = all;
	}
	return !r->busy;
}

static bool take_over(struct sample *to, const struct sample *from)
{
	struct domain *domains = to->domains;

	if (from->count > to->room) {
		domains = realloc(domains, from->count * sizeof(*domains));
		if (!domains)
			return false;
		to->domains = domains;
		to->room = from->count;
	}
	if (from->count)
		memcpy(domains, from->domains, from->count * sizeof(*domains));
	to->count = from->count;
	return true;
}

static bool ask(struct reader *r, struct sample *s)
{
	/* The thread may still be working on an earlier request that the caller gave up on. */
	if (r->busy || !take_over(&r->own, s))
		return false;
	r->busy = true;
	pthread_cond_broadcast(&r->changed);
	return wait_for(r) && take_over(s, &r->own) && r->own.xenstore;
}

/* Adds what Xenstore has to the domains of a sample. False if it did not answer, or not in time. */
bool reader_read(struct reader *r, struct sample *s)
{
	bool good;

	pthread_mutex_lock(&r->lock);
	good = ask(r, s);
	pthread_mutex_unlock(&r->lock);
	return good;
}

/* A stuck thread is left as it is, with all that it uses: the program ends anyway. */
void reader_stop(struct reader *r)
{
	bool stuck;

	pthread_mutex_lock(&r->lock);
	stuck = r->busy;
	r->stop = true;
	pthread_cond_broadcast(&r->changed);
	pthread_mutex_unlock(&r->lock);
	if (stuck)
		return;
	pthread_join(r->thread, NULL);
	store_close(&r->store);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	free(r->own.domains);
	free(r);
}
