// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of what other drivers do with the balloon: borrow page frames and return them. No
 * program can do that, and backends do it by the thousand.
 */
#include <kunit/test.h>

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <xen/balloon.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "guest.h"

#define FRAMES	700	/* more than a block, and more than one batch lends */
#define BORROWERS 4

static int needs_xen(struct kunit *test)
{
	if (!xen_domain())
		kunit_skip(test, "not on Xen");
	return 0;
}

static struct page **borrow(struct kunit *test, unsigned int nr)
{
	struct page **pages = kunit_kcalloc(test, nr, sizeof(*pages), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pages);
	KUNIT_ASSERT_EQ(test, xen_alloc_ballooned_pages(nr, pages), 0);
	return pages;
}

static unsigned long lent(void)
{
	return READ_ONCE(balloon_stats.target_unpopulated);
}

static void lent_frames_have_no_memory(struct kunit *test)
{
	struct page **pages = borrow(test, FRAMES);
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		KUNIT_EXPECT_NOT_NULL(test, pages[i]);
		KUNIT_EXPECT_FALSE(test, PageHighMem(pages[i]));
		KUNIT_EXPECT_EQ(test, page_count(pages[i]), 1);
		/* Drivers mark them; lists run through them. */
		KUNIT_EXPECT_FALSE(test, PageOffline(pages[i]));
		if (xen_pv_domain())
			KUNIT_EXPECT_FALSE(test,
					   phys_to_machine_mapping_valid(page_to_pfn(pages[i])));
	}
	xen_free_ballooned_pages(FRAMES, pages);
}

static void no_frame_is_lent_twice(struct kunit *test)
{
	struct page **pages = borrow(test, FRAMES), **more = borrow(test, FRAMES);
	unsigned int i;

	for (i = 0; i < FRAMES; i++) {
		set_page_private(pages[i], 1);
		set_page_private(more[i], 2);
	}
	for (i = 0; i < FRAMES; i++) {
		KUNIT_EXPECT_EQ(test, page_private(pages[i]), 1);
		KUNIT_EXPECT_EQ(test, page_private(more[i]), 2);
	}
	xen_free_ballooned_pages(FRAMES, more);
	xen_free_ballooned_pages(FRAMES, pages);
}

/* One of several that borrow at the same time, and what it got. */
struct borrower {
	struct completion done;
	struct page *pages[FRAMES];
	int err;
};

static int borrower_thread(void *data)
{
	struct borrower *borrower = data;

	borrower->err = xen_alloc_ballooned_pages(FRAMES, borrower->pages);
	complete(&borrower->done);
	return 0;
}

static unsigned int borrower_wrong_marks(const struct borrower *borrower, unsigned long mark)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < FRAMES; i++)
		wrong += page_private(borrower->pages[i]) != mark;
	return wrong;
}

/* Each frame that two of them got would have the mark of the second. */
static void borrowers_at_the_same_time_share_nothing(struct kunit *test)
{
	static struct borrower borrowers[BORROWERS];
	unsigned long before = lent(), managed = totalram_pages();
	unsigned int b, i;

	for (b = 0; b < BORROWERS; b++) {
		init_completion(&borrowers[b].done);
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(borrower_thread, &borrowers[b],
							    "borrower/%u", b)));
	}
	for (b = 0; b < BORROWERS; b++) {
		KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&borrowers[b].done, 60 * HZ), 0);
		KUNIT_ASSERT_EQ(test, borrowers[b].err, 0);
		for (i = 0; i < FRAMES; i++)
			set_page_private(borrowers[b].pages[i], b + 1);
	}
	KUNIT_EXPECT_EQ(test, lent(), before + BORROWERS * FRAMES);
	/* Each gave up memory of its own for what the balloon did not have, and not twice. */
	KUNIT_EXPECT_GE(test, totalram_pages() + BORROWERS * FRAMES, managed);
	for (b = 0; b < BORROWERS; b++)
		KUNIT_EXPECT_EQ(test, borrower_wrong_marks(&borrowers[b], b + 1), 0);
	for (b = 0; b < BORROWERS; b++)
		xen_free_ballooned_pages(FRAMES, borrowers[b].pages);
	KUNIT_EXPECT_EQ(test, lent(), before);
}

/* In any order, in any pieces; a NULL is forgotten, which the caller answers for. */
static void frames_return_in_pieces(struct kunit *test)
{
	unsigned long before = lent();
	struct page **pages = borrow(test, 5);
	struct page *piece[2];

	KUNIT_EXPECT_EQ(test, lent(), before + 5);
	piece[0] = pages[4];
	piece[1] = pages[0];
	xen_free_ballooned_pages(2, piece);
	KUNIT_EXPECT_EQ(test, lent(), before + 3);
	xen_free_ballooned_pages(3, pages + 1);
	KUNIT_EXPECT_EQ(test, lent(), before);
	xen_free_ballooned_pages(0, pages);
	KUNIT_EXPECT_EQ(test, lent(), before);
}

static void too_many_are_refused_and_nothing_is_lent(struct kunit *test)
{
	unsigned long before = lent(), had = READ_ONCE(balloon_stats.current_pages);
	unsigned int nr = READ_ONCE(balloon_stats.total_pages) + 1;
	struct page **pages = kvcalloc(nr, sizeof(*pages), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pages);
	KUNIT_EXPECT_EQ(test, xen_alloc_ballooned_pages(nr, pages), -ENOMEM);
	KUNIT_EXPECT_EQ(test, lent(), before);
	/* What made way meanwhile is in the balloon now, and the worker fetches it back. */
	KUNIT_EXPECT_LE(test, READ_ONCE(balloon_stats.current_pages), had);
	kvfree(pages);
}

/* MemTotal follows the balloon: from the first page, and by no more than there are. */
static void memory_that_goes_is_not_managed(struct kunit *test)
{
	unsigned long managed = totalram_pages();
	struct page *block = xen_balloon_guest_take_order(NUMA_NO_NODE, 4);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, block);
	KUNIT_EXPECT_EQ(test, totalram_pages(), managed - 16);
	for (i = 0; i < 16; i++) {
		KUNIT_EXPECT_EQ(test, page_count(block + i), 1);
		KUNIT_EXPECT_PTR_EQ(test, memchr_inv(page_address(block + i), 0, PAGE_SIZE), NULL);
	}
	xen_balloon_guest_give(block, 16);
	KUNIT_EXPECT_EQ(test, totalram_pages(), managed);
}

static struct kunit_case lend_cases[] = {
	KUNIT_CASE(lent_frames_have_no_memory),
	KUNIT_CASE(no_frame_is_lent_twice),
	KUNIT_CASE(borrowers_at_the_same_time_share_nothing),
	KUNIT_CASE(frames_return_in_pieces),
	KUNIT_CASE(too_many_are_refused_and_nothing_is_lent),
	KUNIT_CASE(memory_that_goes_is_not_managed),
	{}
};

static struct kunit_suite lend_suite = {
	.name = "xen-balloon-lend",
	.init = needs_xen,
	.test_cases = lend_cases,
};

kunit_test_suite(lend_suite);
