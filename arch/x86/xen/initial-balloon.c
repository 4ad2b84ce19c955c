// SPDX-License-Identifier: GPL-2.0
/*
 * xen_initial_balloon=: how much of the extra memory gets page structures at boot.
 *
 * Extra memory costs before it gives: its page structures, p2m entries and page tables are paid
 * for by the memory that the domain starts with. With memory hotplug, what is left out is not lost:
 * growth reaches it later and pays block by block.
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

/* What page structures and tables of the extra memory may take of the boot memory, unless told. */
#define AUTO_SHARE	64

/* The power of two that a unit stands for; -1: it is none. */
static int __init unit_shift(char unit)
{
	static const char units[] __initconst = "kmgtpe";
	const char *found = unit ? strchr(units, tolower(unit)) : NULL;

	return found ? 10 * (found - units + 1) : -1;
}

/**
 * initial_balloon_parse - read the parameter
 * @cap:	the result; not changed on error
 * @text:	"auto", "all", a size as in "512M", or a multiple of the boot memory as in "3x"
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: 0; -EINVAL when it is nothing of the kind; -ERANGE when no machine can be that big.
 */
int __init initial_balloon_parse(struct initial_balloon *cap, const char *text)
{
	struct initial_balloon said = { .form = INITIAL_BALLOON_SIZE };
	const char *digits = text;
	int shift;

	if (!strcmp(text, "auto") || !strcmp(text, "all")) {
		cap->form = text[1] == 'u' ? INITIAL_BALLOON_AUTO : INITIAL_BALLOON_ALL;
		cap->value = 0;
		return 0;
	}

	for (; isdigit(*text); text++)
		if (check_mul_overflow(said.value, 10ULL, &said.value) ||
		    check_add_overflow(said.value, (u64)(*text - '0'), &said.value))
			return -ERANGE;
	if (text == digits)
		return -EINVAL;

	shift = unit_shift(*text);
	if (tolower(*text) == 'x') {
		said.form = INITIAL_BALLOON_MULTIPLE;
		text++;
	} else if (shift > 0) {
		if (check_mul_overflow(said.value, 1ULL << shift, &said.value))
			return -ERANGE;
		text++;
	}
	if (*text)
		return -EINVAL;
	*cap = said;
	return 0;
}

/**
 * initial_balloon_pages - the cap in pages
 * @cap:	the cap
 * @boot_pages:	pages that the domain starts with
 * @page_cost:	bytes of boot memory that a page of extra memory costs
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: pages; ULONG_MAX for no cap.
 */
unsigned long __init initial_balloon_pages(const struct initial_balloon *cap,
					   unsigned long boot_pages, unsigned int page_cost)
{
	unsigned long pages;

	switch (cap->form) {
	case INITIAL_BALLOON_ALL:
		return ULONG_MAX;
	case INITIAL_BALLOON_SIZE:
		return min_t(u64, ULONG_MAX, cap->value >> PAGE_SHIFT);
	case INITIAL_BALLOON_MULTIPLE:
		if (check_mul_overflow(cap->value, (u64)boot_pages, &pages))
			return ULONG_MAX;
		return pages;
	case INITIAL_BALLOON_AUTO:
		break;
	}
	return div_u64(((u64)boot_pages << PAGE_SHIFT) / AUTO_SHARE, page_cost);
}

/**
 * initial_balloon_fits - can the domain pay for so much extra memory?
 * @extra_pages: pages of extra memory
 * @boot_pages:	pages that the domain starts with
 * @used_pages:	of those: taken already by the kernel, the initial RAM disk and the like
 * @page_cost:	bytes of boot memory that a page of extra memory costs
 *
 * A quarter has to remain for everything else; less, and the kernel would die before it can say
 * why.
 *
 * Context: any, at boot: it works on its arguments only.
 * Return: whether it can.
 */
bool __init initial_balloon_fits(unsigned long extra_pages, unsigned long boot_pages,
				 unsigned long used_pages, unsigned int page_cost)
{
	u64 most = ((u64)boot_pages << PAGE_SHIFT) / 4 * 3;
	u64 used = (u64)used_pages << PAGE_SHIFT;
	u64 cost;

	if (check_mul_overflow((u64)extra_pages, (u64)page_cost, &cost))
		return false;
	return used <= most && cost <= most - used;
}
