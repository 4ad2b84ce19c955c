// SPDX-License-Identifier: GPL-2.0
/*
 * The p2m of a PV domain: pages of 512 entries, allocated when there is something to note.
 *
 * Models arch/x86/xen/p2m.c: xen_alloc_p2m_entry(), set_phys_to_machine(), get_phys_to_machine().
 */
#include <linux/mm.h>

#include <asm/xen/page.h>

#include <sys/mman.h>

#include "../core/lock.h"
#include "../core/task.h"
#include "machine.h"

/**
 * enum p2m_page - state of a page of the p2m
 * @P2M_IDENTITY:	nothing was ever noted: devices
 * @P2M_MISSING:	RAM of which nothing is populated
 * @P2M_PRESENT:	a page of its own
 */
enum p2m_page {
	P2M_IDENTITY,
	P2M_MISSING,
	P2M_PRESENT,
};

#define P2M_PAGES	(SIM_MAX_PFN / P2M_PER_PAGE)

unsigned long xen_p2m_size;

static enum p2m_page p2m_pages[P2M_PAGES];
unsigned long *xen_p2m_addr;

/* There is no memory for pages of the p2m. */
bool sim_p2m_is_full;

/* How many of them were made without the driver's lock. */
unsigned long sim_p2m_pages_unlocked;

/* xen_alloc_p2m_entry() relies on its callers to call it one at a time. */
static int p2m_user;

static void p2m_make_page(unsigned long pfn)
{
	unsigned long i, page = pfn / P2M_PER_PAGE;

	for (i = page * P2M_PER_PAGE; i < (page + 1) * P2M_PER_PAGE; i++)
		xen_p2m_addr[i] = p2m_pages[page] == P2M_MISSING ? INVALID_P2M_ENTRY : i | IDENTITY_FRAME_BIT;
	p2m_pages[page] = P2M_PRESENT;
}

int xen_alloc_p2m_entry(unsigned long pfn)
{
	struct page *page;

	sim_might_sleep("memory for the p2m");
	if (pfn >= xen_p2m_size || p2m_pages[pfn / P2M_PER_PAGE] == P2M_PRESENT)
		return 0;
	if (sim_p2m_is_full)
		return -ENOMEM;
	sim_p2m_pages_unlocked += !sim_lock_is_held("p2m_lock");
	sim_assert(!p2m_user, "two tasks make pages of the p2m");
	p2m_user = sim_current ? sim_current->number : 0;
	page = alloc_pages(GFP_KERNEL, 0);
	sim_point(SIM_ALLOC);
	p2m_user = 0;
	if (!page)
		return -ENOMEM;
	/* It is never freed. */
	page->in_driver = false;
	sim_xen_touch(page_to_pfn(page), true);
	p2m_make_page(pfn);
	return 0;
}

unsigned long get_phys_to_machine(unsigned long pfn)
{
	if (pfn >= xen_p2m_size)
		return pfn | IDENTITY_FRAME_BIT;
	switch (p2m_pages[pfn / P2M_PER_PAGE]) {
	case P2M_IDENTITY:
		return pfn | IDENTITY_FRAME_BIT;
	case P2M_MISSING:
		return INVALID_P2M_ENTRY;
	case P2M_PRESENT:
		break;
	}
	return xen_p2m_addr[pfn];
}

unsigned long pfn_to_mfn(unsigned long pfn)
{
	unsigned long mfn = get_phys_to_machine(pfn);

	return mfn == INVALID_P2M_ENTRY ? mfn : mfn & ~(FOREIGN_FRAME_BIT | IDENTITY_FRAME_BIT);
}

bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (pfn >= xen_p2m_size)
		return true;
	switch (p2m_pages[pfn / P2M_PER_PAGE]) {
	case P2M_IDENTITY:
		return mfn == (pfn | IDENTITY_FRAME_BIT);
	case P2M_MISSING:
		return mfn == INVALID_P2M_ENTRY;
	case P2M_PRESENT:
		break;
	}
	xen_p2m_addr[pfn] = mfn;
	return true;
}

bool set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	if (__set_phys_to_machine(pfn, mfn))
		return true;
	return !xen_alloc_p2m_entry(pfn) && __set_phys_to_machine(pfn, mfn);
}

unsigned long sim_page_to_gfn(const struct page *page)
{
	return sim_is_pv() ? pfn_to_mfn(page_to_pfn(page)) : page_to_pfn(page);
}

bool sim_p2m_page_present(unsigned long pfn)
{
	return p2m_pages[pfn / P2M_PER_PAGE] == P2M_PRESENT;
}

void sim_p2m_boot(void)
{
	unsigned long pfn, i;

	xen_p2m_addr = mmap(NULL, SIM_MAX_PFN * sizeof(*xen_p2m_addr), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (!sim_is_pv())
		return;
	xen_p2m_size = SIM_MAX_PFN;
	for (pfn = 0; pfn < sim_machine.boot_end; pfn += P2M_PER_PAGE) {
		p2m_pages[pfn / P2M_PER_PAGE] = P2M_MISSING;
		if (pfn >= sim_machine.memory)
			continue;
		p2m_make_page(pfn);
		for (i = pfn; i < min(pfn + P2M_PER_PAGE, sim_machine.memory); i++)
			xen_p2m_addr[i] = sim_gfns[i].mfn;
	}
}
