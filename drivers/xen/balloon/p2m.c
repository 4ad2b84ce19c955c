// SPDX-License-Identifier: GPL-2.0
/*
 * Room in the p2m of a PV guest, the list of the machine frames behind its page frames.
 *
 * The list is an array in virtual memory, backed page by page where there are entries; one such p2m
 * page covers 2 MiB of memory. The toolstack maps the list too, when it begins to save the domain,
 * and uses the p2m pages that it finds then: memory behind later ones, populated before the guest
 * stops, is missing from the image, and the restored guest crashes. Nothing tells the guest that a
 * save has begun, and the toolstack does not check whether the list has changed, unless it
 * migrates.
 *
 * So room is made long before it is needed: below p2m_prealloc_end all p2m pages exist. For memory
 * that comes above that see save.c.
 */
#include "p2m.h"
#include "guest.h"
#include "save.h"

#include <linux/align.h>
#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/mutex.h>

#include <asm/xen/page.h>

#include <xen/page.h>

/* Serialises changes of how far the p2m reaches. Others may write entries meanwhile. */
static DEFINE_MUTEX(p2m_lock);

/* Written under p2m_lock, read without it. */
static unsigned long p2m_prealloc_end;

static void p2m_extended(unsigned long end)
{
	/* Nothing was populated before the first call, so no save can have missed anything. */
	if (p2m_prealloc_end)
		xen_balloon_save_reach(end);
	else
		xen_balloon_save_restart(end);
	p2m_prealloc_end = end;
}

/**
 * xen_balloon_p2m_prepare - make room for page frames that are about to be populated
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

	mutex_lock(&p2m_lock);
	xen_balloon_save_note_populated(end);
	/* One entry stands for the whole p2m page that it is on. */
	for (; pfn < end && !err; pfn = ALIGN(pfn + 1, P2M_PER_PAGE))
		err = xen_alloc_p2m_entry(pfn);
	mutex_unlock(&p2m_lock);
	return err;
}

/*
 * Marks page frames that share a p2m page. Once that page is allocated, the entries are read and
 * written directly: get_phys_to_machine() and set_phys_to_machine() look for the page each time.
 */
static int p2m_mark_some_unpopulated(unsigned long pfn, unsigned long end)
{
	unsigned long i;
	int err;

	mutex_lock(&p2m_lock);
	err = xen_alloc_p2m_entry(pfn);
	for (i = pfn; i < end && !err; i++) {
		unsigned long mfn = READ_ONCE(xen_p2m_addr[i]);

		/* With mem= there is memory that the kernel was told not to see. */
		if (mfn != INVALID_P2M_ENTRY && !(mfn & IDENTITY_FRAME_BIT))
			err = -EBUSY;
		else
			WRITE_ONCE(xen_p2m_addr[i], INVALID_P2M_ENTRY);
	}
	if (!err && pfn <= p2m_prealloc_end && end > p2m_prealloc_end)
		p2m_extended(end);
	mutex_unlock(&p2m_lock);
	return err;
}

/**
 * xen_balloon_p2m_mark_unpopulated - mark page frames as unpopulated in the p2m
 * @pfn:	the first page frame
 * @nr_pages:	how many
 *
 * The kernel maps what the p2m says: nothing from now on, where it assumed a device before.
 *
 * Context: process, may sleep.
 * Return: 0, -ENOMEM, or -EBUSY when one of them is populated.
 */
int xen_balloon_p2m_mark_unpopulated(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages, next;
	int err = 0;

	/* Borrowers of page frames must not wait for a whole block. */
	for (; pfn < end && !err; pfn = next) {
		next = min(end, ALIGN(pfn + 1, P2M_PER_PAGE));
		err = p2m_mark_some_unpopulated(pfn, next);
	}
	return err;
}

/**
 * xen_balloon_p2m_end - where the p2m ends
 *
 * It has room for XEN_MEMORY_HOTPLUG_LIMIT GiB, or for all RAM in the E820 if that ends higher.
 *
 * Context: any.
 * Return: the first page frame without an entry.
 */
unsigned long xen_balloon_p2m_end(void)
{
	return xen_p2m_size;
}

/**
 * xen_balloon_p2m_prealloc - make room in advance
 * @end: memory is likely to come soon to the page frames below this
 *
 * Context: process, may sleep.
 * Return: false when the guest has no memory for that now; worth retrying later.
 */
bool xen_balloon_p2m_prealloc(unsigned long end)
{
	unsigned long start = ALIGN_DOWN(READ_ONCE(p2m_prealloc_end), P2M_PER_PAGE), pfn;
	int err = 0;

	end = min(ALIGN(end, P2M_PER_PAGE), xen_p2m_size);
	if (end <= start)
		return true;
	/* A tenth of the available memory at most: this is a precaution. */
	if (xen_balloon_guest_available(NUMA_NO_NODE) < (end - start) / P2M_PER_PAGE * 10)
		return false;
	for (pfn = start; pfn < end && !err; pfn += err ? 0 : P2M_PER_PAGE) {
		mutex_lock(&p2m_lock);
		err = xen_alloc_p2m_entry(pfn + P2M_PER_PAGE - 1);
		mutex_unlock(&p2m_lock);
	}
	mutex_lock(&p2m_lock);
	/* A block may have been marked meanwhile. */
	if (pfn > p2m_prealloc_end)
		p2m_extended(pfn);
	mutex_unlock(&p2m_lock);
	return !err;
}

/**
 * xen_balloon_p2m_has_room - whether all p2m pages up to a page frame exist
 * @end: that page frame, exclusive
 *
 * Context: any.
 * Return: false also where single p2m pages may exist.
 */
bool xen_balloon_p2m_has_room(unsigned long end)
{
	return end <= READ_ONCE(p2m_prealloc_end);
}
