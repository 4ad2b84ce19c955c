// SPDX-License-Identifier: GPL-2.0
/*
 * The balloon that another kernel has left behind: page frames of the map without memory.
 *
 * A kernel that kexec has started is shown the map that the first one booted with, and nobody tells
 * it what that one has given to Xen since: single pages and blocks, anywhere. What it stores there
 * is lost. So each page frame that is to be used is asked for, and gets memory where it has none.
 * As much has just been given back elsewhere; see populate-on-demand.c.
 *
 * What boots before this runs depends on luck, or on the kernel before: see balloon/kexec.c.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "inherited-balloon.h"

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/printk.h>

#include <asm/e820/api.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>

#include <xen/interface/hvm/hvm_op.h>
#include <xen/xen.h>

#include "extents.h"

/* The boot loader's name for itself in boot_params: Documentation/arch/x86/boot.rst. */
#define LOADER_KEXEC	0xd

/**
 * xen_has_memory - whether a page frame is populated, or will be when it is touched
 * @pfn: of a domain whose addresses Xen translates
 *
 * Context: any.
 * Return: true also where Xen does not tell.
 */
bool __init xen_has_memory(xen_pfn_t pfn)
{
	struct xen_hvm_get_mem_type query = {
		.domid = DOMID_SELF,
		.pfn = pfn,
	};

	return HYPERVISOR_hvm_op(HVMOP_get_mem_type, &query) ||
	       query.mem_type != HVMMEM_mmio_dm;
}

/**
 * xen_inherits_balloon - whether another kernel ran in this domain before, and has started this one
 *
 * Context: early boot.
 * Return: true after kexec.
 */
bool __init xen_inherits_balloon(void)
{
	return boot_params.hdr.type_of_loader >> 4 == LOADER_KEXEC;
}

/* The page frames between two addresses that somebody may use, and that have no memory. */
static unsigned int __init find_holes(unsigned long pfn, unsigned long end, xen_pfn_t *holes)
{
	unsigned int nr = 0;

	for (; pfn < end; pfn++)
		if (!memblock_is_reserved(PFN_PHYS(pfn)) && !xen_has_memory(pfn))
			holes[nr++] = pfn;
	return nr;
}

/* Returns for how many of the page frames Xen had no memory; nobody uses those. */
static unsigned long __init fill(xen_pfn_t *holes, unsigned int nr)
{
	unsigned int done;

	if (nr == SUPERPAGE_PAGES && xen_populate_extents(holes, 1, SUPERPAGE_ORDER))
		return 0;
	done = xen_populate_extents(holes, nr, 0);
	for (unsigned int i = done; i < nr; i++)
		memblock_reserve(PFN_PHYS(holes[i]), PAGE_SIZE);
	return nr - done;
}

/**
 * xen_fill_inherited_balloon - give memory to all page frames of the map that are not reserved
 *
 * Context: early boot, before the page allocator; what the domain is not to have is reserved.
 */
void __init xen_fill_inherited_balloon(void)
{
	static xen_pfn_t holes[SUPERPAGE_PAGES] __initdata;
	unsigned long pfn, end, next, found = 0, lost = 0;
	unsigned int nr;
	int i;

	for (i = 0; i < e820_table->nr_entries; i++) {
		const struct e820_entry *entry = &e820_table->entries[i];

		if (entry->type != E820_TYPE_RAM)
			continue;
		end = PFN_DOWN(entry->addr + entry->size);
		for (pfn = PFN_UP(entry->addr); pfn < end; pfn = next) {
			next = min(end, ALIGN(pfn + 1, SUPERPAGE_PAGES));
			nr = find_holes(pfn, next, holes);
			found += nr;
			if (nr)
				lost += fill(holes, nr);
		}
	}
	pr_info("kexec: %lu pages were in the balloon of the kernel before, all but %lu have memory again\n",
		found, lost);
}
