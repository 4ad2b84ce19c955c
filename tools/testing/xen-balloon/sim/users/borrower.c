// SPDX-License-Identifier: GPL-2.0
/* Drivers that map memory of other domains on page frames that they borrow. */
#include <xen/balloon.h>

#include <asm/xen/page.h>

#include <string.h>

#include "users.h"

#define BORROWED_MAX	1024

unsigned long sim_forgotten;

static void borrower_map(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	sim_assert(!PageOffline(page), "page frame %#lx is lent while PageOffline", pfn);
	sim_assert(!page->reserved, "page frame %#lx is lent while PageReserved", pfn);
	sim_assert(!page->mapped, "page frame %#lx is lent twice", pfn);
	sim_assert(!sim_xen_is_ram(pfn), "page frame %#lx is lent, but populated", pfn);
	sim_assert(page->state != SIM_PAGE_FREE, "page frame %#lx is lent, but free memory", pfn);
	page->mapped = true;
	sim_gfns[pfn].foreign = true;
	if (sim_is_pv())
		sim_assert(__set_phys_to_machine(pfn, FOREIGN_FRAME_BIT | 1),
			   "page frame %#lx is lent, but there is no room in the p2m", pfn);
}

static void borrower_unmap(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	sim_assert(page->mapped, "page frame %#lx was taken away from its borrower", pfn);
	page->mapped = false;
	sim_gfns[pfn].foreign = false;
	if (sim_is_pv())
		__set_phys_to_machine(pfn, INVALID_P2M_ENTRY);
}

/* Returns how many there are then. */
unsigned int sim_borrow(struct page **pages, unsigned int nr, unsigned int more)
{
	unsigned int i;

	if (nr + more > BORROWED_MAX || xen_alloc_ballooned_pages(more, pages + nr))
		return nr;
	for (i = nr; i < nr + more; i++)
		borrower_map(pages[i]);
	return nr + more;
}

/* The last @less of them, in another order, one of them forgotten maybe. */
unsigned int sim_give_back(struct page **pages, unsigned int nr, unsigned int less,
				    bool forgets)
{
	struct page *last;
	unsigned int i;

	less = min(nr, less);
	if (!less)
		return nr;
	nr -= less;
	for (i = nr; i < nr + less; i++)
		borrower_unmap(pages[i]);
	last = pages[nr + less - 1];
	pages[nr + less - 1] = pages[nr];
	pages[nr] = last;
	if (forgets) {
		pages[nr] = NULL;
		sim_forgotten++;
	}
	xen_free_ballooned_pages(less, pages + nr);
	memset(pages + nr, 0, less * sizeof(*pages));
	return nr;
}

void sim_borrower_main(void *arg)
{
	struct page *pages[BORROWED_MAX] = {};
	unsigned int nr = 0;
	u32 value;

	while ((value = sim_next_operation(2 * SIM_S))) {
		switch (value & 7) {
		case 0:
		case 1:
			nr = sim_borrow(pages, nr, 1 + (value >> 8) % 8);
			break;
		case 2:
			nr = sim_borrow(pages, nr, 1 + (value >> 8) % 300);
			break;
		case 3:
			nr = sim_borrow(pages, nr, 1 + (value >> 8) % 64);
			break;
		case 4:
			/* A grant is mapped and unmapped at once. */
			nr = sim_borrow(pages, nr, 1);
			nr = sim_give_back(pages, nr, 1, false);
			break;
		case 5:
			nr = sim_give_back(pages, nr, nr, false);
			break;
		default:
			nr = sim_give_back(pages, nr, 1 + (value >> 8) % 64,
					     (value >> 16 & 31) == 0);
		}
	}
	sim_give_back(pages, nr, nr, false);
}
