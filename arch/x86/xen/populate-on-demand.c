// SPDX-License-Identifier: GPL-2.0
/*
 * Populate-on-demand memory of HVM and PVH domains, at boot.
 *
 * A domain started with memory=X maxmem=Y finds Y in its E820, but Xen has only X for it. Xen
 * populates a page when it is touched, and once X is used up the next touch kills the domain
 * (xen/arch/x86/mm/p2m-pod.c: p2m_pod_demand_populate()). So the excess is released here before it
 * can be used: the page allocator would later hand it out page by page, and may clear pages, which
 * makes Xen populate them first.
 *
 * This moves no memory: Xen only drops populate-on-demand entries, a superpage at a time. The
 * excess becomes extra memory, like that of a PV domain: as far as the cap allows, page frames stay
 * in the kernel's E820, reserved, for the initial balloon. The rest is removed from the E820 and
 * becomes hotplug regions. All of the excess is released here unless that takes long. If it does,
 * the memory of the hotplug regions is the PoD remainder, which is returned in the background.
 *
 * mem= removes RAM from the kernel's E820, but Xen still has it as populated on demand: the excess
 * includes it. It is released first, and is neither extra memory nor a hotplug region.
 *
 * The sooner, the better: while more is to be populated than Xen has memory for, it looks for zero
 * pages whenever it populates a page, takes them back, and breaks up superpages to do so
 * (pod_eager_reclaim()). Memory populated meanwhile costs several times as much.
 */
#define pr_fmt(fmt) "xen: " fmt

#include "extents.h"
#include "extra-memory.h"
#include "hotplug-regions.h"
#include "inherited-balloon.h"
#include "pod-remainder.h"

#include <linux/crash_dump.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/sizes.h>

#include <asm/e820/api.h>
#include <asm/sections.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/balloon-arch.h>
#include <xen/balloon-compat.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>

#include "xen-ops.h"

/* Superpages released by one hypercall: 512 MiB, as nothing else runs yet. */
#define RELEASE_BATCH	256

/*
 * The most hotplug memory that is released at boot: as a multiple of the domain's memory, and in
 * pages. While there is a PoD remainder, Xen takes as long to populate one page as to release 250.
 */
#define RELEASE_RATIO_MAX	64
#define RELEASE_PAGES_MAX	PFN_DOWN(64 * (u64)SZ_1G)

/*
 * Maximum number of pages that a domain without a video card has in its reservation but not in its
 * E820: Xen 4.17's libxl and hvmloader keep 83 for HVM, and libxl 113 for PVH.
 */
#define HIDDEN_PAGES_MAX	128

/*
 * Pages that are released after kexec in addition to the visible excess: a superpage for rounding
 * down, one for hidden pages, and the memory of a video card. That is in the reservation but not in
 * the E820: by default 16 MiB for stdvga, 8 for cirrus (Xen 4.17's libxl). A larger one leaves some
 * of the inherited balloon without memory: see inherited_populate(). Without a card, too much is
 * released, which the balloon driver gets back.
 */
#define INHERITED_MARGIN	(2 * XEN_SUPERPAGE_PAGES + PHYS_PFN(SZ_16M))

/**
 * struct pod_excess - page frames of RAM that the domain has no memory for
 * @is_cut_off:	whether the kernel's E820 has no entry for them, of any type
 * @run:	runs of them, the highest first
 * @nr:		number of runs
 * @pages:	number of page frames in all runs
 */
struct pod_excess {
	bool is_cut_off;
	struct xen_memory_region run[XEN_HOTPLUG_REGIONS_MAX];
	unsigned int nr;
	unsigned long pages;
};

/* Number of pages that had data of the previous kernel (kexec), and were cleared. */
static unsigned long pod_scrubbed __initdata;

/* In the kernel's E820; and in that of the toolstack only. */
static struct pod_excess excess __initdata;
static struct pod_excess cut_off __initdata = { .is_cut_off = true };

/* Count the page frames of RAM in an E820, and set @ram_end to their end, exclusive. */
static unsigned long __init pod_count_ram(const struct e820_table *table, unsigned long *ram_end)
{
	unsigned long pages = 0;
	int i;

	*ram_end = 0;

	for (i = 0; i < table->nr_entries; i++) {
		const struct e820_entry *entry = &table->entries[i];
		unsigned long start = PFN_UP(entry->addr);
		unsigned long end = PFN_DOWN(entry->addr + entry->size);

		if (entry->type != E820_TYPE_RAM || end <= start)
			continue;
		pages += end - start;
		*ram_end = max(*ram_end, end);
	}
	return pages;
}

/*
 * Release the rest of a superpage that Xen has released only in part: it stops at the first
 * unpopulated page (xen/common/memory.c: decrease_reservation()). After kexec there are such pages,
 * in the balloon of the previous kernel. Return: whether all of the superpage is unpopulated now.
 */
static bool __init pod_release_pages(xen_pfn_t pfn)
{
	xen_pfn_t end = pfn + XEN_SUPERPAGE_PAGES;

	for (; pfn < end; pfn++)
		if (xen_pfn_is_populated(pfn) && !xen_release_extents(&pfn, 1, 0))
			return false;
	return true;
}

/*
 * Release superpages. After kexec they may have data of the previous kernel. Return: number of
 * superpages that Xen has released, from the first on.
 */
static unsigned int __init pod_release_superpages(xen_pfn_t *pfns, unsigned int nr)
{
	unsigned int i;

	for (i = 0; xen_boot_is_kexec && i < nr; i++)
		pod_scrubbed += xen_scrub_inherited_memory(pfns[i], XEN_SUPERPAGE_PAGES);
	return xen_release_extents(pfns, nr, XEN_SUPERPAGE_ORDER);
}

/* Add a superpage to the last run, or start another run with it. */
static void __init pod_add_superpage(struct pod_excess *to, xen_pfn_t pfn)
{
	struct xen_memory_region *last = to->nr ? &to->run[to->nr - 1] : NULL;

	to->pages += XEN_SUPERPAGE_PAGES;
	if (last && last->start_pfn == pfn + XEN_SUPERPAGE_PAGES) {
		last->start_pfn = pfn;
		last->n_pfns += XEN_SUPERPAGE_PAGES;
	} else if (to->nr < ARRAY_SIZE(to->run)) {
		to->run[to->nr++] = (struct xen_memory_region){ pfn, XEN_SUPERPAGE_PAGES };
	} else {
		/* The E820 is in too many pieces. Do not use this one. */
		xen_balloon_e820_remove_ram(PFN_PHYS(pfn), SZ_2M);
		pod_release_superpages(&pfn, 1);
	}
}

/*
 * Whether EFI has data between two addresses of RAM. Boot loader data that is still needed has been
 * reserved in memblock; that of boot services is reserved later, by efi_reserve_boot_services().
 */
static bool __init pod_is_efi_data(u64 start, u64 end)
{
	efi_memory_desc_t *md;

	if (!efi_enabled(EFI_MEMMAP))
		return false;
	for_each_efi_memory_desc(md) {
		if (md->phys_addr >= end ||
		    md->phys_addr + (md->num_pages << EFI_PAGE_SHIFT) <= start)
			continue;
		if (md->type != EFI_CONVENTIONAL_MEMORY && md->type != EFI_LOADER_CODE &&
		    md->type != EFI_LOADER_DATA)
			return true;
	}
	return false;
}

/* Whether a superpage contains data of the kernel, of the initrd or of firmware. */
static bool __init pod_is_in_use(unsigned long pfn)
{
	u64 start = PFN_PHYS(pfn), end = start + SZ_2M;

	/* .brk, which holds the first page tables, is not yet reserved in memblock. */
	if (start < __pa_symbol(_end) && end > __pa_symbol(_text))
		return true;
	return memblock_is_region_reserved(start, SZ_2M) || pod_is_efi_data(start, end);
}

/*
 * Whether a superpage of RAM can be taken. What an entry of another type covers is left alone: it
 * was made by memmap=, and the user may keep data there.
 */
static bool __init pod_can_take(const struct pod_excess *to, unsigned long pfn)
{
	u64 start = PFN_PHYS(pfn);

	return e820__mapped_any(start, start + SZ_2M, 0) != to->is_cut_off && !pod_is_in_use(pfn);
}

/* Collect up to @pages page frames from @start to @end, the highest first. */
static void __init pod_collect_entry(struct pod_excess *to, unsigned long start, unsigned long end,
				     unsigned long *pages)
{
	unsigned long pfn = round_down(end, XEN_SUPERPAGE_PAGES);

	while (*pages >= XEN_SUPERPAGE_PAGES && pfn >= start + XEN_SUPERPAGE_PAGES) {
		pfn -= XEN_SUPERPAGE_PAGES;
		if (!pod_can_take(to, pfn))
			continue;
		pod_add_superpage(to, pfn);
		*pages -= XEN_SUPERPAGE_PAGES;
	}
}

/* Collect up to @pages page frames of RAM in an E820, the highest first. */
static void __init pod_collect(struct pod_excess *to, const struct e820_table *table,
			       unsigned long pages)
{
	int i;

	for (i = table->nr_entries - 1; i >= 0; i--) {
		const struct e820_entry *entry = &table->entries[i];

		if (entry->type == E820_TYPE_RAM)
			pod_collect_entry(to, PFN_UP(entry->addr),
					  PFN_DOWN(entry->addr + entry->size), &pages);
	}
}

/*
 * Release page frames of @from, from the start of a superpage upwards; a superpage in which they
 * end is released as a whole. If Xen refuses a superpage it may have released some of its pages:
 * take it out of use, and leave the rest of the run populated on demand. Return: number of page
 * frames released, at most @pages.
 */
static unsigned long __init pod_release_run(struct pod_excess *from, unsigned long start,
					    unsigned long pages)
{
	static xen_pfn_t superpages[RELEASE_BATCH] __initdata;
	/* After kexec Xen refuses most, and then others of a batch would be looked at again. */
	unsigned int nr_max = xen_boot_is_kexec ? 1 : RELEASE_BATCH;
	unsigned long done = 0;
	unsigned int nr, gone;

	while (done < pages) {
		for (nr = 0; nr < nr_max && done + nr * XEN_SUPERPAGE_PAGES < pages; nr++)
			superpages[nr] = start + done + nr * XEN_SUPERPAGE_PAGES;
		gone = pod_release_superpages(superpages, nr);
		done += gone * XEN_SUPERPAGE_PAGES;
		if (gone == nr)
			continue;
		if (pod_release_pages(superpages[gone])) {
			done += XEN_SUPERPAGE_PAGES;
			continue;
		}
		xen_balloon_e820_remove_ram(PFN_PHYS(start + done), SZ_2M);
		from->pages -= pages - done;
		break;
	}
	return min(done, pages);
}

/*
 * Make the first @extra page frames of a run extra memory, and the others a hotplug region, which
 * is released @now or in the background. The extra memory is always released now, before another
 * driver can borrow its page frames. Return: number of page frames that became extra memory.
 */
static unsigned long __init pod_split_run(const struct xen_memory_region *run, unsigned long extra,
					  bool now)
{
	unsigned long cut = run->start_pfn + extra, end = run->start_pfn + run->n_pfns;
	/* The superpage that @cut divides is released with the extra memory. */
	unsigned long whole = round_up(cut, XEN_SUPERPAGE_PAGES);

	if (cut < end) {
		xen_balloon_e820_remove_ram(PFN_PHYS(cut), PFN_PHYS(end - cut));
		if (now)
			pod_release_run(&excess, whole, end - whole);
		else
			xen_pod_remainder_add(cut, end);
		xen_hotplug_region_add(cut, end);
	}
	extra = pod_release_run(&excess, run->start_pfn, extra);
	if (extra) {
		memblock_reserve(PFN_PHYS(run->start_pfn), PFN_PHYS(extra));
		xen_add_extra_mem(run->start_pfn, extra);
	}
	return extra;
}

/* Number of pages of a run that become extra memory if the cap allows @left more. */
static unsigned long __init pod_run_within_cap(const struct xen_memory_region *run,
					       const struct xen_extra_memory_cap *cap,
					       unsigned long left)
{
	unsigned long cut;

	if (left >= run->n_pfns)
		return run->n_pfns;
	cut = round_down(run->start_pfn + left, cap->granule);
	return cut > run->start_pfn ? cut - run->start_pfn : 0;
}

/*
 * Count the pages that become extra memory, the lowest first. The first run that does not fit is
 * the last to be used: RAM above it may cost more than it is worth, like RAM above 4 GiB with its
 * 64 MiB of bounce buffers.
 */
static unsigned long __init pod_count_within_cap(const struct xen_extra_memory_cap *cap)
{
	unsigned long sum = 0, n;
	int i;

	for (i = excess.nr - 1; i >= 0; i--) {
		n = pod_run_within_cap(&excess.run[i], cap, cap->pages - sum);
		sum += n;
		if (n < excess.run[i].n_pfns)
			break;
	}
	return sum;
}

/*
 * Whether to release memory at boot that this kernel does not use: hotplug regions, or what is cut
 * off. After kexec, Xen needs it for the balloon.
 */
static bool __init pod_release_now(unsigned long boot_pages, unsigned long unused_pages)
{
	return xen_inherits_balloon() ||
	       unused_pages <= min(boot_pages * RELEASE_RATIO_MAX, RELEASE_PAGES_MAX);
}

static void __init pod_release_cut_off(unsigned long boot_pages)
{
	bool now = pod_release_now(boot_pages, cut_off.pages);
	const struct xen_memory_region *run;

	for (run = cut_off.run; run < cut_off.run + cut_off.nr; run++)
		if (now)
			pod_release_run(&cut_off, run->start_pfn, run->n_pfns);
		else
			xen_pod_remainder_add(run->start_pfn, run->start_pfn + run->n_pfns);
}

static void __init pod_make_extra_memory(unsigned long boot_pages)
{
	struct xen_extra_memory_cap cap = xen_extra_memory_read_cap(boot_pages, boot_pages);
	unsigned long extra, left, stayed = 0, n;
	bool now;
	int i;

	do {
		extra = pod_count_within_cap(&cap);
	} while (!xen_extra_memory_fit_cap(&cap, extra, boot_pages));

	now = pod_release_now(boot_pages, excess.pages - extra);
	for (i = excess.nr - 1, left = extra; i >= 0; i--, left -= n) {
		n = min(left, excess.run[i].n_pfns);
		stayed += pod_split_run(&excess.run[i], n, now);
	}
	e820__update_table(e820_table);
	xen_extra_memory_report(&cap, stayed, excess.pages - stayed);
}

/* Number of page frames of RAM for which the domain may have no memory. */
static unsigned long __init pod_excess_pages(unsigned long ram_pages, unsigned long boot_pages)
{
	ram_pages += HIDDEN_PAGES_MAX;
	return ram_pages - min(ram_pages, boot_pages);
}

/*
 * Release the excess over the memory of the domain, in whole superpages: first what is cut off, up
 * to the excess of the toolstack's E820, then the excess of the kernel's E820. Together they are no
 * more than the former, but for INHERITED_MARGIN: the kernel's E820 has an excess only if all that
 * is cut off is released.
 * The reservation has hidden pages, which make the excess larger than it looks. If they are all
 * that is missing for one more superpage, that is released too.
 */
static void __init pod_release_excess(unsigned long boot_pages, unsigned long firmware_pages,
				      unsigned long e820_pages)
{
	unsigned long missing = firmware_pages - min(firmware_pages, boot_pages);
	unsigned long left;

	/* Both before the E820 changes: hotplug regions are no longer in it. */
	pod_collect(&cut_off, e820_table_firmware, pod_excess_pages(firmware_pages, boot_pages));
	pod_collect(&excess, e820_table, pod_excess_pages(e820_pages, boot_pages));
	if (!cut_off.nr && !excess.nr)
		return;
	pod_release_cut_off(boot_pages);
	if (excess.nr)
		pod_make_extra_memory(boot_pages);
	xen_boot_released_pages = cut_off.pages + excess.pages;
	left = xen_pod_remainder_pages();
	if (pod_scrubbed)
		pr_info("kexec: cleared %lu pages of the kernel before, to give them back\n",
			pod_scrubbed);
	pr_info("gave back %llu of %llu KiB that were not populated, and %llu KiB to follow\n",
		(u64)PFN_PHYS(xen_boot_released_pages - left) >> 10,
		(u64)PFN_PHYS(max(missing, xen_boot_released_pages)) >> 10,
		(u64)PFN_PHYS(left) >> 10);
}

/**
 * xen_release_unpopulated - release RAM of the E820 that Xen has no memory for
 *
 * The reservation includes pages of the toolstack that are not in the E820, among them the memory
 * of a video card, so this may release less than it could. The balloon driver, which knows the
 * toolstack's count, releases the rest.
 *
 * Context: early boot, before the page allocator, once command-line parameters have changed the
 * E820.
 */
void __init xen_release_unpopulated(void)
{
	unsigned long firmware_pages, e820_pages, ram_end, unused;
	domid_t domid = DOMID_SELF;
	long current_pages;

	/*
	 * The E820 of dom0 shows which RAM is populated: see xen_pvh_extra_memory(). A crash kernel
	 * runs in populated memory that was reserved for it.
	 */
	if (xen_initial_domain() || is_kdump_kernel())
		return;
	xen_boot_is_kexec = xen_inherits_balloon();
	current_pages = HYPERVISOR_memory_op(XENMEM_current_reservation, &domid);
	firmware_pages = pod_count_ram(e820_table_firmware, &ram_end);
	xen_hotplug_set_ram_end(ram_end);
	e820_pages = pod_count_ram(e820_table, &unused);
	/* Release, in superpages, at least as much as the inherited balloon takes. */
	if (xen_inherits_balloon())
		e820_pages += INHERITED_MARGIN;
	if (current_pages > 0)
		pod_release_excess(current_pages, firmware_pages, e820_pages);
	if (xen_inherits_balloon())
		xen_populate_inherited_balloon();
}
