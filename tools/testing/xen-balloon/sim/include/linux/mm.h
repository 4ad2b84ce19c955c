/* SPDX-License-Identifier: GPL-2.0 */
/* Struct pages, zones and the page allocator. See model/pages.c. */
#ifndef _SIM_LINUX_MM_H
#define _SIM_LINUX_MM_H

#include <linux/numa.h>
#include <linux/align.h>
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/nodemask.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/types.h>

#include <asm/page.h>

#include <xen/page.h>

#define SIM_NODES		2
#define MAX_PAGE_ORDER		10

/* ---- how memory is asked for ---- */

#define __GFP_HIGHMEM		0x002u
#define __GFP_MOVABLE		0x008u
#define __GFP_IO		0x040u
#define __GFP_FS		0x080u
#define __GFP_RECLAIM		0xc00u
#define __GFP_NOWARN		0x2000u
#define __GFP_NORETRY		0x10000u
#define __GFP_NOMEMALLOC	0x80000u
#define __GFP_THISNODE		0x200000u
#define GFP_NOIO		__GFP_RECLAIM
#define GFP_KERNEL		(__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_HIGHUSER		(GFP_KERNEL | __GFP_HIGHMEM)

/* ---- zones ---- */

enum zone_type {
	ZONE_DMA32,
	ZONE_NORMAL,
	ZONE_MOVABLE,
	MAX_NR_ZONES,
};

enum zone_watermarks {
	WMARK_MIN,
	WMARK_LOW,
	WMARK_HIGH,
	NR_WMARK,
};

enum zone_stat_item {
	NR_FREE_PAGES,
};

struct zone {
	int nid;
	enum zone_type type;
	unsigned long _watermark[NR_WMARK];
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;
	unsigned long present_pages;
	unsigned long managed_pages;
	unsigned long nr_free;
	bool contiguous;
	struct list_head free[MAX_PAGE_ORDER + 1];
};

extern struct zone sim_zones[SIM_NODES * MAX_NR_ZONES];

#define for_each_populated_zone(zone)					\
	for ((zone) = sim_zones; (zone) < sim_zones + ARRAY_SIZE(sim_zones); (zone)++)	\
		if (!(zone)->present_pages) {				\
		} else

static inline enum zone_type zone_idx(const struct zone *zone)
{
	return zone->type;
}

static inline int zone_to_nid(const struct zone *zone)
{
	return zone->nid;
}

static inline unsigned long zone_managed_pages(const struct zone *zone)
{
	return zone->managed_pages;
}

static inline unsigned long zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline unsigned long low_wmark_pages(const struct zone *zone)
{
	return zone->_watermark[WMARK_LOW];
}

static inline unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item)
{
	return zone->nr_free;
}

/**
 * struct pglist_data - what mm knows of a node
 * @totalreserve_pages:	what the watermarks of its zones keep back
 * @file_pages:		pages of its memory that are page cache
 */
struct pglist_data {
	unsigned long totalreserve_pages;
	unsigned long file_pages;
};

/* All page cache is clean and inactive, and the kernel's own caches are empty. */
enum node_stat_item {
	NR_INACTIVE_FILE,
	NR_ACTIVE_FILE,
	NR_SLAB_RECLAIMABLE_B,
	NR_KERNEL_MISC_RECLAIMABLE,
};

extern struct pglist_data sim_nodes[SIM_NODES];

#define NODE_DATA(nid)		(&sim_nodes[nid])

static inline unsigned long node_page_state(const struct pglist_data *node,
					    enum node_stat_item item)
{
	return item == NR_INACTIVE_FILE ? node->file_pages : 0;
}

#define node_page_state_pages(node, item)	node_page_state(node, item)

unsigned long sum_zone_node_page_state(int nid, enum zone_stat_item item);
unsigned long node_present_pages(int nid);

/* ---- struct pages ---- */

/**
 * enum sim_page_state - what mm knows of a page
 * @SIM_PAGE_FREE:	in a free list, or in the middle of a run that is
 * @SIM_PAGE_ISOLATED:	free, but in a pageblock that is isolated
 * @SIM_PAGE_USED:	allocated
 * @SIM_PAGE_RESERVED:	never was the page allocator's: the kernel, or extra memory
 * @SIM_PAGE_OFFLINE:	new, or withheld from the page allocator
 */
enum sim_page_state {
	SIM_PAGE_FREE = 1,
	SIM_PAGE_ISOLATED,
	SIM_PAGE_USED,
	SIM_PAGE_RESERVED,
	SIM_PAGE_OFFLINE,
};

struct page {
	struct list_head lru;
	unsigned long private;
	int refcount;
	unsigned char zone;	/* index in sim_zones */
	unsigned char state;	/* enum sim_page_state */
	unsigned char order;	/* of the run that it is the first of, while free */
	unsigned char head;	/* is the first of a run that is free */
	unsigned short owner;	/* a process of model/process.c; 0: the kernel */
	bool offline;
	bool reserved;
	bool on_lru;
	bool in_driver;		/* taken out of the page allocator by the driver */
	bool mapped;		/* memory of another domain is mapped here */
	unsigned char pins;
	u64 written_until;	/* it is under I/O until then; 0: it is not */
} __attribute__((aligned(64)));

/* As with SPARSEMEM_VMEMMAP: it is backed only for sections that are present. */
extern struct page *vmemmap;

#define SIM_MAX_PFN		(1UL << 20)

static inline unsigned long page_to_pfn(const struct page *page)
{
	return page - vmemmap;
}

static inline struct page *pfn_to_page(unsigned long pfn)
{
	sim_assert(pfn < SIM_MAX_PFN, "pfn_to_page(%#lx)", pfn);
	return vmemmap + pfn;
}

static inline struct zone *page_zone(const struct page *page)
{
	return &sim_zones[page->zone];
}

static inline int page_zone_id(const struct page *page)
{
	return page->zone;
}

static inline int page_to_nid(const struct page *page)
{
	return sim_zones[page->zone].nid;
}

static inline int page_count(const struct page *page)
{
	return page->refcount;
}

static inline void set_page_count(struct page *page, int count)
{
	page->refcount = count;
}

/* Each has one page. */
struct folio {
	struct page page;
};

static inline struct folio *page_folio(struct page *page)
{
	return (struct folio *)page;
}

static inline bool folio_try_get(struct folio *folio)
{
	if (!folio->page.refcount)
		return false;
	folio->page.refcount++;
	return true;
}

static inline void folio_put(struct folio *folio)
{
	folio->page.refcount--;
}

bool sim_page_is_written(const struct page *page);

static inline bool folio_test_locked(struct folio *folio)
{
	return sim_page_is_written(&folio->page);
}

static inline bool folio_test_writeback(struct folio *folio)
{
	return sim_page_is_written(&folio->page);
}

static inline unsigned long page_private(const struct page *page)
{
	return page->private;
}

static inline void set_page_private(struct page *page, unsigned long private)
{
	page->private = private;
}

static inline bool PageOffline(const struct page *page)
{
	return page->offline;
}

static inline void __SetPageOffline(struct page *page)
{
	sim_assert(!page->offline, "__SetPageOffline() of %#lx, which is", page_to_pfn(page));
	page->offline = true;
}

static inline void __ClearPageOffline(struct page *page)
{
	sim_assert(page->offline, "__ClearPageOffline() of %#lx, which is not", page_to_pfn(page));
	page->offline = false;
}

static inline void __ClearPageReserved(struct page *page)
{
	page->reserved = false;
}

static inline bool PageLRU(const struct page *page)
{
	return page->on_lru;
}

#define PageHighMem(page)		((void)(page), false)
static inline bool is_zone_movable_page(const struct page *page)
{
	return zone_idx(page_zone(page)) == ZONE_MOVABLE;
}

#define PageHuge(page)			((void)(page), false)
#define __PageMovable(page)		((void)(page), false)
#define is_migrate_cma_page(page)	((void)(page), false)
#define want_init_on_alloc(gfp)		false
#define want_init_on_free()		false
#define debug_pagealloc_map_pages(page, n)	((void)(page))
#define clear_page_tag_ref(page)	((void)(page))
#define kmap_flush_unused()		sim_point(SIM_RESCHED)

struct page *pfn_to_online_page(unsigned long pfn);
void clear_highpage(struct page *page);

/* ---- the page allocator ---- */

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order);
unsigned long sim_alloc_bulk(gfp_t gfp, int nid, unsigned long nr_pages, struct page **pages);
void __free_pages(struct page *page, unsigned int order);
void split_page(struct page *page, unsigned int order);
void generic_online_page(struct page *page, unsigned int order);
void adjust_managed_page_count(struct page *page, long count);
int alloc_contig_range(unsigned long start, unsigned long end, unsigned int migratetype, gfp_t gfp);
void lru_add_drain_all(void);
long si_mem_available(void);
unsigned long totalram_pages(void);
unsigned int memalloc_noio_save(void);
void memalloc_noio_restore(unsigned int flags);

#define alloc_pages(gfp, order)		alloc_pages_node(NUMA_NO_NODE, gfp, order)
#define alloc_page(gfp)			alloc_pages(gfp, 0)
#define __free_page(page)		__free_pages(page, 0)
#define alloc_pages_bulk_array(gfp, n, pages)	sim_alloc_bulk(gfp, NUMA_NO_NODE, n, pages)
#define alloc_pages_bulk_array_node(gfp, nid, n, pages)	sim_alloc_bulk(gfp, nid, n, pages)

#define MIGRATE_MOVABLE			1

extern unsigned long totalreserve_pages;
extern unsigned long max_pfn;

#define pageblock_nr_pages		512UL
#define pageblock_align(pfn)		ALIGN(pfn, pageblock_nr_pages)

#endif	/* _SIM_LINUX_MM_H */
