// SPDX-License-Identifier: GPL-2.0
/*
 * The page allocator: a buddy allocator of zones with watermarks, and pages that can be migrated
 * or not.
 *
 * Models mm/page_alloc.c: get_page_from_freelist(), __alloc_pages_slowpath(), __free_one_page(),
 * alloc_contig_range(); mm/page_isolation.c; mm/show_mem.c: si_mem_available().
 */
#include <linux/mm.h>
#include <linux/memory_hotplug.h>

#include <string.h>
#include <sys/mman.h>

#include "../core/task.h"
#include "machine.h"

struct zone sim_zones[SIM_NODES * MAX_NR_ZONES];
struct pglist_data sim_nodes[SIM_NODES];
struct page *vmemmap;
unsigned long totalreserve_pages;
unsigned long max_pfn;
unsigned long sim_fail_alloc_rate;
bool sim_driver_booted;

static unsigned long total_pages;
static bool section_has_memmap[SIM_MAX_PFN >> SIM_SECTION_SHIFT];
static bool pageblock_isolated[SIM_MAX_PFN / 512];

/* ---- memmap ---- */

#define MEMMAP_BYTES(pages)	((pages) * sizeof(struct page))

bool sim_has_memmap(unsigned long pfn)
{
	return pfn < SIM_MAX_PFN && section_has_memmap[pfn_to_section_nr(pfn)];
}

/* New struct pages, as memmap_init_range() makes them for hotplug. */
void sim_memmap_add(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long i;

	_Static_assert(sizeof(struct page) == 64, "struct page");
	mprotect(vmemmap + pfn, MEMMAP_BYTES(nr_pages), PROT_READ | PROT_WRITE);
	for (i = pfn; i < pfn + nr_pages; i += SIM_SECTION_PAGES) {
		sim_assert(!section_has_memmap[pfn_to_section_nr(i)], "memmap is there already");
		section_has_memmap[pfn_to_section_nr(i)] = true;
	}
}

void sim_memmap_remove(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long i;

	for (i = pfn; i < pfn + nr_pages; i += SIM_SECTION_PAGES)
		section_has_memmap[pfn_to_section_nr(i)] = false;
	memset(vmemmap + pfn, 0, MEMMAP_BYTES(nr_pages));
	/* From now on, reading it is a page fault. */
	mprotect(vmemmap + pfn, MEMMAP_BYTES(nr_pages), PROT_NONE);
}

struct page *pfn_to_online_page(unsigned long pfn)
{
	return sim_has_memmap(pfn) && online_section_nr(pfn_to_section_nr(pfn)) ?
		pfn_to_page(pfn) : NULL;
}

unsigned long node_present_pages(int nid)
{
	unsigned long pages = 0;
	int i;

	for (i = 0; i < MAX_NR_ZONES; i++)
		pages += sim_zones[nid * MAX_NR_ZONES + i].present_pages;
	return pages;
}

unsigned long sum_zone_node_page_state(int nid, enum zone_stat_item item)
{
	unsigned long pages = 0;
	int i;

	for (i = 0; i < MAX_NR_ZONES; i++)
		pages += zone_page_state(&sim_zones[nid * MAX_NR_ZONES + i], item);
	return pages;
}

/* ---- free lists ---- */

static void pages_add_run(struct zone *zone, struct page *page, unsigned int order, bool tail)
{
	page->head = 1;
	page->order = order;
	if (tail)
		list_add_tail(&page->lru, &zone->free[order]);
	else
		list_add(&page->lru, &zone->free[order]);
}

static void pages_remove_run(struct page *page)
{
	list_del(&page->lru);
	page->head = 0;
}

/* The run that @page could be joined with, or NULL. */
static struct page *pages_buddy(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page) ^ (1UL << order);
	struct page *buddy = vmemmap + pfn;

	if (!sim_has_memmap(pfn) || buddy->state != SIM_PAGE_FREE || !buddy->head ||
	    buddy->order != order || buddy->zone != page->zone)
		return NULL;
	return buddy;
}

static bool pages_is_isolated(unsigned long pfn)
{
	return pageblock_isolated[pfn / pageblock_nr_pages];
}

/* Pages that are populated and unused become free memory. */
static void pages_free_run(struct page *page, unsigned int order, bool tail)
{
	struct zone *zone = page_zone(page);
	unsigned long i, pfn = page_to_pfn(page);
	struct page *buddy;

	for (i = 0; i < 1UL << order; i++) {
		struct page *p = page + i;

		sim_assert(p->state != SIM_PAGE_FREE && p->state != SIM_PAGE_ISOLATED,
			   "page %#lx is freed twice", pfn + i);
		sim_assert(!p->offline, "page %#lx is freed while PageOffline", pfn + i);
		sim_assert(!p->private, "page %#lx is freed with something in ->private", pfn + i);
		sim_assert(!p->mapped, "page %#lx is freed while foreign memory is mapped there",
			   pfn + i);
		sim_assert(!p->refcount, "page %#lx is freed while it is in use", pfn + i);
		sim_assert(sim_xen_is_ram(pfn + i), "page %#lx is freed, but not populated",
			   pfn + i);
		p->state = pages_is_isolated(pfn + i) ? SIM_PAGE_ISOLATED : SIM_PAGE_FREE;
		p->in_driver = false;
		p->on_lru = false;
		p->owner = 0;
		p->head = 0;
	}
	if (page->state == SIM_PAGE_ISOLATED)
		return;
	zone->nr_free += 1UL << order;
	while (order < MAX_PAGE_ORDER && (buddy = pages_buddy(page, order))) {
		pages_remove_run(buddy);
		if (buddy < page)
			page = buddy;
		order++;
	}
	pages_add_run(zone, page, order, tail);
}

static struct page *pages_take_from(struct zone *zone, unsigned int order)
{
	unsigned int o;
	struct page *page;
	unsigned long i;

	for (o = order; o <= MAX_PAGE_ORDER && list_empty(&zone->free[o]); o++)
		;
	if (o > MAX_PAGE_ORDER)
		return NULL;
	page = list_first_entry(&zone->free[o], struct page, lru);
	pages_remove_run(page);
	while (o > order) {
		o--;
		pages_add_run(zone, page + (1UL << o), o, false);
	}
	zone->nr_free -= 1UL << order;
	for (i = 0; i < 1UL << order; i++) {
		page[i].state = SIM_PAGE_USED;
		page[i].refcount = 0;
	}
	page->refcount = 1;
	return page;
}

/* Takes one free page out of the middle of whatever run it is in. */
static void pages_take_this(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long pfn = page_to_pfn(page);
	struct page *head = page;
	unsigned int order;

	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		head = vmemmap + ALIGN_DOWN(pfn, 1UL << order);
		if (head->state == SIM_PAGE_FREE && head->head && head->order >= order)
			break;
	}
	sim_assert(order <= MAX_PAGE_ORDER, "page %#lx is in no free list", pfn);
	order = head->order;
	pages_remove_run(head);
	while (order) {
		order--;
		if (page >= head + (1UL << order)) {
			pages_add_run(zone, head, order, false);
			head += 1UL << order;
		} else {
			pages_add_run(zone, head + (1UL << order), order, false);
		}
	}
	zone->nr_free--;
}

/* ---- allocation ---- */

/* An allocation that cannot wait may go below the watermark. */
static unsigned long pages_mark(const struct zone *zone, gfp_t gfp, enum zone_watermarks mark)
{
	return gfp & __GFP_RECLAIM || gfp & __GFP_HIGHMEM || mark != WMARK_MIN ?
		zone->_watermark[mark] : zone->_watermark[mark] / 2;
}

static struct page *pages_from_zones(gfp_t gfp, int nid, unsigned int order, enum zone_watermarks mark)
{
	int n, type;

	for (n = 0; n < sim_machine.nodes; n++) {
		int node = (nid + n) % sim_machine.nodes;

		if (n && gfp & __GFP_THISNODE)
			break;
		for (type = gfp & __GFP_MOVABLE ? ZONE_MOVABLE : ZONE_NORMAL; type >= 0; type--) {
			struct zone *zone = &sim_zones[node * MAX_NR_ZONES + type];
			struct page *page;

			if (zone->nr_free < pages_mark(zone, gfp, mark) + (1UL << order))
				continue;
			page = pages_take_from(zone, order);
			if (page)
				return page;
		}
	}
	return NULL;
}

/* Pages of the page allocator, or NULL. May reclaim once, if @gfp allows that. */
struct page *sim_take_page(gfp_t gfp, int nid, unsigned int order)
{
	struct page *page;

	if (nid == NUMA_NO_NODE)
		nid = sim_current ? sim_current->number % sim_machine.nodes : 0;
	page = pages_from_zones(gfp, nid, order, WMARK_LOW);
	if (!page && gfp & __GFP_RECLAIM)
		sim_kswapd_wake();
	if (!page)
		page = pages_from_zones(gfp, nid, order, WMARK_MIN);
	if (!page && gfp & __GFP_RECLAIM && sim_reclaim(32, gfp))
		page = pages_from_zones(gfp, nid, order, WMARK_MIN);
	return page;
}

/* A page gets an owner, and loses it. */
static void pages_give(struct page *page, unsigned short owner)
{
	page->owner = owner;
	sim_processes[owner].nr_pages++;
	if (owner == SIM_PAGE_CACHE)
		sim_nodes[page_to_nid(page)].file_pages++;
	page->on_lru = true;
}

static void pages_drop(struct page *page)
{
	list_del(&page->lru);
	sim_processes[page->owner].nr_pages--;
	if (page->owner == SIM_PAGE_CACHE)
		sim_nodes[page_to_nid(page)].file_pages--;
}

/* As a process or a file has it: touched, and on an LRU list. */
struct page *sim_alloc_for(unsigned short owner, gfp_t gfp)
{
	struct page *page;

	do {
		page = sim_take_page(gfp, NUMA_NO_NODE, 0);
	} while (!page && !(gfp & __GFP_NORETRY) && !sim_processes[owner].doomed &&
		 (sim_reclaim(64, gfp) || sim_out_of_memory()));
	if (!page)
		return NULL;
	if (owner) {
		list_add_tail(&page->lru, &sim_processes[owner].pages);
		pages_give(page, owner);
	}
	sim_xen_touch(page_to_pfn(page), true);
	return page;
}

/* On behalf of a process, which may be killed meanwhile. Without the page the guest panics. */
struct page *sim_kernel_page(unsigned short owner)
{
	struct page *page;

	while (!(page = sim_take_page(GFP_KERNEL, NUMA_NO_NODE, 0))) {
		if (sim_processes[owner].doomed)
			return NULL;
		if (sim_reclaim(64, GFP_KERNEL) || sim_out_of_memory())
			continue;
		sim_fail("mm", 0, "the guest has no memory for its kernel");
	}
	sim_xen_touch(page_to_pfn(page), true);
	return page;
}

void sim_free_page(struct page *page)
{
	if (page->owner)
		pages_drop(page);
	page->refcount--;
	page->written_until = 0;
	pages_free_run(page, 0, false);
}

static bool pages_injected_failure(void)
{
	return (sim_driver_booted && sim_chance(SIM_FAIL_ALLOC, sim_fail_alloc_rate)) ||
	       sim_alloc_is_refused("");
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page;
	unsigned long i;

	if (gfp & __GFP_RECLAIM)
		sim_might_sleep("memory");
	sim_point(SIM_ALLOC);
	sim_spend(500);
	if (pages_injected_failure())
		return NULL;
	page = sim_take_page(gfp, nid, order);
	if (page)
		for (i = 0; i < 1UL << order; i++)
			page[i].in_driver = true;
	return page;
}

/* As __alloc_pages_bulk_noprof(): pages that are easy to get, else one page with some effort. */
unsigned long sim_alloc_bulk(gfp_t gfp, int nid, unsigned long nr_pages, struct page **pages)
{
	unsigned long n;

	sim_might_sleep("memory");
	sim_point(SIM_ALLOC);
	if (pages_injected_failure())
		return 0;
	for (n = 0; n < nr_pages; n++) {
		sim_assert(!pages[n], "alloc_pages_bulk() into an array that is not empty");
		sim_spend(60);
		pages[n] = sim_take_page(n ? gfp & ~__GFP_RECLAIM : gfp, nid, 0);
		if (!pages[n])
			break;
		pages[n]->in_driver = true;
	}
	return n;
}

void split_page(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 1; i < 1UL << order; i++)
		page[i].refcount = 1;
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned long i;

	for (i = 0; i < 1UL << order; i++) {
		sim_assert(page[i].state == SIM_PAGE_USED && page[i].refcount == !i,
			   "page %#lx is freed in state %u with %d references",
			   page_to_pfn(page) + i, page[i].state, page[i].refcount);
		page[i].refcount = 0;
	}
	pages_free_run(page, order, false);
}

void adjust_managed_page_count(struct page *page, long count)
{
	page_zone(page)->managed_pages += count;
	total_pages += count;
	sim_assert((long)page_zone(page)->managed_pages >= 0, "fewer than no managed pages");
}

/* As mm/memory_hotplug.c: generic_online_page(): behind all other free memory. */
void generic_online_page(struct page *page, unsigned int order)
{
	unsigned long i;

	sim_assert(IS_ALIGNED(page_to_pfn(page), 1UL << order), "not aligned");
	for (i = 0; i < 1UL << order; i++) {
		__ClearPageOffline(page + i);
		sim_assert(!page[i].reserved, "page %#lx is still reserved", page_to_pfn(page) + i);
		page[i].refcount = 0;
	}
	adjust_managed_page_count(page, 1L << order);
	pages_free_run(page, order, true);
	sim_point(SIM_ALLOC);
}

void clear_highpage(struct page *page)
{
	sim_xen_touch(page_to_pfn(page), false);
	sim_spend(100);
}

unsigned long totalram_pages(void)
{
	return total_pages;
}

long si_mem_available(void)
{
	long available = -(long)totalreserve_pages, low = 0;
	long cache = sim_processes[SIM_PAGE_CACHE].nr_pages;
	struct zone *zone;

	sim_point(SIM_READ);
	for_each_populated_zone(zone) {
		available += zone->nr_free;
		low += low_wmark_pages(zone);
	}
	cache -= min(cache / 2, low);
	return max(available + cache, 0L);
}

unsigned int memalloc_noio_save(void)
{
	bool before = sim_current->noio;

	sim_current->noio = true;
	return before;
}

void memalloc_noio_restore(unsigned int flags)
{
	sim_current->noio = flags;
}

/* ---- pages that are moved ---- */

/* Takes free pages of these pageblocks out of the free lists. One task at a time for each. */
int sim_isolate(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	start = ALIGN_DOWN(start, pageblock_nr_pages);
	end = ALIGN(end, pageblock_nr_pages);
	for (pfn = start; pfn < end; pfn += pageblock_nr_pages)
		if (pages_is_isolated(pfn))
			return -EBUSY;
	for (pfn = start; pfn < end; pfn += pageblock_nr_pages)
		pageblock_isolated[pfn / pageblock_nr_pages] = true;
	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->state == SIM_PAGE_FREE) {
			pages_take_this(page);
			page->state = SIM_PAGE_ISOLATED;
		}
	}
	return 0;
}

void sim_unisolate(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	start = ALIGN_DOWN(start, pageblock_nr_pages);
	end = ALIGN(end, pageblock_nr_pages);
	for (pfn = start; pfn < end; pfn += pageblock_nr_pages)
		pageblock_isolated[pfn / pageblock_nr_pages] = false;
	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->state == SIM_PAGE_ISOLATED) {
			page->state = SIM_PAGE_USED;
			pages_free_run(page, 0, false);
		}
	}
}

bool sim_page_is_written(const struct page *page)
{
	return sim_now < page->written_until;
}

/* As migrate_folio_unmap() with MIGRATE_SYNC: waits for pages under I/O. */
static int pages_migrate(struct page *page)
{
	struct sim_process *owner = &sim_processes[page->owner];
	unsigned int private = page->owner;
	struct page *to;

	if (sim_page_is_written(page))
		sim_sleep(page->written_until - sim_now);
	to = sim_take_page(GFP_HIGHUSER | __GFP_MOVABLE | __GFP_NORETRY, page_to_nid(page), 0);
	if (!to)
		return -ENOMEM;
	/* Reclaim may have taken it meanwhile. */
	if (page->owner != private || !page->on_lru || page->pins) {
		__free_pages(to, 0);
		return 0;
	}
	list_add(&to->lru, &owner->pages);
	pages_give(to, page->owner);
	sim_xen_touch(page_to_pfn(to), true);
	sim_free_page(page);
	sim_spend(1000);
	return 0;
}

/* One round over a range. 0: nothing is left that could be moved; -EAGAIN: some could not now. */
int sim_migrate_range(unsigned long start, unsigned long end)
{
	unsigned long pfn;
	int left = 0;

	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->state != SIM_PAGE_USED || !page->on_lru)
			continue;
		if (page->pins) {
			left = -EAGAIN;
			continue;
		}
		if (pages_migrate(page))
			return -ENOMEM;
		if (!(pfn & 31))
			sim_point(SIM_RESCHED);
	}
	return left;
}

static int pages_grab_range(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	for (pfn = start; pfn < end; pfn++)
		if (pfn_to_page(pfn)->state != SIM_PAGE_ISOLATED)
			return -EBUSY;
	for (pfn = start; pfn < end; pfn++) {
		pfn_to_page(pfn)->state = SIM_PAGE_USED;
		pfn_to_page(pfn)->refcount = 1;
		pfn_to_page(pfn)->in_driver = true;
	}
	return 0;
}

int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype, gfp_t gfp)
{
	unsigned long pfn;
	int tries, err;

	sim_might_sleep("migration");
	sim_point(SIM_ALLOC);
	for (pfn = start; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page->state != SIM_PAGE_FREE && !page->on_lru)
			return -EBUSY;
		/* The driver calls with the device hotplug lock held, and others wait for that. */
		sim_assert(!sim_page_is_written(page), "page %#lx is under I/O and is migrated", pfn);
	}
	err = sim_isolate(start, end);
	if (err)
		return err;
	for (tries = 0; tries < 5; tries++) {
		err = sim_migrate_range(start, end);
		if (err != -EAGAIN)
			break;
		sim_sleep(10 * SIM_US);
	}
	if (err == -EAGAIN)
		err = -EBUSY;
	if (!err)
		err = pages_grab_range(start, end);
	sim_unisolate(start, end);
	return err;
}

struct page *sim_lru_batched;

void lru_add_drain_all(void)
{
	sim_might_sleep("all CPUs");
	sim_sleep(50 * SIM_US);
	if (sim_lru_batched)
		sim_lru_batched->on_lru = true;
}

/* ---- what the driver gives to Xen ---- */

/* Is nothing in the guest going to touch this page frame? */
void sim_check_release(unsigned long pfn)
{
	struct page *page;

	if (!sim_has_memmap(pfn))
		return;
	page = vmemmap + pfn;
	sim_assert(page->state != SIM_PAGE_FREE && page->state != SIM_PAGE_ISOLATED,
		   "page %#lx is released while it is free memory", pfn);
	sim_assert(!page->reserved, "page %#lx is released, which is the kernel's", pfn);
	sim_assert(!page->on_lru && !page->owner, "page %#lx is released while it is in use", pfn);
	sim_assert(page->state != SIM_PAGE_USED || page->in_driver,
		   "page %#lx is released, which is not the driver's", pfn);
	sim_assert(page->refcount <= 1, "page %#lx is released with %d references", pfn,
		   page->refcount);
}

/* ---- zones ---- */

/* As setup_per_zone_wmarks(): the root of the memory, shared out by size. */
void sim_zones_watermarks(void)
{
	unsigned long managed = 0, min = 16, share;
	struct zone *zone;
	int nid;

	for_each_populated_zone(zone)
		managed += zone->managed_pages;
	while (min * min < managed * 4)
		min += 8;
	totalreserve_pages = 0;
	for (nid = 0; nid < SIM_NODES; nid++)
		sim_nodes[nid].totalreserve_pages = 0;
	for_each_populated_zone(zone) {
		share = managed ? min * zone->managed_pages / managed : 0;
		zone->_watermark[WMARK_MIN] = share;
		zone->_watermark[WMARK_LOW] = share + share / 4;
		zone->_watermark[WMARK_HIGH] = share + share / 2;
		totalreserve_pages += zone->_watermark[WMARK_HIGH];
		sim_nodes[zone->nid].totalreserve_pages += zone->_watermark[WMARK_HIGH];
	}
}

/* As set_zone_contiguous(): is every pageblock of it online and its own? */
void sim_zone_update(struct zone *zone)
{
	unsigned long pfn;

	zone->contiguous = zone->spanned_pages;
	for (pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || page_zone(page) != zone)
			zone->contiguous = false;
	}
}

static void pages_boot_zone(unsigned long start, unsigned long end, int nid, enum zone_type type)
{
	struct zone *zone = &sim_zones[nid * MAX_NR_ZONES + type];
	unsigned long pfn;

	if (start >= end)
		return;
	zone->zone_start_pfn = start;
	zone->spanned_pages = end - start;
	zone->present_pages = end - start;
	for (pfn = start; pfn < end; pfn++) {
		struct page *page = vmemmap + pfn;

		if (!sim_has_memmap(pfn))
			continue;
		page->zone = zone - sim_zones;
		page->state = SIM_PAGE_RESERVED;
		page->reserved = true;
		page->refcount = 1;
	}
}

/* What is neither the kernel's nor extra memory is free. */
static void pages_boot_free(void)
{
	unsigned long pfn, n;

	for (pfn = sim_machine.kernel; pfn < sim_machine.boot_end; pfn += n) {
		struct page *page = vmemmap + pfn;
		unsigned int order = 0;

		n = 1;
		if (!sim_xen_is_ram(pfn))
			continue;
		if (IS_ALIGNED(pfn, 512) && pfn + 512 <= sim_machine.boot_end &&
		    sim_xen_is_ram(pfn + 511))
			order = 9;
		for (n = 0; n < 1UL << order; n++) {
			page[n].reserved = false;
			page[n].refcount = 0;
		}
		adjust_managed_page_count(page, 1L << order);
		pages_free_run(page, order, true);
	}
}

void sim_pages_boot(void)
{
	unsigned long end = sim_machine.boot_end;
	unsigned long half = sim_machine.nodes > 1 ? sim_machine.node_start : end;
	int i, order;

	for (i = 0; i < SIM_NODES * MAX_NR_ZONES; i++) {
		sim_zones[i].nid = i / MAX_NR_ZONES;
		sim_zones[i].type = i % MAX_NR_ZONES;
		for (order = 0; order <= MAX_PAGE_ORDER; order++)
			INIT_LIST_HEAD(&sim_zones[i].free[order]);
	}
	sim_memmap_add(0, ALIGN(end, SIM_SECTION_PAGES));
	if (sim_machine.hole)
		sim_memmap_remove(sim_machine.hole, SIM_SECTION_PAGES);
	if (sim_machine.movable_start < half) {
		pages_boot_zone(0, sim_machine.movable_start, 0, ZONE_DMA32);
		pages_boot_zone(sim_machine.movable_start, half, 0, ZONE_MOVABLE);
	} else {
		pages_boot_zone(0, half, 0, ZONE_DMA32);
	}
	pages_boot_zone(half, end, 1, ZONE_DMA32);
	pages_boot_free();
	for (i = 0; i < SIM_NODES * MAX_NR_ZONES; i++)
		sim_zone_update(&sim_zones[i]);
	max_pfn = end;
	sim_zones_watermarks();
}
