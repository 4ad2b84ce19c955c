// SPDX-License-Identifier: GPL-2.0
/*
 * Hotplug: page frames for memory that the kernel did not know of at boot.
 *
 * Memory blocks (128 MiB, more on large x86 machines) are hot-added one at a time and only when the
 * pool is empty, so that the guest never pays for more memmap than one block needs before it gets
 * memory in return. The block is onlined here too: no udev rule, no onlining policy. Its life from
 * then on is in memory-block.c. With memory_hotplug.memmap_on_memory a block brings room for its
 * own memmap: that part of it is populated before it is added.
 *
 * When the domain is small again, blocks that are unpopulated again are hot-removed, and the guest
 * gets the memory of their memmap back.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "hotplug.h"
#include "account.h"
#include "device-model.h"
#include "guest.h"
#include "memmap.h"
#include "memory-block.h"
#include "policy.h"
#include "statistics.h"
#include "xen.h"

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/memblock.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/pageblock-flags.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysctl.h>
#include <linux/timekeeping.h>

#include <xen/balloon.h>
#include <xen/balloon-arch.h>
#include <xen/page.h>
#include <xen/xen.h>

/* RAM of the E820 that the kernel does not use; the first page frame above all RAM. */
static struct xen_memory_region hotplug_known_regions[16];
static unsigned int hotplug_nr_regions;
static unsigned long hotplug_ram_end;

/*
 * Addresses for a block where Xen has not yet taken all that the previous kernel left (kexec), or
 * NULL; under the device hotplug lock. They stay reserved: see memmap.c.
 */
static struct resource *hotplug_inherited;

/*
 * Number of attempts to take the device hotplug lock for growth, at 5 ms or a little more each: as
 * long as a step of an HVM domain takes, and as others hold the lock for a memory block or a CPU.
 */
#define LOCK_TRIES 20

/* Whether the pages of new blocks come to us when they go online. */
static bool hotplug_ready;

/*
 * Number of times that removal of a block is retried even when no memory has moved: a page may have
 * been in use for only a moment. Otherwise it is tried once for each block, and again when memory
 * has moved. After a failure the next attempt waits for a pause, which grows with each failure.
 */
#define REMOVAL_RETRIES 2

static atomic_t removal_gen = ATOMIC_INIT(1);

/* The removal_gen for which all blocks of a node have been tried; see hotplug_removal_done(). */
static int removal_gen_done[MAX_NUMNODES];

/*
 * The node of a block that is neither online nor needed: only its memmap is left. NUMA_NO_NODE when
 * there is no such block.
 */
static int hotplug_memmap_left = NUMA_NO_NODE;

/* sysctl: when frames are to be lent and the pool is empty, grow instead of giving up memory. */
static int hotplug_unpopulated;

static struct ctl_table hotplug_sysctls[] = {
	{
		.procname	= "hotplug_unpopulated",
		.data		= &hotplug_unpopulated,
		.maxlen		= sizeof(int),
		.mode		= 0644,
		.proc_handler	= proc_dointvec_minmax,
		.extra1		= SYSCTL_ZERO,
		.extra2		= SYSCTL_ONE,
	},
};

/* Clears TIF_SIGPENDING, which lock_device_hotplug_sysfs() sets to restart a system call. */
static void hotplug_forget_restart(void)
{
	unsigned long flags;

	if (!lock_task_sighand(current, &flags))
		return;
	recalc_sigpending();
	unlock_task_sighand(current, &flags);
}

/*
 * Takes the device hotplug lock, or returns false when another party keeps it. An administrator who
 * puts a memory block offline holds it until each page is migrated; with a pinned page, until the
 * attempt is given up. Meanwhile targets are followed as far as the existing page frames allow.
 */
static bool hotplug_lock(unsigned int tries)
{
	while (tries--) {
		if (!lock_device_hotplug_sysfs())
			return true;
		hotplug_forget_restart();
	}
	return false;
}

static void hotplug_mark_ram(struct resource *res)
{
	res->name = "System RAM";
	res->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
}

/*
 * Still reserved, but not as RAM: page frames there can be mapped without a memmap, which is how
 * they are cleared (arch/x86/mm/pat/memtype.c: reserve_ram_pages_type()).
 */
static void hotplug_mark_reserved(struct resource *res, const char *name)
{
	res->name = name;
	res->flags = IORESOURCE_MEM | IORESOURCE_BUSY;
}

static bool hotplug_fits_between(struct resource *res, u64 size, unsigned long from,
				 unsigned long to)
{
	struct range allowed = mhp_get_pluggable_range(true);
	u64 first = max_t(u64, allowed.start, PFN_PHYS((u64)from));
	u64 last = min_t(u64, allowed.end, PFN_PHYS((u64)to) - 1);

	return from < to && first < last &&
	       !allocate_resource(&iomem_resource, res, size, first, last, size, NULL, NULL);
}

/* A range that is free to the kernel may belong to the device model. */
static bool hotplug_fits_above(struct resource *res, u64 size, unsigned long from, unsigned long to)
{
	while (hotplug_fits_between(res, size, from, to)) {
		from = xen_balloon_device_memory_end(PFN_DOWN(res->start), PFN_DOWN(size));
		if (!from)
			return true;
		release_resource(res);
	}
	return false;
}

/*
 * Reserves a free range of the size of a memory block: where the E820 has RAM that the kernel does
 * not use, or else above all boot-time RAM. A hole in between may be a device.
 */
static struct resource *hotplug_reserve_range(u64 size)
{
	const struct xen_memory_region *region = hotplug_known_regions;
	unsigned long limit = xen_balloon_max_pfn();
	struct resource *res;

	res = kzalloc(sizeof(*res), GFP_XEN_BALLOON_HOTPLUG);
	if (!res)
		return NULL;
	hotplug_mark_ram(res);
	for (; region < hotplug_known_regions + hotplug_nr_regions; region++)
		if (hotplug_fits_between(res, size, region->start_pfn,
					 min(limit, region->start_pfn + region->n_pfns)))
			return res;
	if (hotplug_fits_above(res, size, hotplug_ram_end, limit))
		return res;
	kfree(res);
	return NULL;
}

static void hotplug_note_memmap_left(void)
{
	struct xen_balloon_block *block =
		xen_balloon_block_in_state(XEN_BALLOON_BLOCK_NEW, NUMA_NO_NODE);

	WRITE_ONCE(hotplug_memmap_left, block && xen_balloon_block_memmap_removable() ?
						block->nid : NUMA_NO_NODE);
}

/* Is there a block of which only the memmap is left on the node, or, for NUMA_NO_NODE, on any? */
static bool hotplug_has_memmap_left(int nid)
{
	int left = READ_ONCE(hotplug_memmap_left);

	return left != NUMA_NO_NODE && (nid == NUMA_NO_NODE || nid == left);
}

/* Blocks are removed either by node or all for NUMA_NO_NODE, which uses the first element. */
static int *hotplug_removal_done(int nid)
{
	return &removal_gen_done[nid == NUMA_NO_NODE ? 0 : nid];
}

/*
 * Returns how many pages of a block hold its own memmap: 0, or as many as mm will set aside. mm
 * wants to map them with 2 MiB pages, which a PV domain cannot do.
 */
static unsigned long hotplug_own_memmap(const struct xen_balloon_place *place)
{
	unsigned long pages, room;

	if (xen_pv_domain() || !mhp_supports_memmap_on_memory())
		return 0;
	pages = pageblock_align(PFN_UP(PFN_DOWN(memory_block_size_bytes()) * sizeof(struct page)));
	room = xen_balloon_ask_ceiling() - xen_balloon_current_pages();
	/* Just below the ceiling there is no room for that: the guest has to find the memory. */
	return room + xen_balloon_memmap_unclaimed(place) < pages ? 0 : pages;
}

/* The page frames of @memmap are populated. On failure nothing has changed. */
static int hotplug_add_memory(struct resource *res, unsigned long memmap, int nid)
{
	mhp_t flags = MHP_MERGE_RESOURCE | (memmap ? MHP_MEMMAP_ON_MEMORY : 0);
	struct xen_balloon_block *block;
	int err;

	block = xen_balloon_block_create(PFN_DOWN(res->start), PFN_DOWN(resource_size(res)),
					 memmap, nid);
	if (!block)
		return -ENOMEM;
	err = add_memory_resource(nid, res, flags);
	if (err)
		xen_balloon_block_delete(block);
	return err;
}

/* Has mm add the block at @res, which has been reserved. On failure memmap may be left there. */
static int hotplug_add_block_at(struct resource *res, unsigned long memmap,
				struct xen_balloon_place place)
{
	int err;

	if (place.nid == NUMA_NO_NODE)
		place.nid = memory_add_physaddr_to_nid(res->start);
	err = xen_balloon_mark_unpopulated(PFN_DOWN(res->start), PFN_DOWN(resource_size(res)));
	if (!err && memmap)
		err = xen_balloon_memmap_populate(res, memmap, &place);
	return err ?: hotplug_add_memory(res, memmap, place.nid);
}

/*
 * mm allocates the page tables for a block atomically, and does not check whether it got them
 * (arch/x86/mm/init_64.c: phys_pte_init(), phys_pmd_init()): the guest would die halfway through.
 * So pages are made free beforehand. A PV domain maps each page individually.
 */
static bool hotplug_free_for_tables(u64 size)
{
	unsigned long n = DIV_ROUND_UP(PFN_DOWN(size), PTRS_PER_PTE) + 16;
	bool had;

	if (!xen_pv_domain())
		n = 16;
	had = xen_balloon_guest_make_free(n);
	if (!had)
		pr_debug("No %lu free pages for page tables\n", n);
	return had;
}

/* Releases what is populated of page frames without a memmap. Returns whether it could. */
static bool hotplug_release_populated(unsigned long pfn, unsigned long end)
{
	unsigned long next;

	for (; pfn < end; pfn = next + 1) {
		for (next = pfn; next < end && xen_balloon_is_populated(next); next++)
			;
		if (next > pfn && (!xen_balloon_guest_scrub_frames(pfn, next - pfn) ||
				   xen_balloon_release_frames(pfn, next - pfn) != next - pfn))
			return false;
		cond_resched();
	}
	return true;
}

/*
 * The previous kernel (kexec) may have grown past the E820 without this one knowing. What it left
 * populated there would be lost when the frames of a new block are populated, so it is released,
 * with the addresses reserved all the time.
 */
static bool hotplug_release_inherited(struct resource *res)
{
	hotplug_mark_reserved(res, "Memory of the previous kernel");
	if (!hotplug_release_populated(PFN_DOWN(res->start), PFN_DOWN(res->end) + 1))
		return false;
	hotplug_mark_ram(res);
	return true;
}

/*
 * Gets the addresses for a block, reserved, with nothing populated there but what belongs to the
 * block's own memmap. Returns an error pointer when there are none.
 */
static struct resource *hotplug_get_range(u64 size, unsigned long memmap,
					  const struct xen_balloon_place *place)
{
	struct resource *res = memmap ? xen_balloon_memmap_take_range(place) : NULL;

	if (res) {
		hotplug_mark_ram(res);
		return res;
	}
	/* What Xen does not take stays reserved, out of the way. */
	xen_balloon_memmap_release_unclaimed();
	res = hotplug_inherited ?: hotplug_reserve_range(size);
	hotplug_inherited = NULL;
	if (!res) {
		pr_warn_once("Cannot allocate new System RAM resource\n");
		return ERR_PTR(-ERANGE);
	}
	if (xen_boot_is_kexec && !hotplug_release_inherited(res)) {
		hotplug_inherited = res;
		return ERR_PTR(-EBUSY);
	}
	return res;
}

/*
 * No block was added at @res. When mm cannot add all of a block, it leaves the memory sections
 * there that it has added (__add_pages()), and says -EEXIST from then on: it is not tried again.
 */
static void hotplug_put_range(struct resource *res, int err)
{
	bool unusable = err == -EEXIST;

	hotplug_mark_reserved(res, unusable ? "Unusable for memory hotplug" :
					      "Xen balloon memmap");
	if (!xen_balloon_memmap_disown(res, unusable) || unusable)
		return;
	release_resource(res);
	kfree(res);
}

static int hotplug_add_block(const struct xen_balloon_place *place)
{
	u64 size = memory_block_size_bytes();
	unsigned long memmap = hotplug_own_memmap(place);
	struct resource *res;
	int err;

	/* The memmap is 1/64 of the block; the other half covers page tables and a margin. */
	if (!memmap && xen_balloon_guest_available(NUMA_NO_NODE) < PFN_DOWN(size) / 32)
		return -ENOMEM;
	if (!hotplug_free_for_tables(size))
		return -ENOMEM;
	res = hotplug_get_range(size, memmap, place);
	if (IS_ERR(res))
		return PTR_ERR(res);
	err = hotplug_add_block_at(res, memmap, *place);
	if (err) {
		pr_warn_ratelimited("Cannot add additional memory (%i)\n", err);
		hotplug_put_range(res, err);
	}
	return err;
}

/**
 * xen_balloon_hotplug_add - add page frames to the pool
 * @place:	node that they are to be on
 * @nr_pages:	set to the number of page frames added
 *
 * Adds one memory block and puts it online; or puts online a block that has its memmap already,
 * because it could not be put online before, or was put offline and not removed yet. Its page
 * frames are then in the pool.
 *
 * Context: process, may sleep; takes the device hotplug lock.
 * Return: 0; -ENOMEM when the guest has no memory for the memmap; -ENOSPC when Xen has none;
 * -ERANGE when no range for a block is free, or could be reserved; -EBUSY while a block that was
 * online is offline, as the user wants it, or memory of the previous kernel (kexec) cannot be
 * released; -EAGAIN while another party keeps the lock; or the error of mm or of a memory notifier.
 */
int xen_balloon_hotplug_add(const struct xen_balloon_place *place, unsigned long *nr_pages)
{
	struct xen_balloon_block *block;
	unsigned long before;
	int err = 0;

	*nr_pages = 0;
	if (!hotplug_lock(LOCK_TRIES))
		return -EAGAIN;
	before = balloon_stats.total_pages;
	if (xen_balloon_block_in_state(XEN_BALLOON_BLOCK_OFFLINE, NUMA_NO_NODE))
		err = -EBUSY;
	else if (!xen_balloon_block_in_state(XEN_BALLOON_BLOCK_NEW, place->nid))
		err = hotplug_add_block(place);
	/* With an onlining policy set by the user it is online, not new, as soon as it is added. */
	block = xen_balloon_block_in_state(XEN_BALLOON_BLOCK_NEW, place->nid);
	if (!err && block) {
		err = xen_balloon_block_online(block);
		if (err)
			pr_warn_ratelimited("Cannot put additional memory online (%i)\n", err);
	}
	hotplug_note_memmap_left();
	*nr_pages = balloon_stats.total_pages - before;
	unlock_device_hotplug();
	/* After a failure there is no more to remove than before. */
	if (!err)
		xen_balloon_hotplug_retry_removal();
	return err;
}

static unsigned long hotplug_now(void)
{
	/* Not in jiffies, which wrap on 32 bits. */
	return ktime_get_boottime_seconds();
}

/* Logs once for each block that it stays: there may be a pinned page in each of them. */
static void hotplug_note_failure(struct xen_balloon_block *block, int err)
{
	unsigned long pause = xen_balloon_policy_removal_pause(++block->failures);

	block->retry_at = hotplug_now() + pause;
	if (block->failures <= REMOVAL_RETRIES)
		block->removal_gen--;
	xen_balloon_count_removal_failure(block->failures);
	if (block->failures == 1)
		pr_info_ratelimited("Memory from %#llx on stays for now, a page in it is pinned, or mm refused (%i)\n",
				    PFN_PHYS((u64)block->start), err);
}

static bool hotplug_pauses(const struct xen_balloon_block *block)
{
	return block->failures && hotplug_now() < block->retry_at;
}

/* Is the block on the node? For NUMA_NO_NODE any block is. */
static bool hotplug_is_on(const struct xen_balloon_block *block, int nid)
{
	return nid == NUMA_NO_NODE || block->nid == nid;
}

/* Whether there is a block to be retried as soon as its pause is over. */
static bool hotplug_retries_soon(int nid)
{
	struct xen_balloon_block *block;

	list_for_each_entry(block, &xen_balloon_blocks, list)
		if (block->state == XEN_BALLOON_BLOCK_ONLINE && hotplug_is_on(block, nid) &&
		    block->failures <= REMOVAL_RETRIES && hotplug_pauses(block))
			return true;
	return false;
}

static struct xen_balloon_block *hotplug_next_to_remove(int nid, int now)
{
	struct xen_balloon_block *block;

	if (hotplug_has_memmap_left(nid))
		return xen_balloon_block_in_state(XEN_BALLOON_BLOCK_NEW, nid);
	list_for_each_entry(block, &xen_balloon_blocks, list)
		if (block->state == XEN_BALLOON_BLOCK_ONLINE && block->removal_gen != now &&
		    hotplug_is_on(block, nid) && !hotplug_pauses(block))
			return block;
	return NULL;
}

static int hotplug_remove_block(struct xen_balloon_block *block, unsigned long max_populated)
{
	int err = 0;

	if (block->state == XEN_BALLOON_BLOCK_ONLINE) {
		if (!xen_balloon_block_removable(block, max_populated))
			return -EBUSY;
		err = xen_balloon_block_offline(block);
		if (err)
			hotplug_note_failure(block, err);
		else
			block->failures = 0;
	}
	if (!err && xen_balloon_block_memmap_removable())
		err = xen_balloon_block_remove(block);
	return err;
}

/**
 * xen_balloon_hotplug_can_remove - whether the next step can remove a memory block
 * @nid:	node of the block, or NUMA_NO_NODE
 * @removable:	set to the number of its page frames
 * @freed:	set to the number of memmap pages that removing it frees
 *
 * Context: any.
 * Return: false when there is no block, or when none could be removed since the last
 * xen_balloon_hotplug_retry_removal().
 */
bool xen_balloon_hotplug_can_remove(int nid, unsigned long *removable, unsigned long *freed)
{
	unsigned long nr_pages = PFN_DOWN(memory_block_size_bytes());

	*removable = hotplug_has_memmap_left(nid) ? 0 : nr_pages;
	*freed = xen_balloon_block_memmap_removable() ? nr_pages * sizeof(struct page) / PAGE_SIZE :
							0;
	return IS_ENABLED(CONFIG_MEMORY_HOTREMOVE) && xen_balloon_block_is_on(nid) &&
	       (hotplug_has_memmap_left(nid) ||
		READ_ONCE(*hotplug_removal_done(nid)) != atomic_read(&removal_gen));
}

/**
 * xen_balloon_hotplug_retry_removal - note that memory has moved, so that removal is tried again
 *
 * Context: any.
 */
void xen_balloon_hotplug_retry_removal(void)
{
	atomic_inc(&removal_gen);
}

/**
 * xen_balloon_hotplug_remove - remove a memory block
 * @nid:		node of the block, or NUMA_NO_NODE
 * @max_populated:	maximum number of its page frames that may be populated
 * @nr_pages:		set to the number of page frames removed
 *
 * Tries one block, the newest first: the memmap of a block may lie in an older one.
 *
 * Context: process, may sleep; takes the device hotplug lock.
 * Return: 0; -ENOENT when all have been tried; -EBUSY when more of this one is populated, or
 * permanently in use; -EAGAIN when its memmap cannot be freed yet, when a block is to be retried
 * soon, or when another party holds the lock; -ENOSPC when Xen did not take its memory; or the
 * error of mm or of a memory notifier.
 */
int xen_balloon_hotplug_remove(int nid, unsigned long max_populated, unsigned long *nr_pages)
{
	int now = atomic_read(&removal_gen), err;
	struct xen_balloon_block *block;
	unsigned long before;

	*nr_pages = 0;
	if (!hotplug_lock(1))
		return -EAGAIN;
	before = balloon_stats.total_pages;
	block = hotplug_next_to_remove(nid, now);
	if (!block) {
		err = hotplug_retries_soon(nid) ? -EAGAIN : -ENOENT;
		if (err == -ENOENT)
			WRITE_ONCE(*hotplug_removal_done(nid), now);
	} else {
		block->removal_gen = now;
		err = hotplug_remove_block(block, max_populated);
	}
	hotplug_note_memmap_left();
	*nr_pages = before - balloon_stats.total_pages;
	unlock_device_hotplug();
	if (!err)
		xen_balloon_hotplug_retry_removal();
	return err;
}

/**
 * xen_balloon_hotplug_release_unclaimed - release memmap that has no block
 *
 * Context: process, may sleep; takes the device hotplug lock, if it is free.
 */
void xen_balloon_hotplug_release_unclaimed(void)
{
	if (!xen_balloon_memmap_has_unclaimed() || !hotplug_lock(1))
		return;
	xen_balloon_memmap_release_unclaimed();
	unlock_device_hotplug();
}

/**
 * xen_balloon_hotplug_possible - whether more page frames may be added
 *
 * Context: any.
 * Return: false when growth cannot work on this machine, or not yet, or is not wanted: mem= told
 * the kernel to see no more memory.
 */
bool xen_balloon_hotplug_possible(void)
{
	return hotplug_ready && max_mem_size == U64_MAX && !xen_pod_remainder_left();
}

/**
 * xen_balloon_hotplug_for_lent - whether to grow to lend page frames when the pool is empty
 *
 * Context: any.
 * Return: the sysctl xen.balloon.hotplug_unpopulated.
 */
bool xen_balloon_hotplug_for_lent(void)
{
	return READ_ONCE(hotplug_unpopulated);
}

/**
 * xen_balloon_hotplug_can_restore - whether a restore would leave all memory alone
 *
 * Context: process, while user space and kernel threads are frozen, and with them the worker, all
 * borrowers of page frames and users of sysfs: no block comes or goes.
 * Return: false when the device model of a restored domain would write into a block, or into RAM
 * that the domain was started with.
 */
bool xen_balloon_hotplug_can_restore(void)
{
	struct xen_balloon_block *block;

	if (xen_balloon_device_memory_in_map())
		return false;
	if (!xen_balloon_memmap_can_restore())
		return false;
	if (hotplug_inherited &&
	    xen_balloon_device_memory_after_restore(PFN_DOWN(hotplug_inherited->start),
						    PFN_DOWN(resource_size(hotplug_inherited))))
		return false;
	list_for_each_entry(block, &xen_balloon_blocks, list)
		if (xen_balloon_device_memory_after_restore(block->start - block->memmap,
							    block->memmap + block->nr_pages))
			return false;
	return true;
}

/**
 * xen_balloon_hotplug_init - prepare for growth
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_hotplug_init(void)
{
	if (xen_balloon_blocks_init()) {
		pr_warn("Another driver handles memory going online, no growth past the boot size\n");
		return;
	}
	hotplug_ready = true;
	hotplug_nr_regions = xen_hotplug_regions(hotplug_known_regions,
						 ARRAY_SIZE(hotplug_known_regions),
						 &hotplug_ram_end);
	hotplug_ram_end = max(hotplug_ram_end, max_pfn);
	xen_balloon_device_memory_boot(hotplug_ram_end);
	register_sysctl_init("xen/balloon", hotplug_sysctls);
}
