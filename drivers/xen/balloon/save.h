/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the image of a save that has begun will contain all of the memory.
 */
#ifndef _XEN_BALLOON_SAVE_H
#define _XEN_BALLOON_SAVE_H

#include <linux/types.h>

/*
 * Seconds for which a save is refused because of memory that it may not know of: as long as it may
 * take from the start of "xl save" until the guest has stopped.
 */
#define XEN_BALLOON_SAVE_SECONDS 10

void xen_balloon_save_restart(unsigned long end);
void xen_balloon_save_reach(unsigned long end);
unsigned long xen_balloon_save_end(void);
void xen_balloon_save_note_populated(unsigned long end);
bool xen_balloon_save_is_safe(void);

#endif	/* _XEN_BALLOON_SAVE_H */
