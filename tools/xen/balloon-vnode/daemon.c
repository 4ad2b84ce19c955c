// SPDX-License-Identifier: GPL-2.0
/*
 * The loop of balloon-vnoded: which domain to look at, and when. What to do then is in decide.c.
 *
 * Its only state is which domains it watches, so a daemon that is restarted goes on where the
 * previous one ended.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "keys.h"
#include "pnode.h"
#include "xen.h"

/**
 * struct look - context of one look at a domain
 * @policy:	how to follow the toolstack
 * @host:	the machine
 * @host_read:	@host has been read, whether or not Xen tells
 * @blind:	it was not, and the decision needs it
 * @change:	the last decision
 */
struct look {
	const struct policy *policy;
	struct host host;
	bool host_read;
	bool blind;
	struct change change;
};

/* Whether the decision depends on how much memory is free on each node of the machine. */
static bool look_needs_host(const struct look *look, const struct domain *d)
{
	return look->policy->kind == POLICY_HOST_FREE && keys_total(d) != d->target_kb;
}

static bool look_decide(const struct domain *d, struct change *c, void *data)
{
	struct look *look = data;

	/* The target may be newer than what was read before. */
	look->blind = !look->host_read && look_needs_host(look, d);
	if (look->blind)
		return false;
	decide_follow(d, &look->host, look->policy, c);
	look->change = *c;
	return true;
}

static bool look_decide_leave(const struct domain *d, struct change *c, void *data)
{
	struct look *look = data;

	decide_leave(d, c);
	look->change = *c;
	return true;
}

static void look_at_host(struct daemon *d, struct look *look, struct domain *domain)
{
	pnode_read(domain);
	xen_host(d->xen, &look->host);
	look->host_read = true;
}

/*
 * Logs a line about a domain. A guest can have the daemon write as often as it likes, by agreeing
 * and no longer agreeing, but not have it fill dom0's log.
 */
static void daemon_log(struct daemon *d, struct watched *w, long long now_ms, const char *text)
{
	char line[WHY_SIZE + 64];

	if (!d->log)
		return;
	if (now_ms >= w->log_ms + LOG_MS) {
		w->lines = 0;
		w->log_ms = now_ms;
	}
	if (w->lines++ < LOG_LINES) {
		if (w->unlogged)
			snprintf(line, sizeof(line), "%s (%u more before this)", text, w->unlogged);
		d->log(w->unlogged ? line : text);
		w->unlogged = 0;
	} else {
		w->unlogged++;
	}
}

static void daemon_report(struct daemon *d, struct watched *w, long long now_ms,
			  const struct domain *domain, const struct change *c)
{
	char line[WHY_SIZE];
	unsigned int n;
	int len;

	if (change_is_empty(c))
		return;
	len = snprintf(line, sizeof(line), "domain %u: %s", domain->id,
		       c->withdraw ? "withdrawn" : c->offer ? "offered" : "balloons");
	for (n = 0; n < domain->count && len < WHY_SIZE && !c->withdraw; n++) {
		long long kb = c->node[n].balloon_kb;

		if (kb != KB_UNKNOWN)
			len += snprintf(line + len, sizeof(line) - len, " %u=%lldk", n, kb);
	}
	daemon_log(d, w, now_ms, line);
}

static enum store_result daemon_look(struct daemon *d, struct watched *w, long long now_ms,
				     store_decide decide)
{
	struct look look = { .policy = &d->policy };
	struct domain domain = { .id = w->id };
	enum store_result result;
	char why[WHY_SIZE];

	memcpy(domain.uuid, w->uuid, sizeof(domain.uuid));
	if (!xen_find(d->xen, &domain))
		return STORE_GONE;
	result = store_update(&d->store, NULL, &domain, decide, &look);
	if (look.blind) {
		look_at_host(d, &look, &domain);
		result = store_update(&d->store, NULL, &domain, decide, &look);
	}
	if (result == STORE_DONE) {
		daemon_report(d, w, now_ms, &domain, &look.change);
	} else if (result != STORE_GONE) {
		store_explain(result, w->id, why, sizeof(why));
		daemon_log(d, w, now_ms, why);
	}
	return result;
}

/* ---- which domains ---- */

/* Whether to watch a domain. @noted: dom0 may have a note of what an administrator wants for it. */
static bool daemon_wants(struct daemon *d, const struct domain *domain, bool noted)
{
	struct domain read = *domain;

	if (!domain->whole)
		return domain->count;
	if (d->policy.whole)
		return true;
	if (!noted)
		return false;
	store_read(&d->store, &read);
	return read.note == NOTE_OFFERED;
}

static const struct domain *daemon_listed(const struct watched *w, const struct domain *list,
					  unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (list[i].id == w->id && !strcmp(list[i].uuid, w->uuid))
			return &list[i];
	return NULL;
}

static bool daemon_watches(const struct daemon *d, unsigned int id)
{
	unsigned int i;

	for (i = 0; i < d->count; i++)
		if (d->watched[i].id == id)
			return true;
	return false;
}

static void daemon_drop_gone(struct daemon *d, const struct domain *list, unsigned int count)
{
	unsigned int i, kept = 0;

	for (i = 0; i < d->count; i++) {
		if (daemon_listed(&d->watched[i], list, count))
			d->watched[kept++] = d->watched[i];
		else
			store_unwatch(&d->store, d->watched[i].id);
	}
	d->count = kept;
}

static bool daemon_add(struct daemon *d, const struct domain *domain, long long now_ms)
{
	struct watched *watched = realloc(d->watched, (d->count + 1) * sizeof(*watched));

	if (!watched)
		return false;
	d->watched = watched;
	watched[d->count] = (struct watched){ .id = domain->id, .due = true, .next_ms = now_ms };
	memcpy(watched[d->count].uuid, domain->uuid, sizeof(domain->uuid));
	d->count++;
	return store_watch(&d->store, domain->id, false);
}

/* Lists the domains again. Dom0's notes may have changed too, so each is looked at. */
static bool daemon_list(struct daemon *d, long long now_ms, char *why, size_t size)
{
	unsigned int count, noted, i;
	char **notes = store_list_notes(&d->store, &noted);
	struct domain *list = xen_list(d->xen, &count);
	bool good = list;

	for (i = 0; i < d->count; i++)
		d->watched[i].due = true;
	if (good) {
		store_forget_notes(&d->store, notes, noted, list, count);
		daemon_drop_gone(d, list, count);
	}
	for (i = 0; good && i < count; i++)
		if (!daemon_watches(d, list[i].id) &&
		    daemon_wants(d, &list[i], store_has_notes(notes, noted, list[i].id)))
			good = daemon_add(d, &list[i], now_ms);
	if (!good)
		snprintf(why, size, "cannot list the domains: %s", strerror(errno));
	free(list);
	free(notes);
	d->relist = false;
	return good;
}

static void daemon_note(struct daemon *d, const struct store_event *event)
{
	unsigned int i;

	if (event->domains)
		d->relist = true;
	for (i = 0; i < d->count; i++)
		if (!event->domains && d->watched[i].id == event->id)
			d->watched[i].due = true;
}

/* ---- the loop ---- */

/**
 * daemon_start() - get ready
 * @d: the loop, with Xen, Xenstore and policy
 * @why: where to put, in a line, why it did not work
 * @size: size of @why in bytes
 *
 * Return: whether it worked.
 */
bool daemon_start(struct daemon *d, char *why, size_t size)
{
	d->relist = true;
	if (store_watch_list(&d->store))
		return true;
	snprintf(why, size, "cannot watch domains come and go: %s", strerror(errno));
	return false;
}

/* Schedules the next look: after the next event, or even without one if this look was in vain. */
static void daemon_look_again(struct watched *w, enum store_result result, long long now_ms)
{
	switch (result) {
	case STORE_DONE:
	case STORE_REFUSED:
	case STORE_GONE:
		w->due = false;
		w->next_ms = now_ms + LOOK_MS;
		break;
	case STORE_BUSY:
		w->due = true;
		w->next_ms = now_ms + LOOK_MS;
		break;
	case STORE_XEN:
	case STORE_FAILED:
		w->due = true;
		w->next_ms = now_ms + RETRY_MS;
		break;
	}
}

static void daemon_look_at_due(struct daemon *d, long long now_ms)
{
	unsigned int i;

	for (i = 0; i < d->count; i++) {
		struct watched *w = &d->watched[i];

		if (!w->due || w->next_ms > now_ms)
			continue;
		daemon_look_again(w, daemon_look(d, w, now_ms, look_decide), now_ms);
	}
}

static long long daemon_wait(const struct daemon *d, long long now_ms)
{
	long long wait_ms = NEVER;
	unsigned int i;

	for (i = 0; i < d->count; i++) {
		long long ms = d->watched[i].next_ms - now_ms;

		if (d->watched[i].due && (wait_ms == NEVER || ms < wait_ms))
			wait_ms = ms > 0 ? ms : 0;
	}
	return wait_ms;
}

/**
 * daemon_step() - take events and do what is due
 * @d: the loop
 * @now_ms: time by a clock that only goes forward
 * @wait_ms: set to the ms after which to call this again if there is no event; NEVER: wait for an
 *   event
 * @why: where to put, in a line, why it cannot go on
 * @size: size of @why in bytes
 *
 * Return: false if Xen or Xenstore is gone.
 */
bool daemon_step(struct daemon *d, long long now_ms, long long *wait_ms, char *why, size_t size)
{
	struct store_event event;
	unsigned int taken;

	for (taken = 0; taken < EVENTS_AT_ONCE && store_next_event(&d->store, &event); taken++)
		daemon_note(d, &event);
	if (!d->store.lost && d->relist && !daemon_list(d, now_ms, why, size))
		return false;
	if (!d->store.lost)
		daemon_look_at_due(d, now_ms);
	if (d->store.lost) {
		snprintf(why, size, "the connection to Xenstore is lost; does xenstored run?");
		return false;
	}
	*wait_ms = taken == EVENTS_AT_ONCE ? 0 : daemon_wait(d, now_ms);
	return true;
}

/**
 * daemon_withdraw() - make every guest go back to memory/target
 * @d: the loop
 * @now_ms: time, as for daemon_step()
 *
 * Otherwise 'xl mem-set' would lower Xen's limit for a guest that never learns of it.
 *
 * Return: false if any of them may not.
 */
bool daemon_withdraw(struct daemon *d, long long now_ms)
{
	enum store_result result = STORE_DONE;
	unsigned int i, tries;
	bool all = true;

	for (i = 0; i < d->count; i++) {
		/* Others may get in first, but not forever. */
		for (tries = 0; tries < WITHDRAW_TRIES; tries++) {
			result = daemon_look(d, &d->watched[i], now_ms, look_decide_leave);
			if (result != STORE_BUSY)
				break;
		}
		all = all && (result == STORE_DONE || result == STORE_GONE);
	}
	return all;
}

/**
 * daemon_end() - forget the watched domains
 * @d: the loop
 */
void daemon_end(struct daemon *d)
{
	free(d->watched);
	d->watched = NULL;
	d->count = 0;
}
