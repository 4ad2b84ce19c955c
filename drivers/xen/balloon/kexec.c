// SPDX-License-Identifier: GPL-2.0
/*
 * Kexec: another kernel takes over, and is copied to page frames that may be in the balloon.
 *
 * kexec uses /proc/iomem to choose where to copy the next kernel, and System RAM there may be
 * unpopulated. A kernel copied to such page frames is lost, and the domain with it. So they are
 * populated before the jump, and others released when Xen does not allow more. Their memory block
 * may even have been removed since the next kernel was loaded. The next kernel finds the rest of
 * the balloon itself: see arch/x86/xen/inherited-balloon.c.
 *
 * A crash kernel needs none of this: it is loaded into memory that was reserved for it at boot.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include <linux/bitmap.h>
#include <linux/init.h>
#include <linux/kexec.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/pfn.h>
#include <linux/reboot.h>
#include <linux/sizes.h>

#include <xen/balloon-arch.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "account.h"
#include "guest.h"
#include "kexec.h"
#include "move.h"
#include "pool.h"
#include "worker.h"
#include "xen.h"

/*
 * Pages that must be left below the limit: before the jump the toolstack resets the domain (libxl:
 * libxl_domain_soft_reset()), which takes pages. libxl allows 1 MiB above a target.
 */
#define KEXEC_ROOM	PHYS_PFN(SZ_1M)

/*
 * Maximum number of rounds: frames released in one round may be in the way of the next kernel too,
 * but there are fewer each time.
 */
#define KEXEC_ROUNDS	8

/*
 * Releases memory until Xen allows @nr_pages more, and returns whether it does. Takes @nr_pages at
 * a time, not only what is missing: small pieces are in the way of the next kernel more often than
 * a superpage.
 */
static bool kexec_make_room(unsigned long nr_pages)
{
	struct xen_balloon_mover *mover = &xen_balloon_worker_mover;
	struct xen_balloon_step step = {};
	bool room;

	mutex_lock(&mover->lock);
	do {
		room = xen_balloon_ask_ceiling() - xen_balloon_current_pages() >= nr_pages;
	} while (!room && !xen_balloon_move_inflate(mover, nr_pages, &step));
	mutex_unlock(&mover->lock);
	return room;
}

/* Populates page frames that are in no list. Returns whether all are. */
static bool kexec_populate_destination(unsigned long pfn, unsigned long end, int nid)
{
	const struct xen_balloon_place place = { .nid = nid };

	return kexec_make_room(end - pfn + KEXEC_ROOM) &&
	       xen_balloon_populate_frames(pfn, end - pfn, &place) == end - pfn;
}

/*
 * Takes the frames of a superpage out of the pool for good: they belong to the next kernel. Returns
 * how many of them are populated now, or a negative errno.
 */
static long kexec_populate_pool(unsigned long pfn, unsigned long end)
{
	DECLARE_BITMAP(frames, XEN_BALLOON_SUPERPAGE_PAGES) = {};
	int nid = page_to_nid(pfn_to_page(pfn));
	unsigned int first, behind;

	xen_balloon_pool_withdraw(&xen_balloon_frames, pfn_to_page(pfn), end - pfn, frames);
	for_each_set_bitrange(first, behind, frames, end - pfn)
		if (!kexec_populate_destination(pfn + first, pfn + behind, nid))
			return -ENOSPC;
	return bitmap_weight(frames, end - pfn);
}

/*
 * Populates page frames whose memory block is offline or gone since the next kernel was loaded:
 * they are in no pool, and only Xen knows which are populated. Their memory comes from any node, as
 * no valid memmap tells theirs. Returns how many were unpopulated, or a negative errno.
 */
static long kexec_populate_offline(unsigned long pfn, unsigned long end)
{
	unsigned long next;
	long done = 0;

	for (; pfn < end; pfn = next + 1) {
		for (next = pfn; next < end && !xen_balloon_is_populated(next); next++)
			;
		if (next > pfn && !kexec_populate_destination(pfn, next, NUMA_NO_NODE))
			return -ENOSPC;
		done += next - pfn;
	}
	return done;
}

static long kexec_populate_segment(const struct kexec_segment *segment)
{
	unsigned long start = PFN_DOWN(segment->mem), end = PFN_UP(segment->mem + segment->memsz);
	unsigned long pfn, next;
	long done = 0, n;

	/* The pool keeps runs that are aligned to their size: none may be cut in two. */
	for (pfn = ALIGN_DOWN(start, XEN_BALLOON_SUPERPAGE_PAGES); pfn < end; pfn = next) {
		next = pfn + XEN_BALLOON_SUPERPAGE_PAGES;
		if (pfn_to_online_page(pfn))
			n = kexec_populate_pool(pfn, next);
		else
			n = kexec_populate_offline(max(pfn, start), min(next, end));
		if (n < 0)
			return n;
		done += n;
	}
	return done;
}

static long kexec_populate_segments(void)
{
	long done = 0, n;
	unsigned long i;

	for (i = 0; i < kexec_image->nr_segments; i++) {
		n = kexec_populate_segment(&kexec_image->segment[i]);
		if (n < 0)
			return n;
		done += n;
	}
	return done;
}

/*
 * The next kernel clears populated page frames before it releases them. It cannot tell them from
 * the PoD remainder, and Xen kills a domain that touches more of that than it has memory for. So
 * release all of the remainder; each call makes it smaller.
 */
static void kexec_release_pod(void)
{
	while (xen_pod_remainder_left())
		xen_pod_remainder_release();
}

static int kexec_before_jump(struct notifier_block *nb, unsigned long action, void *command)
{
	unsigned long left;
	long done = 0, n;
	int round = 0;

	if (action != SYS_RESTART || !kexec_in_progress)
		return NOTIFY_DONE;
	xen_balloon_worker_stop();
	/* This kernel has nothing more to do. */
	xen_balloon_guest_set_kernel_floor(0);
	kexec_release_pod();
	kexec_make_room(KEXEC_ROOM);
	do {
		n = kexec_populate_segments();
		done += max(n, 0L);
	} while (n > 0 && ++round < KEXEC_ROUNDS);
	if (n)
		pr_err("kexec: where the next kernel is copied to there is no memory (%ld)\n", n);
	else
		pr_info("kexec: the next kernel is copied to %ld pages of the balloon, they have memory now\n",
			done);
	/* The last line of a domain whose next kernel moves: whether it will is not known here. */
	left = xen_balloon_pool_pages(&xen_balloon_frames);
	if (left)
		pr_notice("kexec: %lu pages stay in the balloon, and the next kernel must not move there: it needs nokaslr\n",
			  left);
	return NOTIFY_DONE;
}

static struct notifier_block kexec_nb = {
	.notifier_call = kexec_before_jump,
};

/**
 * xen_balloon_kexec_init - make sure that the next kernel has memory
 *
 * Context: process, once, at boot.
 */
void __init xen_balloon_kexec_init(void)
{
	if (xen_balloon_is_translated())
		register_reboot_notifier(&kexec_nb);
}
