// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the E820 that Xen has for a PV domain, and moves ACPI non-volatile storage out of the way
 * of the kernel.
 */
#include "xen-e820.h"

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/iscsi_ibft.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include <asm/e820/types.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/memory.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "memory-map.h"
#include "xen-ops.h"

/* The E820 as read, and put in order. */
static struct e820_entry entries[XEN_E820_ENTRIES] __initdata;
static unsigned int nr_entries __initdata;
static struct xen_e820_map map __initdata;

static void __init xen_e820_add_entry(u64 addr, u64 size, enum e820_type type)
{
	if (nr_entries < ARRAY_SIZE(entries))
		entries[nr_entries++] = (struct e820_entry){ addr, size, type };
}

static void __init xen_e820_adjust_for_dom0(void)
{
	unsigned int i;

	/*
	 * Machine memory that must not be mapped one to one is marked unusable. Page frames of dom0
	 * are not machine frames, so for dom0 it is RAM.
	 */
	for (i = 0; i < nr_entries; i++)
		if (entries[i].type == E820_TYPE_UNUSABLE)
			entries[i].type = E820_TYPE_RAM;
#ifdef CONFIG_ISCSI_IBFT_FIND
	xen_e820_add_entry(IBFT_START, IBFT_END - IBFT_START, E820_TYPE_RESERVED);
#endif
}

/**
 * xen_e820_read - read the E820 that Xen has for this domain, and put it in order
 * @nr_pages:	pages that the domain starts with
 *
 * Context: early boot, before the page allocator.
 * Return: the E820 in order; xen_chk_is_e820_usable() may still change it.
 */
const struct xen_e820_map *__init xen_e820_read(unsigned long nr_pages)
{
	struct xen_memory_map memmap = { .nr_entries = ARRAY_SIZE(entries) };
	int err;

	set_xen_guest_handle(memmap.buffer, entries);
	err = HYPERVISOR_memory_op(xen_initial_domain() ? XENMEM_machine_memory_map :
				   XENMEM_memory_map, &memmap);
	if (!err)
		nr_entries = memmap.nr_entries;
	else if (err == -ENOSYS && !xen_initial_domain())
		/* The toolstack has set no E820. The 8 MiB are a balloon for backends to borrow. */
		xen_e820_add_entry(0, PFN_PHYS((u64)nr_pages) + SZ_8M, E820_TYPE_RAM);
	if (!nr_entries)
		panic("no E820 from Xen (error %d)\n", err);

	if (xen_initial_domain())
		xen_e820_adjust_for_dom0();
	xen_memory_map_make(&map, entries, nr_entries);
	return &map;
}

/**
 * xen_chk_is_e820_usable - make sure that an immovable part of the kernel lies in RAM
 * @start:	its first pseudo-physical address
 * @size:	its size in bytes
 * @component:	its name, for the message
 *
 * ACPI non-volatile storage in the way is moved. Anything else is fatal, as the kernel would run in
 * memory that is about to be replaced by a device.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_chk_is_e820_usable(phys_addr_t start, phys_addr_t size, const char *component)
{
	u64 above = PFN_PHYS((u64)xen_start_info->nr_pages);
	struct xen_nvs_move move;
	int moved;

	while ((moved = xen_memory_map_move_nvs(entries, &nr_entries, ARRAY_SIZE(entries), &map,
						start, size, above, &move)) > 0) {
		xen_add_remap_nonram(move.from, move.to, move.size);
		xen_max_p2m_pfn = max(xen_max_p2m_pfn, PFN_DOWN(move.to + move.size));
		xen_memory_map_make(&map, entries, nr_entries);
	}
	if (moved < 0)
		panic("No suitable area found for required E820 entry remapping action\n");
	if (!xen_memory_map_is_ram(&map, start, size))
		panic("Xen hypervisor allocated %s memory conflicts with E820 map\n", component);
}
