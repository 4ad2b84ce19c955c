/* SPDX-License-Identifier: GPL-2.0 */
/*
 * xen_initial_balloon=: how much of the extra memory gets page structures at boot.
 *
 * Pure: text and numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_INITIAL_BALLOON_H
#define _XEN_INITIAL_BALLOON_H

#include <linux/types.h>

/**
 * enum initial_balloon_form - the ways to say it
 * @INITIAL_BALLOON_AUTO:	what page structures and tables in 1/64 of the boot memory allow
 * @INITIAL_BALLOON_ALL:	all there is
 * @INITIAL_BALLOON_SIZE:	so much
 * @INITIAL_BALLOON_MULTIPLE:	so many times the boot memory
 */
enum initial_balloon_form {
	INITIAL_BALLOON_AUTO,
	INITIAL_BALLOON_ALL,
	INITIAL_BALLOON_SIZE,
	INITIAL_BALLOON_MULTIPLE,
};

/**
 * struct initial_balloon - a cap on the initial balloon
 * @form:	how it was said
 * @value:	bytes (INITIAL_BALLOON_SIZE) or times (INITIAL_BALLOON_MULTIPLE), else 0
 */
struct initial_balloon {
	enum initial_balloon_form form;
	u64 value;
};

int initial_balloon_parse(struct initial_balloon *cap, const char *text);
unsigned long initial_balloon_pages(const struct initial_balloon *cap, unsigned long boot_pages,
				    unsigned int page_cost);
bool initial_balloon_fits(unsigned long extra_pages, unsigned long boot_pages,
			  unsigned long used_pages, unsigned int page_cost);

#endif	/* _XEN_INITIAL_BALLOON_H */
