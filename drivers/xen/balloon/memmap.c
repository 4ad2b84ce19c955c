// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the memmap of a block that brings its own (memory_hotplug.memmap_on_memory).
 *
 * These page frames have no struct pages of their own. They are populated before mm hears of the
 * block, and for as long as the block exists. Xen may refuse to take them back, when it has no
 * memory for the page table that it needs for the first of a superpage: the domain then keeps them,
 * unused, until the next block at this place needs them, or Xen takes them after all.
 *
 * While there is no block, the addresses of one are reserved here. Otherwise they would be free to
 * be lent (drivers/xen/unpopulated-alloc.c), memory of another domain could be mapped in place of a
 * frame that is still populated, and clearing that frame would destroy it. When mm removes a block,
 * they are free for a moment; the frames of addresses that are lent then are left alone.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "memmap.h"
#include "account.h"
#include "device-model.h"
#include "guest.h"
#include "xen.h"

#include <linux/errno.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/slab.h>

/**
 * struct memmap - page frames for the memmap of one block
 * @list:	entry in memmap_list
 * @pfn:	the first of them
 * @nr_pages:	their number
 * @populated:	number of these that are populated, the last ones: all while the block exists
 * @nid:	their node
 * @used:	whether the block exists, or is being added
 * @range:	the addresses of the block; reserved while there is none
 * @unusable:	mm accepts no block at these addresses any more: they stay reserved
 */
struct memmap {
	struct list_head list;
	unsigned long pfn;
	unsigned long nr_pages;
	unsigned long populated;
	int nid;
	bool used;
	struct resource *range;
	bool unusable;
};

/* All memmaps, under the device hotplug lock; and whether some may have no block. */
static LIST_HEAD(memmap_list);
static bool memmap_unclaimed;

static struct memmap *memmap_find(unsigned long pfn)
{
	struct memmap *memmap;

	list_for_each_entry(memmap, &memmap_list, list)
		if (memmap->pfn == pfn)
			return memmap;
	return NULL;
}

static struct memmap *memmap_create(unsigned long pfn, unsigned long nr_pages, int nid)
{
	struct memmap *memmap = kzalloc(sizeof(*memmap), GFP_XEN_BALLOON_HOTPLUG);

	if (!memmap)
		return NULL;
	memmap->pfn = pfn;
	memmap->nr_pages = nr_pages;
	memmap->nid = nid;
	list_add_tail(&memmap->list, &memmap_list);
	return memmap;
}

static void memmap_delete(struct memmap *memmap)
{
	list_del(&memmap->list);
	kfree(memmap);
}

static void memmap_delete_with_range(struct memmap *memmap)
{
	/* An unusable range is left where it is, for good. */
	if (!memmap->unusable) {
		release_resource(memmap->range);
		kfree(memmap->range);
	}
	memmap_delete(memmap);
}

/*
 * Allocated in advance: when the block is gone, its addresses can be reserved at once. Not as RAM,
 * for which the code that maps page frames expects a memmap (arch/x86/mm/pat/memtype.c:
 * reserve_ram_pages_type()).
 */
static bool memmap_prepare_range(struct memmap *memmap, const struct resource *block)
{
	if (memmap->range)
		return true;
	memmap->range = kzalloc(sizeof(*memmap->range), GFP_XEN_BALLOON_HOTPLUG);
	if (!memmap->range)
		return false;
	memmap->range->name = "Xen balloon memmap";
	memmap->range->flags = IORESOURCE_MEM | IORESOURCE_BUSY;
	memmap->range->start = block->start;
	memmap->range->end = block->end;
	return true;
}

static bool memmap_reserve(struct memmap *memmap)
{
	return memmap->range->parent || !request_resource(&iomem_resource, memmap->range);
}

/*
 * Releases what is populated, and returns whether nothing is left. When another party was faster
 * to reserve the addresses, what is mapped there may be that party's.
 */
static bool memmap_clear(struct memmap *memmap)
{
	unsigned long pfn = memmap->pfn + memmap->nr_pages - memmap->populated, done = 0;

	memmap->used = false;
	if (memmap->populated && memmap_reserve(memmap) &&
	    xen_balloon_guest_scrub_frames(pfn, memmap->populated))
		done = xen_balloon_release_frames(pfn, memmap->populated);
	memmap->populated -= done;
	xen_balloon_account_populated(memmap->nid, -(long)done);
	if (memmap->populated)
		WRITE_ONCE(memmap_unclaimed, true);
	return !memmap->populated;
}

/* Page frames left over from an earlier block may have been on another node. */
static void memmap_set_node(struct memmap *memmap, int nid)
{
	if (memmap->nid == nid)
		return;
	xen_balloon_account_populated(nid, memmap->populated);
	xen_balloon_account_populated(memmap->nid, -(long)memmap->populated);
	memmap->nid = nid;
}

/**
 * xen_balloon_memmap_populate - populate page frames that will hold a memmap
 * @block:	the addresses of the block, reserved by the caller; the memmap comes first in it
 * @nr_pages:	number of page frames of the memmap
 * @place:	their node
 *
 * When it fails, or the block cannot be added, the caller calls xen_balloon_memmap_disown().
 *
 * Context: process, under the device hotplug lock; in an auto-translated domain.
 * Return: 0, or -ENOSPC when Xen does not have the memory, or -ENOMEM.
 */
int xen_balloon_memmap_populate(const struct resource *block, unsigned long nr_pages,
				const struct xen_balloon_place *place)
{
	unsigned long pfn = PFN_DOWN(block->start), done;
	struct memmap *memmap = memmap_find(pfn) ?: memmap_create(pfn, nr_pages, place->nid);

	if (!memmap || !memmap_prepare_range(memmap, block))
		return -ENOMEM;
	memmap_set_node(memmap, place->nid);
	done = xen_balloon_populate_frames(pfn, nr_pages - memmap->populated, place);
	memmap->populated += done;
	xen_balloon_account_populated(place->nid, done);
	if (memmap->populated < nr_pages)
		return -ENOSPC;
	memmap->used = true;
	xen_balloon_account_frames(place->nid, nr_pages);
	return 0;
}

/**
 * xen_balloon_memmap_disown - leave the memmap of a block without the block
 * @block:	the addresses of the block, reserved, but not as RAM
 * @unusable:	whether mm accepts no block there any more
 *
 * The page frames are released. Those that Xen does not take now are released later, or used for
 * the next block there; until then the reservation is the memmap's.
 *
 * Context: process, may sleep; under the device hotplug lock.
 * Return: true when nothing is populated there; @block is still the caller's then.
 */
bool xen_balloon_memmap_disown(struct resource *block, bool unusable)
{
	struct memmap *memmap = memmap_find(PFN_DOWN(block->start));

	if (!memmap)
		return true;
	if (memmap->used)
		xen_balloon_account_frames(memmap->nid, -(long)memmap->nr_pages);
	kfree(memmap->range);
	memmap->range = block;
	memmap->unusable = unusable;
	if (!memmap_clear(memmap))
		return false;
	memmap_delete(memmap);
	return true;
}

/* Whether memory of the memmap's node is wanted, or any will do. */
static bool memmap_suits(const struct memmap *memmap, const struct xen_balloon_place *place)
{
	return memmap->nid == place->nid || place->nid == NUMA_NO_NODE || !place->strict;
}

/*
 * Returns the memmap that the next block will use, if one has been left without a block where there
 * may be one now.
 */
static struct memmap *memmap_next(const struct xen_balloon_place *place)
{
	struct memmap *memmap;

	list_for_each_entry(memmap, &memmap_list, list) {
		const struct resource *range = memmap->range;

		if (!memmap->used && !memmap->unusable && range->parent &&
		    memmap_suits(memmap, place) &&
		    !xen_balloon_device_memory_end(PFN_DOWN(range->start),
						   PFN_DOWN(resource_size(range))))
			return memmap;
	}
	return NULL;
}

/**
 * xen_balloon_memmap_unclaimed - how much of the memmap of the next block is populated
 * @place: node of the block
 *
 * Context: process, under the device hotplug lock.
 * Return: pages.
 */
unsigned long xen_balloon_memmap_unclaimed(const struct xen_balloon_place *place)
{
	const struct memmap *memmap = memmap_next(place);

	return memmap ? memmap->populated : 0;
}

/**
 * xen_balloon_memmap_take_range - get the addresses for the next block from a memmap without one
 * @place: node of the block
 *
 * Context: process, under the device hotplug lock.
 * Return: the addresses of a block, reserved, which are the caller's now; or NULL.
 */
struct resource *xen_balloon_memmap_take_range(const struct xen_balloon_place *place)
{
	struct memmap *memmap = memmap_next(place);
	struct resource *range;

	if (!memmap)
		return NULL;
	range = memmap->range;
	memmap->range = NULL;
	return range;
}

/**
 * xen_balloon_memmap_can_restore - whether a restore would leave memmap without a block alone
 *
 * Context: process, while nothing changes it: see xen_balloon_hotplug_can_restore().
 * Return: false when the device model of a restored domain would write there.
 */
bool xen_balloon_memmap_can_restore(void)
{
	struct memmap *memmap;

	list_for_each_entry(memmap, &memmap_list, list)
		if (xen_balloon_device_memory_after_restore(memmap->pfn, memmap->nr_pages))
			return false;
	return true;
}

/**
 * xen_balloon_memmap_release - release these page frames to Xen
 * @pfn: the first of them; no longer known to mm
 *
 * Context: process, may sleep; under the device hotplug lock.
 */
void xen_balloon_memmap_release(unsigned long pfn)
{
	struct memmap *memmap = memmap_find(pfn);

	xen_balloon_account_frames(memmap->nid, -(long)memmap->nr_pages);
	if (memmap_clear(memmap))
		memmap_delete_with_range(memmap);
	else
		pr_info("Xen does not take %lu pages of memmap now\n", memmap->populated);
}

/**
 * xen_balloon_memmap_has_unclaimed - whether memmap without a block may be left
 *
 * Context: any.
 * Return: whether xen_balloon_memmap_release_unclaimed() may have something to do.
 */
bool xen_balloon_memmap_has_unclaimed(void)
{
	return READ_ONCE(memmap_unclaimed);
}

/**
 * xen_balloon_memmap_release_unclaimed - release memmap that has no block
 *
 * Context: process, may sleep; under the device hotplug lock.
 */
void xen_balloon_memmap_release_unclaimed(void)
{
	struct memmap *memmap, *next;

	WRITE_ONCE(memmap_unclaimed, false);
	list_for_each_entry_safe(memmap, next, &memmap_list, list)
		if (!memmap->used && memmap_clear(memmap))
			memmap_delete_with_range(memmap);
}
