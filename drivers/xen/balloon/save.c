// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the image of a save that has begun will contain all of the memory.
 *
 * When the toolstack begins to save a domain it determines how far its memory reaches: in a PV
 * domain from the p2m, elsewhere from the highest page frame that Xen knows of. Memory above that,
 * populated before the domain stops, is missing from the image. The guest is not told that a save
 * has begun.
 *
 * So p2m.c and xen.c have the domain reach further long before it matters, and say so here. A save
 * that is under way reaches at least as far as the domain did XEN_BALLOON_SAVE_SECONDS ago. When
 * page frames above that are populated the guest refuses to be saved for that long.
 */
#include "save.h"

#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct save_state - how far saves reach, in page frames
 * @end:	saves that begin now reach to below this
 * @end_jiffies:	when @end was set; 64 bits, as it may be compared weeks later
 * @visible_end:	saves that are under way reach at least to below this
 * @unseen:	memory was populated above @visible_end
 * @unseen_jiffies:	when that last happened
 */
static struct save_state {
	unsigned long end;
	u64 end_jiffies;
	unsigned long visible_end;
	bool unseen;
	u64 unseen_jiffies;
} save_state;

/* Protects save_state; @end is also read without it. */
static DEFINE_SPINLOCK(save_lock);

static bool save_is_past(u64 time)
{
	return time_after64(get_jiffies_64(), time + XEN_BALLOON_SAVE_SECONDS * HZ);
}

static void save_update_visible(void)
{
	if (save_is_past(save_state.end_jiffies))
		save_state.visible_end = save_state.end;
}

/**
 * xen_balloon_save_restart - note, at boot and after a restore, that no save under way matters
 * @end: saves reach to below this page frame
 *
 * Context: process; takes save_lock.
 */
void xen_balloon_save_restart(unsigned long end)
{
	spin_lock(&save_lock);
	WRITE_ONCE(save_state.end, end);
	save_state.end_jiffies = get_jiffies_64();
	save_state.visible_end = end;
	spin_unlock(&save_lock);
}

/**
 * xen_balloon_save_reach - note that saves that begin from now on reach at least this far
 * @end: they reach to below this page frame
 *
 * Context: process; takes save_lock.
 */
void xen_balloon_save_reach(unsigned long end)
{
	spin_lock(&save_lock);
	save_update_visible();
	if (end > save_state.end) {
		WRITE_ONCE(save_state.end, end);
		save_state.end_jiffies = get_jiffies_64();
	}
	spin_unlock(&save_lock);
}

/**
 * xen_balloon_save_end - how far a save that begins now reaches
 *
 * Context: any.
 * Return: the page frame after the last; 0 when it was never set.
 */
unsigned long xen_balloon_save_end(void)
{
	return READ_ONCE(save_state.end);
}

/**
 * xen_balloon_save_note_populated - note that memory was populated, or is about to be
 * @end: its page frames are below this
 *
 * Context: process; takes save_lock.
 */
void xen_balloon_save_note_populated(unsigned long end)
{
	spin_lock(&save_lock);
	save_update_visible();
	if (end > save_state.visible_end) {
		save_state.unseen = true;
		save_state.unseen_jiffies = get_jiffies_64();
	}
	spin_unlock(&save_lock);
}

/**
 * xen_balloon_save_is_safe - whether a save that has begun will contain all of the memory
 *
 * Context: process; takes save_lock.
 * Return: false when memory that it may not know of came in the last XEN_BALLOON_SAVE_SECONDS.
 */
bool xen_balloon_save_is_safe(void)
{
	bool safe;

	spin_lock(&save_lock);
	safe = !save_state.unseen || save_is_past(save_state.unseen_jiffies);
	spin_unlock(&save_lock);
	return safe;
}
