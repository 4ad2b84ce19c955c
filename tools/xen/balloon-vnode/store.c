// SPDX-License-Identifier: GPL-2.0
/*
 * Xenstore: the only file that reads and writes it.
 *
 * A change is one transaction, which begins with reading <home>/domid and <home>/vm: xenstored
 * creates the directories above a key that is written, so without this check a domain that goes
 * away meanwhile would leave a home with nothing but our keys, or a later domain with the same id
 * would get them.
 *
 * Keys that a guest can write are read before the transaction and not in it: otherwise a guest that
 * keeps writing would make every transaction collide.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenstore.h>

#include "decide.h"
#include "keys.h"
#include "store.h"
#include "xen.h"

/* Attempts at a transaction, which collides while others keep writing the same keys. */
#define UPDATE_TRIES	8
/* Size of the path of a domain's home and a key, which takes PATH_SIZE at most. */
#define HOME_SIZE	(PATH_SIZE + 32)
#define HOME		"/local/domain/%u/"
#define LIST_TOKEN	"domains"

/**
 * store_open() - connect to xenstored
 * @s: the connection
 * @why: where to put, in a line, why it did not work
 * @size: size of @why in bytes
 *
 * Return: whether there is a connection.
 */
bool store_open(struct store *s, char *why, size_t size)
{
	s->lost = false;
	s->xs = xs_open(0);
	if (!s->xs)
		snprintf(why, size,
			 "cannot connect to Xenstore (%s); does xenstored run, and are you root?",
			 strerror(errno));
	return s->xs;
}

/**
 * store_close() - end the connection
 * @s: the connection
 */
void store_close(struct store *s)
{
	xs_close(s->xs);
	s->xs = NULL;
}

/**
 * store_fd() - get the file descriptor to poll for events
 * @s: the connection
 *
 * Return: a file descriptor that becomes readable when something has changed.
 */
int store_fd(const struct store *s)
{
	return xs_fileno(s->xs);
}

/* ---- reading ---- */

/* The value of a node, to be freed by the caller; NULL if there is no such node. */
static char *store_get(struct store *s, xs_transaction_t t, const char *path, unsigned int *len)
{
	char *value;

	*len = 0;
	if (s->lost)
		return NULL;
	value = xs_read(s->xs, t, path, len);
	if (!value && errno != ENOENT && errno != EACCES && errno != EINVAL)
		s->lost = true;
	return value;
}

static char *store_get_of(struct store *s, xs_transaction_t t, unsigned int id, const char *key,
			  unsigned int *len)
{
	char path[HOME_SIZE];

	snprintf(path, sizeof(path), HOME "%s", id, key);
	return store_get(s, t, path, len);
}

static long long store_kb(struct store *s, xs_transaction_t t, unsigned int id, const char *key)
{
	unsigned int len;
	char *value = store_get_of(s, t, id, key, &len);
	long long kb = value_kb(value, len);

	free(value);
	return kb;
}

static void store_word(struct store *s, unsigned int id, const char *key, char *to, size_t size)
{
	unsigned int len;
	char *value = store_get_of(s, XBT_NULL, id, key, &len);

	value_copy(to, size, value, len);
	free(value);
}

/* Whether the domain with this id is still the same one. */
static bool store_is(struct store *s, xs_transaction_t t, const struct domain *d)
{
	char wanted[UUID_SIZE + 8];
	unsigned int len;
	char *domid = store_get_of(s, t, d->id, "domid", &len);
	char *vm = store_get_of(s, t, d->id, "vm", &len);
	bool is;

	snprintf(wanted, sizeof(wanted), "/vm/%s", d->uuid);
	is = domid && vm && !strcasecmp(vm, wanted);
	free(domid);
	free(vm);
	return is;
}

/* Whether dom0's notes are about this domain, and not about an earlier one with its id. */
static bool store_is_noted(struct store *s, xs_transaction_t t, const struct domain *d)
{
	char path[PATH_SIZE];
	unsigned int len;
	char *uuid;
	bool is;

	keys_tool(path, sizeof(path), d->id, "uuid");
	uuid = store_get(s, t, path, &len);
	is = uuid && !strcasecmp(uuid, d->uuid);
	free(uuid);
	return is;
}

/* At most one of these keys exists. */
static const char *const store_note_keys[NOTE_KEEP] = {
	[NOTE_OFFERED] = "offered",
	[NOTE_WITHDRAWN] = "withdrawn",
};

static void store_read_notes(struct store *s, xs_transaction_t t, struct domain *d)
{
	char path[PATH_SIZE], key[32];
	unsigned int n, len;
	char *value;

	d->note = NOTE_NONE;
	if (!store_is_noted(s, t, d))
		return;
	for (n = NOTE_OFFERED; n < NOTE_KEEP; n++) {
		keys_tool(path, sizeof(path), d->id, store_note_keys[n]);
		value = store_get(s, t, path, &len);
		if (value)
			d->note = n;
		free(value);
	}
	for (n = 0; n < d->count; n++) {
		snprintf(key, sizeof(key), "%u/pnode", n);
		keys_tool(path, sizeof(path), d->id, key);
		value = store_get(s, t, path, &len);
		if (value)
			d->node[n].pnode = keys_pnode(value, len);
		free(value);
	}
}

/* The initial size of vnode 0 of a domain without virtual nodes, as its guest computes it. */
static void store_size_whole(struct domain *d)
{
	d->count = d->max_kb != KB_UNKNOWN && d->max_kb > d->video_kb;
	d->node[0].size_kb = d->max_kb - d->video_kb;
}

/* Reads what the toolstack and the rest of dom0 have written. */
static void store_read_keys(struct store *s, xs_transaction_t t, struct domain *d)
{
	char key[PATH_SIZE];
	unsigned int n;

	d->present = store_is(s, t, d);
	if (!d->present)
		return;
	d->target_kb = store_kb(s, t, d->id, "memory/target");
	d->max_kb = store_kb(s, t, d->id, "memory/static-max");
	d->video_kb = store_kb(s, t, d->id, "memory/videoram");
	if (d->video_kb == KB_UNKNOWN)
		d->video_kb = 0;
	if (d->whole)
		store_size_whole(d);
	for (n = 0; n < d->count; n++) {
		keys_vnode(key, sizeof(key), n, KEY_MAX);
		d->node[n].max_kb = store_kb(s, t, d->id, key);
		keys_vnode(key, sizeof(key), n, KEY_BALLOON);
		d->node[n].balloon_kb = store_kb(s, t, d->id, key);
	}
	store_read_notes(s, t, d);
}

/* Reads what the guest has written, or could have. */
static void store_read_guest(struct store *s, struct domain *d)
{
	char key[PATH_SIZE];
	unsigned int n, len;
	char *value = store_get_of(s, XBT_NULL, d->id, KEY_FEATURE, &len);

	d->handshake = keys_handshake(value, len);
	free(value);
	d->floor_kb = store_kb(s, XBT_NULL, d->id, "data/balloon/floor");
	for (n = 0; n < (d->whole ? 1 : d->count); n++) {
		keys_report(key, sizeof(key), n, "current-balloon-size");
		d->node[n].guest_kb = store_kb(s, XBT_NULL, d->id, key);
		keys_report(key, sizeof(key), n, "reason");
		store_word(s, d->id, key, d->node[n].reason, sizeof(d->node[n].reason));
	}
}

/**
 * store_read() - read all that Xenstore has on a domain
 * @s: the connection; sets @lost if Xenstore did not answer to the end
 * @d: the domain, with what Xen knows of it; the rest is filled in
 */
void store_read(struct store *s, struct domain *d)
{
	store_word(s, d->id, "name", d->name, sizeof(d->name));
	store_read_guest(s, d);
	store_read_keys(s, XBT_NULL, d);
}

/* ---- writing ---- */

static bool store_put(struct store *s, xs_transaction_t t, const char *path, const char *value)
{
	return xs_write(s->xs, t, path, value, strlen(value));
}

static bool store_put_kb(struct store *s, xs_transaction_t t, unsigned int id, const char *key,
			 long long kb)
{
	char path[HOME_SIZE], value[24];

	if (kb == KB_UNKNOWN)
		return true;
	snprintf(path, sizeof(path), HOME "%s", id, key);
	snprintf(value, sizeof(value), "%lld", kb);
	return store_put(s, t, path, value);
}

/* Returns true even if the path did not exist. */
static bool store_remove_path(struct store *s, xs_transaction_t t, const char *path)
{
	return xs_rm(s->xs, t, path) || errno == ENOENT;
}

static bool store_remove(struct store *s, xs_transaction_t t, unsigned int id, const char *key)
{
	char path[HOME_SIZE];

	snprintf(path, sizeof(path), HOME "%s", id, key);
	return store_remove_path(s, t, path);
}

/* Dom0 owns the node, so that it does not count as the guest's, which may write it. */
static bool store_put_feature(struct store *s, xs_transaction_t t, unsigned int id)
{
	struct xs_permissions perms[] = {
		{ .id = 0, .perms = XS_PERM_NONE },
		{ .id = id, .perms = XS_PERM_READ | XS_PERM_WRITE },
	};
	char path[HOME_SIZE];

	snprintf(path, sizeof(path), HOME KEY_FEATURE, id);
	return store_put(s, t, path, "") && xs_set_permissions(s->xs, t, path, perms, 2);
}

static bool store_put_nodes(struct store *s, xs_transaction_t t, const struct domain *d,
			    const struct change *c)
{
	char key[PATH_SIZE];
	unsigned int n;

	for (n = 0; n < d->count; n++) {
		keys_vnode(key, sizeof(key), n, KEY_MAX);
		if (!store_put_kb(s, t, d->id, key, c->node[n].max_kb))
			return false;
		keys_vnode(key, sizeof(key), n, KEY_BALLOON);
		if (!store_put_kb(s, t, d->id, key, c->node[n].balloon_kb))
			return false;
	}
	return true;
}

static bool store_remove_nodes(struct store *s, xs_transaction_t t, const struct domain *d)
{
	char key[PATH_SIZE];
	unsigned int n;

	if (!store_remove(s, t, d->id, KEY_FEATURE))
		return false;
	for (n = 0; n < d->count; n++) {
		/* The maximum of a whole domain is memory/static-max. */
		keys_vnode(key, sizeof(key), n, d->whole ? NULL : KEY_BALLOON);
		if (!store_remove(s, t, d->id, key))
			return false;
	}
	return true;
}

/* Makes the notes be about this domain: those about an earlier one with its id are removed. */
static bool store_begin_notes(struct store *s, xs_transaction_t t, const struct domain *d)
{
	char path[PATH_SIZE];

	if (store_is_noted(s, t, d))
		return true;
	keys_tool(path, sizeof(path), d->id, NULL);
	if (!store_remove_path(s, t, path))
		return false;
	keys_tool(path, sizeof(path), d->id, "uuid");
	return store_put(s, t, path, d->uuid);
}

static bool store_put_note(struct store *s, xs_transaction_t t, const struct domain *d,
			   enum note note)
{
	char path[PATH_SIZE];
	enum note n;
	bool good;

	if (!store_begin_notes(s, t, d))
		return false;
	for (n = NOTE_OFFERED; n < NOTE_KEEP; n++) {
		keys_tool(path, sizeof(path), d->id, store_note_keys[n]);
		good = n == note ? store_put(s, t, path, "") : store_remove_path(s, t, path);
		if (!good)
			return false;
	}
	return true;
}

/* libxl keeps the target here too, in MiB, for "xl list -l" and a restart. */
static bool store_put_vm_memory(struct store *s, xs_transaction_t t, const struct domain *d,
				long long target_kb)
{
	char path[PATH_SIZE], value[24];
	unsigned int len;
	char *old;

	snprintf(path, sizeof(path), "/vm/%s/memory", d->uuid);
	old = store_get(s, t, path, &len);
	if (!old)
		return !s->lost;
	free(old);
	snprintf(value, sizeof(value), "%lld", target_kb >> 10);
	return store_put(s, t, path, value);
}

static bool store_put_target(struct store *s, xs_transaction_t t, const struct domain *d,
			     const struct change *c)
{
	if (c->remove_target)
		return store_remove(s, t, d->id, "memory/target");
	if (c->target_kb == KB_UNKNOWN)
		return true;
	return store_put_kb(s, t, d->id, "memory/target", c->target_kb) &&
	       store_put_vm_memory(s, t, d, c->target_kb);
}

static bool store_put_change(struct store *s, xs_transaction_t t, const struct domain *d,
			     const struct change *c)
{
	if (c->withdraw && !store_remove_nodes(s, t, d))
		return false;
	if (c->note != NOTE_KEEP && !store_put_note(s, t, d, c->note))
		return false;
	if (!store_put_nodes(s, t, d, c) || !store_put_target(s, t, d, c) ||
	    !store_put_kb(s, t, d->id, "memory/static-max", c->max_kb))
		return false;
	return !c->offer || store_put_feature(s, t, d->id);
}

/*
 * Tells Xen of a new total. The limit goes first: Xen refuses a target of populate-on-demand above
 * it. That target needs no way back when the keys are not written: Xen only ever adds to what it
 * holds ready. @limited: set if Xen has a new limit.
 */
static bool store_tell_xen(struct xen *xen, const struct domain *d, const struct change *c,
			   bool *limited)
{
	if (c->limit_kb != KB_UNKNOWN) {
		if (!xen_set_limit(xen, d->id, c->limit_kb))
			return false;
		*limited = true;
	}
	return c->pod_kb == KB_UNKNOWN || xen_set_pod_target(xen, d->id, c->pod_kb);
}

/* Makes one attempt. Only STORE_BUSY is worth another. @limited: set if Xen has a new limit. */
static enum store_result store_try(struct store *s, struct xen *xen, struct domain *d,
				   store_decide decide, void *data, bool *limited)
{
	xs_transaction_t t = xs_transaction_start(s->xs);
	enum store_result result = STORE_DONE;
	struct change c;
	int error;

	if (t == XBT_NULL)
		return STORE_FAILED;
	store_read_keys(s, t, d);
	if (s->lost)
		result = STORE_FAILED;
	else if (!d->present)
		result = STORE_GONE;
	else if (!decide(d, &c, data))
		result = STORE_REFUSED;
	if (result != STORE_DONE || change_is_empty(&c)) {
		xs_transaction_end(s->xs, t, true);
		return result;
	}
	if (!store_tell_xen(xen, d, &c, limited))
		result = STORE_XEN;
	else if (!store_put_change(s, t, d, &c))
		result = STORE_FAILED;
	if (result != STORE_DONE) {
		error = errno;
		xs_transaction_end(s->xs, t, true);
		errno = error;
		return result;
	}
	if (xs_transaction_end(s->xs, t, false))
		return STORE_DONE;
	return errno == EAGAIN ? STORE_BUSY : STORE_FAILED;
}

/*
 * Another writer of the keys has set a limit for them, which ours has overridden. It may write
 * again while this reads them, so this checks until the total no longer changes.
 */
static void store_put_back_limit(struct store *s, struct xen *xen, struct domain *d,
				 long long limit_kb, long long target_kb)
{
	long long seen_kb = target_kb;
	unsigned int i;

	for (i = 0; i < UPDATE_TRIES; i++) {
		store_read_keys(s, XBT_NULL, d);
		if (s->lost || !d->present || (i && decide_total(d) == seen_kb))
			return;
		seen_kb = decide_total(d);
		xen_set_limit(xen, d->id, seen_kb == target_kb ? limit_kb : decide_limit(d));
	}
}

/**
 * store_update() - change the keys of a domain, all or none
 * @s: the connection
 * @xen: for a new total; may be NULL where @decide never sets a limit: the daemon writes a total
 *	only where xl or an administrator has told Xen of it
 * @d: the domain, with what Xen knows of it; the rest is filled in
 * @decide: decides what to change; called again, with new values, if others wrote at the same time
 * @data: for @decide
 *
 * As in libxl, the limit is set before the keys are written, so that the last one to write them is
 * also the last to set the limit. If the keys could not be written, the limit is set back to what
 * it was, or to what another writer's keys need.
 *
 * Return: the outcome.
 */
enum store_result store_update(struct store *s, struct xen *xen, struct domain *d,
			       store_decide decide, void *data)
{
	enum store_result result = STORE_BUSY;
	long long target_kb = KB_UNKNOWN;
	bool limited = false;
	unsigned int i;
	int error;

	store_read_guest(s, d);
	for (i = 0; i < UPDATE_TRIES && result == STORE_BUSY; i++) {
		result = store_try(s, xen, d, decide, data, &limited);
		if (!i)
			target_kb = decide_total(d);
	}
	if (result != STORE_DONE && limited) {
		error = errno;
		store_put_back_limit(s, xen, d, d->limit_kb, target_kb);
		errno = error;
	}
	return result;
}

/**
 * store_explain() - say why a change was not made
 * @result: from store_update(), not STORE_DONE or STORE_REFUSED; errno as left by it
 * @id: the domain
 * @why: where to put the explanation, in a line
 * @size: size of @why in bytes
 */
void store_explain(enum store_result result, unsigned int id, char *why, size_t size)
{
	switch (result) {
	case STORE_DONE:
	case STORE_REFUSED:
		snprintf(why, size, "domain %u stays as it is", id);
		break;
	case STORE_GONE:
		snprintf(why, size, "domain %u is not in Xenstore (any more); see 'xl list'", id);
		break;
	case STORE_BUSY:
		snprintf(why, size,
			 "others write the memory of domain %u without a pause; try again",
			 id);
		break;
	case STORE_XEN:
		snprintf(why, size,
			 "Xen does not take the new size of domain %u: %s; see 'xl dmesg'",
			 id, strerror(errno));
		break;
	case STORE_FAILED:
		snprintf(why, size,
			 "Xenstore does not take the change of domain %u: %s; does xenstored run?",
			 id, strerror(errno));
		break;
	}
}

/* ---- watching ---- */

/**
 * store_watch_list() - ask for an event when domains come or go
 * @s: the connection
 *
 * Return: whether it did.
 */
bool store_watch_list(struct store *s)
{
	return xs_watch(s->xs, "@introduceDomain", LIST_TOKEN) &&
	       xs_watch(s->xs, "@releaseDomain", LIST_TOKEN) &&
	       xs_watch(s->xs, KEYS_TOOL, LIST_TOKEN);
}

static const char *const store_watched[] = { "memory", KEY_FEATURE, "data/balloon" };

/**
 * store_watch() - ask for an event when keys of a domain change
 * @s: the connection
 * @id: the domain
 * @reports: watch the guest's reports too, which may come at any rate
 *
 * Return: whether it did.
 */
bool store_watch(struct store *s, unsigned int id, bool reports)
{
	char path[HOME_SIZE], token[16];
	unsigned int i;

	snprintf(token, sizeof(token), "%u", id);
	for (i = 0; i < (reports ? 3 : 2); i++) {
		snprintf(path, sizeof(path), HOME "%s", id, store_watched[i]);
		if (!xs_watch(s->xs, path, token))
			return false;
	}
	return true;
}

/**
 * store_unwatch() - undo store_watch() without reports
 * @s: the connection
 * @id: the domain
 */
void store_unwatch(struct store *s, unsigned int id)
{
	char path[HOME_SIZE], token[16];
	unsigned int i;

	snprintf(token, sizeof(token), "%u", id);
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), HOME "%s", id, store_watched[i]);
		xs_unwatch(s->xs, path, token);
	}
}

/**
 * store_next_event() - take an event, if there is one
 * @s: the connection; sets @lost if that is why there is none
 * @event: where to put it
 *
 * Return: whether there was one.
 */
bool store_next_event(struct store *s, struct store_event *event)
{
	char **words = xs_check_watch(s->xs);

	if (!words) {
		if (errno != EAGAIN)
			s->lost = true;
		return false;
	}
	*event = (struct store_event){ .domains = !strcmp(words[XS_WATCH_TOKEN], LIST_TOKEN) };
	if (!event->domains)
		event->id = strtoul(words[XS_WATCH_TOKEN], NULL, 10);
	free(words);
	return true;
}

static bool store_is_listed(const char *name, const struct domain *domains, unsigned int count)
{
	unsigned int i;
	char *end;
	unsigned long id = strtoul(name, &end, 10);

	for (i = 0; i < count && !*end; i++)
		if (domains[i].id == id)
			return true;
	return false;
}

/**
 * store_list_notes() - list the domains that dom0 has notes about
 * @s: the connection
 * @noted: set to their number
 *
 * Return: their ids as text, to be freed with one free(); NULL if there are none.
 */
char **store_list_notes(struct store *s, unsigned int *noted)
{
	char **names = xs_directory(s->xs, XBT_NULL, KEYS_TOOL, noted);

	if (!names)
		*noted = 0;
	return names;
}

/**
 * store_has_notes() - whether dom0 may have notes about a domain
 * @names: from store_list_notes()
 * @noted: number of @names
 * @id: the domain
 *
 * Return: whether there are notes, perhaps about an earlier domain with this id.
 */
bool store_has_notes(char *const *names, unsigned int noted, unsigned int id)
{
	char name[16];
	unsigned int i;

	snprintf(name, sizeof(name), "%u", id);
	for (i = 0; i < noted; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/**
 * store_forget_notes() - remove dom0's notes about domains that are gone
 * @s: the connection
 * @names: from store_list_notes(), called before @domains were listed: there may already be notes
 *	about a domain that was created in between
 * @noted: number of @names
 * @domains: the domains that exist
 * @count: number of @domains
 */
void store_forget_notes(struct store *s, char *const *names, unsigned int noted,
			const struct domain *domains, unsigned int count)
{
	char path[2 * PATH_SIZE];
	unsigned int i;

	for (i = 0; i < noted; i++) {
		if (store_is_listed(names[i], domains, count))
			continue;
		snprintf(path, sizeof(path), KEYS_TOOL "/%s", names[i]);
		xs_rm(s->xs, XBT_NULL, path);
	}
}
