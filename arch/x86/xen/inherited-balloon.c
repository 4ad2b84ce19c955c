// SPDX-License-Identifier: GPL-2.0
/*
 * The balloon that the previous kernel (kexec) left behind: unpopulated page frames of the E820.
 *
 * A kernel started by kexec gets the E820 that the first kernel booted with, and is not told which
 * superpages and pages have been released since. Writes to those are lost. So ask Xen about each
 * page frame that may be used, and populate the unpopulated ones. As much memory has just been
 * released elsewhere; see populate-on-demand.c.
 *
 * Until this runs, the kernel depends on luck, or on the previous kernel: see
 * drivers/xen/balloon/kexec.c.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "inherited-balloon.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include <asm/e820/api.h>
#include <asm/early_ioremap.h>
#include <asm/page.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/hvm/hvm_op.h>
#include <xen/xen.h>

#include "extents.h"

/* The boot loader's name for itself in boot_params: Documentation/arch/x86/boot.rst. */
#define LOADER_KEXEC	0xd

/**
 * xen_pfn_is_populated - whether a page frame is populated, or will be when it is touched
 * @pfn: the page frame, of an auto-translated domain
 *
 * Context: any.
 * Return: true if so, or if Xen gives no answer.
 */
bool __init xen_pfn_is_populated(xen_pfn_t pfn)
{
	struct xen_hvm_get_mem_type query = {
		.domid = DOMID_SELF,
		.pfn = pfn,
	};

	return HYPERVISOR_hvm_op(HVMOP_get_mem_type, &query) ||
	       query.mem_type != HVMMEM_mmio_dm;
}

/**
 * xen_inherits_balloon - whether kexec has started this kernel
 *
 * Context: early boot.
 * Return: true if so.
 */
bool __init xen_inherits_balloon(void)
{
	return boot_params.hdr.type_of_loader >> 4 == LOADER_KEXEC;
}

/* On x86-64 the early page fault handler extends the direct mapping, by 2 MiB at a time. */
static void __init inherited_clear(unsigned long pfn)
{
	void *page;

	if (IS_ENABLED(CONFIG_X86_64)) {
		clear_page(__va(PFN_PHYS(pfn)));
		return;
	}
	page = early_memremap(PFN_PHYS(pfn), PAGE_SIZE);
	clear_page(page);
	early_memunmap(page, PAGE_SIZE);
}

/**
 * xen_scrub_inherited_memory - clear what the previous kernel left in page frames
 * @pfn:	first of them, in an auto-translated domain; they are about to be released
 * @nr_pages:	how many
 *
 * Xen does not clear what a living domain releases (xen/common/page_alloc.c:
 * free_domheap_pages()), and its next owner could read it. xen_scrub_pages= has not been parsed
 * yet.
 *
 * Context: early boot, before the direct mapping is complete.
 * Return: number of pages that were populated.
 */
unsigned long __init xen_scrub_inherited_memory(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long end = pfn + nr_pages, cleared = 0;

	for (; pfn < end; pfn++) {
		if (!xen_pfn_is_populated(pfn))
			continue;
		inherited_clear(pfn);
		cleared++;
	}
	return cleared;
}

/* List the unreserved, unpopulated page frames from @pfn to @end. Return: their number. */
static unsigned int __init inherited_find_unpopulated(unsigned long pfn, unsigned long end,
						      xen_pfn_t *pfns)
{
	unsigned int nr = 0;

	for (; pfn < end; pfn++)
		if (!memblock_is_reserved(PFN_PHYS(pfn)) && !xen_pfn_is_populated(pfn))
			pfns[nr++] = pfn;
	return nr;
}

/* Populate page frames; reserve those that Xen has no memory for. Return: number reserved. */
static unsigned long __init inherited_populate(xen_pfn_t *pfns, unsigned int nr)
{
	unsigned int done;

	if (nr == XEN_SUPERPAGE_PAGES && xen_populate_extents(pfns, 1, XEN_SUPERPAGE_ORDER))
		return 0;
	done = xen_populate_extents(pfns, nr, 0);
	for (unsigned int i = done; i < nr; i++)
		memblock_reserve(PFN_PHYS(pfns[i]), PAGE_SIZE);
	return nr - done;
}

/**
 * xen_populate_inherited_balloon - populate all page frames of RAM that are not reserved
 *
 * Context: early boot, before the page allocator, once the initial balloon has been reserved.
 */
void __init xen_populate_inherited_balloon(void)
{
	static xen_pfn_t pfns[XEN_SUPERPAGE_PAGES] __initdata;
	unsigned long pfn, end, next, found = 0, lost = 0;
	unsigned int nr;
	int i;

	for (i = 0; i < e820_table->nr_entries; i++) {
		const struct e820_entry *entry = &e820_table->entries[i];

		if (entry->type != E820_TYPE_RAM)
			continue;
		end = PFN_DOWN(entry->addr + entry->size);
		for (pfn = PFN_UP(entry->addr); pfn < end; pfn = next) {
			next = min(end, ALIGN(pfn + 1, XEN_SUPERPAGE_PAGES));
			nr = inherited_find_unpopulated(pfn, next, pfns);
			found += nr;
			if (nr)
				lost += inherited_populate(pfns, nr);
		}
	}
	pr_info("kexec: %lu pages were in the balloon of the kernel before, all but %lu have memory again\n",
		found, lost);
}
