// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's own memory: pages out of the page allocator for the balloon, and back into it.
 *
 * A page that is taken is not managed any more, so that MemTotal follows the balloon, and holds
 * nothing that another domain may not see.
 */
#include "guest.h"

#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pfn.h>
#include <linux/pgalloc_tag.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>

#include <xen/balloon-compat.h>
#include <xen/mem-reservation.h>

/*
 * The balloon asks for what is easily had and no more: no reserves, no OOM killer, no warning. A
 * superpage is taken only if one is free: pages will do just as well, whereas compacting memory for
 * it would cost the guest more than Xen gains.
 */
#define GFP_BALLOON_PAGE	(GFP_HIGHUSER | __GFP_NOWARN | __GFP_NORETRY | __GFP_NOMEMALLOC)
#define GFP_BALLOON_SUPERPAGE	(GFP_BALLOON_PAGE & ~__GFP_RECLAIM)

/*
 * Memory in ZONE_MOVABLE goes to the balloon first: the kernel itself can use the other zones only,
 * and dies when these are used up, however much is free in ZONE_MOVABLE. A page in the balloon
 * cannot be migrated, and need not be: it is PageOffline, and a memory block of ours hands such
 * pages over when it goes offline. Any other block is refused with -EBUSY while it has some.
 *
 * To migrate them (CONFIG_BALLOON_COMPACTION) would not pay: after a move down in fragmented memory
 * 160 superpages were wholly in the balloon and 376 in part, with 50,176 page frames. That many
 * migrations, of two hypercalls and 39 to 78 us each, are 2 to 4 s of CPU time for 98 superpages
 * more, which the next move up fills anyway.
 */
#define GFP_BALLOON_MOVABLE	(GFP_BALLOON_SUPERPAGE | __GFP_MOVABLE | __GFP_THISNODE)

/*
 * For so long nothing is taken from a guest that has run out of memory: what is taken away at once
 * only makes reclaim run in vain.
 */
#define OOM_QUIET_SECONDS 30

/*
 * Managed pages of the zones that are not ZONE_MOVABLE: no fewer are left, or else a target that is
 * reached while processes fill ZONE_MOVABLE leaves a kernel without memory when they have gone.
 */
static unsigned long guest_kernel_floor;

static bool guest_has_been_oom;
static unsigned long guest_oom_seconds;

/* The next owner of these pages must not learn what was in them. */
static void guest_scrub(struct page *page, unsigned long nr_pages)
{
	if (!xen_scrub_pages || want_init_on_alloc(GFP_BALLOON_PAGE) || want_init_on_free())
		return;
	while (nr_pages--)
		clear_highpage(page++);
	cond_resched();
}

/**
 * xen_balloon_guest_scrub_frames - clear page frames without struct pages
 * @pfn:	the first of them; populated, not mapped
 * @nr_pages:	how many
 *
 * Context: process, may sleep.
 * Return: false when there is no memory to map them.
 */
bool xen_balloon_guest_scrub_frames(unsigned long pfn, unsigned long nr_pages)
{
	size_t size = PFN_PHYS(nr_pages);
	void *mapped;

	if (!xen_scrub_pages)
		return true;
	mapped = memremap(PFN_PHYS((phys_addr_t)pfn), size, MEMREMAP_WB);
	if (!mapped)
		return false;
	memset(mapped, 0, size);
	memunmap(mapped);
	return true;
}

/* From now on the page is not the page allocator's, and holds no secret. */
static void guest_unmanage_and_scrub(struct page *page, unsigned long nr_pages)
{
	adjust_managed_page_count(page, -(long)nr_pages);
	guest_scrub(page, nr_pages);
}

static bool guest_is_movable_zone(struct zone *zone)
{
	return zone_idx(zone) == ZONE_MOVABLE && zone_managed_pages(zone);
}

static bool guest_has_movable_zone(void)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		if (guest_is_movable_zone(zone))
			return true;
	return false;
}

static bool guest_zone_is_of(struct zone *zone, int nid)
{
	return nid == NUMA_NO_NODE || zone_to_nid(zone) == nid;
}

/* A ZONE_MOVABLE of the node that has so many free pages to spare, or NULL. */
static struct zone *guest_movable_zone_with(int nid, unsigned long nr_pages)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		if (guest_zone_is_of(zone, nid) && guest_is_movable_zone(zone) &&
		    zone_page_state(zone, NR_FREE_PAGES) > low_wmark_pages(zone) + nr_pages)
			return zone;
	return NULL;
}

/*
 * By its own watermark, without what fragmentation adds for a while: to take pages adds to that,
 * and then none could be taken where memory has to be reclaimed.
 */
static bool guest_zone_is_low(struct zone *zone)
{
	return zone_idx(zone) != ZONE_MOVABLE &&
	       zone_page_state(zone, NR_FREE_PAGES) < zone->_watermark[WMARK_LOW];
}

/* Without a ZONE_MOVABLE the floor of the domain is enough. */
static bool guest_is_at_kernel_floor(void)
{
	unsigned long managed = 0;
	struct zone *zone;

	if (!guest_has_movable_zone())
		return false;
	for_each_populated_zone(zone)
		if (zone_idx(zone) != ZONE_MOVABLE)
			managed += zone_managed_pages(zone);
	return managed <= READ_ONCE(guest_kernel_floor);
}

/*
 * Free memory in all does not mean that there is any where the kernel can use it: no zone but
 * ZONE_MOVABLE is left below its low watermark. An allocation without reclaim goes down to the min
 * watermark. What is set aside for CMA has to stay movable.
 */
static bool guest_needs_page(struct page *page)
{
	if (is_zone_movable_page(page))
		return false;
	return guest_zone_is_low(page_zone(page)) || is_migrate_cma_page(page) ||
	       guest_is_at_kernel_floor();
}

/**
 * xen_balloon_guest_set_kernel_floor - how much the kernel itself has to have
 * @nr_pages: managed pages, of all zones but ZONE_MOVABLE
 *
 * Context: any.
 */
void xen_balloon_guest_set_kernel_floor(unsigned long nr_pages)
{
	WRITE_ONCE(guest_kernel_floor, nr_pages);
}

/* Frees those that the guest needs; the others move up, and NULL follows. Returns how many. */
static unsigned int guest_free_needed(struct page **pages, unsigned int nr_pages)
{
	unsigned int i, kept = 0;

	for (i = 0; i < nr_pages; i++) {
		struct page *page = pages[i];

		pages[i] = NULL;
		if (guest_needs_page(page))
			__free_page(page);
		else
			pages[kept++] = page;
	}
	return kept;
}

/* For the page allocator: of this node and of no other, or of any. */
static gfp_t guest_gfp(gfp_t gfp, int nid)
{
	return nid == NUMA_NO_NODE ? gfp : gfp | __GFP_THISNODE;
}

/**
 * xen_balloon_guest_take_order - take pages that follow each other from the guest
 * @nid:	the node they are to be of, online; or NUMA_NO_NODE
 * @order:	of how many; they are aligned to their size
 *
 * Context: process; does not wait for memory.
 * Return: the first of 2^@order pages, scrubbed if the user wants that, each with a reference of
 * its own; or NULL when there are none free, when ZONE_MOVABLE has that many in smaller pieces, or
 * when the guest needs them.
 */
struct page *xen_balloon_guest_take_order(int nid, unsigned int order)
{
	struct zone *zone = guest_movable_zone_with(nid, 1UL << order);
	struct page *page;

	if (zone)
		page = alloc_pages_node(zone_to_nid(zone), GFP_BALLOON_MOVABLE, order);
	else if (nid != NUMA_NO_NODE)
		page = alloc_pages_node(nid, guest_gfp(GFP_BALLOON_SUPERPAGE, nid), order);
	else
		page = alloc_pages(GFP_BALLOON_SUPERPAGE, order);
	if (page && (zone ? page_zone(page) != zone : guest_needs_page(page))) {
		__free_pages(page, order);
		page = NULL;
	}
	if (!page)
		return NULL;
	split_page(page, order);
	guest_unmanage_and_scrub(page, 1UL << order);
	return page;
}

static unsigned int guest_alloc_bulk(int nid, gfp_t gfp, struct page **pages,
				     unsigned int nr_pages)
{
	if (nid == NUMA_NO_NODE)
		return alloc_pages_bulk(gfp, nr_pages, pages);
	return alloc_pages_bulk_node(guest_gfp(gfp, nid), nid, nr_pages, pages);
}

static unsigned int guest_take_movable_first(int nid, struct page **pages, unsigned int nr_pages)
{
	struct zone *zone = guest_movable_zone_with(nid, nr_pages);
	unsigned int got;

	if (zone)
		got = alloc_pages_bulk_node(GFP_BALLOON_MOVABLE, zone_to_nid(zone), nr_pages,
					    pages);
	else
		got = guest_alloc_bulk(nid, GFP_BALLOON_PAGE | __GFP_MOVABLE, pages, nr_pages);
	return guest_free_needed(pages, got);
}

/**
 * xen_balloon_guest_take_pages - take any pages from the guest
 * @nid:	the node they are to be of, online; or NUMA_NO_NODE
 * @pages:	filled in, from the first on; NULL before
 * @nr_pages:	how many
 * @lowmem:	neither highmem nor ZONE_MOVABLE is of use
 *
 * Context: process, may sleep.
 * Return: how many were to be had without effort, or 1 or 0 with some; scrubbed if the user wants
 * that.
 */
unsigned int xen_balloon_guest_take_pages(int nid, struct page **pages, unsigned int nr_pages,
					  bool lowmem)
{
	gfp_t gfp = lowmem ? GFP_BALLOON_PAGE & ~__GFP_HIGHMEM : GFP_BALLOON_PAGE;
	unsigned int i, got;

	if (!lowmem && guest_has_movable_zone())
		got = guest_take_movable_first(nid, pages, nr_pages);
	else
		got = guest_alloc_bulk(nid, gfp, pages, nr_pages);

	for (i = 0; i < got; i++)
		guest_unmanage_and_scrub(pages[i], 1);
	return got;
}

#ifdef CONFIG_CONTIG_ALLOC

/* After which a range under I/O is looked at again. */
#define GUEST_IO_PAUSE_MS	10

static bool guest_page_is_under_io(struct page *page)
{
	struct folio *folio = page_folio(page);
	bool busy;

	if (!folio_try_get(folio))
		return false;
	busy = folio_test_locked(folio) || folio_test_writeback(folio);
	folio_put(folio);
	return busy;
}

/*
 * mm/migrate.c waits for a page that is locked or being written for as long as the disk takes.
 * Others may need the locks that are held here, so that this waits only for a disk that answers.
 */
static bool guest_wait_for_io(unsigned long pfn, unsigned long nr_pages, unsigned int *patience_ms)
{
	unsigned long i = 0;

	while (i < nr_pages) {
		if (!guest_page_is_under_io(pfn_to_page(pfn + i))) {
			i++;
			continue;
		}
		if (*patience_ms < GUEST_IO_PAUSE_MS)
			return false;
		*patience_ms -= GUEST_IO_PAUSE_MS;
		msleep(GUEST_IO_PAUSE_MS);
		i = 0;
	}
	return true;
}

/**
 * xen_balloon_guest_take_range - take these pages from the guest, and no others
 * @pfn:	the first of them; online
 * @nr_pages:	how many, within one zone
 * @patience_ms: how long pages under I/O may be waited for; what was waited is taken away
 *
 * What is in use there is moved elsewhere; mm tries a few times. Only for I/O that begins after its
 * pages were found without, and before mm has locked them, it takes as long as the disk does.
 *
 * Context: process, may sleep.
 * Return: 0, and each is scrubbed if the user wants that, with a reference of its own; -EBUSY when
 * something in it cannot be moved now; -ENOMEM when there is nowhere to move it.
 */
int xen_balloon_guest_take_range(unsigned long pfn, unsigned long nr_pages,
				 unsigned int *patience_ms)
{
	int err;

	if (!guest_wait_for_io(pfn, nr_pages, patience_ms))
		return -EBUSY;
	err = alloc_contig_range(pfn, pfn + nr_pages, ACR_FLAGS_NONE, GFP_KERNEL | __GFP_NOWARN);
	if (!err)
		guest_unmanage_and_scrub(pfn_to_page(pfn), nr_pages);
	return err;
}

#endif

#ifdef CONFIG_MEMORY_HOTPLUG

/*
 * Memory comes as if it went online: behind all other free memory. So the kernel goes on using what
 * it had before, and what was added last has a chance to be empty when it is to be removed.
 */
static void guest_free_run(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		__SetPageOffline(page + i);
	/* From 6.18 on this is for the caller to do, as mm does when memory goes online. */
	debug_pagealloc_map_pages(page, 1 << order);
	generic_online_page(page, order);
}

#else

static void guest_free_run(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++)
		set_page_count(page + i, 0);
	adjust_managed_page_count(page, 1UL << order);
	set_page_count(page, 1);
	__free_pages(page, order);
}

#endif

/* Aligned, populated pages become free memory, wherever their struct pages come from. */
static void guest_give_run(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		__ClearPageReserved(page + i);
		clear_page_tag_ref(page + i);
		set_page_private(page + i, 0);
	}
	guest_free_run(page, order);
}

/**
 * xen_balloon_guest_give - give pages to the guest
 * @page:	the first of them; populated, not PageOffline, not in use
 * @nr_pages:	how many that follow each other, within one superpage
 *
 * Context: process.
 */
void xen_balloon_guest_give(struct page *page, unsigned long nr_pages)
{
	/* Page owner keeps the books by what was allocated: pages go back as they came. */
	unsigned int max_order = IS_ENABLED(CONFIG_PAGE_OWNER) ? 0 : MAX_PAGE_ORDER;

	while (nr_pages) {
		unsigned int order = min_t(unsigned int, __ffs(page_to_pfn(page) |
							       BIT(max_order)),
					   __fls(nr_pages));

		guest_give_run(page, order);
		page += 1UL << order;
		nr_pages -= 1UL << order;
	}
}

/**
 * xen_balloon_guest_has_low_zone - whether the kernel is short of memory where these pages are
 * @pages:	from xen_balloon_guest_take_pages() or xen_balloon_guest_take_order()
 * @nr:		how many
 *
 * Context: any.
 * Return: true when a zone of theirs other than ZONE_MOVABLE has less free than its low watermark.
 */
bool xen_balloon_guest_has_low_zone(struct page **pages, unsigned int nr)
{
	while (nr--)
		if (guest_zone_is_low(page_zone(pages[nr])))
			return true;
	return false;
}

/**
 * xen_balloon_guest_give_needed - give those of the pages back to the guest that it needs
 * @pages:	from xen_balloon_guest_take_pages() or xen_balloon_guest_take_order()
 * @nr:		how many
 * @order:	of each; they are single pages for 0
 *
 * To take single pages has mm reclaim memory, which it does when a zone is at its min watermark.
 * What came of that in all is known at the end, and also what others have taken meanwhile: as many
 * pages go back as the zone lacks to its low watermark. To ask after each few pages would be to end
 * as soon as there is something to reclaim.
 *
 * Context: process.
 * Return: how many of @pages are left, from the first on; in another order.
 */
unsigned int xen_balloon_guest_give_needed(struct page **pages, unsigned int nr, unsigned int order)
{
	unsigned int i = nr;

	while (i--) {
		if (!guest_zone_is_low(page_zone(pages[i])))
			continue;
		xen_balloon_guest_give(pages[i], 1UL << order);
		pages[i] = pages[--nr];
	}
	return nr;
}

/**
 * xen_balloon_guest_make_free - make pages free for atomic allocations that follow
 * @nr_pages: how many, of which each is lowmem
 *
 * Context: process, may sleep.
 * Return: whether there were so many a moment ago.
 */
bool xen_balloon_guest_make_free(unsigned long nr_pages)
{
	struct page *page, *next;
	unsigned long n;
	LIST_HEAD(pages);

	for (n = 0; n < nr_pages; n++) {
		page = alloc_page(GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY | __GFP_NOMEMALLOC);
		if (!page)
			break;
		list_add(&page->lru, &pages);
	}
	list_for_each_entry_safe(page, next, &pages, lru)
		__free_page(page);
	return n == nr_pages;
}

/**
 * xen_balloon_guest_note_oom - the guest has run out of memory
 *
 * Context: any.
 */
void xen_balloon_guest_note_oom(void)
{
	WRITE_ONCE(guest_oom_seconds, (unsigned long)ktime_get_boottime_seconds());
	WRITE_ONCE(guest_has_been_oom, true);
}

/**
 * xen_balloon_guest_oom_recently - whether the guest has run out of memory a short time ago
 *
 * Context: any.
 * Return: true for %OOM_QUIET_SECONDS after that.
 */
bool xen_balloon_guest_oom_recently(void)
{
	/* Not in jiffies, which come round on 32 bits and would show an old one as recent. */
	unsigned long now = ktime_get_boottime_seconds();

	return READ_ONCE(guest_has_been_oom) &&
	       now - READ_ONCE(guest_oom_seconds) <= OOM_QUIET_SECONDS;
}

static unsigned long guest_sum_watermarks(int nid, enum zone_watermarks mark)
{
	unsigned long pages = 0;
	struct zone *zone;

	for_each_populated_zone(zone)
		if (guest_zone_is_of(zone, nid))
			pages += zone->_watermark[mark];
	return pages;
}

/* Of what can be reclaimed half, or as much as the low watermarks, is taken to be in use. */
static long guest_reclaimable(unsigned long pages, unsigned long low)
{
	return pages - min(pages / 2, low);
}

/* What si_mem_available() says of the guest (mm/show_mem.c), for a node. */
static long guest_node_available(int nid)
{
	unsigned long low = guest_sum_watermarks(nid, WMARK_LOW);
	struct pglist_data *node = NODE_DATA(nid);

	return (long)sum_zone_node_page_state(nid, NR_FREE_PAGES) -
	       (long)node->totalreserve_pages +
	       guest_reclaimable(node_page_state(node, NR_ACTIVE_FILE) +
				 node_page_state(node, NR_INACTIVE_FILE), low) +
	       guest_reclaimable(node_page_state_pages(node, NR_SLAB_RECLAIMABLE_B) +
				 node_page_state(node, NR_KERNEL_MISC_RECLAIMABLE), low);
}

/**
 * xen_balloon_guest_available - how much the guest could give without swapping
 * @nid: of this node, which is online; NUMA_NO_NODE: in all
 *
 * Context: any.
 * Return: pages; an estimate, down to the last one.
 */
unsigned long xen_balloon_guest_available(int nid)
{
	return max(nid == NUMA_NO_NODE ? si_mem_available() : guest_node_available(nid), 0L);
}

/**
 * xen_balloon_guest_watermarks - how much free memory the page allocator aims at
 * @nid: on this node; NUMA_NO_NODE: in all
 *
 * Context: any.
 * Return: pages; the high watermarks of all zones, without what fragmentation adds for a while.
 */
unsigned long xen_balloon_guest_watermarks(int nid)
{
	return guest_sum_watermarks(nid, WMARK_HIGH);
}
