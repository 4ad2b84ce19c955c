// SPDX-License-Identifier: GPL-2.0
/*
 * Early memory set-up of a PV domain.
 *
 * Xen hands over a memory map and nr_pages of memory that do not know of each other. A plan
 * (memory-plan.h) says what becomes of each page frame, and is applied here: to the e820 table of
 * the kernel, to memblock, to the extra memory that the balloon starts with, and (displaced.c) to
 * memory that lies where the map has holes.
 *
 * All this runs before there is an allocator: with memblock's reservations (but not its memory
 * yet), early_memremap() and hypercalls.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/init.h>
#include <linux/iscsi_ibft.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/panic.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include <asm/cmdline.h>
#include <asm/e820/api.h>
#include <asm/early_ioremap.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/balloon.h>
#include <xen/interface/memory.h>
#include <xen/interface/xen.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "displaced.h"
#include "extra-memory.h"
#include "memory-map.h"
#include "memory-plan.h"
#include "xen-ops.h"

/* The machine's reserved areas are in the map, so that devices could be passed through. */
bool xen_pv_pci_possible;

/* The map as it came, and what was made of it. */
static struct e820_entry entries[MEMORY_MAP_ENTRIES] __initdata;
static unsigned int nr_entries __initdata;
static struct memory_map map __initdata;
static struct memory_plan plan __initdata;

/* RAM is used below this page frame only: xen_512gb_limit, mem=, and what x86 can address. */
static unsigned long pfn_limit __initdata;

/* ---- limits ---- */

/*
 * xen_512gb_limit says that a guest, which may have to be saved by an old toolstack, has to keep
 * below 512 GiB. Bare it means yes; a value that is none is ignored.
 */
static bool __init limited_to_512gb(void)
{
	bool limited;
	char value[8];

	if (xen_initial_domain())
		return false;
	if (cmdline_find_option_bool(boot_command_line, "xen_512gb_limit"))
		return true;
	if (cmdline_find_option(boot_command_line, "xen_512gb_limit", value, sizeof(value)) >= 0 &&
	    !kstrtobool(value, &limited))
		return limited;
	return IS_ENABLED(CONFIG_XEN_512GB);
}

/* What mem= will take out of the map once parameters are parsed, in bytes. */
static u64 __init mem_parameter(void)
{
	char value[32], *end;
	u64 size;

	if (cmdline_find_option(boot_command_line, "mem", value, sizeof(value)) < 0)
		return U64_MAX;
	size = memparse(value, &end);
	return size ?: U64_MAX;
}

/* How many pages the domain may use at most; mem= has no say in that. */
static unsigned long __init address_limit(void)
{
	return PFN_DOWN(limited_to_512gb() ? min_t(u64, MAXMEM, 512ULL * SZ_1G) : MAXMEM);
}

/*
 * How many pages the domain can ever have. What Xen allows a guest now is not that: xl raises it
 * when the guest shall have more, up to the end of the map.
 */
static unsigned long __init max_reservation(unsigned long limit)
{
	domid_t domid = DOMID_SELF;
	long pages = 0;

	if (xen_initial_domain())
		pages = HYPERVISOR_memory_op(XENMEM_maximum_reservation, &domid);
	return pages > 0 ? min_t(unsigned long, pages, limit) : limit;
}

/* ---- the map ---- */

static void __init add_entry(u64 addr, u64 size, enum e820_type type)
{
	if (nr_entries < ARRAY_SIZE(entries))
		entries[nr_entries++] = (struct e820_entry){ addr, size, type };
}

static void __init read_map(unsigned long nr_pages)
{
	struct xen_memory_map memmap = { .nr_entries = ARRAY_SIZE(entries) };
	unsigned int i;
	int err;

	set_xen_guest_handle(memmap.buffer, entries);
	err = HYPERVISOR_memory_op(xen_initial_domain() ? XENMEM_machine_memory_map :
				   XENMEM_memory_map, &memmap);
	if (!err)
		nr_entries = memmap.nr_entries;
	else if (err == -ENOSYS && !xen_initial_domain())
		/* The toolstack gave none. Leave some room to balloon for backends. */
		add_entry(0, PFN_PHYS((u64)nr_pages) + SZ_8M, E820_TYPE_RAM);
	if (!nr_entries)
		panic("no memory map from Xen (error %d)\n", err);

	if (!xen_initial_domain())
		return;
	/* Xen only means that nobody may map it one to one; as page frames of dom0 it is RAM. */
	for (i = 0; i < nr_entries; i++)
		if (entries[i].type == E820_TYPE_UNUSABLE)
			entries[i].type = E820_TYPE_RAM;
#ifdef CONFIG_ISCSI_IBFT_FIND
	add_entry(IBFT_START, IBFT_END - IBFT_START, E820_TYPE_RESERVED);
#endif
}

/**
 * xen_chk_is_e820_usable - see to it that something which cannot move lies in RAM
 * @start:	where it is, pseudo-physical address
 * @size:	bytes
 * @component:	what it is, for the message
 *
 * ACPI non-volatile storage gives way. Anything else in the way is fatal: to go on would mean to
 * run in memory that is about to become a device.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_chk_is_e820_usable(phys_addr_t start, phys_addr_t size, const char *component)
{
	u64 above = PFN_PHYS((u64)xen_start_info->nr_pages);
	struct nvs_move move;
	int moved;

	while ((moved = memory_map_move_nvs(entries, &nr_entries, ARRAY_SIZE(entries), &map, start,
					    size, above, &move)) > 0) {
		xen_add_remap_nonram(move.from, move.to, move.size);
		xen_max_p2m_pfn = max(xen_max_p2m_pfn, PFN_DOWN(move.to + move.size));
		memory_map_make(&map, entries, nr_entries);
	}
	if (moved < 0)
		panic("No suitable area found for required E820 entry remapping action\n");
	if (!memory_map_is_ram(&map, start, size))
		panic("Xen hypervisor allocated %s memory conflicts with E820 map\n", component);
}

static void __init check_immovable(void)
{
	xen_chk_is_e820_usable(__pa_symbol(_text), _end - _text, "kernel");
	xen_chk_is_e820_usable(__pa(xen_start_info), sizeof(*xen_start_info), "xen_start_info");
	xen_pt_check_e820();
}

/* ---- the plan ---- */

static void __init make_plan(unsigned long nr_pages)
{
	struct memory_request request = {
		.nr_pages = nr_pages,
		.max_pages = max_reservation(address_limit()),
		.limit = pfn_limit,
		.granule = 1,
	};
	struct extra_memory_cap cap;

	/* Once without a balloon, to see what there is to pay for it. */
	memory_plan_make(&plan, &map, &request);
	if (!plan.kept)
		panic("the memory map has no RAM at the page frames that have memory\n");
	cap = xen_extra_memory_cap(nr_pages, plan.kept);
	do {
		request.cap = cap.pages;
		request.granule = cap.granule;
		memory_plan_make(&plan, &map, &request);
	} while (!xen_extra_memory_fits(&cap, plan.extra, plan.kept));
	xen_extra_memory_report(&cap, plan.extra, plan.capped);
}

/* The page frame behind the last RAM of the map that the domain may use one day. */
static unsigned long __init spare_end(void)
{
	unsigned int i = plan.nr_regions;

	while (i--)
		if (plan.region[i].use != MEMORY_OTHER)
			return PFN_DOWN(plan.region[i].end);
	return 0;
}

/* How far the p2m has to go. It makes room for XEN_MEMORY_HOTPLUG_LIMIT of growth by itself. */
static unsigned long __init p2m_end(void)
{
#ifdef CONFIG_XEN_MEMORY_HOTPLUG_LIMIT
	if (PFN_PHYS((u64)spare_end()) > (u64)CONFIG_XEN_MEMORY_HOTPLUG_LIMIT * SZ_1G)
		return spare_end();
#endif
	return plan.end;
}

/* To the kernel, all RAM that gets page structures is one. */
static void __init add_ram(u64 start, u64 end)
{
	if (start < end)
		e820__range_add(start, end - start, E820_TYPE_RAM);
}

static void __init apply_plan(void)
{
	u64 start = 0, end = 0;
	unsigned int i;

	for (i = 0; i < plan.nr_regions; i++) {
		const struct memory_region *region = &plan.region[i];

		switch (region->use) {
		case MEMORY_OTHER:
			e820__range_add(region->start, region->end - region->start, region->type);
			if (region->type == E820_TYPE_RESERVED)
				xen_pv_pci_possible = true;
			continue;
		case MEMORY_SPARE:
			continue;
		case MEMORY_EXTRA:
			xen_add_extra_mem(PFN_DOWN(region->start),
					  PFN_DOWN(region->end - region->start));
			break;
		case MEMORY_REFILLED:
			memblock_reserve(region->start, region->end - region->start);
			break;
		case MEMORY_KEPT:
			break;
		}
		if (region->start != end) {
			add_ram(start, end);
			start = region->start;
		}
		end = region->end;
	}
	add_ram(start, end);

	/* In a guest this is RAM, but too many drivers poke about in it. */
	e820__range_add(ISA_START_ADDRESS, ISA_END_ADDRESS - ISA_START_ADDRESS, E820_TYPE_RESERVED);
	e820__update_table(e820_table);

	xen_max_p2m_pfn = max(xen_max_p2m_pfn, p2m_end());
}

/* Until the balloon driver is there, nobody adds memory. */
static void __init limit_hotplug(void)
{
#ifdef CONFIG_MEMORY_HOTPLUG
#ifdef CONFIG_XEN_BALLOON
	xen_saved_max_mem_size = min(max_mem_size, mem_parameter());
#endif
	max_mem_size = PFN_PHYS((u64)plan.end);
#endif
}

static bool __ref waits_for_memory(const struct memory_region *region)
{
	return region->use == MEMORY_REFILLED || region->use == MEMORY_EXTRA;
}

/**
 * xen_chk_extra_mem - what the p2m says of a page frame that its list does not cover
 * @pfn:	the page frame
 *
 * Only asked before the p2m tree is there.
 *
 * Context: early boot, before the page allocator.
 * Return: INVALID_P2M_ENTRY where RAM waits for memory, else identity.
 */
unsigned long __ref xen_chk_extra_mem(unsigned long pfn)
{
	const struct memory_region *region = memory_plan_find(&plan, PFN_PHYS((u64)pfn));

	return region && waits_for_memory(region) ? INVALID_P2M_ENTRY : IDENTITY_FRAME(pfn);
}

/**
 * xen_inv_extra_mem - make the p2m tree agree with xen_chk_extra_mem()
 *
 * All that the list of Xen did not cover is identity in a new tree.
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_inv_extra_mem(void)
{
	unsigned long pfn, end;
	unsigned int i;

	for (i = 0; i < plan.nr_regions; i++) {
		if (!waits_for_memory(&plan.region[i]))
			continue;
		end = PFN_DOWN(plan.region[i].end);
		for (pfn = PFN_DOWN(plan.region[i].start); pfn < end; pfn++)
			if (!set_phys_to_machine(pfn, INVALID_P2M_ENTRY))
				panic("no memory for the p2m entries of the initial balloon\n");
	}
}

/* ---- what can be moved ---- */

/* The first address from @start on at which @size bytes are not reserved. */
static u64 __init skip_reserved(u64 start, u64 size)
{
	phys_addr_t used_start, used_end;
	u64 i;

	for_each_reserved_mem_range(i, &used_start, &used_end) {
		if (used_start >= start + size)
			break;
		if (used_end > start)
			start = PAGE_ALIGN(used_end);
	}
	return start;
}

/**
 * xen_find_free_area - find memory for something that has to move
 * @size:	bytes
 *
 * Context: early boot, before the page allocator.
 * Return: its address, a multiple of the page size; it is reserved, in whole pages. 0 if there is
 * none.
 */
phys_addr_t __init xen_find_free_area(phys_addr_t size)
{
	unsigned int i;
	u64 start, end;

	size = PAGE_ALIGN(size);
	for (i = 0; i < plan.nr_regions; i++) {
		if (plan.region[i].use != MEMORY_KEPT)
			continue;
		end = min(plan.region[i].end, PFN_PHYS((u64)pfn_limit));
		start = skip_reserved(max_t(u64, plan.region[i].start, ISA_END_ADDRESS), size);
		if (start < end && size <= end - start) {
			memblock_reserve(start, size);
			return start;
		}
	}
	return 0;
}

static void __init settle_p2m_list(void)
{
	phys_addr_t start, size;

	if (xen_start_info->mfn_list >= __START_KERNEL_map) {
		start = __pa(xen_start_info->mfn_list);
		size = PFN_ALIGN(xen_start_info->nr_pages * sizeof(unsigned long));
	} else {
		start = PFN_PHYS(xen_start_info->first_p2m_pfn);
		size = PFN_PHYS(xen_start_info->nr_p2m_frames);
	}
	memblock_reserve(start, size);
	if (memory_plan_is_kept(&plan, start, size))
		return;
	xen_relocate_p2m();
	pr_info("p2m list moved from [mem %#010llx-%#010llx] to [mem %#010llx-%#010llx]\n", start,
		start + size - 1, PFN_PHYS((u64)xen_start_info->first_p2m_pfn),
		PFN_PHYS((u64)xen_start_info->first_p2m_pfn + xen_start_info->nr_p2m_frames) - 1);
}

/* How much of what begins at an address early_memremap() can map at a time; bytes. */
static u64 __init early_window(u64 addr)
{
	return ((u64)NR_FIX_BTMAPS << PAGE_SHIFT) - offset_in_page(addr);
}

/**
 * xen_copy_to_physical - copy to memory that is not mapped yet
 * @to:		pseudo-physical address
 * @from:	what to copy
 * @size:	bytes
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_copy_to_physical(u64 to, const void *from, u64 size)
{
	u64 n;

	for (; size; to += n, from += n, size -= n) {
		void *map;

		n = min(size, early_window(to));
		map = early_memremap(to, n);
		memcpy(map, from, n);
		early_memunmap(map, n);
	}
}

static void __init copy_physical(u64 to, u64 from, u64 size)
{
	u64 n;

	for (; size; to += n, from += n, size -= n) {
		void *map;

		n = min(size, early_window(from));
		map = early_memremap(from, n);
		xen_copy_to_physical(to, map, n);
		early_memunmap(map, n);
	}
}

static void __init settle_initrd(void)
{
	u64 from = boot_params.hdr.ramdisk_image | (u64)boot_params.ext_ramdisk_image << 32;
	u64 size = boot_params.hdr.ramdisk_size | (u64)boot_params.ext_ramdisk_size << 32;
	u64 to;

	if (memory_plan_is_kept(&plan, from, size))
		return;
	to = xen_find_free_area(size);
	if (!to)
		panic("Can't find new memory area for initrd needed due to E820 map conflict\n");
	copy_physical(to, from, size);
	pr_info("initrd moved from [mem %#010llx-%#010llx] to [mem %#010llx-%#010llx]\n", from,
		from + size - 1, to, to + size - 1);
	memblock_phys_free(from, size);
	boot_params.hdr.ramdisk_image = (u32)to;
	boot_params.ext_ramdisk_image = to >> 32;
}

/**
 * xen_memory_setup - make the kernel's memory map
 *
 * Context: early boot, before the page allocator.
 * Return: who made it.
 */
char *__init xen_memory_setup(void)
{
	unsigned long nr_pages = min(xen_start_info->nr_pages, address_limit());

	pfn_limit = min_t(u64, address_limit(), PFN_DOWN(mem_parameter()));
	read_map(nr_pages);
	memory_map_make(&map, entries, nr_entries);
	check_immovable();
	make_plan(nr_pages);
	apply_plan();
	limit_hotplug();
	settle_p2m_list();
	settle_initrd();
	xen_displace_frames(&plan);
	return "Xen";
}

/* ---- for the balloon ---- */

/**
 * xen_pv_spare_memory - RAM of a PV domain's map that has no page structures
 * @spare:	where to write it, ascending
 * @max:	how many regions at most
 * @end:	set to the page frame behind the last RAM of the map
 *
 * Only what has a whole memory section counts: less cannot be added.
 *
 * Context: process, once, at boot.
 * Return: regions written.
 */
unsigned int __init xen_pv_spare_memory(struct xen_memory_region *spare, unsigned int max,
					unsigned long *end)
{
	unsigned int i, nr = 0;

	for (i = 0; i < plan.nr_regions && nr < max; i++) {
		unsigned long from = PFN_DOWN(plan.region[i].start);
		unsigned long to = PFN_DOWN(plan.region[i].end);

		if (plan.region[i].use != MEMORY_SPARE ||
		    round_up(from, PAGES_PER_SECTION) >= round_down(to, PAGES_PER_SECTION))
			continue;
		spare[nr].start_pfn = from;
		spare[nr++].n_pfns = to - from;
	}
	*end = spare_end();
	return nr;
}

/*
 * Spare RAM below 4 GiB is in no table and looks like room for devices. Where firmware does not say
 * which room they have, they are placed above it.
 */
static int __init keep_devices_off_spare(void)
{
	unsigned int i;

	if (!xen_pv_domain())
		return 0;
	for (i = 0; i < plan.nr_regions; i++)
		if (plan.region[i].use == MEMORY_SPARE && plan.region[i].end <= SZ_4G)
			pci_mem_start = max_t(u64, pci_mem_start, plan.region[i].end);
	return 0;
}
early_initcall(keep_devices_off_spare);
