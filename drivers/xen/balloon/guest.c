// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's own memory: takes pages from the page allocator for the balloon, and gives them back.
 *
 * A page that has been taken is no longer managed, so that MemTotal follows the balloon, and holds
 * nothing that another domain must not see.
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
#include <linux/sizes.h>
#include <linux/timekeeping.h>
#include <linux/vmstat.h>

#include <xen/balloon-compat.h>
#include <xen/mem-reservation.h>

/*
 * The balloon takes only memory that is easy to get: no reserves, no OOM killer, no warning. A
 * superpage is taken only if one is free: pages will do just as well, whereas compacting memory for
 * it would cost the guest more than Xen gains.
 */
#define GFP_BALLOON_PAGE	(GFP_HIGHUSER | __GFP_NOWARN | __GFP_NORETRY | __GFP_NOMEMALLOC)
#define GFP_BALLOON_SUPERPAGE	(GFP_BALLOON_PAGE & ~__GFP_RECLAIM)

/*
 * Memory in ZONE_MOVABLE goes to the balloon first: the kernel itself can use only the other zones,
 * and dies when these are used up, however much is free in ZONE_MOVABLE. A page in the balloon
 * cannot be migrated, and need not be: it is PageOffline, and a memory block of ours hands such
 * pages over when it goes offline. Any other block fails to go offline (-EBUSY) while it has some.
 *
 * Migrating them (CONFIG_BALLOON_COMPACTION) would not pay: after a move down in fragmented memory
 * 160 superpages were wholly in the balloon and 376 in part, with 50,176 page frames. Migrating
 * these, at two hypercalls and 39 to 78 us each, would take 2 to 4 s of CPU time and gain 98
 * superpages, which the next move up fills anyway.
 */
#define GFP_BALLOON_MOVABLE	(GFP_BALLOON_SUPERPAGE | __GFP_MOVABLE | __GFP_THISNODE)

/*
 * Seconds during which nothing is taken from a guest that has run out of memory: taking memory away
 * at once would only make reclaim run in vain.
 */
#define OOM_QUIET_SECONDS 30

/*
 * Minimum of managed pages in zones other than ZONE_MOVABLE. Without it, a target that is reached
 * while processes fill ZONE_MOVABLE would leave the kernel without memory after they exit.
 */
static unsigned long guest_kernel_floor;

/* Maximum number of pages of other zones that are held so that mm reclaims in ZONE_MOVABLE. */
#define GUEST_HELD_MAX	PHYS_PFN(SZ_32M)

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
 * @nr_pages:	their number
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

/* From here on the pages do not belong to the page allocator, and hold no secrets. */
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

/* Returns a ZONE_MOVABLE of the node that has @nr_pages free pages to spare, or NULL. */
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
 * Compares with the zone's own watermark, without the temporary boost for fragmentation: taking
 * pages adds to the boost, and then none could be taken where memory has to be reclaimed.
 */
static bool guest_zone_is_low(struct zone *zone)
{
	return zone_idx(zone) != ZONE_MOVABLE &&
	       zone_page_state(zone, NR_FREE_PAGES) < zone->_watermark[WMARK_LOW];
}

/*
 * Whether the kernel would have less than its floor without @nr_pages of its managed pages. Without
 * a ZONE_MOVABLE the domain's floor is enough.
 */
static bool guest_goes_below_kernel_floor(unsigned long nr_pages)
{
	unsigned long managed = 0;
	struct zone *zone;

	if (!guest_has_movable_zone())
		return false;
	for_each_populated_zone(zone)
		if (zone_idx(zone) != ZONE_MOVABLE)
			managed += zone_managed_pages(zone);
	return managed < READ_ONCE(guest_kernel_floor) + nr_pages;
}

/*
 * Free memory overall does not mean free memory where the kernel can use it, so no zone other than
 * ZONE_MOVABLE may stay below its low watermark: an allocation without reclaim goes down to the min
 * watermark. Pages set aside for CMA have to stay movable. @nr_pages are being taken, this one
 * among them, and are still managed.
 */
static bool guest_needs_page(struct page *page, unsigned long nr_pages)
{
	if (is_zone_movable_page(page))
		return false;
	return guest_zone_is_low(page_zone(page)) || is_migrate_cma_page(page) ||
	       guest_goes_below_kernel_floor(nr_pages);
}

/**
 * xen_balloon_guest_set_kernel_floor - set how much memory has to be left for the kernel itself
 * @nr_pages: managed pages in all zones other than ZONE_MOVABLE
 *
 * Context: any.
 */
void xen_balloon_guest_set_kernel_floor(unsigned long nr_pages)
{
	WRITE_ONCE(guest_kernel_floor, nr_pages);
}

/*
 * Frees the pages that the guest needs, and moves the others to the front, followed by NULL.
 * Returns how many are left.
 */
static unsigned int guest_free_needed(struct page **pages, unsigned int nr_pages)
{
	unsigned int i, kept = 0;

	for (i = 0; i < nr_pages; i++) {
		struct page *page = pages[i];

		pages[i] = NULL;
		if (guest_needs_page(page, kept + 1))
			__free_page(page);
		else
			pages[kept++] = page;
	}
	return kept;
}

/* Has the page allocator use node @nid and no other, or any for NUMA_NO_NODE. */
static gfp_t guest_gfp(gfp_t gfp, int nid)
{
	return nid == NUMA_NO_NODE ? gfp : gfp | __GFP_THISNODE;
}

/**
 * xen_balloon_guest_take_order - take contiguous pages from the guest
 * @nid:	node to take them from, online; or NUMA_NO_NODE
 * @order:	order of their number; they are aligned to their size
 *
 * Context: process; does not wait for memory.
 * Return: the first of 2^@order pages, scrubbed if the user wants that, each with a reference of
 * its own; or NULL when none are free, when ZONE_MOVABLE has that many but in smaller pieces, or
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
	if (page && (zone ? page_zone(page) != zone : guest_needs_page(page, 1UL << order))) {
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

/*
 * Takes a page when the guest needs every free page. While other zones have free pages, mm hands
 * those out, and reclaims nothing in ZONE_MOVABLE: so they are held until a page comes that can be
 * taken. These zones stay at their low watermarks for that long. Returns 1, or 0 when none came.
 */
static unsigned int guest_take_reclaimed(int nid, struct page **pages, u64 deadline)
{
	gfp_t gfp = guest_gfp(GFP_BALLOON_PAGE | __GFP_MOVABLE, nid);
	struct page *page, *next;
	unsigned int got = 0, n;
	LIST_HEAD(held);

	for (n = 0; n < GUEST_HELD_MAX && !got && ktime_get_ns() < deadline; n++) {
		page = nid == NUMA_NO_NODE ? alloc_page(gfp) : alloc_pages_node(nid, gfp, 0);
		if (!page)
			break;
		if (guest_needs_page(page, 1))
			list_add(&page->lru, &held);
		else
			pages[got++] = page;
	}
	list_for_each_entry_safe(page, next, &held, lru)
		__free_page(page);
	return got;
}

static unsigned int guest_take_movable_first(int nid, struct page **pages, unsigned int nr_pages,
					     u64 deadline)
{
	struct zone *zone = guest_movable_zone_with(nid, nr_pages);
	unsigned int got, kept;

	if (zone)
		got = alloc_pages_bulk_node(GFP_BALLOON_MOVABLE, zone_to_nid(zone), nr_pages,
					    pages);
	else
		got = guest_alloc_bulk(nid, GFP_BALLOON_PAGE | __GFP_MOVABLE, pages, nr_pages);
	kept = guest_free_needed(pages, got);
	return got && !kept ? guest_take_reclaimed(nid, pages, deadline) : kept;
}

/**
 * xen_balloon_guest_take_pages - take any pages from the guest
 * @nid:	node to take them from, online; or NUMA_NO_NODE
 * @pages:	array to fill in from the start; all NULL before
 * @nr_pages:	number of pages wanted
 * @lowmem:	true when only lowmem outside of ZONE_MOVABLE will do
 * @deadline:	in nanoseconds of ktime_get_ns(); no further attempts after that
 *
 * Context: process, may sleep.
 * Return: the number of pages taken: those to be had without reclaim, else 1 that was reclaimed, or
 * 0; scrubbed if the user wants that.
 */
unsigned int xen_balloon_guest_take_pages(int nid, struct page **pages, unsigned int nr_pages,
					  bool lowmem, u64 deadline)
{
	gfp_t gfp = lowmem ? GFP_BALLOON_PAGE & ~__GFP_HIGHMEM : GFP_BALLOON_PAGE;
	unsigned int i, got;

	if (!lowmem && guest_has_movable_zone())
		got = guest_take_movable_first(nid, pages, nr_pages, deadline);
	else
		got = guest_alloc_bulk(nid, gfp, pages, nr_pages);

	for (i = 0; i < got; i++)
		guest_unmanage_and_scrub(pages[i], 1);
	return got;
}

#ifdef CONFIG_CONTIG_ALLOC

/* Milliseconds after which a range under I/O is checked again. */
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
 * mm/migrate.c waits for locked pages and for writeback for as long as the disk takes. Others may
 * need the locks held here: so wait first, *@patience_ms in all. Returns whether no I/O was left.
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
 * xen_balloon_guest_take_range - take exactly these pages from the guest
 * @pfn:	the first of them; online
 * @nr_pages:	their number, within one zone
 * @patience_ms: how long to wait for pages under I/O; reduced by the time that was waited
 *
 * Pages in use are migrated elsewhere; mm tries a few times. This takes as long as the disk does
 * only if I/O begins between the check that there is none and mm locking the pages.
 *
 * Context: process, may sleep.
 * Return: 0, and each page is scrubbed if the user wants that, with a reference of its own; -EBUSY
 * when a page cannot be moved now; -ENOMEM when there is nowhere to move it.
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

/* What guest_free_run() expects of each page. */
static void guest_mark_free(struct page *page)
{
	__SetPageOffline(page);
}

/*
 * Frees pages as if they went online: behind all other free memory. So the kernel goes on using the
 * memory it had before, and memory added last has a chance to be empty when it is to be removed.
 */
static void guest_free_run(struct page *page, unsigned int order)
{
	/* From 6.18 on the caller has to do this, as mm does when memory goes online. */
	debug_pagealloc_map_pages(page, 1 << order);
	generic_online_page(page, order);
}

#else

static void guest_mark_free(struct page *page)
{
	set_page_count(page, 0);
}

static void guest_free_run(struct page *page, unsigned int order)
{
	adjust_managed_page_count(page, 1UL << order);
	set_page_count(page, 1);
	__free_pages(page, order);
}

#endif

/* Turns aligned, populated pages into free memory, wherever their struct pages come from. */
static void guest_give_run(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		clear_page_tag_ref(page + i);
		guest_mark_free(page + i);
	}
	guest_free_run(page, order);
}

/**
 * xen_balloon_guest_give - give pages to the guest
 * @page:	the first of them; populated, not PageOffline, not in use; in the state that the
 *		page allocator or the pool leaves
 * @nr_pages:	number of contiguous pages, within one superpage
 *
 * Context: process.
 */
void xen_balloon_guest_give(struct page *page, unsigned long nr_pages)
{
	/* Page owner keeps its books by allocation: pages have to go back as they came. */
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
 * @nr:		number of entries in @pages
 *
 * Context: any.
 * Return: true when one of their zones, other than ZONE_MOVABLE, is below its low watermark.
 */
bool xen_balloon_guest_has_low_zone(struct page **pages, unsigned int nr)
{
	while (nr--)
		if (guest_zone_is_low(page_zone(pages[nr])))
			return true;
	return false;
}

/**
 * xen_balloon_guest_give_needed - give back those pages that the guest needs
 * @pages:	from xen_balloon_guest_take_pages() or xen_balloon_guest_take_order()
 * @nr:		number of entries in @pages
 * @order:	order of each entry; 0 for single pages
 *
 * Taking single pages makes mm reclaim, but only once a zone is at its min watermark. How much it
 * reclaimed, and how much others took meanwhile, is known only at the end: give back as many pages
 * as the zone lacks to its low watermark. Checking after every few pages instead would stop as soon
 * as there is something to reclaim.
 *
 * Context: process.
 * Return: the number of entries that are left, at the start of @pages; their order may change.
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
 * @nr_pages: number of pages, all lowmem
 *
 * Context: process, may sleep.
 * Return: whether that many were free a moment ago.
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
 * xen_balloon_guest_note_oom - note that the guest has run out of memory
 *
 * Context: any.
 */
void xen_balloon_guest_note_oom(void)
{
	WRITE_ONCE(guest_oom_seconds, (unsigned long)ktime_get_boottime_seconds());
	WRITE_ONCE(guest_has_been_oom, true);
}

/**
 * xen_balloon_guest_oom_recently - whether the guest has recently run out of memory
 *
 * Context: any.
 * Return: true for %OOM_QUIET_SECONDS after it did.
 */
bool xen_balloon_guest_oom_recently(void)
{
	/* Not in jiffies, which wrap on 32 bits and would make an old event look recent. */
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

/* Half of what can be reclaimed, but at most the low watermarks, is assumed to be in use. */
static long guest_reclaimable(unsigned long pages, unsigned long low)
{
	return pages - min(pages / 2, low);
}

/* For a node, what si_mem_available() (mm/show_mem.c) returns for the whole guest. */
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
 * @nid: the node, online; NUMA_NO_NODE: the whole guest
 *
 * Context: any.
 * Return: pages; an estimate.
 */
unsigned long xen_balloon_guest_available(int nid)
{
	return max(nid == NUMA_NO_NODE ? si_mem_available() : guest_node_available(nid), 0L);
}

/**
 * xen_balloon_guest_watermarks - how much free memory the page allocator aims for
 * @nid: the node; NUMA_NO_NODE: the whole guest
 *
 * Context: any.
 * Return: pages; the high watermarks of all zones, without the temporary boost for fragmentation.
 */
unsigned long xen_balloon_guest_watermarks(int nid)
{
	return guest_sum_watermarks(nid, WMARK_HIGH);
}
