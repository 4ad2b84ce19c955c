// SPDX-License-Identifier: GPL-2.0
/*
 * What Xenstore says: the only file that reads it.
 *
 * Any node may be missing at any time: its domain may have gone since Xen was asked, for one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <xenstore.h>

#include "store.h"
#include "text.h"

#define PATH_SIZE	256

void store_close(struct store *store)
{
	if (store->xs)
		xs_close(store->xs);
	store->xs = NULL;
}

/*
 * The value of a node, to be freed by the caller; NULL if there is none, or if the connection is
 * lost, which is then closed.
 */
static char *node(struct store *store, const char *home, const char *name, unsigned int *len)
{
	char path[PATH_SIZE];
	char *value;

	*len = 0;
	if (!store->xs)
		return NULL;
	snprintf(path, sizeof(path), "%s/%s", home, name);
	value = xs_read(store->xs, XBT_NULL, path, len);
	if (!value && errno != ENOENT && errno != EACCES && errno != EINVAL)
		store_close(store);
	return value;
}

static long long kb(struct store *store, const char *home, const char *name)
{
	unsigned int len;
	char *value = node(store, home, name, &len);
	long long result = value_kb(value, len);

	free(value);
	return result;
}

static void text(struct store *store, const char *home, const char *name, char *to, size_t size)
{
	unsigned int len;
	char *value = node(store, home, name, &len);

	value_copy(to, size, value, len);
	free(value);
}

/* False if Xenstore has nothing on this node: there are none after it either. */
static bool read_vnode(struct store *store, const char *home, struct vnode *v, unsigned int number)
{
	char key[64];

	snprintf(key, sizeof(key), "memory/vnode%u/static-max", number);
	v->max_kb = kb(store, home, key);
	snprintf(key, sizeof(key), "memory/vnode%u/target-balloon-size", number);
	v->target_kb = kb(store, home, key);
	snprintf(key, sizeof(key), "data/balloon/vnode%u/current-balloon-size", number);
	v->balloon_kb = kb(store, home, key);
	if (v->max_kb == KB_UNKNOWN && v->target_kb == KB_UNKNOWN && v->balloon_kb == KB_UNKNOWN)
		return false;
	snprintf(key, sizeof(key), "data/balloon/vnode%u/reason", number);
	text(store, home, key, v->reason, sizeof(v->reason));
	return true;
}

/* Most domains have no nodes, and cost no more than it takes to find that out. */
static void read_vnodes(struct store *store, const char *home, struct domain *d)
{
	while (d->vnodes < MOST_VNODES && read_vnode(store, home, &d->vnode[d->vnodes], d->vnodes))
		d->vnodes++;
}

static void read_domain(struct store *store, struct domain *d)
{
	char *home = xs_get_domain_path(store->xs, d->id);

	if (!home) {
		store_close(store);
		return;
	}
	text(store, home, "name", d->name, sizeof(d->name));
	d->target_kb = kb(store, home, "memory/target");
	d->max_kb = kb(store, home, "memory/static-max");
	d->guest_kb = kb(store, home, "data/balloon/current");
	d->floor_kb = kb(store, home, "data/balloon/floor");
	text(store, home, "data/balloon/state", d->state, sizeof(d->state));
	text(store, home, "data/balloon/reason", d->reason, sizeof(d->reason));
	text(store, home, "data/balloon/interface", d->interface, sizeof(d->interface));
	if (*d->interface || kb(store, home, "memory/vnode0/static-max") != KB_UNKNOWN)
		read_vnodes(store, home, d);
	free(home);
}

/*
 * Adds what Xenstore has to the domains of a sample. False if it did not answer to the end. This
 * may also never return: without a daemon, the library goes through the kernel, in case Xenstore is
 * in a domain of its own, and a request there that gets no answer is never given up. After each
 * domain that was read @progress is called.
 */
bool store_read(struct store *store, struct sample *s, void (*progress)(void *data), void *data)
{
	unsigned int i;

	if (!store->xs)
		store->xs = xs_open(0);
	if (!store->xs)
		return false;
	for (i = 0; i < s->count && store->xs; i++) {
		read_domain(store, &s->domains[i]);
		progress(data);
	}
	return store->xs;
}
