// SPDX-License-Identifier: GPL-2.0
/*
 * xen_initial_balloon=: how much of the extra memory gets a memmap at boot.
 *
 * The memmap, p2m entries and page tables of extra memory come out of the memory that the domain
 * starts with. With memory hotplug, the part without a memmap is not lost: the driver hot-adds it
 * later, and pays for it block by block.
 *
 * Pure: every function works on its arguments only, and may be called from anywhere at boot.
 */
#include "initial-balloon.h"

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/string.h>

/* "auto": the memmap and page tables of the extra memory may take 1/64 of the boot memory. */
#define AUTO_SHARE	64

/* The power of two that a unit stands for; -1 if @unit is not a unit. */
static int __init initial_balloon_unit_shift(char unit)
{
	static const char units[] __initconst = "kmgtpe";
	const char *found = unit ? strchr(units, tolower(unit)) : NULL;

	return found ? 10 * (found - units + 1) : -1;
}

/**
 * xen_initial_balloon_parse - read the parameter
 * @cap:	the result; not changed on error
 * @text:	"auto", "all", a size as in "512M", or a multiple of the boot memory as in "3x"
 *
 * Context: any, at boot.
 * Return: 0; -EINVAL if @text is none of these; -ERANGE if the value does not fit in 64 bits.
 */
int __init xen_initial_balloon_parse(struct xen_initial_balloon *cap, const char *text)
{
	struct xen_initial_balloon parsed = { .form = XEN_INITIAL_BALLOON_SIZE };
	const char *digits = text;
	int shift;

	if (!strcmp(text, "auto") || !strcmp(text, "all")) {
		cap->form = text[1] == 'u' ? XEN_INITIAL_BALLOON_AUTO : XEN_INITIAL_BALLOON_ALL;
		cap->value = 0;
		return 0;
	}

	for (; isdigit(*text); text++)
		if (check_mul_overflow(parsed.value, 10ULL, &parsed.value) ||
		    check_add_overflow(parsed.value, (u64)(*text - '0'), &parsed.value))
			return -ERANGE;
	if (text == digits)
		return -EINVAL;

	shift = initial_balloon_unit_shift(*text);
	if (tolower(*text) == 'x') {
		parsed.form = XEN_INITIAL_BALLOON_MULTIPLE;
		text++;
	} else if (shift > 0) {
		if (check_mul_overflow(parsed.value, 1ULL << shift, &parsed.value))
			return -ERANGE;
		text++;
	}
	if (*text)
		return -EINVAL;
	*cap = parsed;
	return 0;
}

/**
 * xen_initial_balloon_pages - convert the cap to pages
 * @cap:	the cap
 * @boot_pages:	pages that the domain starts with
 * @page_cost:	bytes of boot memory that a page of extra memory costs
 *
 * Context: any, at boot.
 * Return: pages; ULONG_MAX for no cap.
 */
unsigned long __init xen_initial_balloon_pages(const struct xen_initial_balloon *cap,
					       unsigned long boot_pages, unsigned int page_cost)
{
	unsigned long pages;

	switch (cap->form) {
	case XEN_INITIAL_BALLOON_ALL:
		return ULONG_MAX;
	case XEN_INITIAL_BALLOON_SIZE:
		return min_t(u64, ULONG_MAX, cap->value >> PAGE_SHIFT);
	case XEN_INITIAL_BALLOON_MULTIPLE:
		if (check_mul_overflow(cap->value, (u64)boot_pages, &pages))
			return ULONG_MAX;
		return pages;
	case XEN_INITIAL_BALLOON_AUTO:
		break;
	}
	return div_u64(((u64)boot_pages << PAGE_SHIFT) / AUTO_SHARE, page_cost);
}

/**
 * xen_initial_balloon_fits - whether the domain can afford that much extra memory
 * @extra_pages: pages of extra memory
 * @boot_pages:	pages that the domain starts with
 * @used_pages:	those of @boot_pages already used by the kernel, the initial RAM disk and the like
 * @page_cost:	bytes of boot memory that a page of extra memory costs
 *
 * A quarter has to remain for everything else: with less the kernel panics before it has a console.
 *
 * Context: any, at boot.
 * Return: true if it can.
 */
bool __init xen_initial_balloon_fits(unsigned long extra_pages, unsigned long boot_pages,
				     unsigned long used_pages, unsigned int page_cost)
{
	u64 limit = ((u64)boot_pages << PAGE_SHIFT) / 4 * 3;
	u64 used = (u64)used_pages << PAGE_SHIFT;
	u64 cost;

	if (check_mul_overflow((u64)extra_pages, (u64)page_cost, &cost))
		return false;
	return used <= limit && cost <= limit - used;
}
