/* SPDX-License-Identifier: GPL-2.0 */
/* One daemon at a time on a host. */
#ifndef _LOCK_H
#define _LOCK_H

#include <stddef.h>

int lock_take(const char *path, char *why, size_t size);
void lock_note(int lock);

#endif	/* _LOCK_H */
