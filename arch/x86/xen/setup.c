// SPDX-License-Identifier: GPL-2.0
/*
 * Early memory set-up of a PV domain.
 *
 * Xen hands over nr_pages pages of memory, and an E820 that does not depend on that number. A plan
 * (memory-plan.h) assigns a use to each page frame. It is applied here: to the kernel's E820, to
 * memblock, to the extra memory that the balloon starts with, and to the hotplug regions.
 * displaced.c and relocate.c move memory and data out of page frames that get another use.
 *
 * All this runs before there is an allocator: it uses memblock's reservations (but not yet its
 * memory), early_memremap() and hypercalls.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/init.h>
#include <linux/limits.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/sizes.h>

#include <asm/e820/api.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "displaced.h"
#include "early-memory.h"
#include "extra-memory.h"
#include "hotplug-regions.h"
#include "memory-limits.h"
#include "memory-plan.h"
#include "relocate.h"
#include "xen-e820.h"
#include "xen-ops.h"

/* Whether the E820 has the machine's reserved areas, so that devices may be passed through. */
bool xen_pv_pci_possible;

static struct xen_memory_limits limits __initdata;
static struct xen_memory_plan plan __initdata;

/*
 * Maximum number of ranges of RAM above the populated page frames. Each is reserved in memblock,
 * which has room for 128 reservations (mm/memblock.c: INIT_MEMBLOCK_REGIONS) until it knows of
 * memory, and panics when it needs more; the kernel's own are about ten.
 */
#define UNPOPULATED_PIECES_MAX	96

static void __init memory_setup_check_immovable(void)
{
	xen_chk_is_e820_usable(__pa_symbol(_text), _end - _text, "kernel");
	xen_chk_is_e820_usable(__pa(xen_start_info), sizeof(*xen_start_info), "xen_start_info");
	xen_pt_check_e820();
}

static void __init memory_setup_make_plan(const struct xen_e820_map *map, unsigned long nr_pages)
{
	struct xen_memory_request request = {
		.nr_pages = nr_pages,
		.max_pages = limits.max_reservation,
		.limit = limits.ram_end,
		.granule = 1,
	};
	unsigned long pieces_end = xen_memory_map_pieces_end(map, nr_pages, UNPOPULATED_PIECES_MAX);
	struct xen_extra_memory_cap cap;

	if (pieces_end < request.limit) {
		pr_warn("the RAM of the E820 is in too many pieces, using none beyond %#llx\n",
			(u64)PFN_PHYS(pieces_end));
		request.limit = pieces_end;
	}
	/* Plan once without a balloon, to find the kept pages, which have to pay for it. */
	xen_memory_plan_make(&plan, map, &request);
	if (!plan.kept)
		panic("the E820 has no RAM at the populated page frames\n");
	cap = xen_extra_memory_read_cap(nr_pages, plan.kept);
	do {
		request.cap = cap.pages;
		request.granule = cap.granule;
		xen_memory_plan_make(&plan, map, &request);
	} while (!xen_extra_memory_fit_cap(&cap, plan.extra, plan.kept));
	xen_extra_memory_report(&cap, plan.extra, plan.capped);
}

/* End of the RAM in the E820 that the domain may use, also by hot-add: a page frame, exclusive. */
static unsigned long __init memory_setup_ram_end(void)
{
	unsigned int i = plan.nr_regions;

	while (i--)
		if (plan.region[i].use != XEN_MEMORY_OTHER)
			return PFN_DOWN(plan.region[i].end);
	return 0;
}

/*
 * The lowest page frame at which the p2m may end. p2m.c itself makes room for the first
 * CONFIG_XEN_MEMORY_HOTPLUG_LIMIT GiB: P2M_LIMIT.
 */
static unsigned long __init memory_setup_p2m_end(void)
{
#ifdef CONFIG_XEN_MEMORY_HOTPLUG_LIMIT
	if (PFN_PHYS((u64)memory_setup_ram_end()) > (u64)CONFIG_XEN_MEMORY_HOTPLUG_LIMIT * SZ_1G)
		return memory_setup_ram_end();
#endif
	return plan.end;
}

static void __init memory_setup_add_ram(u64 start, u64 end)
{
	if (start < end)
		e820__range_add(start, end - start, E820_TYPE_RAM);
}

static void __init memory_setup_apply_plan(void)
{
	u64 start = 0, end = 0;
	unsigned int i;

	for (i = 0; i < plan.nr_regions; i++) {
		const struct xen_plan_region *region = &plan.region[i];

		switch (region->use) {
		case XEN_MEMORY_OTHER:
			e820__range_add(region->start, region->end - region->start, region->type);
			if (region->type == E820_TYPE_RESERVED)
				xen_pv_pci_possible = true;
			continue;
		case XEN_MEMORY_HOTPLUG:
			xen_hotplug_region_add(PFN_DOWN(region->start), PFN_DOWN(region->end));
			continue;
		case XEN_MEMORY_EXTRA:
			xen_add_extra_mem(PFN_DOWN(region->start),
					  PFN_DOWN(region->end - region->start));
			break;
		case XEN_MEMORY_REFILLED:
			memblock_reserve(region->start, region->end - region->start);
			break;
		case XEN_MEMORY_KEPT:
			break;
		}
		/* RAM with a memmap: adjacent regions become one entry. */
		if (region->start != end) {
			memory_setup_add_ram(start, end);
			start = region->start;
		}
		end = region->end;
	}
	memory_setup_add_ram(start, end);

	/* RAM in a guest, but many drivers access it without consulting the E820. */
	e820__range_add(ISA_START_ADDRESS, ISA_END_ADDRESS - ISA_START_ADDRESS, E820_TYPE_RESERVED);
	e820__update_table(e820_table);

	xen_max_p2m_pfn = max(xen_max_p2m_pfn, memory_setup_p2m_end());
	xen_hotplug_set_ram_end(memory_setup_ram_end());
}

/* Keep memory from being hot-added until the balloon driver finds Xenstore ready. */
static void __init memory_setup_limit_hotplug(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
#ifdef CONFIG_XEN_BALLOON
	xen_saved_max_mem_size = min(max_mem_size, limits.mem_param);
#endif
	max_mem_size = PFN_PHYS((u64)plan.end);
#endif
}

static bool __ref memory_setup_is_unpopulated_ram(const struct xen_plan_region *region)
{
	return region->use == XEN_MEMORY_REFILLED || region->use == XEN_MEMORY_EXTRA;
}

/**
 * xen_chk_extra_mem - find the p2m entry of a page frame past the end of the p2m list
 * @pfn:	the page frame
 *
 * Used until the p2m tree is built: p2m.c, get_phys_to_machine().
 *
 * Context: early boot, before the page allocator.
 * Return: INVALID_P2M_ENTRY for unpopulated RAM, else an identity entry.
 */
unsigned long __ref xen_chk_extra_mem(unsigned long pfn)
{
	const struct xen_plan_region *region = xen_memory_plan_find(&plan, PFN_PHYS((u64)pfn));

	if (region && memory_setup_is_unpopulated_ram(region))
		return INVALID_P2M_ENTRY;
	return IDENTITY_FRAME(pfn);
}

/**
 * xen_inv_extra_mem - mark unpopulated RAM in the p2m tree
 *
 * A new tree has identity entries for all page frames past the end of the p2m list.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_inv_extra_mem(void)
{
	unsigned long pfn, end;
	unsigned int i;

	for (i = 0; i < plan.nr_regions; i++) {
		if (!memory_setup_is_unpopulated_ram(&plan.region[i]))
			continue;
		end = PFN_DOWN(plan.region[i].end);
		for (pfn = PFN_DOWN(plan.region[i].start); pfn < end; pfn++)
			if (!set_phys_to_machine(pfn, INVALID_P2M_ENTRY))
				panic("no memory for the p2m entries of the initial balloon\n");
	}
}

/**
 * xen_memory_setup - set up the kernel's E820, and with it the memory of the domain
 *
 * Context: early boot, before the page allocator.
 * Return: the name that the kernel prints with the E820.
 */
char *__init xen_memory_setup(void)
{
	const struct xen_e820_map *map;
	unsigned long nr_pages;

	xen_memory_limits_read(&limits);
	nr_pages = min(xen_start_info->nr_pages, limits.addressable);
	map = xen_e820_read(nr_pages);
	memory_setup_check_immovable();
	memory_setup_make_plan(map, nr_pages);
	memory_setup_apply_plan();
	memory_setup_limit_hotplug();
	xen_early_memory_init(&plan, limits.ram_end);
	xen_relocate_p2m_list(&plan);
	xen_relocate_initrd(&plan);
	xen_displace_frames(&plan);
	return "Xen";
}
