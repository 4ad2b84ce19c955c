// SPDX-License-Identifier: GPL-2.0
/*
 * The life of a memory block that the driver has added.
 *
 * The frames of a new block are unpopulated. When we or the user put it online, they enter the pool
 * instead of the page allocator. When it goes offline, those that are in the pool leave it, and mm
 * migrates the pages in the others; these frames stay populated until the block is online again, or
 * until we remove it. Other memory blocks of the kernel are not touched.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "memory-block.h"
#include "account.h"
#include "compaction.h"
#include "guest.h"
#include "memmap.h"
#include "move.h"
#include "pool.h"

#include <linux/bitmap.h>
#include <linux/init.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>
#include <linux/migrate.h>
#include <linux/notifier.h>
#include <linux/pfn.h>
#include <linux/slab.h>
#include <linux/swap.h>

#include <xen/balloon-compat.h>
#include <xen/xen.h>

/*
 * Changed and walked under the device hotplug lock, which is held while a block goes online or
 * offline. Checked for emptiness without the lock by callers that check again.
 */
LIST_HEAD(xen_balloon_blocks);

/* Number of blocks on each node; changed under the same lock, and read without it. */
static unsigned int block_counts[MAX_NUMNODES];

/* Whether the compaction walks under way are known; set once. */
static bool block_walks_followed __ro_after_init;

/* The block that we are removing. */
static struct xen_balloon_block *block_being_removed;

static struct xen_balloon_block *block_find(unsigned long pfn)
{
	struct xen_balloon_block *block;

	list_for_each_entry(block, &xen_balloon_blocks, list)
		if (pfn >= block->start && pfn - block->start < block->nr_pages)
			return block;
	return NULL;
}

/* Some of these page frames are still populated from when the block was last online. */
static void block_online_mixed(struct xen_balloon_block *block, unsigned long first,
			       unsigned long end)
{
	unsigned long next, i;

	for (i = first; i < end; i = next) {
		struct page *page = pfn_to_page(block->start + i);

		if (test_bit(i, block->unpopulated)) {
			next = find_next_zero_bit(block->unpopulated, end, i);
			xen_balloon_pool_put(&xen_balloon_frames, page, next - i);
		} else {
			next = i + 1;
			generic_online_page(page, 0);
		}
	}
}

static void block_online_page(struct page *page, unsigned int order)
{
	struct xen_balloon_block *block = block_find(page_to_pfn(page));
	unsigned long first;

	if (!block) {
		generic_online_page(page, order);
	} else if (!block->unpopulated) {
		xen_balloon_pool_put(&xen_balloon_frames, page, 1UL << order);
	} else {
		first = page_to_pfn(page) - block->start;
		block_online_mixed(block, first, first + (1UL << order));
	}
}

static void block_free_unpopulated(struct xen_balloon_block *block)
{
	bitmap_free(block->unpopulated);
	block->unpopulated = NULL;
}

static unsigned long block_count_unpopulated(const struct xen_balloon_block *block)
{
	return block->unpopulated ? bitmap_weight(block->unpopulated, block->nr_pages) :
				    block->nr_pages;
}

/*
 * Walking from @section in steps of @step, within the zone: does a section without memmap come
 * before the next online section of the zone?
 */
static bool block_gap_towards(struct zone *zone, unsigned long section, long step)
{
	unsigned long first = pfn_to_section_nr(zone->zone_start_pfn);
	unsigned long last = pfn_to_section_nr(zone_end_pfn(zone) - 1);

	for (; section >= first && section <= last; section += step) {
		if (!valid_section_nr(section))
			return true;
		if (online_section_nr(section) &&
		    page_zone(pfn_to_page(section_nr_to_pfn(section))) == zone)
			return false;
	}
	return false;
}

/*
 * When the first or the last block of a zone goes offline, the zone shrinks to the next online
 * block. Without the gap in between the zone may be contiguous, and compaction, which still uses
 * the old end, no longer checks: it reads a memmap that does not exist.
 *
 * So a block on the far side of a gap stays online, with its frames in the pool: at most two blocks
 * for each gap, 2 MiB of memmap each. So does memory that is not ours, as long as the driver
 * has any block. A block beyond a gap that another notifier keeps from going online is in the zone
 * for a moment, which nothing here can change.
 */
static bool block_holds_gap(unsigned long start, unsigned long nr_pages)
{
	unsigned long first = pfn_to_section_nr(start);
	unsigned long last = pfn_to_section_nr(start + nr_pages - 1);
	struct zone *zone = page_zone(pfn_to_page(start));

	if (!IS_ENABLED(CONFIG_COMPACTION))
		return false;
	if (last >= pfn_to_section_nr(zone_end_pfn(zone) - 1) &&
	    block_gap_towards(zone, first - 1, -1))
		return true;
	return first <= pfn_to_section_nr(zone->zone_start_pfn) &&
	       block_gap_towards(zone, last + 1, 1);
}

/* Is the page in use in a way that mm cannot change? */
static bool block_is_unmovable(struct page *page)
{
	return page_count(page) && !PageLRU(page) && !page_has_movable_ops(page) && !PageHuge(page);
}

/*
 * Before mm calls us it has made sure that nothing in the block is unmovable, and it would wait
 * forever for a page frame that was lent meanwhile (mm/memory_hotplug.c: offline_pages()). After
 * this none can be lent. A block that we remove has all of its frames in the pool by now: mm has
 * nothing to migrate.
 */
static int block_going_offline(struct xen_balloon_block *block)
{
	unsigned long i;

	block->unpopulated = bitmap_zalloc(block->nr_pages, GFP_XEN_BALLOON_HOTPLUG);
	if (!block->unpopulated)
		return -ENOMEM;
	xen_balloon_pool_withdraw(&xen_balloon_frames, pfn_to_page(block->start), block->nr_pages,
				  block->unpopulated);
	for (i = 0; i < block->nr_pages; i++) {
		struct page *page = pfn_to_page(block->start + i);

		/* mm skips a PageOffline page without references: mm/page_isolation.c. */
		if (test_bit(i, block->unpopulated))
			set_page_count(page, 0);
		else if (block == block_being_removed || block_is_unmovable(page))
			return -EBUSY;
	}
	return 0;
}

static void block_cancel_offline(struct xen_balloon_block *block)
{
	unsigned long start, end, i;

	/* Another notifier refused before we were called. */
	if (!block->unpopulated)
		return;
	for_each_set_bitrange(start, end, block->unpopulated, block->nr_pages) {
		for (i = start; i < end; i++)
			set_page_count(pfn_to_page(block->start + i), 1);
		xen_balloon_pool_put(&xen_balloon_frames, pfn_to_page(block->start + start),
				     end - start);
	}
	block_free_unpopulated(block);
}

static void block_offlined(struct xen_balloon_block *block)
{
	block->state = XEN_BALLOON_BLOCK_OFFLINE;
	xen_balloon_account_frames(block->nid, -(long)block_count_unpopulated(block));
	xen_balloon_account_pool();
	if (block != block_being_removed)
		pr_info("Memory from %#llx on was put offline; no more is added until it is online again\n",
			PFN_PHYS((u64)block->start));
}

static void block_onlined(struct xen_balloon_block *block)
{
	long nr_pages = block_count_unpopulated(block);

	block->state = XEN_BALLOON_BLOCK_ONLINE;
	block_free_unpopulated(block);
	xen_balloon_account_frames(block->nid, nr_pages);
	if (xen_balloon_hooks.frames_available)
		xen_balloon_hooks.frames_available();
}

static int block_memory_event(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct memory_notify *event = data;
	struct xen_balloon_block *block = block_find(event->start_pfn);
	int err = 0;

	if (action == MEM_GOING_OFFLINE && !list_empty(&xen_balloon_blocks) &&
	    block_holds_gap(event->start_pfn, event->nr_pages)) {
		pr_info_ratelimited("Memory from %#llx on cannot go offline: it is at the end of its zone, with a gap before the rest\n",
				    PFN_PHYS((u64)event->start_pfn));
		return notifier_from_errno(-EBUSY);
	}
	if (!block)
		return NOTIFY_OK;
	switch (action) {
	case MEM_CANCEL_ONLINE:
		/* For a moment it was in its zone, and a walk may have begun. */
		block->marked = false;
		break;
	case MEM_ONLINE:
		block_onlined(block);
		break;
	case MEM_GOING_OFFLINE:
		err = block_going_offline(block);
		break;
	case MEM_CANCEL_OFFLINE:
		block_cancel_offline(block);
		break;
	case MEM_OFFLINE:
		block_offlined(block);
		break;
	}
	return notifier_from_errno(err);
}

static struct notifier_block block_memory_nb = {
	.notifier_call = block_memory_event,
};

/**
 * xen_balloon_block_create - prepare for a memory block that is about to be added
 * @start:	its first page frame
 * @nr_pages:	its size
 * @memmap:	number of these, from the first on, that hold its own memmap
 * @nid:	its node
 *
 * Context: process, under the device hotplug lock.
 * Return: the block, or NULL when there is no memory.
 */
struct xen_balloon_block *xen_balloon_block_create(unsigned long start, unsigned long nr_pages,
						   unsigned long memmap, int nid)
{
	struct xen_balloon_block *block = kzalloc(sizeof(*block), GFP_XEN_BALLOON_HOTPLUG);

	if (!block)
		return NULL;
	block->start = start + memmap;
	block->nr_pages = nr_pages - memmap;
	block->memmap = memmap;
	block->nid = nid;
	WRITE_ONCE(block_counts[nid], block_counts[nid] + 1);
	list_add(&block->list, &xen_balloon_blocks);
	return block;
}

/**
 * xen_balloon_block_delete - forget a memory block
 * @block: a block that was never added, or has been removed
 *
 * Context: process, under the device hotplug lock.
 */
void xen_balloon_block_delete(struct xen_balloon_block *block)
{
	list_del(&block->list);
	WRITE_ONCE(block_counts[block->nid], block_counts[block->nid] - 1);
	block_free_unpopulated(block);
	kfree(block);
}

/**
 * xen_balloon_block_in_state - find a block in a given state
 * @state:	the state
 * @nid:	the node that it is on, or NUMA_NO_NODE
 *
 * Context: process, under the device hotplug lock.
 * Return: the newest such block, or NULL.
 */
struct xen_balloon_block *xen_balloon_block_in_state(enum xen_balloon_block_state state, int nid)
{
	struct xen_balloon_block *block;

	list_for_each_entry(block, &xen_balloon_blocks, list)
		if (block->state == state && (nid == NUMA_NO_NODE || block->nid == nid))
			return block;
	return NULL;
}

/**
 * xen_balloon_block_is_on - whether there is any block on a node
 * @nid: the node; NUMA_NO_NODE for any
 *
 * Context: any; the result may already be stale.
 * Return: true when there is one.
 */
bool xen_balloon_block_is_on(int nid)
{
	return nid == NUMA_NO_NODE ? !list_empty(&xen_balloon_blocks) :
				     READ_ONCE(block_counts[nid]);
}

/* The driver core returns 1 where there was nothing to do. */
static int block_switch(struct xen_balloon_block *block, int (*way)(struct memory_block *mem))
{
	struct memory_block *mem = xen_balloon_memory_block_get(block->start);
	int err;

	if (!mem)
		return -ENODEV;
	err = way(mem);
	put_device(&mem->dev);
	return min(err, 0);
}

/*
 * Uses the zone that the user has chosen for added memory. mm forgets it when a notifier refuses,
 * and device_online() alone does not look it up.
 */
static int block_device_online(struct memory_block *mem)
{
	if (mem->online_type == MMOP_OFFLINE)
		mem->online_type = mhp_get_default_online_type();
	return device_online(&mem->dev);
}

/**
 * xen_balloon_block_online - put a block online
 * @block: a block that is not online
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: 0, or the error of mm or of a memory notifier.
 */
int xen_balloon_block_online(struct xen_balloon_block *block)
{
	return block_switch(block, block_device_online);
}

/**
 * xen_balloon_block_removable - whether it makes sense to try to remove a block
 * @block:		a block that is online
 * @max_populated:	maximum number of its page frames that may be populated
 *
 * mm would find out too, but would log it.
 *
 * Context: process, under the device hotplug lock.
 * Return: false when more are populated, when a page cannot be migrated, or when its zone would
 * become contiguous around a gap. The result may already be stale.
 */
bool xen_balloon_block_removable(const struct xen_balloon_block *block, unsigned long max_populated)
{
	unsigned long i, nr_pages = 0;

	if (block_holds_gap(block->start, block->nr_pages))
		return false;
	/* Freshly allocated pages do not look movable yet. */
	lru_add_drain_all();
	for (i = 0; i < block->nr_pages; i++) {
		struct page *page = pfn_to_page(block->start + i);

		if (PageOffline(page))
			continue;
		if (++nr_pages > max_populated || block_is_unmovable(page))
			return false;
	}
	return true;
}

#ifdef CONFIG_MEMORY_HOTREMOVE

static void block_mark_walks(struct xen_balloon_block *block)
{
	xen_balloon_walks_mark(&block->mark);
	block->marked = true;
}

static int block_device_offline(struct memory_block *mem)
{
	return device_offline(&mem->dev);
}

/**
 * xen_balloon_block_memmap_removable - whether the memmap of a block can be freed
 *
 * A PV domain cannot tear down page tables of the kernel: mm frees them as they are, and Xen still
 * takes them for page tables, which must not be written to. Also, it must be known whether
 * compaction reads the memmap.
 *
 * Context: any.
 * Return: whether xen_balloon_block_remove() can be called.
 */
bool xen_balloon_block_memmap_removable(void)
{
	return !xen_pv_domain() && block_walks_followed;
}

/**
 * xen_balloon_block_offline - put a block offline, and release its memory to Xen
 * @block: a block that is online
 *
 * Its pages are migrated first, or the block stays online: mm would keep trying to migrate a page
 * that a process has pinned, with the hotplug locks held, until a signal arrives.
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: 0, and the block is XEN_BALLOON_BLOCK_NEW; or the reason why it is still online: -EBUSY
 * when a page in it cannot be migrated, -ENOSPC when Xen did not take its memory, or the error of
 * mm or of a memory notifier.
 */
int xen_balloon_block_offline(struct xen_balloon_block *block)
{
	int err;

	err = xen_balloon_move_evict(block->start, block->nr_pages);
	if (err)
		return err;
	block_being_removed = block;
	err = block_switch(block, block_device_offline);
	block_being_removed = NULL;
	if (err)
		return err;
	block_mark_walks(block);
	block_free_unpopulated(block);
	block->state = XEN_BALLOON_BLOCK_NEW;
	return 0;
}

/**
 * xen_balloon_block_remove - free the memmap of a block
 * @block: a block in state XEN_BALLOON_BLOCK_NEW
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: 0, and the block no longer exists; -EAGAIN when compaction may still read its memmap.
 */
int xen_balloon_block_remove(struct xen_balloon_block *block)
{
	unsigned long first = block->start - block->memmap;
	u64 start = PFN_PHYS((u64)first);

	/* It was added, or put offline by the user, and could not be put online. */
	if (!block->marked)
		block_mark_walks(block);
	if (!xen_balloon_walks_passed(&block->mark, first, block->start + block->nr_pages))
		return -EAGAIN;
	__remove_memory(start, PFN_PHYS((u64)block->memmap + block->nr_pages));
	if (block->memmap)
		xen_balloon_memmap_release(first);
	xen_balloon_block_delete(block);
	return 0;
}

#endif

/**
 * xen_balloon_blocks_init - prepare for blocks
 *
 * Context: process, once, at boot.
 * Return: 0; -EINVAL when another driver decides what happens to pages that go online; or the error
 * of register_memory_notifier().
 */
int __init xen_balloon_blocks_init(void)
{
	int err = set_online_page_callback(block_online_page);

	if (err)
		return err;
	block_walks_followed = xen_balloon_walks_init();
	return register_memory_notifier(&block_memory_nb);
}
