/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sizes and words as users and the toolstack write them. Everything behind counts pages.
 */
#ifndef _XEN_BALLOON_TEXT_H
#define _XEN_BALLOON_TEXT_H

#include "policy.h"

unsigned long long balloon_pages_to_kb(unsigned long pages);
int balloon_parse_kb(const char *text, unsigned long *pages);
int balloon_parse_bytes(const char *text, unsigned long *pages);
const char *balloon_state_name(enum balloon_state state);
const char *balloon_reason_name(enum balloon_reason reason);
const char *balloon_reason_text(enum balloon_reason reason);

#endif	/* _XEN_BALLOON_TEXT_H */
