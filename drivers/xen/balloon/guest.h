/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The guest's own memory: takes pages from the page allocator for the balloon, and gives them back.
 */
#ifndef _XEN_BALLOON_GUEST_H
#define _XEN_BALLOON_GUEST_H

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm_types.h>
#include <linux/types.h>

/*
 * For a few hundred bytes under the device hotplug lock, which others may be waiting for: mm looks
 * for free memory once, instead of until it finds some.
 */
#define GFP_XEN_BALLOON_HOTPLUG	(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

struct page *xen_balloon_guest_take_order(int nid, unsigned int order);
unsigned int xen_balloon_guest_take_pages(int nid, struct page **pages, unsigned int nr_pages,
					  bool lowmem, u64 deadline);
void xen_balloon_guest_give(struct page *page, unsigned long nr_pages);
unsigned int xen_balloon_guest_give_needed(struct page **pages, unsigned int nr,
					   unsigned int order);
bool xen_balloon_guest_scrub_frames(unsigned long pfn, unsigned long nr_pages);
bool xen_balloon_guest_has_low_zone(struct page **pages, unsigned int nr);
void xen_balloon_guest_set_kernel_floor(unsigned long nr_pages);
bool xen_balloon_guest_make_free(unsigned long nr_pages);
void xen_balloon_guest_note_oom(void);
bool xen_balloon_guest_oom_recently(void);
unsigned long xen_balloon_guest_available(int nid);
unsigned long xen_balloon_guest_watermarks(int nid);

#ifdef CONFIG_CONTIG_ALLOC
int xen_balloon_guest_take_range(unsigned long pfn, unsigned long nr_pages,
				 unsigned int *patience_ms);
#else
/* mm cannot move what is in use. */
static inline int xen_balloon_guest_take_range(unsigned long pfn, unsigned long nr_pages,
					       unsigned int *patience_ms)
{
	return -EBUSY;
}
#endif

#endif	/* _XEN_BALLOON_GUEST_H */
