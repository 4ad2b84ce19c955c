/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the image of a save that has begun will have all of the memory.
 */
#ifndef _XEN_BALLOON_SAVE_H
#define _XEN_BALLOON_SAVE_H

#include <linux/types.h>

/*
 * For how long memory that a save may not know of stands in its way: as long as it may take from
 * the begin of "xl save" until the guest does nothing any more.
 */
#define XEN_BALLOON_SAVE_SECONDS 10

void xen_balloon_save_restart(unsigned long end);
void xen_balloon_save_reach(unsigned long end);
unsigned long xen_balloon_save_end(void);
void xen_balloon_save_note_populated(unsigned long end);
bool xen_balloon_save_is_safe(void);

#endif	/* _XEN_BALLOON_SAVE_H */
