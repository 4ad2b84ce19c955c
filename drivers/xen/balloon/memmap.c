// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for the memmap of a block that brings its own (memory_hotplug.memmap_on_memory).
 *
 * These page frames have no struct pages of their own. They are populated before mm hears of the
 * block, and for as long as the block exists. Xen may refuse to take them back, when it has no
 * memory for the page table that it needs for the first of a superpage: the domain then keeps them,
 * unused, until the next block at this place needs them, or Xen takes them after all.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "memmap.h"
#include "account.h"
#include "guest.h"
#include "xen.h"

#include <linux/errno.h>
#include <linux/list.h>
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
 */
struct memmap {
	struct list_head list;
	unsigned long pfn;
	unsigned long nr_pages;
	unsigned long populated;
	int nid;
	bool used;
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

/* Releases what is populated, and forgets the memmap if nothing is left. Returns whether it did. */
static bool memmap_clear(struct memmap *memmap)
{
	unsigned long pfn = memmap->pfn + memmap->nr_pages - memmap->populated, done = 0;

	if (xen_balloon_guest_scrub_frames(pfn, memmap->populated))
		done = xen_balloon_release_frames(pfn, memmap->populated);
	memmap->populated -= done;
	xen_balloon_account_populated(memmap->nid, -(long)done);
	memmap->used = false;
	if (memmap->populated) {
		WRITE_ONCE(memmap_unclaimed, true);
		return false;
	}
	list_del(&memmap->list);
	kfree(memmap);
	return true;
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
 * @pfn:	the first of them
 * @nr_pages:	their number
 * @place:	their node
 *
 * What Xen has populated before it ran out is left without a block.
 *
 * Context: process, under the device hotplug lock; in an auto-translated domain.
 * Return: 0, or -ENOSPC when Xen does not have the memory, or -ENOMEM.
 */
int xen_balloon_memmap_populate(unsigned long pfn, unsigned long nr_pages,
				const struct xen_balloon_place *place)
{
	struct memmap *memmap = memmap_find(pfn) ?: memmap_create(pfn, nr_pages, place->nid);
	unsigned long done;

	if (!memmap)
		return -ENOMEM;
	memmap_set_node(memmap, place->nid);
	done = xen_balloon_populate_frames(pfn, nr_pages - memmap->populated, place);
	memmap->populated += done;
	xen_balloon_account_populated(place->nid, done);
	if (memmap->populated < nr_pages) {
		WRITE_ONCE(memmap_unclaimed, true);
		return -ENOSPC;
	}
	memmap->used = true;
	xen_balloon_account_frames(place->nid, nr_pages);
	return 0;
}

/**
 * xen_balloon_memmap_disown - leave these page frames without a block
 * @pfn: the first of them
 *
 * They are released by xen_balloon_memmap_release_unclaimed(), or taken for the next block there.
 *
 * Context: process, under the device hotplug lock.
 */
void xen_balloon_memmap_disown(unsigned long pfn)
{
	struct memmap *memmap = memmap_find(pfn);

	xen_balloon_account_frames(memmap->nid, -(long)memmap->nr_pages);
	memmap->used = false;
	WRITE_ONCE(memmap_unclaimed, true);
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
	if (!memmap_clear(memmap))
		pr_info("Xen does not take %lu pages of memmap now\n", memmap->populated);
}

/**
 * xen_balloon_memmap_is_clear - whether nothing is left of the memmap of an earlier block
 * @pfn: first page frame of the next block, which has its memmap elsewhere
 *
 * The frames of a block must not be populated when they go into the pool.
 *
 * Context: process, under the device hotplug lock.
 * Return: whether nothing is populated there.
 */
bool xen_balloon_memmap_is_clear(unsigned long pfn)
{
	return !memmap_find(pfn);
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
 * Clearing maps the page frames. While a resource says that they are System RAM, the mapping code
 * expects a memmap for them (arch/x86/mm/pat/memtype.c: reserve_ram_pages_type()).
 *
 * Context: process, may sleep; under the device hotplug lock; no range is reserved for a block.
 */
void xen_balloon_memmap_release_unclaimed(void)
{
	struct memmap *memmap, *next;

	WRITE_ONCE(memmap_unclaimed, false);
	list_for_each_entry_safe(memmap, next, &memmap_list, list)
		if (!memmap->used)
			memmap_clear(memmap);
}
