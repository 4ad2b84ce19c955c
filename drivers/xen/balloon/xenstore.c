// SPDX-License-Identifier: GPL-2.0
/*
 * The exchange with the toolstack, through Xenstore.
 *
 * The toolstack writes to memory/target how much the domain should have, and to memory/static-max
 * how much it may ever have, with video memory. Its count includes memory that this domain does not
 * know of: the difference is the offset, which is constant for the life of the domain.
 *
 * The driver reports under data/balloon, in the toolstack's count: state, reason, current and
 * floor, so that an administrator of the host can tell why a domain is not at its target.
 *
 * A toolstack that steers each vnode separately writes other keys, see vnode.c; while both sides
 * agree on them, these apply, and memory/target does not.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "xenstore.h"
#include "account.h"
#include "device-model.h"
#include "format.h"
#include "suspend.h"
#include "vnode.h"
#include "worker.h"

#include <linux/align.h>
#include <linux/crash_dump.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <xen/balloon.h>
#include <xen/balloon-arch.h>
#include <xen/xen.h>
#include <xen/xenbus.h>

#ifdef CONFIG_MEMORY_HOTPLUG
/* The max_mem_size for after boot, when early set-up has set a lower one for boot; else 0. */
u64 xen_saved_max_mem_size;
#endif

/* Attempts at one report: a transaction fails when others write under data/balloon meanwhile. */
#define PUBLISH_TRIES	8

/* Seconds to wait when processes of this domain have used up its Xenstore quota. */
#define PUBLISH_PAUSE	32

/* In pages. Set with the first target, or the first offer of vnodes before there is one. */
static long xenstore_offset;

/* A target has been seen: the offset is final. */
static bool xenstore_target_seen;

/* ---- targets ---- */

/*
 * Reads a node that holds a number of KiB. Returns 0, -ENOENT when there is no such node, -ENODATA
 * when it holds no such number, or another negative errno when it cannot be read.
 */
static int xenstore_read_kb(const char *node, unsigned long *pages)
{
	char *text;
	int err;

	text = xenbus_read(XBT_NIL, "memory", node, NULL);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = xen_balloon_parse_kb(text, pages);
	if (err)
		pr_warn_ratelimited("Ignoring memory/%s: \"%.20s\" is not a number of KiB\n", node,
				    text);
	kfree(text);
	return err ? -ENODATA : 0;
}

/*
 * Reads the largest size of the domain, without the video memory that the toolstack set aside:
 * memory/static-max includes that (libxl: libxl__build_post()), but the E820 (libxl:
 * libxl__build_hvm()) and memory/target (libxl: libxl_set_memory_target()) do not.
 */
static int xenstore_read_static_max(unsigned long *pages, unsigned long *video)
{
	int err;

	err = xenstore_read_kb("static-max", pages);
	if (err && xenstore_read_kb("memory_static_max", pages))
		return err;
	err = xenstore_read_kb("videoram", video);
	if (err == -ENOENT)
		*video = 0;
	else if (err)
		return err;
	*pages -= min(*video, *pages);
	return 0;
}

/*
 * When an HVM or PVH domain starts, the toolstack's maximum and the sum of the E820 are the same
 * memory, counted by the toolstack and by us. The toolstack may raise the maximum later; the offset
 * is from the start. When kexec starts a kernel the maximum may have changed already: xl gives
 * whole MiB to a domain, less than one of which we do not see.
 */
static long xenstore_find_offset(void)
{
	unsigned long e820 = xen_balloon_e820_pages();
	unsigned long static_max, video;

	if (xen_pv_domain() || xen_initial_domain())
		return 0;
	if (xenstore_read_static_max(&static_max, &video))
		return 0;
	if (xen_boot_is_kexec && static_max - e820 >= PHYS_PFN(SZ_1M))
		return ALIGN(e820, PHYS_PFN(SZ_1M)) - e820;
	return (long)static_max - (long)e820;
}

/* Early set-up limited memory for boot only. From now on this driver decides about growth. */
static void xenstore_lift_boot_limit(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
	if (xen_saved_max_mem_size)
		max_mem_size = xen_saved_max_mem_size;
#endif
}

/*
 * Uses the maximum as it is now, unlike the offset. Repeated with each target: with more memory,
 * xen_balloon_prepare_for_max() may succeed where it failed before.
 */
static void xenstore_read_maximum(void)
{
	unsigned long maximum, video;

	if (xenstore_read_static_max(&maximum, &video) || (long)maximum <= xenstore_offset)
		return;
	xen_balloon_device_memory_maximum(maximum, video);
	xen_balloon_prepare_for_max(maximum - xenstore_offset);
}

/* Of either interface; may lower the floor. Not in dom0: anyone may write it, hours after boot. */
static void xenstore_first_target(unsigned long target)
{
	if (!xenstore_target_seen && !xen_initial_domain())
		xen_balloon_allow_boot_target(target);
	xenstore_target_seen = true;
}

static void xenstore_read_target(void)
{
	unsigned long target;

	xenstore_lift_boot_limit();
	/* In dom0 the node is missing until the toolstack sets a target. */
	if (xenstore_read_kb("target", &target))
		return;
	if (!xenstore_target_seen)
		xenstore_offset = xenstore_find_offset();
	/* Below that the two sides count different memory: mem= hides most of it from us. */
	if ((long)target <= xenstore_offset) {
		pr_warn_once("Ignoring memory/target: most of this domain's memory is out of sight\n");
		return;
	}
	target -= xenstore_offset;
	xenstore_read_maximum();
	xenstore_first_target(target);
	xen_balloon_set_target(target);
}

/* Whether Xenstore was asked, and had an answer: that there is no such number is one. */
static bool xenstore_has_answered(int err)
{
	return !err || err == -ENOENT || err == -ENODATA;
}

/**
 * xen_balloon_xenstore_prepare_suspend - read what the toolstack would restore the domain with
 * @target: set to the current target, in pages of our count; ULONG_MAX when there is none
 *
 * The maximum is read too: an event that brought a new one may have come when it could not be read.
 *
 * Context: process, in the xenwatch thread or while it runs none of our callbacks; may sleep.
 * Return: 0, or a negative errno when one of them could not be read.
 */
int xen_balloon_xenstore_prepare_suspend(unsigned long *target)
{
	unsigned long pages, maximum, video;
	int err;

	*target = ULONG_MAX;
	err = xenstore_read_kb("target", &pages);
	if (!xenstore_has_answered(err))
		return err;
	if (!err && (long)pages > xenstore_offset)
		*target = pages - xenstore_offset;
	err = xenstore_read_static_max(&maximum, &video);
	if (!err)
		xen_balloon_device_memory_maximum(maximum, video);
	return xenstore_has_answered(err) ? 0 : err;
}

/* ---- status ---- */

/**
 * struct xenstore_publisher - the status as the host sees it
 * @work:	writes it, so that the worker does not wait for Xenstore
 * @ready:	Xenstore is up, and we may write to it; cleared only by @work
 * @unannounced:	the host is yet to be told that this domain has a balloon, but only when the
 *		domain is at its target: toolstacks then measure how Xen's count and the target
 *		differ (xapi: squeezed); cleared only by @work
 * @state:	as last written, or about to be
 * @reason:	likewise
 * @current_pages: likewise
 * @floor:	likewise
 */
static struct xenstore_publisher {
	struct delayed_work work;
	bool ready;
	bool unannounced;
	enum xen_balloon_state state;
	enum xen_balloon_reason reason;
	unsigned long current_pages;
	unsigned long floor;
} publisher;

static unsigned long long xenstore_host_kb(unsigned long pages)
{
	return xen_balloon_pages_to_kb(pages + xenstore_offset);
}

static int xenstore_write_status(struct xenbus_transaction t)
{
	const char *dir = "data/balloon";
	int err;

	err = xenbus_write(t, dir, "state", xen_balloon_state_name(publisher.state));
	if (!err)
		err = xenbus_write(t, dir, "reason", xen_balloon_reason_name(publisher.reason));
	if (!err)
		err = xenbus_printf(t, dir, "current", "%llu",
				    xenstore_host_kb(publisher.current_pages));
	if (!err)
		err = xenbus_printf(t, dir, "floor", "%llu", xenstore_host_kb(publisher.floor));
	return err ?: xen_balloon_vnode_write_status(t);
}

/*
 * Writes a report in one transaction: a reader that uses one too never sees parts of two reports.
 * Returns 0, -EAGAIN when others wrote meanwhile, or another negative errno.
 */
static int xenstore_write_transaction(void)
{
	struct xenbus_transaction t;
	int err;

	err = xenbus_transaction_start(&t);
	if (err)
		return err;
	err = xenstore_write_status(t);
	if (err) {
		xenbus_transaction_end(t, 1);
		return err;
	}
	return xenbus_transaction_end(t, 0);
}

/*
 * Writing stops while the domain is saved, as the Xenstore of the new host would not know a
 * transaction that began before. In dom0 it goes on: xenstored is frozen before the workqueues are,
 * and one that waits for its answer cannot be frozen, so dom0 could not be suspended.
 */
static struct workqueue_struct *xenstore_queue(void)
{
	return xen_initial_domain() ? system_long_wq : system_freezable_wq;
}

/* The host is told of a new state or reason at once, and of progress twice a second. */
static void xenstore_status_changed(void)
{
	struct xen_balloon_status status;

	if (!READ_ONCE(publisher.ready))
		return;
	/* Either we see what the publisher recorded, or it sees what the worker has changed. */
	smp_mb();
	xen_balloon_status(&status);
	if (status.state != READ_ONCE(publisher.state) ||
	    status.reason != READ_ONCE(publisher.reason) || xen_balloon_vnode_news())
		mod_delayed_work(xenstore_queue(), &publisher.work, 0);
	else if (READ_ONCE(balloon_stats.current_pages) != READ_ONCE(publisher.current_pages) ||
		 status.floor != READ_ONCE(publisher.floor) || xen_balloon_vnode_moved())
		queue_delayed_work(xenstore_queue(), &publisher.work, HZ / 2);
}

/* Seconds after which a write with result @err is tried again; 0: it is not. */
static unsigned int xenstore_retry_seconds(int err)
{
	switch (err) {
	/* Others keep writing. */
	case -EAGAIN:
		return 1;
	/* This domain's Xenstore quota is used up. */
	case -ENOSPC:
	case -ENOMEM:
	/* What xenbus turns oxenstored's EQUOTA into, which it does not know. */
	case -EINVAL:
		return PUBLISH_PAUSE;
	/* It may not write, or has done so. */
	default:
		return 0;
	}
}

static void xenstore_publish_failed(int err)
{
	unsigned int seconds = xenstore_retry_seconds(err);

	if (!seconds) {
		pr_info_once("The host is not told about the balloon: data/balloon cannot be written (%d)\n",
			     err);
		WRITE_ONCE(publisher.ready, false);
		return;
	}
	if (err != -EAGAIN)
		pr_info_once("The host is told about the balloon later: Xenstore has no room for it now (%d)\n",
			     err);
	queue_delayed_work(xenstore_queue(), &publisher.work, seconds * HZ);
}

/* Succeeds only where the toolstack made it writable; libxl does not. */
static void xenstore_announce_balloon(void)
{
	unsigned int seconds = xenstore_retry_seconds(xenbus_write(XBT_NIL, "control",
								   "feature-balloon", "1"));

	if (!seconds)
		return;
	WRITE_ONCE(publisher.unannounced, true);
	queue_delayed_work(xenstore_queue(), &publisher.work, seconds * HZ);
}

static void xenstore_publish(struct work_struct *work)
{
	struct xen_balloon_status status;
	unsigned int tries;
	int err = -EAGAIN;

	xen_balloon_status(&status);
	publisher.state = status.state;
	publisher.reason = status.reason;
	publisher.floor = status.floor;
	publisher.current_pages = READ_ONCE(balloon_stats.current_pages);
	xen_balloon_vnode_take_status();

	for (tries = 0; err == -EAGAIN && tries < PUBLISH_TRIES; tries++)
		err = xenstore_write_transaction();
	if (err)
		xenstore_publish_failed(err);
	else
		/* Changes during the recording were compared with the report before: look again. */
		xenstore_status_changed();
	/* After the report: the retry queued first counts, and that of a report may be sooner. */
	if (publisher.current_pages == READ_ONCE(balloon_stats.target_pages) &&
	    xchg(&publisher.unannounced, false))
		xenstore_announce_balloon();
}

/**
 * xen_balloon_xenstore_announce - report to a host that knows nothing of this domain
 *
 * Called at boot and after a restore, which brings another Xenstore, maybe another host.
 *
 * Context: any.
 */
void xen_balloon_xenstore_announce(void)
{
	if (is_kdump_kernel())
		return;
	WRITE_ONCE(publisher.ready, true);
	WRITE_ONCE(publisher.unannounced, true);
	mod_delayed_work(xenstore_queue(), &publisher.work, 0);
}

/* ---- watches ---- */

static void xenstore_target_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	if (!xen_balloon_vnode_followed())
		xenstore_read_target();
}

/* Follows the keys of vnodes, or memory/target again, whichever applies now. */
static void xenstore_update_vnodes(void)
{
	struct xen_balloon_toolstack toolstack = {};
	unsigned long static_max, video;

	if (!xen_balloon_vnode_offered())
		return;
	/* There may never have been a target. */
	if (!xenstore_target_seen)
		xenstore_offset = xenstore_find_offset();
	toolstack.offset = xenstore_offset;
	if (!xenstore_read_static_max(&static_max, &video))
		toolstack.static_max = static_max;
	if (xen_balloon_vnode_update(&toolstack)) {
		xenstore_read_target();
	} else if (xen_balloon_vnode_followed() && !xenstore_target_seen) {
		xenstore_first_target(xen_balloon_target_pages());
		xen_balloon_worker_restart();
	}
	xenstore_status_changed();
}

static void xenstore_vnode_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	xenstore_update_vnodes();
}

/* "xl mem-max" brings no new target, but may bring the present one within reach. */
static void xenstore_max_changed(struct xenbus_watch *watch, const char *path, const char *token)
{
	xenstore_read_maximum();
	/*
	 * With another maximum, a balloon of the same size means another target; and a domain
	 * without vNUMA follows its keys only while it knows the maximum.
	 */
	xenstore_update_vnodes();
	xen_balloon_worker_restart();
}

static struct xenbus_watch xenstore_watches[] = {
	{ .node = "memory/target", .callback = xenstore_target_changed },
	{ .node = "memory/static-max", .callback = xenstore_max_changed },
};

static int xenstore_ready(struct notifier_block *nb, unsigned long event, void *data)
{
	unsigned int i;

	/* Vnodes are measured before there is a target for which memory blocks may be added. */
	xen_balloon_vnode_init();
	/*
	 * The watch would bring the first target too, but from a thread of its own: boot could go
	 * on to user space before the driver knew that there is memory to release.
	 */
	xenstore_read_target();
	xenstore_update_vnodes();
	for (i = 0; i < ARRAY_SIZE(xenstore_watches); i++)
		if (register_xenbus_watch(&xenstore_watches[i]))
			pr_err("Failed to set balloon watcher\n");
	xen_balloon_vnode_watch(xenstore_vnode_changed);
	xen_balloon_xenstore_announce();
	return NOTIFY_DONE;
}

static struct notifier_block xenstore_nb = {
	.notifier_call = xenstore_ready,
};

/**
 * xen_balloon_xenstore_init - start listening to the toolstack
 *
 * Context: process, once, at boot, after the core is ready.
 */
void xen_balloon_xenstore_init(void)
{
	INIT_DELAYED_WORK(&publisher.work, xenstore_publish);
	xen_balloon_hooks.status_changed = xenstore_status_changed;
	/* A crash kernel sees only a corner of the memory; it is there to save the rest. */
	if (!is_kdump_kernel())
		register_xenstore_notifier(&xenstore_nb);
}
