/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Struct pages of a made-up machine: an array that the test fills in, for the page frames from
 * shim_base_pfn on. To ask for a page outside of it is an error, as it is in the kernel.
 */
#ifndef _SHIM_LINUX_MM_H
#define _SHIM_LINUX_MM_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/numa.h>
#include <linux/types.h>

#include <asm/page.h>

#include "../shim.h"

enum zone_type {
	ZONE_DMA32,
	ZONE_NORMAL,
	ZONE_HIGHMEM,
	ZONE_MOVABLE,
	MAX_NR_ZONES,
};

enum shim_page_type {
	SHIM_TYPE_NONE,
	SHIM_TYPE_OFFLINE,
	SHIM_TYPE_OTHER,
};

struct page {
	unsigned long flags;	/* node and zone; the test sets them with shim_page_init() */
	struct list_head lru;
	unsigned long private;
	enum shim_page_type page_type;
};

extern struct page *shim_mem_map;
extern unsigned long shim_base_pfn;
extern unsigned long shim_nr_pages;

static inline void shim_page_init(struct page *page, unsigned int nid, enum zone_type zone)
{
	*page = (struct page){ .flags = (unsigned long)nid << 8 | zone };
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	shim_assert(page >= shim_mem_map && page < shim_mem_map + shim_nr_pages,
		    "page_to_pfn() of what is no struct page");
	return shim_base_pfn + (page - shim_mem_map);
}

static inline struct page *pfn_to_page(unsigned long pfn)
{
	shim_assert(pfn >= shim_base_pfn && pfn - shim_base_pfn < shim_nr_pages,
		    "pfn_to_page(%#lx): there is no such page frame", pfn);
	return shim_mem_map + (pfn - shim_base_pfn);
}

static inline int page_to_nid(const struct page *page)
{
	return page->flags >> 8;
}

static inline int page_zone_id(const struct page *page)
{
	return page->flags;
}

static inline bool PageHighMem(const struct page *page)
{
	return (page->flags & 0xff) == ZONE_HIGHMEM;
}

static inline bool is_zone_movable_page(const struct page *page)
{
	return (page->flags & 0xff) == ZONE_MOVABLE;
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
	return page->page_type == SHIM_TYPE_OFFLINE;
}

static inline void __SetPageOffline(struct page *page)
{
	shim_assert(page->page_type == SHIM_TYPE_NONE, "__SetPageOffline() of a page of type %d",
		    page->page_type);
	page->page_type = SHIM_TYPE_OFFLINE;
}

static inline void __ClearPageOffline(struct page *page)
{
	shim_assert(page->page_type == SHIM_TYPE_OFFLINE,
		    "__ClearPageOffline() of a page of type %d", page->page_type);
	page->page_type = SHIM_TYPE_NONE;
}

#endif	/* _SHIM_LINUX_MM_H */
