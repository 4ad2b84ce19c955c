/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Xen balloon driver: the interface for the rest of the kernel.
 */
#ifndef _XEN_BALLOON_H
#define _XEN_BALLOON_H

struct page;

/* Value of balloon_stats.max_retry_count: the delay only doubles, it never jumps to its maximum. */
#define RETRY_UNLIMITED	0

/**
 * struct balloon_stats - where the balloon is and where it should be
 * @current_pages:	pages that Xen has given to this domain, in the guest's own count
 * @target_pages:	pages it should have; as asked for, before floor and ceiling
 * @target_unpopulated:	page frames lent out by xen_alloc_ballooned_pages()
 * @balloon_low:	page frames in the balloon outside of highmem
 * @balloon_high:	page frames in the balloon in highmem; 0 on 64-bit
 * @total_pages:	page frames the driver knows of: populated, in the balloon, or lent out
 * @schedule_delay:	seconds until the next attempt, while one is failing
 * @max_schedule_delay:	upper limit of @schedule_delay, in seconds
 * @retry_count:	attempts without success so far, plus 1
 * @max_retry_count:	attempts with growing delay, after which every further one waits
 *			@max_schedule_delay; RETRY_UNLIMITED: the delay only doubles, up to that
 *
 * Page counts are in units of PAGE_SIZE. The driver is the only writer. Reading is lockless: each
 * value is right by itself, but two of them may be from different instants.
 */
struct balloon_stats {
	unsigned long current_pages;
	unsigned long target_pages;
	unsigned long target_unpopulated;
	unsigned long balloon_low;
	unsigned long balloon_high;
	unsigned long total_pages;
	unsigned long schedule_delay;
	unsigned long max_schedule_delay;
	unsigned long retry_count;
	unsigned long max_retry_count;
};

extern struct balloon_stats balloon_stats;

void balloon_set_new_target(unsigned long target);

int xen_alloc_ballooned_pages(unsigned int nr_pages, struct page **pages);
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages);

#ifdef CONFIG_XEN_BALLOON
void xen_balloon_init(void);
#else
static inline void xen_balloon_init(void)
{
}
#endif

#endif	/* _XEN_BALLOON_H */
