// SPDX-License-Identifier: GPL-2.0
/*
 * Xenstore as the kernel sees it: nodes, transactions that collide, watches whose callbacks run in
 * a thread of their own.
 *
 * Models drivers/xen/xenbus/xenbus_xs.c, and tools/xenstore of Xen.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/errno.h>
#include <xen/xenbus.h>

#include <stdarg.h>
#include <stdio.h>

#include "../core/task.h"
#include "machine.h"

#define NODES	48
#define PATH	64

struct node {
	char path[PATH];
	char value[40];
	u64 written;
};

static struct node nodes[NODES];
static struct xenbus_watch *watches;
static struct notifier_block *ready_notifier;
static struct sim_task *xenwatch;

/* Changes with every write, which ends all transactions but the first to end. */
static unsigned int generation;
static unsigned int transactions;
unsigned int sim_open_transactions;
static unsigned int transaction_generation[256];

/* When the domain came to its host. */
static u64 restored_at;

bool sim_xenstored_frozen;
u32 sim_xenstore_fail_rate;

/* Until then the host may lack the latest state: the guest could not write it, and pauses. */
u64 sim_xenstore_late;

/* A write by the guest was refused once, and it may have given up. */
bool sim_xenstore_refused;

struct sim_xenstore_fault sim_xenstore_fault = { .path = "" };

/* What a case wants of this request. */
static int xenstore_fault(const char *path, bool writes)
{
	if (strcmp(path, sim_xenstore_fault.path) || !sim_xenstore_fault.times ||
	    (sim_xenstore_fault.write && !writes))
		return 0;
	sim_xenstore_fault.times--;
	return sim_xenstore_fault.err;
}

/* How often this domain has written. */
unsigned long sim_xenstore_writes;

/* A process of dom0, or of another domain: it takes its time. */
static void xenstore_request(void)
{
	sim_might_sleep("xenstored");
	sim_spend(20 * SIM_US);
	sim_point(SIM_RESCHED);
	while (sim_xenstored_frozen)
		sim_task_block("xenstored", sim_now + 100 * SIM_MS);
}

static struct node *xenstore_find(const char *path)
{
	int i;

	for (i = 0; i < NODES; i++)
		if (!strcmp(nodes[i].path, path))
			return &nodes[i];
	return NULL;
}

const char *sim_xenstore_get(const char *path)
{
	struct node *node = xenstore_find(path);

	return node ? node->value : NULL;
}

/* When it was last written, if it is there. */
u64 sim_xenstore_written(const char *path)
{
	struct node *node = xenstore_find(path);

	return node ? node->written : 0;
}

/* Is it the node itself, or below it? */
static bool xenstore_is_in(const char *path, const char *node)
{
	size_t length = strlen(node);

	return !strncmp(path, node, length) && (!path[length] || path[length] == '/');
}

/* A watch on a node fires for all below it, and when a node above it is removed. */
static void xenstore_fire(const char *path, bool removed)
{
	struct xenbus_watch *watch;

	for (watch = watches; watch; watch = watch->next) {
		if (!xenstore_is_in(path, watch->node) &&
		    !(removed && xenstore_is_in(watch->node, path)))
			continue;
		watch->pending = true;
		if (xenwatch && xenwatch->patient)
			sim_task_wake(xenwatch);
	}
}

static void xenstore_set(const char *path, const char *value)
{
	struct node *node = xenstore_find(path);

	if (!node)
		node = xenstore_find("");
	sim_assert(node, "too many nodes");
	snprintf(node->path, sizeof(node->path), "%s", path);
	snprintf(node->value, sizeof(node->value), "%s", value);
	node->written = sim_now;
	generation++;
	xenstore_fire(path, false);
}

/* Removes a node with all below it, as the toolstack does. */
void sim_xenstore_remove(const char *path)
{
	int i;

	for (i = 0; i < NODES; i++)
		if (*nodes[i].path && xenstore_is_in(nodes[i].path, path))
			memset(&nodes[i], 0, sizeof(nodes[i]));
	generation++;
	xenstore_fire(path, true);
}

/* By the toolstack, or anyone else. */
void sim_xenstore_write(const char *path, const char *fmt, ...)
{
	char value[40];
	va_list args;

	va_start(args, fmt);
	vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	xenstore_set(path, value);
}

char *xenbus_read(struct xenbus_transaction t, const char *dir, const char *node, unsigned int *length)
{
	const char *value;
	char path[PATH], *text;
	u32 fault = 0;
	int err;

	xenstore_request();
	snprintf(path, sizeof(path), "%s/%s", dir, node);
	value = sim_xenstore_get(path);
	/*
	 * Not while the domain is saved, or starts here or on a new host: it would take what it
	 * cannot read for missing.
	 */
	if (!sim_frozen && system_state == SYSTEM_RUNNING && sim_now > restored_at + SIM_S)
		fault = sim_choose_rarely(SIM_FAIL_XENSTORE, sim_xenstore_fail_rate, 2);
	if (sim_frozen && sim_chance(SIM_FAIL_SAVE, 4 * sim_xenstore_fail_rate))
		return ERR_PTR(-ENOMEM);
	if (fault == 1)
		return ERR_PTR(-ENOMEM);
	err = xenstore_fault(path, false);
	if (err)
		return ERR_PTR(err);
	if (!value)
		return ERR_PTR(-ENOENT);
	text = sim_kmalloc(64, 0, "xenstore.c", 0);
	snprintf(text, 64, "%s%s", value, fault == 2 ? "?" : "");
	return text;
}

int xenbus_exists(struct xenbus_transaction t, const char *dir, const char *node)
{
	char path[PATH];

	xenstore_request();
	snprintf(path, sizeof(path), "%s/%s", dir, node);
	return !!sim_xenstore_get(path);
}

/* Some toolstacks let it write what it can. */
bool sim_control_writable;

/* What the toolstack lets a guest write: this too, as long as it is there. */
static bool xenstore_writable(const char *path)
{
	if (!strcmp(path, "control/feature-balloon-vnode"))
		return sim_xenstore_get(path);
	if (!strcmp(path, "control/feature-balloon") && sim_control_writable)
		return true;
	return !strncmp(path, "data", 4) || sim_machine.domain == SIM_DOM0;
}

int xenbus_write(struct xenbus_transaction t, const char *dir, const char *node, const char *text)
{
	char path[PATH];
	int err;

	xenstore_request();
	snprintf(path, sizeof(path), "%s/%s", dir, node);
	sim_xenstore_writes++;
	err = xenstore_fault(path, true);
	if (err)
		return err;
	if (!xenstore_writable(path))
		return -EACCES;
	if (sim_chance(SIM_FAIL_XENSTORE, sim_xenstore_fail_rate / 16)) {
		sim_xenstore_refused = true;
		return -EACCES;
	}
	if (!t.id) {
		xenstore_set(path, text);
		return 0;
	}
	/* Seen by others a little too early, which none of them minds. */
	if (transaction_generation[t.id % 256] == generation) {
		xenstore_set(path, text);
		transaction_generation[t.id % 256] = generation;
	}
	return 0;
}

int xenbus_printf(struct xenbus_transaction t, const char *dir, const char *node, const char *fmt, ...)
{
	char text[40];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return xenbus_write(t, dir, node, text);
}

/* What is read in one is what is there at that time, as with the xenstored that is written in C. */
int xenbus_transaction_start(struct xenbus_transaction *t)
{
	int err;

	xenstore_request();
	/* Processes of the domain have all that it can have at a time. */
	if (sim_chance(SIM_FAIL_XENSTORE, sim_xenstore_fail_rate / 16)) {
		sim_xenstore_late = sim_now + 40 * SIM_S;
		/* xenbus does not know oxenstored's word for it. */
		return sim_choose(SIM_FAIL_XENSTORE, 2) ? -EINVAL : -ENOSPC;
	}
	err = xenstore_fault("a transaction", true);
	if (err)
		return err;
	t->id = ++transactions;
	sim_open_transactions++;
	transaction_generation[t->id % 256] = generation;
	return 0;
}

int xenbus_transaction_end(struct xenbus_transaction t, int abort)
{
	int err;

	xenstore_request();
	sim_open_transactions--;
	if (sim_chance(SIM_FAIL_XENSTORE, sim_xenstore_fail_rate))
		generation++;
	err = abort ? 0 : xenstore_fault("the end of a transaction", true);
	if (err)
		return err;
	return abort || transaction_generation[t.id % 256] == generation ? 0 : -EAGAIN;
}

/* It fires at once, as Xen's does. */
int register_xenbus_watch(struct xenbus_watch *watch)
{
	xenstore_request();
	watch->next = watches;
	watches = watch;
	xenstore_fire(watch->node, false);
	return 0;
}

/* After a restore all watches are set again, which fires each of them. */
void sim_xenstore_restored(void)
{
	struct xenbus_watch *watch;

	restored_at = sim_now;
	for (watch = watches; watch; watch = watch->next)
		xenstore_fire(watch->node, false);
}

int register_xenstore_notifier(struct notifier_block *nb)
{
	ready_notifier = nb;
	return 0;
}

/* Boot does not wait for the xenwatch thread. */
bool sim_watches_late;

static bool watches_wait(void)
{
	return sim_watches_late && system_state != SYSTEM_RUNNING;
}

bool sim_xenstore_quiet(void)
{
	struct xenbus_watch *watch;

	for (watch = watches; watch; watch = watch->next)
		if (watch->pending && !watches_wait())
			return false;
	return xenwatch->patient;
}

static struct xenbus_watch *xenwatch_next(void)
{
	struct xenbus_watch *watch;

	for (watch = watches; watch; watch = watch->next)
		if (watch->pending)
			return watch;
	return NULL;
}

static void xenwatch_main(void *arg)
{
	struct xenbus_watch *watch;

	if (ready_notifier)
		ready_notifier->notifier_call(ready_notifier, 0, NULL);
	for (;;) {
		watch = sim_frozen || watches_wait() ? NULL : xenwatch_next();
		if (watch) {
			watch->pending = false;
			watch->callback(watch, watch->node, watch->node);
			continue;
		}
		sim_current->patient = true;
		sim_task_block("a watch", sim_frozen || watches_wait() ? sim_now + 100 * SIM_MS : ~0ULL);
		sim_current->patient = false;
	}
}

void sim_xenstore_boot(void)
{
	xenwatch = sim_task_start("xenwatch", xenwatch_main, NULL);
}
