/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sizes and words as users and the toolstack write them. All other code counts pages.
 */
#ifndef _XEN_BALLOON_FORMAT_H
#define _XEN_BALLOON_FORMAT_H

#include "policy.h"

unsigned long long xen_balloon_pages_to_kb(unsigned long pages);
int xen_balloon_parse_kb(const char *text, unsigned long *pages);
int xen_balloon_parse_bytes(const char *text, unsigned long *pages);
const char *xen_balloon_state_name(enum xen_balloon_state state);
const char *xen_balloon_reason_name(enum xen_balloon_reason reason);
const char *xen_balloon_reason_text(enum xen_balloon_reason reason);

#endif	/* _XEN_BALLOON_FORMAT_H */
