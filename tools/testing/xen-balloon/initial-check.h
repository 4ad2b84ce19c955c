/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checks the promises of initial-balloon.h in another way. For tests and fuzz targets alike, see
 * map-check.h.
 */
#ifndef _INITIAL_CHECK_H
#define _INITIAL_CHECK_H

#include "initial-balloon.h"

/* Parses and checks. Returns what the parser did. */
int checked_parse(struct xen_initial_balloon *cap, const char *text);

/* The same for the other two; the arguments are those of a machine that can exist. */
unsigned long checked_pages(const struct xen_initial_balloon *cap, unsigned long boot_pages,
			    unsigned int page_cost);
bool checked_fits(unsigned long extra_pages, unsigned long boot_pages, unsigned long used_pages,
		  unsigned int page_cost);

#endif	/* _INITIAL_CHECK_H */
