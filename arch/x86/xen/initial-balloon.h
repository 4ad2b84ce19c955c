/* SPDX-License-Identifier: GPL-2.0 */
/*
 * xen_initial_balloon=: how much of the extra memory gets a memmap at boot.
 *
 * Pure: text and numbers in, numbers out. Built in userspace too, see tools/testing/xen-balloon.
 */
#ifndef _XEN_INITIAL_BALLOON_H
#define _XEN_INITIAL_BALLOON_H

#include <linux/types.h>

/**
 * enum xen_initial_balloon_form - the forms of the parameter
 * @XEN_INITIAL_BALLOON_AUTO:	 memmap and page tables may take 1/64 of the boot memory
 * @XEN_INITIAL_BALLOON_ALL:	 all extra memory
 * @XEN_INITIAL_BALLOON_SIZE:	 a size
 * @XEN_INITIAL_BALLOON_MULTIPLE: a multiple of the boot memory
 */
enum xen_initial_balloon_form {
	XEN_INITIAL_BALLOON_AUTO,
	XEN_INITIAL_BALLOON_ALL,
	XEN_INITIAL_BALLOON_SIZE,
	XEN_INITIAL_BALLOON_MULTIPLE,
};

/**
 * struct xen_initial_balloon - a cap on the initial balloon
 * @form:	the form of the parameter
 * @value:	bytes (XEN_INITIAL_BALLOON_SIZE) or factor (XEN_INITIAL_BALLOON_MULTIPLE), else 0
 */
struct xen_initial_balloon {
	enum xen_initial_balloon_form form;
	u64 value;
};

int xen_initial_balloon_parse(struct xen_initial_balloon *cap, const char *text);
unsigned long xen_initial_balloon_pages(const struct xen_initial_balloon *cap,
					unsigned long boot_pages, unsigned int page_cost);
bool xen_initial_balloon_fits(unsigned long extra_pages, unsigned long boot_pages,
			      unsigned long used_pages, unsigned int page_cost);

#endif	/* _XEN_INITIAL_BALLOON_H */
