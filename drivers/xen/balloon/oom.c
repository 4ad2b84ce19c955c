// SPDX-License-Identifier: GPL-2.0
/*
 * Out of memory: help from the balloon before a process is killed.
 *
 * A move down stops, and pages that the worker has just collected for Xen go back to the guest.
 * With xen_balloon.oom_reserve= the guest also gets up to that much back from the balloon, as far
 * as Xen allows the domain more than it has. The target does not change: state and reason say why
 * the domain is above it, and the memory goes back to Xen as soon as the guest can spare it.
 *
 * Nothing on that path allocates memory, or waits for a task that may have to.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "oom.h"
#include "account.h"
#include "batch.h"
#include "format.h"
#include "guest.h"
#include "move.h"
#include "statistics.h"
#include "worker.h"
#include "xen.h"

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/oom.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/wait.h>

#include <asm/barrier.h>

#include <xen/xen.h>

/* Pages that a guest gets at a time: it asks again when that is not enough. */
#define OOM_PAGES	((unsigned long)SZ_16M >> PAGE_SHIFT)

/* Pages above its target that the guest may take. */
static unsigned long oom_reserve;

/*
 * NULL until there is a reserve; never changes from then on. The batch itself is used under the
 * kernel's oom_lock.
 */
static struct xen_balloon_batch *oom_batch;

/*
 * Allocates the batch when it is first needed, and keeps it. Called at boot, or under the lock of
 * module parameters.
 */
static int oom_make_batch(void)
{
	static struct xen_balloon_batch batch;
	int err;

	if (!oom_reserve || oom_batch || !xen_domain())
		return 0;
	err = xen_balloon_batch_init(&batch, XEN_BALLOON_BATCH_PAGES);
	if (err)
		return err;
	if (!xen_balloon_prepare_all())
		pr_info("xen_balloon.oom_reserve: no memory for bookkeeping now, some of the balloon will not be of use\n");
	/* Pairs with oom_before_kill(). */
	smp_store_release(&oom_batch, &batch);
	return 0;
}

static int oom_set_reserve(const char *text, const struct kernel_param *param)
{
	unsigned long pages;
	int err = xen_balloon_parse_bytes(text, &pages);

	if (err)
		return err;
	WRITE_ONCE(oom_reserve, pages);
	/* The command line is parsed before memory can be allocated. */
	return system_state < SYSTEM_SCHEDULING ? 0 : oom_make_batch();
}

static int oom_get_reserve(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%lluK\n", xen_balloon_pages_to_kb(READ_ONCE(oom_reserve)));
}

static const struct kernel_param_ops oom_reserve_ops = {
	.set = oom_set_reserve,
	.get = oom_get_reserve,
};

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen_balloon."
module_param_cb(oom_reserve, &oom_reserve_ops, NULL, 0644);
MODULE_PARM_DESC(oom_reserve,
		 "Memory above its target that a guest may take before a process is killed, for example 256M; 0: none");

/* Has the worker give back the pages that it has collected. Returns how many. */
static unsigned long oom_stop_inflating(void)
{
	struct xen_balloon_mover *mover = &xen_balloon_worker_mover;
	unsigned long before = READ_ONCE(mover->spared);

	/* The worker's step needs no memory, so it ends however little there is. */
	if (READ_ONCE(mover->inflating))
		wait_event_timeout(xen_balloon_step_done, !READ_ONCE(mover->inflating), HZ);
	return READ_ONCE(mover->spared) - before;
}

/* Takes up to @nr_pages pages out of the balloon, as far as Xen allows. Returns how many. */
static unsigned long oom_take_back(struct xen_balloon_batch *batch, unsigned long nr_pages)
{
	unsigned long now = xen_balloon_current_pages(), ceiling = xen_balloon_ask_ceiling(), got;

	nr_pages = min(nr_pages, ceiling - min(ceiling, now));
	got = xen_balloon_move_relieve(batch, nr_pages);
	xen_balloon_account_relief(got);
	if (got)
		xen_balloon_count_relief(got);
	return got;
}

/*
 * A move down stops, and resumes when the guest has not run out of memory for a while, see
 * xen_balloon_guest_oom_recently(). Called under the kernel's oom_lock; may sleep for a second.
 */
static int oom_before_kill(struct notifier_block *nb, unsigned long unused, void *data)
{
	unsigned long got, reserve = READ_ONCE(oom_reserve), used = xen_balloon_relief_pages();
	/* Pairs with oom_make_batch(). */
	struct xen_balloon_batch *batch = smp_load_acquire(&oom_batch);
	unsigned long *freed = data;

	xen_balloon_guest_note_oom();
	got = oom_stop_inflating();
	reserve -= min(reserve, used);
	if (!got && reserve && batch)
		got = oom_take_back(batch, min(OOM_PAGES, reserve));
	xen_balloon_worker_wake();
	*freed += got;
	return NOTIFY_OK;
}

static struct notifier_block oom_nb = {
	.notifier_call = oom_before_kill,
};

/**
 * xen_balloon_oom_init - register to be called before a process is killed
 *
 * Context: process, once, at boot, when the worker may run.
 */
void __init xen_balloon_oom_init(void)
{
	if (oom_make_batch())
		pr_warn("No memory for xen_balloon.oom_reserve\n");
	register_oom_notifier(&oom_nb);
}
