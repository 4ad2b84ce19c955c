// SPDX-License-Identifier: GPL-2.0
/*
 * Xen balloon driver: lets a domain give memory to Xen and take it back.
 *
 * A domain started with memory=X maxmem=Y has X, and can be taken to Y and back. This file has the
 * entry points: what happens at boot, in which order, and what the rest of the kernel may call. The
 * parts are in drivers/xen/balloon/, one concept per file; no file calls a group above its own:
 *
 *   xenstore.c			targets from the toolstack, and status for it
 *   vnode.c			the same for each vnode
 *   debugfs.c			the status of each node
 *   ../xen-balloon.c		targets from users: sysfs
 *
 *   worker.c			takes the domain to its target, a step at a time
 *   lend.c			page frames for drivers that map memory of other domains
 *   suspend.c			whether the domain can be saved
 *   pod.c			populate-on-demand memory past the initial balloon
 *   oom.c			memory for a guest that has run out of it
 *   kexec.c			memory for the next kernel, which takes over
 *
 *   hotplug.c			page frames beyond those known at boot
 *   memory-block.c		the memory blocks that these frames come in
 *   memmap.c			memory for the memmap of these blocks
 *   compaction.c		when that memmap may be freed
 *   device-model.c		where the devices of an HVM domain have their memory
 *
 *   move.c			inflate and deflate, a batch at a time
 *   account.c			how much memory the domain has
 *   batch.c			extents that move together
 *   guest.c			pages out of the page allocator, and back
 *   xen.c			the hypercalls
 *   node.c			which Linux node is which Xen vnode
 *   pvmmu.c, p2m.c		what a PV domain has to do itself when memory moves
 *   save.c			whether a save that has begun includes all of the memory
 *   statistics.c		what the driver has done
 *   arch.c			defaults for what an architecture does not provide
 *
 *   policy.c			what to do next, and when: pure
 *   choose.c			on which node: pure
 *   spread.c			how much each node should have: pure
 *   handshake.c, keys.c		whether vnodes are steered, and by what: pure
 *   pool.c			page frames in the balloon: pure
 *   format.c			sizes and words as users write them: pure
 *   node-map.c			the node of each vnode: pure
 *
 * Words. The reservation is what Xen counts for this domain; "current" is our count of it, "target"
 * is where it should be. To inflate the balloon is to give memory to Xen (a move down), to deflate
 * it is to take memory back (a move up). A page frame is populated when Xen has memory behind it.
 * It is in exactly one place: populated and the guest's, in the pool, lent, or in a moving batch.
 *
 * Locks, in their order: under each of them, only those further down are taken.
 *
 *   in balloon_ensure_init()		books and pool are set up, once
 *   device hotplug lock (driver core)	a memory block is added or removed
 *   lock of a mover (move.h)		a batch is under way; never held for two movers
 *   p2m_lock (p2m.c)			the p2m gets pages
 *   oom_lock (mm's)			taken by allocations under any of these when they call the
 *					OOM notifier. Ours takes only spinlocks, and waits only for
 *					a step that needs no memory, for 1 s at most
 *   spinlocks, none under another	of the pool (pool.h), account_lock, statistics_lock,
 *					save_lock, device_memory_lock, siglock of the worker's
 *					task (hotplug.c), and walk_lock (raw: compaction.c)
 *
 * pod_remainder_lock (arch/x86/xen/pod-remainder.c) is taken under none of them, and none of them
 * under it.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/wait.h>

#include <asm/xen/hypervisor.h>

#include <xen/balloon.h>
#include <xen/balloon-compat.h>
#include <xen/page.h>
#include <xen/xen.h>

#include <trace/events/xen_balloon.h>

#include "balloon/account.h"
#include "balloon/hotplug.h"
#include "balloon/kexec.h"
#include "balloon/lend.h"
#include "balloon/move.h"
#include "balloon/node.h"
#include "balloon/oom.h"
#include "balloon/pod.h"
#include "balloon/pool.h"
#include "balloon/statistics.h"
#include "balloon/worker.h"
#include "balloon/xen.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "xen."

static uint balloon_boot_timeout = 180;
module_param(balloon_boot_timeout, uint, 0444);
MODULE_PARM_DESC(balloon_boot_timeout,
		 "Seconds without progress after which boot stops waiting for the balloon (HVM, PVH)");

/* ---- page frames that are in the balloon at boot ---- */

/* The end of a region of extra memory. With mem= there is no memmap past max_pfn. */
static unsigned long __init balloon_extra_end(const struct xen_memory_region *region)
{
	return clamp(max_pfn, region->start_pfn, region->start_pfn + region->n_pfns);
}

/* The end of a piece handled in one go: a superpage or less, all lowmem or all highmem. */
static unsigned long __init balloon_chunk_end(unsigned long pfn, unsigned long end)
{
	end = min(end, ALIGN(pfn + 1, XEN_BALLOON_SUPERPAGE_PAGES));
#ifdef CONFIG_HIGHMEM
	if (pfn < max_low_pfn)
		end = min(end, max_low_pfn);
#endif
	return end;
}

typedef void balloon_extra_fn_t(unsigned long pfn, unsigned long nr_pages, unsigned long *counts);

/*
 * Walks the extra memory that was set aside at boot, a superpage or less at a time. With
 * memmap= some of it may have no memmap.
 */
static void __init balloon_walk_extra(balloon_extra_fn_t *fn, unsigned long *counts)
{
	unsigned long pfn, end, nr_pages;
	unsigned int i;

	for (i = 0; i < XEN_EXTRA_MEM_MAX_REGIONS; i++) {
		end = balloon_extra_end(&xen_extra_mem[i]);
		for (pfn = xen_extra_mem[i].start_pfn; pfn < end; pfn += nr_pages) {
			nr_pages = balloon_chunk_end(pfn, end) - pfn;
			if (pfn_to_online_page(pfn))
				fn(pfn, nr_pages, counts);
		}
	}
}

/* Counts the page frames of each node. */
static void __init balloon_count_extra(unsigned long pfn, unsigned long nr_pages,
				       unsigned long *counts)
{
	counts[page_to_nid(pfn_to_page(pfn))] += nr_pages;
}

static void __init balloon_seed_pool(unsigned long pfn, unsigned long nr_pages,
				     unsigned long *unused)
{
	unsigned long n;

	for (n = 0; n < nr_pages; n++)
		__ClearPageReserved(pfn_to_page(pfn + n));
	xen_balloon_pool_put(&xen_balloon_frames, pfn_to_page(pfn), nr_pages);
}

/*
 * Returns the pages that the domain has at its start. dom0 uses Xen's count. Other PV domains have
 * what they were started with, less what was released at boot, whatever mem= says. HVM and PVH
 * domains find their maximum in the E820, and do not have all of it: they count the E820, less the
 * memory that was set aside.
 */
static long __init balloon_boot_reservation(unsigned long extra)
{
	struct xen_balloon_limits limits;

	if (xen_initial_domain()) {
		xen_balloon_limits(&limits);
		if (limits.current_pages)
			return limits.current_pages;
	}
	if (xen_pv_domain())
		return (long)xen_start_info->nr_pages - (long)xen_released_pages;
	return get_num_physpages() - xen_unpopulated_pages - extra;
}

/* Counts the extra memory, and opens the books with it. */
static int __init balloon_open_books(unsigned long *extra)
{
	unsigned long total = 0;
	long now;
	int nid;

	balloon_walk_extra(balloon_count_extra, extra);
	for_each_online_node(nid) total += extra[nid];
	now = balloon_boot_reservation(total);
	if (WARN(now <= 0, "No memory is left by the boot-time accounting (%ld pages)\n", now))
		return -ERANGE;
	return xen_balloon_account_init(now, extra);
}

static int __init balloon_set_up(void)
{
	unsigned long *extra;
	int err;

	xen_balloon_node_init();
	extra = kcalloc(nr_node_ids, sizeof(*extra), GFP_KERNEL);
	if (!extra)
		return -ENOMEM;
	err = balloon_open_books(extra);
	kfree(extra);
	if (err)
		return err;
	err = xen_balloon_move_init();
	if (err)
		return err;
	err = xen_balloon_pool_init(&xen_balloon_frames, nr_node_ids);
	if (err) {
		xen_balloon_move_exit();
		return err;
	}
	balloon_walk_extra(balloon_seed_pool, NULL);
	xen_balloon_account_pool();
	return 0;
}

/*
 * Sets up books and pool when they are first needed: before balloon_init() in a PVH domain that
 * borrows page frames for its grant table, and never after boot.
 */
static int __ref balloon_ensure_init(void)
{
	static DEFINE_MUTEX(lock);
	static bool done;
	int err = 0;

	if (smp_load_acquire(&done)) /* pairs with the release below */
		return 0;
	mutex_lock(&lock);
	if (!done) {
		err = system_state < SYSTEM_FREEING_INITMEM ? balloon_set_up() : -ENODEV;
		if (!err)
			smp_store_release(&done, true); /* after what balloon_set_up() wrote */
	}
	mutex_unlock(&lock);
	return err;
}

/* ---- boot ---- */

static int __init balloon_init(void)
{
	int err;

	if (!xen_domain())
		return -ENODEV;

	pr_info("Initialising balloon driver\n");
	err = balloon_ensure_init();
	if (err)
		goto fail;
	/* Frames lent before are no debt: without a target, the domain is where it should be. */
	balloon_stats.target_pages = xen_balloon_current_pages();
	xen_balloon_hotplug_init();
	err = xen_balloon_worker_init();
	if (err)
		goto fail;
	xen_balloon_pod_init();
	xen_balloon_kexec_init();
	xen_balloon_oom_init();
	xen_balloon_init();
	return 0;
fail:
	pr_err("Cannot start (%d), the memory of this domain will not change\n", err);
	return err;
}
subsys_initcall(balloon_init);

/*
 * An HVM or PVH domain starts with more page frames than memory, and Xen kills it if it uses too
 * many of them. So user space has to wait until the balloon has taken the difference.
 */
static int __init balloon_wait_finish(void)
{
	long timeout = min_t(unsigned long, balloon_boot_timeout, MAX_JIFFY_OFFSET / HZ) * HZ;
	unsigned long last, reported;

	if (!xen_domain())
		return -ENODEV;
	if (xen_pv_domain() || !xen_balloon_worker_runs() || !xen_balloon_worker_above_target())
		return 0;

	pr_notice("Waiting for initial ballooning down having finished.\n");
	reported = xen_balloon_current_pages();
	while (xen_balloon_worker_above_target()) {
		last = xen_balloon_current_pages();
		if (!wait_event_timeout(xen_balloon_step_done,
					xen_balloon_current_pages() != last ||
						!xen_balloon_worker_above_target(),
					timeout)) {
			pr_warn("Initial ballooning failed, %ld pages need to be freed.\n",
				(long)(xen_balloon_current_pages() - xen_balloon_target_pages()));
			return 0;
		}
		if (reported - xen_balloon_current_pages() >= (1UL << (30 - PAGE_SHIFT))) {
			reported = xen_balloon_current_pages();
			pr_info("%lu MiB left to give back\n",
				(reported - xen_balloon_target_pages()) >> (20 - PAGE_SHIFT));
		}
	}
	pr_notice("Initial ballooning down finished.\n");
	return 0;
}
late_initcall_sync(balloon_wait_finish);

/* ---- for the rest of the kernel ---- */

/**
 * balloon_set_new_target - set how much memory the domain should have
 * @target: pages; followed as far as floor and ceiling allow
 *
 * A move that is under way changes course with its next step.
 *
 * Context: process.
 */
void balloon_set_new_target(unsigned long target)
{
	xen_balloon_set_target(target);
}
EXPORT_SYMBOL_GPL(balloon_set_new_target);

/**
 * xen_alloc_ballooned_pages - borrow unpopulated page frames, to map grants or foreign memory
 * @nr_pages:	number of page frames
 * @pages:	filled in with the page frames, in any order; all of them lowmem
 *
 * They come out of the balloon; when it is empty, memory of the guest is released to Xen instead.
 *
 * Context: process, may sleep; from core_initcall() on.
 * Return: 0; or, with nothing borrowed: -ENOMEM; -ENODEV outside of Xen, or when the driver could
 * not start; -ERANGE when the boot-time accounting has found no memory.
 */
int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	u64 start = ktime_get_ns(), ns;
	int err;

	if (!xen_domain())
		return -ENODEV;
	err = balloon_ensure_init();
	if (err)
		return err;
	err = xen_balloon_lend(nr_pages, pages);
	ns = ktime_get_ns() - start;
	if (!err)
		xen_balloon_count_lending(nr_pages, ns);
	trace_xen_balloon_lend(nr_pages, ns, err);
	return err;
}
EXPORT_SYMBOL(xen_alloc_ballooned_pages);

/**
 * xen_free_ballooned_pages - return borrowed page frames
 * @nr_pages:	number of page frames
 * @pages:	any page frames from xen_alloc_ballooned_pages(), with no foreign memory mapped;
 *		NULL entries are skipped, and their frames stay counted as lent
 *
 * Context: process.
 */
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	xen_balloon_lend_return(nr_pages, pages);
}
EXPORT_SYMBOL(xen_free_ballooned_pages);
