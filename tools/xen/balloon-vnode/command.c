// SPDX-License-Identifier: GPL-2.0
/* balloon-vnode: steers the memory of domains by virtual NUMA node. See balloon-vnode(8). */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "args.h"
#include "keys.h"
#include "pnode.h"
#include "show.h"
#include "store.h"
#include "xen.h"

/**
 * struct command - what the program works on
 * @args:	what was asked for
 * @xen:	Xen
 * @store:	Xenstore
 * @domains:	all domains
 * @count:	number of @domains
 * @change:	the last decision
 * @why:	a line that says what went wrong and what to do
 */
struct command {
	struct args args;
	struct xen *xen;
	struct store store;
	struct domain *domains;
	unsigned int count;
	struct change change;
	char why[WHY_SIZE];
};

static enum outcome command_fail(enum outcome outcome, const char *why)
{
	fprintf(stderr, "balloon-vnode: error: %s\n", why);
	return outcome;
}

/* Finds a domain by id, or else by name. NULL if there is none, or more than one of that name. */
static struct domain *command_find(struct command *c)
{
	struct domain *found = NULL;
	char id[16];
	unsigned int i;

	for (i = 0; i < c->count; i++) {
		snprintf(id, sizeof(id), "%u", c->domains[i].id);
		if (!strcmp(id, c->args.domain))
			return &c->domains[i];
	}
	for (i = 0; i < c->count; i++) {
		if (strcmp(c->domains[i].name, c->args.domain))
			continue;
		if (found) {
			snprintf(c->why, sizeof(c->why),
				 "domains %u and %u are called '%.60s'; use the id",
				 found->id, c->domains[i].id, c->args.domain);
			return NULL;
		}
		found = &c->domains[i];
	}
	if (!found)
		snprintf(c->why, sizeof(c->why), "no domain '%.60s'; 'xl list' shows what there is",
			 c->args.domain);
	return found;
}

/* ---- list ---- */

static enum outcome command_list(struct command *c, struct domain *only)
{
	struct count counted;
	char *text = NULL;
	unsigned int i;

	if (c->args.counted) {
		text = xen_count(c->xen);
		if (!text) {
			snprintf(c->why, sizeof(c->why),
				 "Xen does not count pages: %s; run it as root",
				 strerror(errno));
			return OUTCOME_FAILED;
		}
	}
	show_titles(stdout, text);
	for (i = 0; i < c->count; i++) {
		if (only && only != &c->domains[i])
			continue;
		pnode_read(&c->domains[i]);
		if (text)
			count_parse(&counted, text, c->domains[i].id);
		show_domain(stdout, &c->domains[i], text ? &counted : NULL);
	}
	free(text);
	if (!fflush(stdout))
		return OUTCOME_GOOD;
	snprintf(c->why, sizeof(c->why), "cannot write: %s", strerror(errno));
	return OUTCOME_FAILED;
}

/* ---- changes ---- */

static bool command_decide(const struct domain *d, struct change *change, void *data)
{
	struct command *c = data;
	bool good = decide_request(d, &c->args.request, change, c->why, sizeof(c->why));

	c->change = *change;
	return good;
}

/* What the guest may not do of what was written. */
static void command_note(const struct command *c, const struct domain *d)
{
	long long total_kb;

	if (c->args.request.count && d->handshake != HANDSHAKE_AGREED)
		fprintf(stderr,
			"balloon-vnode: note: the guest of domain %u has not agreed to be steered by node, and follows memory/target\n",
			d->id);
	if (decide_below_floor(d, &c->change, &total_kb))
		fprintf(stderr,
			"balloon-vnode: note: the nodes of domain %u are to have %lld KiB in all, and its guest says that it stays at %lld KiB\n",
			d->id, total_kb, d->floor_kb);
}

static enum outcome command_change(struct command *c, struct domain *d)
{
	enum store_result result = store_update(&c->store, c->xen, d, command_decide, c);

	if (result == STORE_REFUSED)
		return OUTCOME_REFUSED;
	if (result != STORE_DONE) {
		store_explain(result, d->id, c->why, sizeof(c->why));
		return result == STORE_GONE ? OUTCOME_NO_DOMAIN : OUTCOME_FAILED;
	}
	command_note(c, d);
	return OUTCOME_GOOD;
}

/* "all" leaves out domains without virtual nodes unless the interface was offered to them. */
static bool command_is_meant(struct store *s, struct domain *d)
{
	if (!d->whole)
		return d->count;
	store_read(s, d);
	return d->handshake != HANDSHAKE_NONE || keys_complete(d);
}

static enum outcome command_change_all(struct command *c)
{
	enum outcome outcome = OUTCOME_GOOD, one;
	unsigned int i;

	for (i = 0; i < c->count; i++) {
		if (!command_is_meant(&c->store, &c->domains[i]))
			continue;
		one = command_change(c, &c->domains[i]);
		if (one == OUTCOME_GOOD || one == OUTCOME_NO_DOMAIN)
			continue;
		command_fail(one, c->why);
		if (outcome == OUTCOME_GOOD)
			outcome = one;
	}
	/* Each has been told. */
	c->why[0] = 0;
	return outcome;
}

/* ---- wait ---- */

static long long command_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static enum outcome command_give_up(struct command *c, const struct domain *d)
{
	FILE *to = fmemopen(c->why, sizeof(c->why), "w");

	if (to) {
		show_unreached(to, d);
		fclose(to);
	}
	return OUTCOME_NOT_REACHED;
}

/*
 * Takes up to EVENTS_AT_ONCE events: a guest that keeps writing must not keep us from looking at
 * the clock. False when the connection is lost.
 */
static bool command_drain(struct command *c)
{
	struct store_event event;
	unsigned int taken = 0;

	while (taken < EVENTS_AT_ONCE && store_next_event(&c->store, &event))
		taken++;
	return !c->store.lost;
}

/*
 * Waits for an event, for @ms at most, but for LOOK_MS at least: a guest may write its reports at
 * any rate, and each look reads all keys of the domain.
 */
static void command_sleep(struct command *c, long long ms)
{
	struct pollfd events = { .fd = store_fd(&c->store), .events = POLLIN };
	long long pause = ms < LOOK_MS ? ms : LOOK_MS;

	poll(NULL, 0, pause);
	ms -= pause;
	poll(&events, 1, ms < POLL_MS ? ms : POLL_MS);
}

static enum outcome command_wait(struct command *c, struct domain *d)
{
	long long end = command_now_ms() + c->args.seconds * 1000, rest;

	store_read(&c->store, d);
	if (!d->count) {
		decide_request(d, &c->args.request, &(struct change){ }, c->why, sizeof(c->why));
		return OUTCOME_REFUSED;
	}
	/* The table of nodes does not change, so it is not read again. */
	if (!store_watch(&c->store, d->id, true) || !store_watch_list(&c->store)) {
		snprintf(c->why, sizeof(c->why), "cannot watch domain %u: %s", d->id,
			 strerror(errno));
		return OUTCOME_FAILED;
	}
	while (command_drain(c)) {
		store_read(&c->store, d);
		if (!d->present && !c->store.lost) {
			store_explain(STORE_GONE, d->id, c->why, sizeof(c->why));
			return OUTCOME_NO_DOMAIN;
		}
		if (decide_reached(d))
			return OUTCOME_GOOD;
		rest = c->args.seconds < 0 ? POLL_MS : end - command_now_ms();
		if (rest <= 0)
			return command_give_up(c, d);
		command_sleep(c, rest);
	}
	snprintf(c->why, sizeof(c->why), "the connection to Xenstore is lost; does xenstored run?");
	return OUTCOME_FAILED;
}

/* ---- all of them ---- */

static enum outcome command_run(struct command *c)
{
	struct domain *d = NULL;
	unsigned int i;

	c->domains = xen_list(c->xen, &c->count);
	if (!c->domains) {
		snprintf(c->why, sizeof(c->why),
			 "Xen does not list domains (%s); run it in dom0, as root, built for this Xen",
			 strerror(errno));
		return OUTCOME_FAILED;
	}
	for (i = 0; i < c->count; i++)
		store_read(&c->store, &c->domains[i]);
	if (c->store.lost) {
		snprintf(c->why, sizeof(c->why), "Xenstore does not answer; does xenstored run?");
		return OUTCOME_FAILED;
	}
	if (c->args.domain) {
		d = command_find(c);
		if (!d)
			return OUTCOME_NO_DOMAIN;
	}
	if (c->args.request.verb == VERB_LIST)
		return command_list(c, d);
	if (!d)
		return command_change_all(c);
	return c->args.request.verb == VERB_WAIT ? command_wait(c, d) : command_change(c, d);
}

int main(int argc, char **argv)
{
	static struct command c;
	enum outcome outcome;

	if (!args_parse(&c.args, argc, argv, c.why, sizeof(c.why)))
		return command_fail(OUTCOME_USAGE, c.why);
	if (c.args.help)
		return fputs(args_usage,
			     stdout) < 0 || fflush(stdout) ? OUTCOME_FAILED : OUTCOME_GOOD;
	c.xen = xen_open(c.why, sizeof(c.why));
	if (!c.xen)
		return command_fail(OUTCOME_FAILED, c.why);
	if (!store_open(&c.store, c.why, sizeof(c.why))) {
		xen_close(c.xen);
		return command_fail(OUTCOME_FAILED, c.why);
	}
	outcome = command_run(&c);
	if (outcome != OUTCOME_GOOD && c.why[0])
		command_fail(outcome, c.why);
	free(c.domains);
	store_close(&c.store);
	xen_close(c.xen);
	return outcome;
}
