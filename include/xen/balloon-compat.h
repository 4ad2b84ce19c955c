/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver builds with Linux 6.12.117, 6.18 and 7.1, and is written for 7.2 and 7.3 too. It uses
 * the names of the newest; this file defines those that older kernels lack.
 */
#ifndef _XEN_BALLOON_COMPAT_H
#define _XEN_BALLOON_COMPAT_H

#include <linux/version.h>

struct page;

/* 6.14 dropped the variant for lists, and the suffix. */
#ifdef alloc_pages_bulk_array
#define alloc_pages_bulk(gfp, nr_pages, pages)	alloc_pages_bulk_array(gfp, nr_pages, pages)
#define alloc_pages_bulk_node(gfp, nid, nr_pages, pages) \
	alloc_pages_bulk_array_node(gfp, nid, nr_pages, pages)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)

#define page_has_movable_ops(page)	__PageMovable(page)

/* For alloc_contig_range(), which took a migrate type instead. */
#define ACR_FLAGS_NONE	MIGRATE_MOVABLE

/* /proc/meminfo has no "Balloon:" yet. */
static inline void xen_balloon_count_pages(struct page *page, long nr_pages)
{
}

#else

#define xen_balloon_count_pages(page, nr_pages) \
	mod_node_page_state(page_pgdat(page), NR_BALLOON_PAGES, nr_pages)

#endif

/* unpopulated-alloc.c of these kernels has no counter of its own: it uses xen_released_pages. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0) && LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 32)
#define xen_unpopulated_pages	xen_released_pages
#endif

/* This was a variable before Kconfig had a choice for it. */
#if !defined(CONFIG_MHP_DEFAULT_ONLINE_TYPE_OFFLINE) && \
	!defined(CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_AUTO) && \
	!defined(CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL) && \
	!defined(CONFIG_MHP_DEFAULT_ONLINE_TYPE_ONLINE_MOVABLE)
#define mhp_get_default_online_type()	mhp_default_online_type
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define xen_balloon_e820_remove_ram(start, size) \
	e820__range_remove(start, size, E820_TYPE_RAM, true)
#else
#define xen_balloon_e820_remove_ram(start, size) \
	e820__range_remove(start, size, E820_TYPE_RAM)
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 2, 0)
#define xen_balloon_memory_block_get(pfn)	find_memory_block(pfn_to_section_nr(pfn))
#else
#define xen_balloon_memory_block_get(pfn)	memory_block_get(pfn_to_block_id(pfn))
#endif

#endif	/* _XEN_BALLOON_COMPAT_H */
