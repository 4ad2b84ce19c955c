// SPDX-License-Identifier: GPL-2.0
/*
 * Room in the p2m of a PV guest, the list of the machine frames behind its page frames.
 *
 * The list is an array of virtual memory, mapped a page at a time where there is something to note;
 * one such p2m page is for 2 MiB of memory. The toolstack maps the list too, when it begins to save
 * the domain, and goes by the pages that it found then: what gets memory on later ones before the
 * guest stops is not in the image, and the restored guest crashes. Nothing tells the guest that a
 * save has begun, and the toolstack does not look whether the list has changed, unless it migrates.
 *
 * So there is room ahead, made long before it is needed: below @reached all p2m pages are there,
 * below @settled they have been for XEN_BALLOON_P2M_SECONDS. Memory above @settled is noted, and for as
 * long the guest refuses to be saved.
 */
#include "p2m.h"
#include "guest.h"

#include <linux/align.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mutex.h>

#include <asm/xen/page.h>

#include <xen/page.h>

/* The p2m grows by one hand at a time: xen_alloc_p2m_entry() does not lock all that it changes. */
static DEFINE_MUTEX(p2m_growth);

/* All under @p2m_growth. Times are in jiffies. */
static unsigned long reached;
static unsigned long reached_at;
static unsigned long settled;
static unsigned long unsettled_at;
static bool unsettled;

static bool is_past(unsigned long time)
{
	return time_after(jiffies, time + XEN_BALLOON_P2M_SECONDS * HZ);
}

static void settle(void)
{
	if (is_past(reached_at))
		settled = reached;
}

static void has_reached(unsigned long end)
{
	/* Before there was room for anything nothing came, that a save could have overlooked. */
	if (reached)
		settle();
	else
		settled = end;
	reached = end;
	reached_at = jiffies;
}

/**
 * xen_balloon_p2m_prepare - make room for page frames that are about to get memory
 * @pfn:	the first page frame
 * @nr_pages:	how many
 *
 * Context: process, may sleep.
 * Return: 0, or -ENOMEM.
 */
int xen_balloon_p2m_prepare(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages;
	int err = 0;

	mutex_lock(&p2m_growth);
	settle();
	if (end > settled) {
		unsettled = true;
		unsettled_at = jiffies;
	}
	/* One entry stands for the whole p2m page that it is on. */
	for (; pfn < end && !err; pfn = ALIGN(pfn + 1, P2M_PER_PAGE))
		err = xen_alloc_p2m_entry(pfn);
	mutex_unlock(&p2m_growth);
	return err;
}

/* Those that share a p2m page. */
static int claim_some(unsigned long pfn, unsigned long end)
{
	unsigned long i;
	int err = 0;

	mutex_lock(&p2m_growth);
	for (i = pfn; i < end && !err; i++) {
		unsigned long mfn = get_phys_to_machine(i);

		/* With mem= there is memory that the kernel was told not to see. */
		if (mfn != INVALID_P2M_ENTRY && !(mfn & IDENTITY_FRAME_BIT))
			err = -EBUSY;
		else if (!set_phys_to_machine(i, INVALID_P2M_ENTRY))
			err = -ENOMEM;
	}
	if (!err && pfn <= reached && end > reached)
		has_reached(end);
	mutex_unlock(&p2m_growth);
	return err;
}

/**
 * xen_balloon_p2m_mark_unpopulated - tell the p2m that page frames have no memory
 * @pfn:	the first page frame
 * @nr_pages:	how many
 *
 * The kernel maps what the p2m says: nothing, where it would otherwise take it for a device.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, or -EBUSY when one of them has memory.
 */
int xen_balloon_p2m_mark_unpopulated(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages, next;
	int err = 0;

	/* A block takes 100 ms, and whoever borrows page frames must not wait for all of it. */
	for (; pfn < end && !err; pfn = next) {
		next = min(end, ALIGN(pfn + 1, P2M_PER_PAGE));
		err = claim_some(pfn, next);
	}
	return err;
}

/**
 * xen_balloon_p2m_end - where the p2m ends
 *
 * It has room for XEN_MEMORY_HOTPLUG_LIMIT GiB, or for what there was at boot.
 *
 * Context: any.
 * Return: the first page frame without an entry.
 */
unsigned long xen_balloon_p2m_end(void)
{
	return xen_p2m_size;
}

/**
 * xen_balloon_p2m_prealloc - make room ahead
 * @end: the page frame behind the last that memory is likely to come to soon
 *
 * Context: process, may sleep.
 * Return: false when the guest has no memory for that now; trying again later makes sense.
 */
bool xen_balloon_p2m_prealloc(unsigned long end)
{
	unsigned long start = ALIGN_DOWN(READ_ONCE(reached), P2M_PER_PAGE), pfn;
	int err = 0;

	end = min(ALIGN(end, P2M_PER_PAGE), xen_p2m_size);
	if (end <= start)
		return true;
	/* A tenth of what is there at most: this is for comfort. */
	if (xen_balloon_guest_available() < (end - start) / P2M_PER_PAGE * 10)
		return false;
	for (pfn = start; pfn < end && !err; pfn += err ? 0 : P2M_PER_PAGE) {
		mutex_lock(&p2m_growth);
		err = xen_alloc_p2m_entry(pfn + P2M_PER_PAGE - 1);
		mutex_unlock(&p2m_growth);
	}
	mutex_lock(&p2m_growth);
	/* A block may have been claimed meanwhile. */
	if (pfn > reached)
		has_reached(pfn);
	mutex_unlock(&p2m_growth);
	return !err;
}

/**
 * xen_balloon_p2m_has_room - whether all p2m pages up to a page frame are there
 * @end: the page frame behind the last in question
 *
 * Context: any.
 * Return: false also where single pages may be there.
 */
bool xen_balloon_p2m_has_room(unsigned long end)
{
	return end <= READ_ONCE(reached);
}

/**
 * xen_balloon_p2m_save_is_safe - whether a save that has begun will have all of the memory
 *
 * Context: process.
 * Return: false when memory came in the last XEN_BALLOON_P2M_SECONDS that the toolstack may not know
 * of.
 */
bool xen_balloon_p2m_save_is_safe(void)
{
	bool seen;

	mutex_lock(&p2m_growth);
	seen = !unsettled || is_past(unsettled_at);
	mutex_unlock(&p2m_growth);
	return seen;
}
